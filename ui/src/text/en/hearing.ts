// Help for a resident who hears badly or speaks faintly.

import type { HelpView } from "../../bindings";
import { and } from "./words";

const WORDS: Record<HelpView, string> = { none: "Normal", louder: "Louder", muchLouder: "Much louder" };
const lower = (help: HelpView) => WORDS[help].toLowerCase();

export const hearing = {
  title: "Help for hearing",
  /** What is set, so that it is seen without opening. */
  set(resident: HelpView, desk: HelpView): string {
    const ours = resident === "none" ? [] : [`our voice ${lower(resident)}`];
    const theirs = desk === "none" ? [] : [`their voice ${lower(desk)}`];
    return and([...ours, ...theirs]) || "none";
  },
  resident: (name: string) => `How ${name} hears us`,
  desk: (name: string) => `How we hear ${name}`,
  help: (help: HelpView) => WORDS[help],
  hint: "Counts for every desk, and at once in a call. Louder also makes consonants clearer.",
};
