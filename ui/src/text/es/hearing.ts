// Help for a resident who hears badly or speaks faintly.

import type { HelpView } from "../../bindings";
import type { Text } from "../en";
import { and } from "./words";

const WORDS: Record<HelpView, string> = { none: "Normal", louder: "Más alto", muchLouder: "Mucho más alto" };
const lower = (help: HelpView) => WORDS[help].toLowerCase();

export const hearing: Text["hearing"] = {
  title: "Ayuda para oír",
  /** What is set, so that it is seen without opening. */
  set(resident, desk) {
    const ours = resident === "none" ? [] : [`nuestra voz ${lower(resident)}`];
    const theirs = desk === "none" ? [] : [`su voz ${lower(desk)}`];
    return and([...ours, ...theirs]) || "ninguna";
  },
  resident: (name) => `Cómo nos oye ${name}`,
  desk: (name) => `Cómo oímos a ${name}`,
  help: (help) => WORDS[help],
  hint: "Vale para todos los puestos, y al momento en una llamada. Más alto también aclara las consonantes.",
};
