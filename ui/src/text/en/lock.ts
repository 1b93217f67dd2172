// The desk is locked: what calls do meanwhile, and the PIN that opens it.

import { plural } from "./words";

export const lock = {
  title: "This desk is locked",
  /** What calls do meanwhile, in large letters and in one sentence below. */
  rings: "Calls still ring here",
  answer: "Anybody can answer them without the PIN.",
  away: "Calls ring at other desks first",
  awayHint: "If no other desk can ring, this one does.",
  starting: "Calls ring here in a moment",
  noGroup: "No calls ring here",
  noGroupHint: "This desk is in no ring group. Your IT can change that.",
  hidden: "Names and notes stay hidden until it is unlocked.",
  /** Beside a call that rings, where the notes stand otherwise. */
  answerNow: "You can answer without the PIN. Name and notes show after it.",
  pin: "PIN",
  unlock: "Unlock",
  checking: "Checking",
  wrong: "This PIN is not right. Try again.",
  wait: (time: string) => `Too many wrong PINs. Try again at ${time}.`,
  left: (seconds: number) => `${seconds} ${plural(seconds, "second", "seconds")} left`,
  digits: "A PIN has 4 to 8 digits.",
  forgotten: "Forgot the PIN?",
  forgottenQuestion: "Sign out to go on without the PIN?",
  forgottenWhat:
    "After that no call rings at this desk until somebody signs in. To let them ring on, choose “Somebody else” and sign in with your password.",
  stay: "Stay",
  needsPin: "Set a PIN first, then this desk can be locked.",
  card: {
    title: "Locking this desk",
    what: "While it is locked no names and notes show, until you type your PIN. Calls still ring and can be answered.",
    newPin: "New PIN",
    again: "New PIN again",
    set: "Set the PIN",
    change: "Change the PIN",
    remove: "Remove the PIN",
    keep: "Keep the PIN",
    isSet: "Your PIN is set.",
    saved: "Your PIN is set. Ctrl+L locks this desk.",
    removed: "Your PIN is removed. This desk can no longer be locked.",
    weak: "This PIN is easy to guess. Avoid runs such as 1234 and repeated digits.",
    differ: "The two PINs are not the same. Type both again.",
    removeQuestion: "Remove the PIN?",
    removeWhat: "Then this desk can no longer be locked, and it does not lock by itself.",
    after: "Lock by itself after",
    never: "Never",
    afterHint: "Counts while nobody touches mouse or keys in Roomline, and never during a call.",
  },
};
