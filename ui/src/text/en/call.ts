// A call: the six words of its state, why it ended, what to do then.

import type { EndView } from "../../bindings";
import { capital } from "../formats";
import { plural } from "./words";

export const call = {
  state: {
    calling: "Calling",
    ringing: "Ringing",
    connecting: "Connecting",
    inCall: "In call",
    reconnecting: "Reconnecting",
    ended: (reason: string) => `Call ended: ${reason}`,
  },
  unknownRoom: "Unknown room",
  unknownHint: "This Echo is not in the list of rooms",
  you: (station: string) => `You, ${station}`,
  youAreHeard: "You are heard",
  youAreNotHeard: "You are not heard",
  room: (room: string) => `Room ${room}`,
  /** The same within a sentence. */
  theRoom: (room: string) => `room ${room}`,
  lockedHint: "No name is shown while this desk is locked",
  tell: {
    calling: (name: string, room: string) =>
      `Reaching the Echo in room ${room}. Nobody hears you until ${name} answers.`,
    ringing: (name: string, room: string) =>
      `The Echo in room ${room} is ringing. Nobody hears you until ${name} answers.`,
    theyAnswered: (name: string) => `${capital(name)} has answered. Opening the line.`,
    youAnswered: (name: string) => `You have answered ${name}. Opening the line.`,
    reconnecting: (name: string) =>
      `Stay on the line, the call comes back by itself. ${capital(name)} hears silence until then.`,
  },
  tryingFor: (seconds: number) => `Trying for ${seconds} ${plural(seconds, "second", "seconds")} more`,
  lineLost: "The sound has stopped",
  lengthLabel: "Length of the call",
  mute: "Mute",
  hangUp: "Hang up",
  callAgain: "Call again",
  callBackNow: "Call back now",
  close: "Close",
  talked: (time: string) => `You talked for ${time}.`,
  notTalked: "Nobody was on the line.",
  owed: "The call waits in the call-back list until somebody has called back.",
  strip: "Current call",
  backToCall: "Back to the call",
  end(end: EndView): string {
    switch (end.kind) {
      case "hungUpHere":
        return "you hung up";
      case "hungUpThere":
        return "the resident hung up";
      case "cancelled":
        return "given up before an answer";
      case "declined":
        return "declined";
      case "busy":
        return end.by ? `busy with ${end.by}` : "busy";
      case "nobodyReachable":
        return "no desk could be reached";
      case "noAnswer":
        return `nobody answered for ${end.afterS} ${plural(end.afterS, "second", "seconds")}`;
      case "expired":
        return "the time for this call was over";
      case "answeredElsewhere":
        return "answered at another desk";
      case "notAllowed":
        return "this desk may not call this room";
      case "signalingFailed":
        return "Alexa did not answer";
      case "mediaFailed":
        return "no sound came through";
      case "stationLost":
        return "the desk went away";
      case "shutDown":
        return "the desk’s program was closed";
      default:
        return end satisfies never;
    }
  },
  /** What to do after an ending that is not a plain hang-up. */
  remedy(end: EndView): string | null {
    switch (end.kind) {
      case "mediaFailed":
        return end.vpn
          ? "Try once more. This PC is on a VPN, which may keep the sound away: tell your IT."
          : "Try once more. If it happens again, a firewall may be in the way: tell your IT.";
      case "signalingFailed":
        return "Try once more in a minute. If it happens again, look in on the room and tell your IT.";
      case "notAllowed":
        return "Your manager decides which desk may call which room.";
      case "noAnswer":
      case "declined":
        return "Somebody may want to look in on the room.";
      case "busy":
        return "Try again in a few minutes.";
      case "expired":
      case "nobodyReachable":
      case "stationLost":
        return "Try once more.";
      case "hungUpHere":
      case "hungUpThere":
      case "cancelled":
      case "answeredElsewhere":
      case "shutDown":
        return null;
      default:
        return end satisfies never;
    }
  },
};
