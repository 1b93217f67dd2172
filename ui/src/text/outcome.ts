// Sentences about what came of a call, in English.

import type { CallbackView, OutcomeView } from "../bindings";

export const outcome = {
  question: "What came of it?",
  word(outcome: OutcomeView): string {
    switch (outcome) {
      case "reached":
        return "Reached";
      case "noAnswer":
        return "No answer";
      case "callAgain":
        return "Call again later";
      case "needsVisit":
        return "Needs a visit";
      default:
        return outcome satisfies never;
    }
  },
  /** What a choice leads to, for the two that leave something to do. */
  hint: "“Call again later” and “Needs a visit” go to the call-back list of every desk.",
  note: "Note for colleagues",
  noteExample: "For example: after lunch",
  /** Who put a resident on the call-back list and what for. */
  asked: (errand: CallbackView["errand"], staff: string, time: string) =>
    errand === "visit" ? `${staff} asks for a visit, since ${time}` : `${staff} asks to call again, since ${time}`,
  visited: "Visited",
  visitedWho: (who: string) => `Visited: ${who}`,
};
