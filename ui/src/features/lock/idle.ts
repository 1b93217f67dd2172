// When a desk locks itself: a screen full of names must not stay for whoever passes by.

import type { DeskView } from "../../bindings";
import { canHangUp } from "../call/call";

/** After how many minutes, or not at all. */
export const AFTER = [2, 5, 10, 30, "never"] as const;
export type After = (typeof AFTER)[number];

/** Whether somebody is needed at the desk now: a call rings or goes on. That counts as if keys were pressed all the time. */
export const isBusy = (view: DeskView): boolean => view.incoming.length > 0 || canHangUp(view.call);

/** Whether a desk that nobody has touched since `touchedMs` locks itself now. */
export function locksItself(view: DeskView, after: After, touchedMs: number, nowMs: number): boolean {
  if (after === "never" || view.lock.kind !== "open" || isBusy(view)) return false;
  return nowMs - touchedMs >= after * 60_000;
}
