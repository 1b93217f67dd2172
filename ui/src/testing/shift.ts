// A shift of the same home as it ends, and what the one before wrote.

import type { GroupShiftView, HandoverView, NoteView } from "../bindings";
import { NOW } from "./house";

const HOUR_MS = 3_600_000;

export const NOTE: NoteView = {
  id: "note-1",
  staff: "Tom",
  station: "Desk 1",
  atMs: NOW - 4 * HOUR_MS,
  note: "Mrs Jones has a visitor until four.\nThe lift in the Lake wing is out of order.",
};

/** As long as a note may be, in one word and in many. */
export const LONG_NOTE: NoteView = {
  ...NOTE,
  id: "note-2",
  staff: "Maria",
  station: "Nurses’ station",
  note: `${"Long".repeat(15)} ${"and then he said that he would come again. ".repeat(10)}`.slice(0, 500).trim(),
};

export const SHIFT: GroupShiftView = {
  group: "Front desk",
  sinceMs: NOTE.atMs,
  calls: 14,
  answered: 13,
  timeToAnswer: { medianS: 9, p90S: 21 },
  last: { staff: NOTE.staff, atMs: NOTE.atMs, note: NOTE.note, readBy: "Ann" },
};

export const QUIET_SHIFT: GroupShiftView = {
  group: "Pharmacy",
  sinceMs: NOW - 24 * HOUR_MS,
  calls: 0,
  answered: 0,
  timeToAnswer: null,
  last: null,
};

export const handover = (over: Partial<HandoverView> = {}): HandoverView => ({
  shift: { kind: "known", groups: [SHIFT] },
  sending: { kind: "idle" },
  notes: [],
  ...over,
});
