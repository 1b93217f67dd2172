// The change of shifts: what is open, how it went, and a note for whoever comes next.

import type { AfterHandoverView, HandoverProblemView, TimeToAnswerView } from "../../bindings";
import { and, plural } from "./words";

/** What somebody leaves behind. */
export interface Leaving {
  /** Whether there is a note. */
  note: boolean;
  /** How many call-backs are given back. */
  back: number;
  /** Whether a round runs here. */
  round: boolean;
  then: AfterHandoverView;
  /** Whether no other desk takes calls. */
  alone: boolean;
}

const seconds = (count: number) => `${count} ${plural(count, "second", "seconds")}`;

function within(answered: number, { medianS, p90S }: TimeToAnswerView): string {
  if (answered === 1) return ` within ${seconds(p90S)}`;
  return `, half of them within ${seconds(medianS)}, ${answered < 10 ? "all" : "nine of ten"} within ${seconds(p90S)}`;
}

export const handover = {
  title: "Hand over",
  under: "Whoever comes next finds your note at every desk of your ring group.",
  open: "Open right now",
  nothingOpen: "Nobody is waiting.",
  goesBack: "Yours, goes back to everybody",
  goesBackOf: (staff: string) => `Taken on by ${staff} at this desk, goes back to everybody`,
  more: (count: number) => `and ${count} more in the call-back list`,
  shift: "How the shift went",
  loading: "Asking the server",
  notLoaded: "The server could not say how the shift went.",
  /** `staff`: who handed over then; `null`: nobody has for a day. */
  since: (time: string, staff: string | null) =>
    staff === null ? "In the last 24 hours" : `Since ${time}, when ${staff} handed over`,
  went(calls: number, answered: number, time: TimeToAnswerView | null): string {
    if (calls === 0) return "No calls.";
    const all = `${calls} ${plural(calls, "call", "calls")}`;
    if (answered === 0) return `${all}, ${plural(calls, "not", "none")} answered.`;
    const many = answered < calls ? `${answered} answered` : plural(calls, "answered", "all answered");
    return `${all}, ${many}${time ? within(answered, time) : ""}.`;
  },
  wrote: (staff: string, time: string) => `${staff}’s note, ${time}:`,
  readBy: (staff: string) => `Read by ${staff}.`,
  unread: "Nobody has read it yet.",
  next: "For the next shift",
  note: "Note for the next shift",
  example: "For example: Mrs Jones has a visitor until four.",
  hint: "Up to 500 letters.",
  lock: "Hand over and lock",
  lockHint: "Calls still ring here until the next person signs in.",
  signOut: "Hand over and sign out",
  inCall: "You are in a call. Hang up before you sign out.",
  asking: "Handing over",
  failed(problem: HandoverProblemView): string {
    switch (problem) {
      case "notReached":
        return "The server does not answer. Your note is still here: try again in a moment.";
      case "noRingGroup":
        return "This desk is in no ring group, so there is nobody to hand over to. Your IT can change that.";
      case "notTaken":
        return "The server did not take it. Your note is still here: write it down elsewhere and tell your IT.";
      default:
        return problem satisfies never;
    }
  },
  question: "Hand over now?",
  notYet: "Not yet",
  /** What will happen. */
  will({ note, back, round, then, alone }: Leaving): string {
    return [
      note ? "Your note goes to every desk of your ring group." : "You leave no note.",
      back > 0 ? `${back} ${plural(back, "call-back goes", "call-backs go")} back to everybody.` : "",
      round ? "Your round is paused: any desk can go on with it." : "",
      then === "lock"
        ? "Then this desk is locked: calls still ring here and can be answered."
        : "Then nobody is signed in here, and no call rings at this desk until somebody signs in.",
      then === "signOut" && alone ? "No other desk takes calls now." : "",
    ]
      .filter((sentence) => sentence !== "")
      .join(" ");
  },
  from: (staff: string, station: string, time: string) => `Note from ${staff}, ${station}, ${time}`,
  read: "Read",
  readWho: (staff: string) => `Read: note from ${staff}`,
};

/** Ring groups that nobody listens for. */
export const unheard = {
  nobody: (groups: string[]) => `Nobody else can answer the calls for ${and(groups)}.`,
  nobodyHint: "They ring here although this desk is away.",
  locked: "Unlock this desk to be available again.",
  available: "Be available again",
  elsewhere: (group: string, instead: string) => `Nobody is there for ${group}: its calls ring at ${instead}.`,
};
