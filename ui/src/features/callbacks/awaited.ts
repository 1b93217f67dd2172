// What residents in the call-back list wait for.

import type { CallbackView } from "../../bindings";
import type { Awaited } from "../../text/en/callbacks";

/** What those wait for whom nobody cares for yet. */
export function awaited(callbacks: CallbackView[]): Awaited {
  const waiting = callbacks.filter(({ state }) => state.kind === "waiting");
  const visits = waiting.filter(({ errand }) => errand === "visit").length;
  if (visits === 0) return "call";
  return visits === waiting.length ? "visit" : "either";
}
