// The steps of a check, and which of them is going on.

import type { CheckDoingView, CheckStepView, CheckView } from "../../bindings";

/** In the order in which they are tried. */
export const STEPS: readonly CheckStepView[] = [
  "microphone",
  "speaker",
  "ringer",
  "notification",
  "server",
  "line",
  "signIn",
  "iceServers",
  "testCall",
];

/** The step that something belongs to. */
export function stepOf(doing: CheckDoingView): CheckStepView {
  switch (doing.kind) {
    case "listening":
      return "microphone";
    case "playing":
      return "speaker";
    case "ringing":
      return "ringer";
    case "asking":
      return doing.sound === "tone" ? "speaker" : "ringer";
    case "notifying":
      return "notification";
    case "askingServer":
      return "server";
    case "awaitingLine":
      return "line";
    case "renewingSignIn":
      return "signIn";
    case "askingIceServers":
      return "iceServers";
    case "choosing":
    case "calling":
      return "testCall";
    default:
      return doing satisfies never;
  }
}

/** What a check has found so far. */
export const resultsOf = (check: CheckView) => (check.kind === "none" ? [] : check.results);

/** What is quieter than any room, in dBFS: where the meter begins. */
const SILENT_DBFS = -70;

/** How much of the meter is filled, in percent. */
export function filled(levelDbfs: number): number {
  return Math.round(Math.min(1, Math.max(0, 1 - levelDbfs / SILENT_DBFS)) * 100);
}
