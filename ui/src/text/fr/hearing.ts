// Help for a resident who hears badly or speaks faintly.

import type { HelpView } from "../../bindings";
import type { Text } from "../en";
import { and } from "./words";

const WORDS: Record<HelpView, string> = { none: "Normal", louder: "Plus fort", muchLouder: "Beaucoup plus fort" };
const lower = (help: HelpView) => WORDS[help].toLowerCase();

export const hearing: Text["hearing"] = {
  title: "Aide à l’écoute",
  /** What is set, so that it is seen without opening. */
  set(resident, desk) {
    const ours = resident === "none" ? [] : [`notre voix ${lower(resident)}`];
    const theirs = desk === "none" ? [] : [`sa voix ${lower(desk)}`];
    return and([...ours, ...theirs]) || "aucune";
  },
  resident: (name) => `Comment ${name} nous entend`,
  desk: (name) => `Comment nous entendons ${name}`,
  help: (help) => WORDS[help],
  hint: "Vaut pour tous les postes, et aussitôt pendant un appel. Plus fort rend aussi les consonnes plus nettes.",
};
