// The languages the windows speak, and which of them somebody wants.

export const LANGUAGES = ["en", "de", "fr", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What each calls itself: whoever looks for a language may read no other. */
export const OWN_NAMES: Record<Language, string> = { en: "English", de: "Deutsch", fr: "Français", es: "Español" };

/** Whose dates and numbers go with it: our English counts 24 hours and puts the day before the month. */
export const LOCALES: Record<Language, string> = { en: "en-GB", de: "de", fr: "fr", es: "es" };

const primary = (tag: string) => tag.split("-")[0]?.toLowerCase();

/** The first of `wanted` that we speak, and English if we speak none. */
export function preferred(wanted: readonly string[]): Language {
  const spoken = wanted.map((tag) => LANGUAGES.find((language) => language === primary(tag)));
  return spoken.find((language) => language !== undefined) ?? "en";
}

/** What a language of a resident is called in ours; nothing to say where it is ours. */
export function languageName(tag: string, ours: Language): string | null {
  if (primary(tag) === ours) return null;
  try {
    return new Intl.DisplayNames(LOCALES[ours], { type: "language" }).of(primary(tag) ?? "") ?? tag;
  } catch {
    // No tag of a language at all: shown as somebody has entered it.
    return tag;
  }
}
