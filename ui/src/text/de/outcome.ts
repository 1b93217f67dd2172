// What came of a call, and what is left to do.

import type { OutcomeView } from "../../bindings";
import type { Text } from "../en";

const WORDS: Record<OutcomeView, string> = {
  reached: "Erreicht",
  noAnswer: "Nicht erreicht",
  callAgain: "Um späteren Anruf bitten",
  needsVisit: "Besuch nötig",
};

export const outcome: Text["outcome"] = {
  question: "Was ist dabei herausgekommen?",
  word: (outcome) => WORDS[outcome],
  /** What a choice leads to, for the two that leave something to do. */
  hint: "„Um späteren Anruf bitten“ und „Besuch nötig“ kommen auf die gemeinsame Rückrufliste.",
  /** Said for a moment after the choice. */
  noted: (outcome) =>
    outcome === "callAgain" || outcome === "needsVisit"
      ? `Notiert: ${WORDS[outcome]}. Es kommt auf die gemeinsame Rückrufliste.`
      : `Notiert: ${WORDS[outcome]}.`,
  note: "Notiz für Kolleginnen und Kollegen",
  noteExample: "Zum Beispiel: nach dem Mittagessen",
  /** Who put a resident on the call-back list and what for. */
  asked: (errand, staff, time) =>
    errand === "visit"
      ? `${staff} bittet um einen Besuch, seit ${time}`
      : `${staff} bittet um einen neuen Anruf, seit ${time}`,
  visited: "Besucht",
  visitedWho: (who) => `Besucht: ${who}`,
};
