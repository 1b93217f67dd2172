// What is open when a shift ends, in the order in which whoever leaves wants to see it.

import type { CallbackView, DeskView } from "../../bindings";

/** Whether a hand-over gives it back: it was claimed at this desk, or at another one by whoever sits here. */
export const goesBack = ({ state }: CallbackView, { staff, station }: DeskView): boolean =>
  state.kind === "mine" || (state.kind === "theirs" && (state.staff === staff || state.station === station));

/** Those that go back first, then those that nobody cares for; of each the oldest first. */
export function inOrder(view: DeskView): CallbackView[] {
  const rank = (owed: CallbackView) => (goesBack(owed, view) ? 0 : owed.state.kind === "waiting" ? 1 : 2);
  return view.callbacks.toSorted((one, other) => rank(one) - rank(other) || one.calledMs - other.calledMs);
}
