import { expect, test, vi } from "vitest";
import { CATALOGUES } from "../../text";
import type { Language } from "../../text/languages";
import { FINISHED, MINE } from "../../testing/rounds";
import { once } from "./once";
import { counted, doneIn, openIn, sorted } from "./rounds";
import { Visit } from "./visit.svelte";

test("a round counts what is done, and what came of it, worst first", () => {
  expect(doneIn(MINE)).toBe(5);
  expect(openIn(MINE).map((stop) => stop.unitId)).toEqual([106, 107, 108, 109, 110, 111].map((room) => `unit-${room}`));
  expect(counted(FINISHED.stops)).toEqual([
    { outcome: "needsVisit", count: 1 },
    { outcome: "callAgain", count: 1 },
    { outcome: "noAnswer", count: 1 },
    { outcome: "skipped", count: 1 },
    { outcome: "reached", count: 2 },
    { outcome: null, count: 1 },
  ]);
  expect(counted([])).toEqual([]);
});

test("where somebody has to go comes before where somebody has to call, and the others stay as they were called", () => {
  const { needed, others } = sorted(FINISHED.stops);
  expect(needed.map((stop) => stop.unitId)).toEqual(["unit-104", "unit-103"]);
  expect(others.map((stop) => stop.unitId)).toEqual(["unit-101", "unit-102", "unit-105", "unit-106", "unit-107"]);
});

test("a second click while the first is asked about, or as the second of a double click, does nothing", async () => {
  let reply = () => {};
  const act = vi.fn(() => new Promise<void>((done) => (reply = done)));
  const press = once(act);
  const first = press();
  await press();
  reply();
  await first;
  await press(new UIEvent("click", { detail: 2 }));
  expect(act).toHaveBeenCalledTimes(1);
  const later = press(new UIEvent("click", { detail: 1 }));
  reply();
  await later;
  expect(act).toHaveBeenCalledTimes(2);
});

test("what failed may be tried again", async () => {
  const act = vi.fn(() => Promise.reject(new Error("no")));
  const press = once(act);
  await expect(press()).rejects.toThrow("no");
  await expect(press()).rejects.toThrow("no");
  expect(act).toHaveBeenCalledTimes(2);
});

test("ticked rooms are used up by the round that was begun with them, and by no other", () => {
  const visit = new Visit();
  visit.tick(["unit-201", "unit-202"], true);
  visit.where = { kind: "choosing" };
  visit.follow(MINE);
  expect(visit.where).toEqual({ kind: "round", id: MINE.id });
  expect([...visit.chosen]).toEqual(["unit-201", "unit-202"]);

  visit.chosen = new Set(MINE.stops.map((stop) => stop.unitId));
  visit.where = { kind: "choosing" };
  visit.follow(MINE);
  expect(visit.chosen.size).toBe(0);
});

test.each<[Language, string[]]>([
  ["en", ["No round", "1 round is", "2 rounds are", "No room ticked", "1 room ticked", "21 rooms ticked"]],
  ["de", ["keine Runde", "1 Runde ist", "2 Runden sind", "Kein Zimmer", "1 Zimmer an", "21 Zimmer an"]],
  ["fr", ["Aucune", "1 tournée n’est", "2 tournées ne", "Aucune", "1 chambre cochée", "21 chambres cochées"]],
  [
    "es",
    ["ninguna", "1 ronda no ha", "2 rondas no han", "Ninguna", "1 habitación marcada", "21 habitaciones marcadas"],
  ],
])("none, one and many rounds and rooms have their forms in %s", (language, told) => {
  const { open, chosen } = CATALOGUES[language].rounds;
  const said = [open(0), open(1), open(2), chosen(0), chosen(1), chosen(21)];
  said.forEach((sentence, k) => expect(sentence).toContain(told[k]));
});
