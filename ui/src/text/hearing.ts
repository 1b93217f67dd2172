// Sentences about help for hearing, in English.

import type { HelpView } from "../bindings";

export const hearing = {
  title: "Help for hearing",
  /** What is set, so that it is seen without opening. */
  set(resident: HelpView, desk: HelpView): string {
    const ours = resident === "none" ? null : `our voice ${hearing.help(resident).toLowerCase()}`;
    const theirs = desk === "none" ? null : `their voice ${hearing.help(desk).toLowerCase()}`;
    return [ours, theirs].filter((part) => part !== null).join(", ") || "none";
  },
  resident: (name: string) => `How ${name} hears us`,
  desk: (name: string) => `How we hear ${name}`,
  help(help: HelpView): string {
    switch (help) {
      case "none":
        return "Normal";
      case "louder":
        return "Louder";
      case "muchLouder":
        return "Much louder";
      default:
        return help satisfies never;
    }
  },
  hint: "Counts for every desk, and at once in a call. Louder also makes consonants clearer.",
};
