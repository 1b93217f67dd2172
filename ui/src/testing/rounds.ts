// Rounds in every state, for pictures and tests.

import type { RoundStateView, RoundView, StopDoneView, StopOutcomeView } from "../bindings";
import { NOW, resident } from "./house";

const ago = (minutes: number) => NOW - minutes * 60_000;

/** What Ann said came of a stop, so many minutes ago. */
export const came = (outcome: StopOutcomeView, minutes: number, note: string | null = null): StopDoneView => ({
  outcome,
  note,
  staff: "Ann",
  atMs: ago(minutes),
});

/** A round of these rooms, each with what came of it if anything has. */
export const roundOf = (
  state: RoundStateView,
  stops: [room: number, done?: StopDoneView][],
  id = `round-${state.kind}`,
): RoundView => ({
  id,
  startedBy: "Ann",
  startedMs: ago(27),
  state,
  stops: stops.map(([room, done]) => ({ unitId: `unit-${room}`, who: resident(room), done: done ?? null })),
});

const MORNING: [room: number, done?: StopDoneView][] = [
  [101, came("reached", 26)],
  [102, came("reached", 22)],
  [103, came("callAgain", 19, "Slept. After half past two.")],
  [104, came("needsVisit", 15, "The lamp at her bed is broken.")],
  [105, came("noAnswer", 11)],
];

export const MINE = roundOf({ kind: "mine", sinceMs: ago(27) }, [...MORNING, [106], [107], [108], [109], [110], [111]]);
export const PAUSED = roundOf({ kind: "paused", staff: "Ann", sinceMs: ago(8) }, [...MORNING, [106], [107]]);
export const THEIRS = roundOf({ kind: "theirs", station: "Desk 1", staff: "Tom", sinceMs: ago(12) }, [
  [201, came("reached", 9)],
  [202, came("reached", 4)],
  [203],
  [204],
]);
export const FINISHED = roundOf({ kind: "finished", staff: "Tom", atMs: ago(3) }, [
  ...MORNING,
  [106, came("skipped", 7, "At the doctor’s")],
  [107],
]);
