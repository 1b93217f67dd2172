// A call in words: the six words of its state, and the sentence beside it.

import type { CallView, SoundTroubleView } from "../../bindings";
import { t } from "../../text";
import { nameWithin, roomOf } from "../../who";

export type ActiveCall = Exclude<CallView, { kind: "idle" }>;

/** How many letters a note about what came of a call may have. */
export const LONGEST_NOTE = 500;

export function stateWord(call: ActiveCall): string {
  switch (call.kind) {
    case "calling":
      return t.call.state.calling;
    case "ringing":
      return t.call.state.ringing;
    case "connecting":
      return t.call.state.connecting;
    case "inCall":
      return t.call.state.inCall;
    case "reconnecting":
      return t.call.state.reconnecting;
    case "ended":
      return t.call.state.ended(t.call.end(call.end));
    default:
      return call satisfies never;
  }
}

/** What happens now, or nothing where the picture says it all. */
export function tellOf(call: ActiveCall): string | null {
  const name = nameWithin(call.who);
  switch (call.kind) {
    case "calling":
      return t.call.tell.calling(name, roomOf(call.who));
    case "ringing":
      return t.call.tell.ringing(name, roomOf(call.who));
    case "connecting":
      return call.direction === "toUnit" ? t.call.tell.theyAnswered(name) : t.call.tell.youAnswered(name);
    case "reconnecting":
      return t.call.tell.reconnecting(name);
    case "inCall":
    case "ended":
      return null;
    default:
      return call satisfies never;
  }
}

/** Whether Mute acts: before the answer nobody hears this desk anyway. */
export function canMute(call: CallView): call is Extract<CallView, { kind: "inCall" | "reconnecting" }> {
  return call.kind === "inCall" || call.kind === "reconnecting";
}

/** Whether the resident can hear this desk: both talk, nobody here muted it, and there is a microphone that works. */
export function isHeard(call: CallView, trouble: SoundTroubleView | null): boolean {
  if (call.kind !== "inCall" || call.muted) return false;
  switch (trouble) {
    case null:
    case "noSpeaker":
      return true;
    case "noMicrophone":
    case "blocked":
    case "busy":
    case "deviceGone":
    case "silentMicrophone":
      return false;
    default:
      return trouble satisfies never;
  }
}

/** Whether there is a call that can be hung up. */
export function canHangUp(call: CallView): boolean {
  return call.kind !== "idle" && call.kind !== "ended";
}
