// Somebody else at the same desk: who is known there, and how one person follows the other.

import type { SignInProblemView } from "../../bindings";
import { signIn } from "./sign-in";

export const people = {
  somebodyElse: "Somebody else",
  who: "Who are you?",
  nobodyElse:
    "Nobody else is known at this desk yet. Whoever signs in here and sets a PIN is in this list from then on.",
  noKeyring:
    "Nobody can change by PIN here: this PC has no safe place to keep several sign-ins. Your IT can install and unlock a keyring.",
  eachTime: "Nobody can change by PIN here: nothing is kept on this PC. Your manager has set this for the desk.",
  newcomer: "Sign in as somebody new",
  staysKnown: (name: string) => `${name} stays known here and comes back with the PIN.`,
  isSignedOut: (name: string) => `${name} is signed out by that.`,
  stays: (name: string) => `${name} stays`,
  goOnAs: (name: string) => `Go on as ${name}`,
  asking: "Asking the server",
  back: "Back",
  failed(name: string, problem: SignInProblemView): string {
    switch (problem) {
      case "sessionOver":
        return `The sign-in of ${name} has run out. Sign in with the password.`;
      case "disabled":
        return `The account of ${name} is switched off. Your manager can switch it on again.`;
      case "unreachable":
        return `The server does not answer, so ${name} cannot go on here now. Try again in a moment.`;
      default:
        return signIn.problem(problem);
    }
  },
  forget: "Forget me at this desk",
  forgetTitle: (name: string) => `Forget ${name} at this desk?`,
  forgetWhat: "Sign-in and PIN are deleted from this PC. After that you need your password here.",
  forgetYes: "Forget me",
  stayKnown: "Stay known here",
};
