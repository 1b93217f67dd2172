// Help for a resident who hears badly or speaks faintly.

import type { HelpView } from "../../bindings";
import type { Text } from "../en";
import { and } from "./words";

const WORDS: Record<HelpView, string> = { none: "Normal", louder: "Lauter", muchLouder: "Viel lauter" };
const lower = (help: HelpView) => WORDS[help].toLowerCase();

export const hearing: Text["hearing"] = {
  title: "Hörhilfe",
  /** What is set, so that it is seen without opening. */
  set(resident, desk) {
    const ours = resident === "none" ? [] : [`unsere Stimme ${lower(resident)}`];
    const theirs = desk === "none" ? [] : [`ihre Stimme ${lower(desk)}`];
    return and([...ours, ...theirs]) || "keine";
  },
  resident: (name) => `So hört ${name} uns`,
  desk: (name) => `So hören wir ${name}`,
  help: (help) => WORDS[help],
  hint: "Gilt für alle Arbeitsplätze, im Gespräch sofort. Lauter macht auch Mitlaute deutlicher.",
};
