// The desk cannot be reached, or something asked for did not happen.

import type { CommandError, NoticeView, SoundTroubleView, UnreachableView } from "../../bindings";
import { lock } from "./lock";
import { trouble } from "./settings";
import { and, plural } from "./words";

export const reach = {
  title: "This desk cannot be reached",
  since: (time: string, minutes: number) =>
    minutes < 1 ? `Since ${time}` : `Since ${time}, for ${minutes} ${plural(minutes, "minute", "minutes")}`,
  nothingRings: "Calls do not ring here.",
  stillRing: (desks: string[]) => `They should still ring at ${and(desks)}.`,
  nothingLost: "Nothing is lost: what nobody answers waits in the call-back list.",
  callGoesOn: "Your call goes on.",
  tryNow: "Try now",
  trying: "Trying again by itself.",
  why(reason: UnreachableView): string {
    switch (reason) {
      case "noAnswer":
        return "First thing to check: the network cable.";
      case "wrongCertificate":
        return "The server’s certificate is not trusted. Your IT must look at it.";
      case "serverFault":
        return "The server has a fault. Your IT must look at it.";
      case "replaced":
        return "Another program is connected as this desk. Close it, then try again.";
      default:
        return reason satisfies never;
    }
  },
};

export function notice(notice: NoticeView, sound: SoundTroubleView | null): string {
  switch (notice.kind) {
    case "callbackGone":
      return "Another desk cares for this call already.";
    case "notReached":
      return "The server could not be asked. Try again in a moment.";
    case "answerFailed":
      return sound
        ? `${trouble(sound)} The call goes on ringing.`
        : "The call could not be answered here. Try again; it goes on ringing.";
    case "outcomeLost":
      return "The server did not take what came of the last call. Write it down elsewhere.";
    case "roundMoved":
      return "Somebody was quicker: look how the round stands now.";
    case "stillSignedIn":
      return "The shift is handed over. You are still signed in: lock this desk or sign out.";
    case "signedOut":
      return `${notice.name} is signed out. Sign-in and PIN are deleted from this PC.`;
    case "personForgotten":
      return `${notice.name} is no longer known at this desk.`;
    case "madeRoom":
      return `Eight people are known at this desk. ${notice.name} was away the longest and signs in with the password next time.`;
    default:
      return notice satisfies never;
  }
}

export function refused(error: CommandError): string {
  switch (error.code) {
    case "notSignedIn":
      return "Nobody is signed in. Sign in first.";
    case "unreachable":
      return "This desk cannot be reached, so it cannot call. Is the network cable in?";
    case "alreadyInCall":
      return `You are in a call with ${error.name ?? "an unknown room"}. Hang up first.`;
    case "inCall":
      return "This desk is in a call. Finish it first, then change the person.";
    case "ringing":
      return "A resident is calling this desk. Answer first.";
    case "noSuchUnit":
      return "This room is no longer in the list. Search for it again.";
    case "noSuchCall":
      return "This call is over already.";
    case "noSuchCallback":
      return "Somebody has cared for this call already.";
    case "roundRunning":
      return "A round runs at this desk already. Pause or finish it first.";
    case "noSuchRound":
      return "This round is finished already, or the server no longer knows it.";
    case "emptyRound":
      return "Tick at least one room for the round, and 200 at most.";
    case "notWritten":
      return "The report could not be saved on this PC. Is its disk full? If not, tell your IT.";
    case "locked":
      return "Your manager has set this for the desk.";
    case "signingIn":
      return "Signing in already. Wait a moment.";
    case "signedIn":
      return "Somebody is signed in already. Lock the desk or sign out first.";
    case "noSuchPerson":
      return "This person is no longer known at this desk. Sign in with the password.";
    case "stationName":
      return "The name of this desk must have 1 to 50 letters.";
    case "noPin":
      return lock.needsPin;
    case "deskLocked":
      return "This desk is locked. Unlock it first.";
    case "badPin":
      return lock.digits;
    case "easyPin":
      return lock.card.weak;
    case "notMade":
      return "The report could not be made in time. Try again, or tell your IT.";
    case "stopped":
      return "Roomline has stopped. Close it and start it again.";
    case "malformed":
      return "This did not work. Start Roomline again, then tell your IT.";
    default:
      return error satisfies never;
  }
}
