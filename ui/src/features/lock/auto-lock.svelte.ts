// After how long this desk locks itself, chosen in Settings. Kept in this window, for everybody who sits here.

import { keep, kept } from "../../kept";
import { AFTER, type After } from "./idle";

export const KEY = "roomline.auto-lock";
export const DEFAULT: After = 10;

export class AutoLock {
  #after = $state<After>(read());

  get after(): After {
    return this.#after;
  }

  choose(after: After) {
    this.#after = after;
    keep(KEY, after);
  }
}

/** Whatever stands there that is no choice of ours counts as not chosen. */
function read(): After {
  const chosen = kept(KEY);
  return AFTER.find((each) => each === chosen) ?? DEFAULT;
}

export const autoLock = new AutoLock();
