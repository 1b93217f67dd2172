import { describe, expect, test } from "vitest";
import type { UnitView } from "../../bindings";
import { crowd, oneOf, seeded } from "../../testing/crowd";
import { UNITS } from "../../testing/house";
import { pieces } from "./marks";
import { find, indexOf, queryOf } from "./search";
import { slips } from "./typos";

const home = (...people: Partial<UnitView>[]) =>
  people.map((each, k) => ({ ...UNITS[1]!, unitId: `unit-${k}`, room: `${k + 1}`, notes: null, ...each }));
const found = (units: UnitView[], typed: string) => find(indexOf(units), queryOf(typed));
const names = (units: UnitView[], typed: string) => found(units, typed).map(({ name }) => name);
const named = (...list: string[]) => home(...list.map((name) => ({ name })));
const mark = (name: string, typed: string) =>
  pieces(name, queryOf(typed))
    .map((piece, k) => (k % 2 ? `[${piece}]` : piece))
    .join("");

test("case and accents do not count, rooms are found by their beginning, beginnings of words come first", () => {
  expect(names(UNITS, "JONES")).toEqual(["Mrs Jones"]);
  expect(names(UNITS, "10")).toHaveLength(9);
  expect(names(UNITS, "br")[0]).toBe("Mrs Bright");
  expect(names(named("Mrs Dvořák"), "dvorak")).toHaveLength(1);
});

test("every typed word has to be met, in any order, by name, room or note", () => {
  expect(names(UNITS, "101 jon")).toEqual(["Mrs Jones"]);
  expect(names(UNITS, "jones 102")).toEqual([]);
  expect(names(UNITS, "french 106")).toEqual(["Mr Dubois"]);
  expect(names(UNITS, "  ’ ")).toHaveLength(UNITS.length);
});

test.each([
  ["Frau Weiß", ["weiß", "weiss", "WEISS", "weis"]],
  ["Herr Müller", ["müller", "mueller", "muller", "MUELL"]],
  ["Herr Mueller", ["müller", "mueller", "muller"]],
  ["Frau Ødegård", ["odegard", "oedegaard", "ødegård"]],
  ["Mr O’Rourke", ["orourke", "o'rourke", "o’rou"]],
  ["Mrs Smith-Barnes", ["smith-barnes", "barnes smith", "smith b"]],
  ["Mrs Łukasz", ["lukasz", "łuk"]],
])("%s is found however it is spelled", (name, spellings) => {
  for (const typed of spellings) expect(names(named("Mr Other", name), typed), typed).toEqual([name]);
});

test("a room is found with and without what divides it", () => {
  const units = home({ room: "A-101" }, { room: "Haus B 12" });
  for (const typed of ["a-101", "a101", "A 101", "101"]) expect(found(units, typed), typed).toEqual([units[0]]);
  for (const typed of ["haus 12", "b12", "12"])
    expect(found(units, typed), typed).toHaveLength(typed === "b12" ? 0 : 1);
});

test("the best comes first: whole words, beginnings, what is inside, notes, one slip, two slips", () => {
  const units = home(
    { name: "Featherstane" },
    { name: "Fetherstome" },
    { name: "Somebody", notes: "Sister of Mrs Featherstone" },
    { name: "McFeatherstone" },
    { name: "Featherstonehaugh" },
    { name: "Featherstone" },
  );
  expect(names(units, "featherstone")).toEqual([
    "Featherstone",
    "Featherstonehaugh",
    "McFeatherstone",
    "Somebody",
    "Featherstane",
    "Fetherstome",
  ]);
});

test("equals keep the order of the directory", () => {
  const units = named("Mr Jonas", "Mrs Jones", "Ms Jones");
  expect(names(units, "jon")).toEqual(["Mr Jonas", "Mrs Jones", "Ms Jones"]);
});

test("short words and numbers are taken as they are typed", () => {
  expect(names(named("Mr Haas"), "hxs")).toEqual([]);
  expect(found(home({ room: "1014" }), "1015")).toEqual([]);
  expect(names(home({ name: "Somebody", notes: "Eats nothing" }), "e")).toEqual(["Somebody"]);
  expect(names(home({ name: "Nobody", notes: "Eats eels" }), "e")).toEqual([]);
});

