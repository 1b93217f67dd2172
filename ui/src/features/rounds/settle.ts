// What came of a stop without a call: said to the program, and kept for a moment so that the page goes on before it is told back.

import type { RoundView, StopOutcomeView, StopView } from "../../bindings";
import type { Desk } from "../../desk.svelte";

/** Says it; `true` if the program took it. */
export async function settle(
  desk: Desk,
  { id }: RoundView,
  { unitId }: StopView,
  outcome: StopOutcomeView,
  note: string,
): Promise<boolean> {
  desk.settled = undefined;
  const taken = await desk.ask(desk.commands.settleStop(id, unitId, outcome, note.trim()));
  if (taken) desk.settled = { outcome, unitId };
  return taken;
}
