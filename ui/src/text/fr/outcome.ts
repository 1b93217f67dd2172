// What came of a call, and what is left to do.

import type { OutcomeView } from "../../bindings";
import type { Text } from "../en";

const WORDS: Record<OutcomeView, string> = {
  reached: "Joint",
  noAnswer: "Pas de réponse",
  callAgain: "Demander de rappeler",
  needsVisit: "Passer dans la chambre",
};

export const outcome: Text["outcome"] = {
  question: "Qu’en est-il ?",
  word: (outcome) => WORDS[outcome],
  /** What a choice leads to, for the two that leave something to do. */
  hint: "« Demander de rappeler » et « Passer dans la chambre » vont dans la liste de rappels commune.",
  /** Said for a moment after the choice. */
  noted: (outcome) =>
    outcome === "callAgain" || outcome === "needsVisit"
      ? `Noté : ${WORDS[outcome]}. La liste de rappels commune le montre.`
      : `Noté : ${WORDS[outcome]}.`,
  note: "Note pour les collègues",
  noteExample: "Par exemple : après le déjeuner",
  /** Who put a resident on the call-back list and what for. */
  asked: (errand, staff, time) =>
    errand === "visit"
      ? `${staff} demande de passer dans la chambre, depuis ${time}`
      : `${staff} demande de rappeler, depuis ${time}`,
  visited: "C’est fait, on y est passé",
  visitedWho: (who) => `On y est passé : ${who}`,
};