test("what was typed is marked; with a slip in it, the word", () => {
  expect(mark("Frau Ekström", "strom")).toBe("Frau Ek[ström]");
  expect(mark("Herr Müller", "muell")).toBe("Herr [Müll]er");
  expect(mark("Frau Weiß", "weis")).toBe("Frau [Weiß]");
  expect(mark("Mr O’Rourke", "orour")).toBe("Mr [O’Rour]ke");
  expect(mark("Ms Lindqvist", "lindqwist")).toBe("Ms [Lindqvist]");
  expect(mark("Jo Jones", "jones jo")).toBe("[Jo] [Jones]");
  expect(mark("Ana Jose\u0301", "jose")).toBe("Ana [José]");
  expect(mark("Mr Abara", "101")).toBe("Mr Abara");
});

test("the pieces of a name are always the name", () => {
  const random = seeded(3);
  for (const { name } of crowd(300, 0)) {
    const from = Math.floor(random() * name.length);
    const typed = name.slice(from, from + 1 + Math.floor(random() * 6));
    const cut = pieces(name, queryOf(typed));
    expect(cut.join(""), typed).toBe(name.normalize("NFC"));
    expect(cut.length % 2, typed).toBe(1);
  }
});

describe("of 400 residents", () => {
  const units = crowd(400);
  const index = indexOf(units);
  const isFound = (unit: UnitView, typed: string) =>
    expect(find(index, queryOf(typed)).includes(unit), `${unit.name} by “${typed}”`).toBe(true);

  test("everybody is found first by their own name and room", () => {
    for (const unit of units) expect(find(index, queryOf(`${unit.name} ${unit.room}`))[0]).toBe(unit);
  });

  test("everybody is found by their name without accents and in capitals", () => {
    for (const unit of units) {
      isFound(unit, unit.name.normalize("NFD").replace(/\p{M}/gu, ""));
      isFound(unit, unit.name.toUpperCase());
    }
  });

  test("everybody is found by one slip in any long word of their name", () => {
    const random = seeded(11);
    for (const unit of units) {
      for (const word of unit.name.match(/\p{L}{5,}/gu) ?? []) {
        for (const wrong of slipped(word, random)) isFound(unit, unit.name.replace(word, wrong));
      }
    }
  });

  test("everybody with a note is found by any three words of it", () => {
    const random = seeded(12);
    for (const unit of units) {
      const words = unit.notes!.match(/\p{L}{3,}/gu)!;
      isFound(unit, [0, 1, 2].map(() => oneOf(words, random)).join(" "));
    }
  });
});

test("slips are counted as a slow and simple count does", () => {
  const random = seeded(5);
  const letters = "abc".split("");
  const word = (least: number) =>
    Array.from({ length: least + Math.floor(random() * 7) }, () => oneOf(letters, random)).join("");
  for (let round = 0; round < 3000; round += 1) {
    const [typed, other] = [word(3), word(1)];
    const most = (length: number) => (length >= 8 ? 2 : length >= 4 ? 1 : 0);
    const allowed = Array.from({ length: other.length + 1 }, (_, to) => {
      const apart = distance(typed, other.slice(0, to));
      const limit = to === other.length ? Math.max(most(typed.length), most(other.length)) : most(typed.length);
      return apart <= limit ? apart : Infinity;
    });
    const least = Math.min(...allowed);
    expect(slips(typed, other), `${typed} ${other}`).toBe(least === Infinity ? 0 : least);
  }
});

/** Every kind of slip, at a place chosen at random: a letter missing, doubled, wrong, two swapped. */
function slipped(word: string, random: () => number): string[] {
  const at = Math.floor(random() * (word.length - 1));
  const [before, after] = [word.slice(0, at), word.slice(at)];
  const letter = oneOf("abcdefghijklmnopqrstuvwxyz".split(""), random);
  return [
    before + after.slice(1),
    before + letter + after,
    before + letter + after.slice(1),
    before + after.charAt(1) + after.charAt(0) + after.slice(2),
  ];
}

/** Optimal string alignment, by the book. */
function distance(one: string, other: string): number {
  const table = Array.from({ length: one.length + 1 }, (_, i) =>
    Array.from({ length: other.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= one.length; i += 1) {
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      let cost = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, table[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, table[i - 2]![j - 2]! + 1);
      }
      table[i]![j] = cost;
    }
  }
  return table[one.length]![other.length]!;
}
