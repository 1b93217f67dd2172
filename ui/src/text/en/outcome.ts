// What came of a call, and what is left to do.

import type { ErrandView, OutcomeView } from "../../bindings";

const WORDS: Record<OutcomeView, string> = {
  reached: "Reached",
  noAnswer: "No answer",
  callAgain: "Ask to call later",
  needsVisit: "Needs a visit",
};

export const outcome = {
  question: "What came of it?",
  word: (outcome: OutcomeView) => WORDS[outcome],
  /** What a choice leads to, for the two that leave something to do. */
  hint: "“Ask to call later” and “Needs a visit” go to the shared call-back list.",
  /** Said for a moment after the choice. */
  noted: (outcome: OutcomeView) =>
    outcome === "callAgain" || outcome === "needsVisit"
      ? `Noted: ${WORDS[outcome]}. It goes to the shared call-back list.`
      : `Noted: ${WORDS[outcome]}.`,
  note: "Note for colleagues",
  noteExample: "For example: after lunch",
  /** Who put a resident on the call-back list and what for. */
  asked: (errand: ErrandView, staff: string, time: string) =>
    errand === "visit" ? `${staff} asks for a visit, since ${time}` : `${staff} asks to call again, since ${time}`,
  visited: "Visited",
  visitedWho: (who: string) => `Visited: ${who}`,
};
