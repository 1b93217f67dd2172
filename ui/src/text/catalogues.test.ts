import { describe, expect, test } from "vitest";
import { CATALOGUES } from ".";
import { SAMPLES } from "../testing/samples";
import { sentences } from "../testing/sentences";
import { LANGUAGES, type Language } from "./languages";

const ENGLISH = sentences(CATALOGUES.en);
const OTHERS = LANGUAGES.filter((language) => language !== "en");

/** Names, keys and units; the rest of a language's list are words it shares with English. */
const SAME = ["Roomline", "Normal", "https://calls.example.org", "F2", "F4", "F8", "F9", "2 ms", "3 ms", "-27 dB"];
const SHARED: Record<(typeof OTHERS)[number], string[]> = {
  de: [...SAME, "PIN", "Server", "Echo online", "Echo offline", "Esc"],
  fr: SAME,
  es: [...SAME, "PIN", "Esc"],
};

test.each(LANGUAGES)("no sentence is empty or ends in mid-air in %s", (language) => {
  for (const [place, sentence] of sentences(CATALOGUES[language])) {
    expect(sentence.trim(), place).not.toBe("");
    expect(sentence, place).not.toMatch(/undefined|null|NaN|\[object| {2}/);
  }
});

describe.each(OTHERS)("in %s", (language) => {
  const said = sentences(CATALOGUES[language]);

  test("everything is said that is said in English", () => {
    expect([...said.keys()]).toEqual([...ENGLISH.keys()]);
  });

  test("no sentence is English by accident", () => {
    const left = [...said]
      // How days and hours are put together may well be the same.
      .filter(([place]) => !place.startsWith("times."))
      .filter(([place, sentence]) => sentence === ENGLISH.get(place) && !SHARED[language].includes(sentence));
    expect(left).toEqual([]);
  });

  test("no English word stands in a sentence", () => {
    const english = /\b(the|and|is|are|you|your|calls?|room|desk|nobody|with|for|this)\b/i;
    const found = [...said].filter(([, sentence]) =>
      english.test(sentence.replace("https://calls.example.org", "").replaceAll(/Desk \d/g, "")),
    );
    // The place of a room is data: the sample is an English one.
    expect(found.filter(([place]) => !place.startsWith("panel.room"))).toEqual([]);
  });

  test("what English ends with a full stop ends so", () => {
    const ends = (sentence: string) => /[.?!]$/.test(sentence);
    const other = [...said].filter(([place, sentence]) => ends(sentence) !== ends(ENGLISH.get(place)!));
    expect(other.map(([place, sentence]) => `${place}: ${sentence}`)).toEqual([]);
  });

  test("every name and number of a sample comes through", () => {
    for (const name of ["Ms Kowalski", "101", "Desk 1", "Tom"]) {
      const of = (all: Map<string, string>) => [...all].filter(([, s]) => s.includes(name)).map(([place]) => place);
      expect(of(said), name).toEqual(of(ENGLISH));
    }
  });
});

test.each<[Language, string[]]>([
  ["en", ["0 are waiting", "1 is waiting", "2 are waiting", "5 are waiting", "21 are waiting"]],
  ["de", ["0 Personen warten", "1 Person wartet", "2 Personen warten", "5 Personen warten", "21 Personen warten"]],
  ["fr", ["0 personne attend", "1 personne attend", "2 personnes attendent", "5 personnes", "21 personnes attendent"]],
  ["es", ["0 personas esperan", "1 persona espera", "2 personas esperan", "5 personas", "21 personas esperan"]],
])("none, one, two and many wait in their own forms in %s", (language, told) => {
  const { owed } = CATALOGUES[language].directory;
  [0, 1, 2, 5, 21].forEach((count, k) => expect(owed(count, "call")).toContain(told[k]));
});

test.each<[Language, string[]]>([
  ["en", ["One is waiting", "Two are waiting", "13 are waiting", "One is being called back", "Nobody is waiting"]],
  ["de", ["Eine Person wartet", "Zwei Personen warten", "13 Personen", "Eine Person wird gerade", "Niemand wartet"]],
  [
    "fr",
    ["Une personne attend", "Deux personnes attendent", "13 personnes", "On rappelle une personne", "Personne n’att"],
  ],
  ["es", ["Una persona espera", "Dos personas esperan", "13 personas", "la llamada a una persona", "No espera nadie"]],
])("the call-back page counts people in words in %s", (language, told) => {
  const { title } = CATALOGUES[language].callbacks;
  const counts: [number, number][] = [
    [1, 3],
    [2, 0],
    [13, 0],
    [0, 1],
    [0, 0],
  ];
  counts.forEach(([waiting, caredFor], k) => expect(title(waiting, caredFor, "call")).toContain(told[k]));
});

test.each<[Language, string[]]>([
  ["en", ["0 seconds", "1 second ", "2 seconds", "45 seconds"]],
  ["de", ["0 Sekunden", "1 Sekunde ", "2 Sekunden", "45 Sekunden"]],
  ["fr", ["0 seconde", "1 seconde", "2 secondes", "45 secondes"]],
  ["es", ["0 segundos", "1 segundo ", "2 segundos", "45 segundos"]],
])("seconds have their forms in %s", (language, told) => {
  const { tryingFor } = CATALOGUES[language].call;
  [0, 1, 2, 45].forEach((count, k) => expect(`${tryingFor(count)} `).toContain(told[k]));
});

test.each<[Language, string[]]>([
  [
    "en",
    [
      "No calls.",
      "1 call, not answered.",
      "3 calls, none answered.",
      "1 call, answered within 1 second.",
      "2 calls, 1 answered within 9 seconds.",
      "2 calls, all answered, half of them within 9 seconds, all within 21 seconds.",
      "14 calls, 13 answered, half of them within 9 seconds, nine of ten within 21 seconds.",
      "14 calls, all answered.",
    ],
  ],
  [
    "de",
    [
      "Keine Anrufe.",
      "1 Anruf, nicht angenommen.",
      "3 Anrufe, keiner angenommen.",
      "1 Anruf, angenommen innerhalb von 1 Sekunde.",
      "2 Anrufe, 1 angenommen innerhalb von 9 Sekunden.",
      "2 Anrufe, alle angenommen, die Hälfte davon innerhalb von 9 Sekunden, alle innerhalb von 21 Sekunden.",
      "14 Anrufe, 13 angenommen, die Hälfte davon innerhalb von 9 Sekunden, neun von zehn innerhalb von 21 Sekunden.",
      "14 Anrufe, alle angenommen.",
    ],
  ],
  [
    "fr",
    [
      "Aucun appel.",
      "1 appel, sans réponse.",
      "3 appels, tous sans réponse.",
      "1 appel, avec réponse en 1 seconde au plus.",
      "2 appels, 1 avec réponse en 9 secondes au plus.",
      "2 appels, tous avec réponse, la moitié en 9 secondes au plus, tous en 21 secondes au plus.",
      "14 appels, 13 avec réponse, la moitié en 9 secondes au plus, neuf sur dix en 21 secondes au plus.",
      "14 appels, tous avec réponse.",
    ],
  ],
  [
    "es",
    [
      "Ninguna llamada.",
      "1 llamada, sin contestar.",
      "3 llamadas, ninguna contestada.",
      "1 llamada, contestada en 1 segundo como mucho.",
      "2 llamadas, 1 contestada en 9 segundos como mucho.",
      "2 llamadas, todas contestadas, la mitad en 9 segundos como mucho, todas en 21 segundos como mucho.",
      "14 llamadas, 13 contestadas, la mitad en 9 segundos como mucho, nueve de cada diez en 21 segundos como mucho.",
      "14 llamadas, todas contestadas.",
    ],
  ],
])("a shift is summed up in plain words in %s", (language, told) => {
  expect(SAMPLES.handover.went.map((given) => CATALOGUES[language].handover.went(...given))).toEqual(told);
});

test.each<[Language, string[]]>([
  ["en", ["1 step failed", "2 steps failed. 1 step could", "Nothing has failed. 2 steps could"]],
  [
    "de",
    ["1 Schritt ist fehlg", "2 Schritte sind fehlgeschlagen. 1 Schritt ließ", "fehlgeschlagen. 2 Schritte ließen"],
  ],
  ["fr", ["1 étape a échoué", "2 étapes ont échoué. 1 étape n’a pas", "échoué. 2 étapes n’ont pas"]],
  ["es", ["Ha fallado 1 paso", "Han fallado 2 pasos. 1 paso no se pudo", "fallado. 2 pasos no se pudieron"]],
])("steps of a check are counted in their own forms in %s", (language, told) => {
  const { summary } = CATALOGUES[language].check;
  const counts: [number, number][] = [
    [1, 0],
    [2, 1],
    [0, 2],
  ];
  counts.forEach(([failed, untested], k) => expect(summary(failed, untested)).toContain(told[k]));
});

test.each<[Language, string]>([
  ["en", "Desk 1, Nachtwache and Irma"],
  ["de", "Desk 1, Nachtwache und Irma"],
  ["fr", "Desk 1, Nachtwache et Irma"],
  // *y* becomes *e* before an *i*.
  ["es", "Desk 1, Nachtwache e Irma"],
])("desks are listed as one lists them in %s", (language, list) => {
  expect(CATALOGUES[language].reach.stillRing(["Desk 1", "Nachtwache", "Irma"])).toContain(list);
});

test.each<[Language, string]>([
  ["en", "0.4 %"],
  ["de", "0,4\u00a0%"],
  ["fr", "0,4\u202f%"],
  ["es", "0,4\u00a0%"],
])("shares are written as in %s", (language, share) => {
  const view = { ...SAMPLES.quality.figures[1]![0], lostFromUnitPermille: 4 };
  const figures = CATALOGUES[language].quality.figures(view);
  expect(figures.map(({ value }) => value)).toContain(share);
  expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
});

test("French has its narrow spaces, and German and Spanish their own marks", () => {
  const french = [...sentences(CATALOGUES.fr).values()].map((said) => said.replaceAll(/https:|\d:\d/g, ""));
  for (const sentence of french) expect(sentence).not.toMatch(/[^\u202f][;:?!»%]|«[^\u202f]/);
  expect(CATALOGUES.de.directory.none("Schmitt")).toContain("„Schmitt“");
  expect(CATALOGUES.es.directory.none("Schmitt")).toContain("«Schmitt»");
  for (const sentence of sentences(CATALOGUES.es).values()) expect(/\?/.test(sentence)).toBe(/¿/.test(sentence));
});

test.each<[Language, RegExp]>([
  ["de", /^(du|dich|dir|dein\p{L}*)$/iu],
  ["fr", /^(tu|te|toi|ton|ta|tes)$/iu],
  ["es", /^(tú|tu|tus|te|ti|contigo)$/iu],
])("nobody is addressed as a child in %s", (language, child) => {
  const words = [...sentences(CATALOGUES[language]).values()].flatMap((sentence) => sentence.split(/[^\p{L}]+/u));
  expect(words.filter((word) => child.test(word))).toEqual([]);
});
