// After how long this desk locks itself, chosen in Settings. Kept in this window, for everybody who sits here.

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
    try {
      localStorage.setItem(KEY, JSON.stringify(after));
    } catch {
      // Without a place to keep it, it holds until the program ends.
    }
  }
}

/** Whatever stands there that is no choice of ours counts as not chosen. */
function read(): After {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return AFTER.find((each) => each === kept) ?? DEFAULT;
  } catch {
    return DEFAULT;
  }
}

export const autoLock = new AutoLock();
