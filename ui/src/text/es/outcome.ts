// What came of a call, and what is left to do.

import type { OutcomeView } from "../../bindings";
import type { Text } from "../en";
import { las } from "./words";

const WORDS: Record<OutcomeView, string> = {
  reached: "Se habló",
  noAnswer: "No contestó",
  callAgain: "Pedir que llamen luego",
  needsVisit: "Hace falta ir",
};

export const outcome: Text["outcome"] = {
  question: "¿En qué quedó?",
  word: (outcome) => WORDS[outcome],
  /** What a choice leads to, for the two that leave something to do. */
  hint: "«Pedir que llamen luego» y «Hace falta ir» pasan a la lista común de llamadas pendientes.",
  /** Said for a moment after the choice. */
  noted: (outcome) =>
    outcome === "callAgain" || outcome === "needsVisit"
      ? `Anotado: ${WORDS[outcome]}. Pasa a la lista común de llamadas pendientes.`
      : `Anotado: ${WORDS[outcome]}.`,
  note: "Nota para los compañeros",
  noteExample: "Por ejemplo: después de comer",
  /** Who put a resident on the call-back list and what for. */
  asked: (errand, staff, time) =>
    errand === "visit"
      ? `${staff} pide que alguien vaya, desde ${las(time)}`
      : `${staff} pide que se llame otra vez, desde ${las(time)}`,
  visited: "Ya se fue",
  visitedWho: (who) => `Ya se fue: ${who}`,
};
