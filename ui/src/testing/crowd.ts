// A home of any size, the same one every time: for what has to stay quick with thousands.

import type { UnitView } from "../bindings";
import { NOW } from "./house";

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const oneOf = <Any>(list: readonly Any[], random: () => number): Any =>
  list[Math.floor(random() * list.length)]!;

const TITLES = ["Mrs", "Mr", "Ms", "Miss", "Dr"];
const FIRST =
  "Ada Agnes Albert Alma Anton Arthur Beatrix Bruno Carla Cäcilie Clara Dagmar Dora Edith Elias Émile Emma Ernst Esther Eva Felix Florence Fritz Georg Gerda Grete Hanna Harold Hedwig Helga Henry Ida Ines Irène Iwan Jakob Jonas José Jürgen Karl Käthe Lars Lena Leo Lotte Łucja Magda Marie Martha Max Mila Nadia Nils Olga Oskar Otto Paul Paula Petra Rosa Rudolf Ruth Søren Sofia Theo Vera Viktor Walter Wanda Zoë".split(
    " ",
  );
const LAST =
  "Abara Achterberg Adeyemi Álvarez Ashworth Bauer Bennett Bianchi Björk Braun Carvalho Castellanos Chaudhry Costa Dahl Delacroix Dubois Dvořák Ekström Eriksson Farkas Featherstonehaugh Fernández Fontaine García Goldberg Grant Großmann Haas Harrington Hughes Ibrahim Ivanova Jansen Jones Keller Köhler Kowalski Lange Lindqvist Lopez MacGregor Martin Müller Mueller Nakamura Nguyễn Novák O’Brien Ødegård Okafor Olsen Papadopoulos Petrović Price Quinn Robinson Rossi Schäfer Schmidt Silva Smith-Barnes Steiner Tanaka Torres Usman Vasquez Vogel Weiß Whitcombe Yilmaz Young Zeman Zimmermann".split(
    " ",
  );
const NOTES = [
  "Hears best on the right.",
  "Speak slowly and say your name first.",
  "Rests after lunch until half past two.",
  "Uses a wheelchair: give time to reach the Echo.",
  "Her daughter visits on Tuesdays and rings before she comes.",
  "Diabetic, insulin at eight and at eighteen hours.",
  "Oxygen at night; the machine is loud, so wait for an answer.",
  "Prefers to be called Doctor.",
  "Was a teacher for forty years and likes to be asked about it.",
  "Schwerhörig, bitte laut und deutlich sprechen.",
  "Parle français le soir.",
  "Does not like the telephone: a visit is better.",
  "Allergic to penicillin and to strawberries.",
  "Keeps the curtains closed because of migraine.",
];

/** What only one resident's note says: a name, a number, a word spelled in its own way. */
function own(random: () => number): string {
  const syllables = "ka lo mi ren tas vul per dan hol bru sti zel".split(" ");
  return `Ask for ${Array.from({ length: 3 }, () => oneOf(syllables, random)).join("")}${Math.floor(random() * 90)}.`;
}

/** A name that nobody else has, but for every 500th, who has that of the one before. */
function nameOf(k: number): string {
  const which = (k % 500 === 499 ? k - 1 : k) * 7919;
  const first = Math.floor(which / TITLES.length);
  return [
    TITLES[which % TITLES.length],
    FIRST[first % FIRST.length],
    LAST[Math.floor(first / FIRST.length) % LAST.length],
  ].join(" ");
}

/** So many residents on floors of 84 rooms in up to four wings; `notes`: how many of a hundred have notes, of some 200 letters. */
export function crowd(count: number, notes = 100): UnitView[] {
  const random = seeded(count);
  return Array.from({ length: count }, (_, k) => {
    const floor = Math.floor(k / 84) + 1;
    const offline = k % 97 === 13;
    let note = "";
    if (random() * 100 < notes) {
      note = own(random);
      while (note.length < 170) note += ` ${oneOf(NOTES, random)}`;
    }
    return {
      unitId: `unit-many-${k}`,
      name: nameOf(k),
      room: String(floor * 1000 + (k % 84) + 1),
      floor: `Floor ${floor}`,
      wing: `${["North", "East", "South", "West"][Math.floor((k % 84) / 21)]} wing`,
      notes: note || null,
      language: null,
      residentHears: "none",
      deskHears: "none",
      echo: offline ? "offline" : "online",
      echoSinceMs: offline ? NOW - 85 * 60_000 : null,
      echoSeenMs: offline ? NOW - 86 * 60_000 : null,
    };
  });
}
