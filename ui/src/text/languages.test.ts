import { expect, test } from "vitest";
import { languageName, preferred } from "./languages";

test.each([
  [["de-AT", "en"], "de"],
  [["nl-NL", "fr-CA", "en"], "fr"],
  [["ES"], "es"],
  [["ja"], "en"],
  [["C"], "en"],
  [[], "en"],
])("of %j we speak %s", (wanted, language) => {
  expect(preferred(wanted)).toBe(language);
});

test("a resident's language is told in ours, unless it is ours", () => {
  expect(languageName("fr-FR", "en")).toBe("French");
  expect(languageName("fr-FR", "de")).toBe("Französisch");
  expect(languageName("fr-FR", "fr")).toBeNull();
  expect(languageName("en-US", "es")).toBe("inglés");
  expect(languageName("not a tag", "en")).toBe("not a tag");
});
