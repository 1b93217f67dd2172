// The check of this desk: what is tried, what was found, and what to do about it.

import type {
  CheckDoingView,
  CheckFindingView,
  CheckStepView,
  CheckStopView,
  IceServerFaultView,
  VerdictView,
} from "../../bindings";
import { capital } from "../formats";
import { serverName } from "../servers";
import { call } from "./call";
import { lock } from "./lock";
import { reach } from "./problems";
import { trouble } from "./settings";
import { signIn } from "./sign-in";
import { plural } from "./words";

const STEPS: Record<CheckStepView, string> = {
  microphone: "Microphone",
  speaker: "Speaker",
  ringer: "Ring",
  notification: "Notification",
  server: "Server",
  line: "Line for calls",
  signIn: "Sign-in",
  iceServers: "Way of the sound",
  testCall: "Test call",
};
const VERDICTS: Record<VerdictView, string> = {
  passed: "Works",
  failed: "Does not work",
  notTested: "Could not be tested",
};
const STOPPED: Record<CheckStopView, string> = {
  person: "You stopped the check.",
  call: "A call came first, so the check stopped.",
  locked: "The desk was locked, so the check stopped.",
};
const FAULTS: Record<IceServerFaultView, string> = {
  unusable: "cannot be used",
  silent: "does not answer",
  refused: "refuses",
};
const steps = (count: number) => `${count} ${plural(count, "step", "steps")}`;

function doing(what: CheckDoingView): string {
  switch (what.kind) {
    case "listening":
      return what.device === null ? "The microphone is being opened." : `Say something. ${what.device} is listening.`;
    case "playing":
      return "A tone plays where you hear residents.";
    case "ringing":
      return "It rings on all speakers.";
    case "asking":
      return what.sound === "tone" ? "Did you hear the tone?" : "Did you hear the ring?";
    case "notifying":
      return "A test notification is being shown.";
    case "askingServer":
      return "The server is being asked.";
    case "awaitingLine":
      return "A sign of life from the server is awaited.";
    case "renewingSignIn":
      return "Your sign-in is being renewed.";
    case "askingIceServers":
      return "The servers that help the sound on its way are being asked.";
    case "choosing":
      return "Choose a room where somebody knows that you test.";
    case "calling":
      return "The room is being called. The check ends with the call.";
    default:
      return what satisfies never;
  }
}

function found(what: CheckFindingView): string {
  switch (what.kind) {
    case "hears":
      return `${what.device} hears you.`;
    case "heard":
      return "You heard it.";
    case "shown":
      return "This PC shows notifications.";
    case "answered":
      return `The server answered after ${what.afterMs} ms.`;
    case "rings":
      return "Calls ring here.";
    case "renewed":
      return `It was renewed, is valid for ${what.validMin} ${plural(what.validMin, "minute", "minutes")}, and goes on renewing itself.`;
    case "iceServersAnswered":
      return what.count === 1
        ? "The server that helps the sound on its way answered."
        : `All ${what.count} servers that help the sound on its way answered.`;
    case "noIceServers":
      return "No server is set up to help the sound on its way: it goes directly.";
    case "talked":
      return what.end === null ? "You can talk; the call goes on." : `You could talk. Then: ${call.end(what.end)}.`;
    case "sound":
      return trouble(what.trouble);
    case "notHeard":
      return what.sound === "tone"
        ? "Turn up the volume of this PC, or move another speaker to the top of the list."
        : "Turn up the volume of this PC, and “How loud it rings”.";
    case "ringIsOff":
      return "The ring is set to silent. Turn up “How loud it rings”.";
    case "notShown":
      return "This PC does not take notifications; calls still ring and show in the windows. Tell your IT.";
    case "server":
      return signIn.problem(what.problem);
    case "doesNotRing":
      return `${reach.nothingRings} ${reach.why(what.reason)}`;
    case "inNoRingGroup":
      return lock.noGroupHint;
    case "iceServersFailed": {
      const failed = what.failed.map(({ url, why }) => `${serverName(url)} ${FAULTS[why]}`).join(", ");
      return `Some calls may have no sound. Tell your IT: ${failed}.`;
    }
    case "callFailed":
      return [`${capital(call.end(what.end))}.`, call.remedy(what.end)].filter(Boolean).join(" ");
    case "nobodySpoke":
      return "The microphone works, but nobody spoke. Check again, and say something.";
    case "nobodyAnswered":
      return "Nobody said anything here in time. Check again when somebody is at the desk.";
    case "skipped":
      return "You skipped this.";
    case "notReached":
      return "The check ended before this. Check again.";
    case "noNotifications":
      return "Roomline shows no notifications on this PC; calls ring and show in the windows.";
    case "cannotCall":
      return "The server cannot be reached, so no room can be called. Mend that first.";
    case "callNotTaken":
      return `${capital(call.end(what.end))}. To test the sound, call a room where somebody answers.`;
    default:
      return what satisfies never;
  }
}

export const check = {
  title: "Check this desk",
  what: "Microphone, speaker, ring, notifications and server are tried one after the other. It takes two minutes; a call that comes stops it and rings as always.",
  start: "Check this desk",
  again: "Check again",
  stop: "Stop the check",
  skip: "Skip this",
  heard: "I heard it",
  notHeard: "I did not",
  room: "Room to call",
  choose: "Choose a room",
  call: "Call for the test",
  level: "How loud your microphone is",
  now: "Now",
  later: "Not yet",
  step: (step: CheckStepView) => STEPS[step],
  verdict: (verdict: VerdictView) => VERDICTS[verdict],
  doing,
  found,
  stopped: (why: CheckStopView) => STOPPED[why],
  summary(failed: number, untested: number): string {
    if (failed === 0 && untested === 0) return "Everything works.";
    const open = untested === 0 ? [] : [`${steps(untested)} could not be tested.`];
    return [failed === 0 ? "Nothing has failed." : `${steps(failed)} failed.`, ...open].join(" ");
  },
};
