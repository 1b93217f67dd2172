// A home of 24 rooms, for pictures and tests.

import type { CallbackView, EchoView, HelpView, ReportView, UnitView, WhoView } from "../bindings";

type More = { notes?: string; echo?: EchoView; language?: string; residentHears?: HelpView };
const unit = (room: number, name: string, more: More = {}): UnitView => ({
  unitId: `unit-${room}`,
  name,
  room: String(room),
  floor: room < 200 ? "ground floor" : "first floor",
  wing: room < 200 ? "Garden wing" : "Lake wing",
  notes: more.notes ?? null,
  language: more.language ?? null,
  residentHears: more.residentHears ?? "none",
  deskHears: "none",
  echo: more.echo ?? "online",
  echoSinceMs: more.echo === "offline" ? NOW - 85 * 60_000 : null,
  echoSeenMs: more.echo === "offline" ? NOW - 86 * 60_000 : null,
});

/** A morning in November, 10:05. */
export const NOW = new Date(2026, 10, 23, 10, 5, 0).getTime();

export const UNITS: UnitView[] = [
  unit(101, "Mrs Jones", {
    notes: "Hears best on the right. Speak slowly and say your name first.",
    residentHears: "louder",
  }),
  unit(102, "Mr Abara"),
  unit(103, "Ms Lindqvist", { notes: "Rests after lunch until half past two." }),
  unit(104, "Mrs Okafor"),
  unit(105, "Mr and Mrs Castellanos"),
  unit(106, "Mr Dubois", { notes: "Speaks French", language: "fr-FR" }),
  unit(107, "Mrs Petrov"),
  unit(108, "Mr Tanaka", { echo: "offline" }),
  unit(109, "Ms Achterberg"),
  unit(110, "Mrs Whitcombe", { notes: "Say your name twice" }),
  unit(111, "Mr Novak"),
  unit(112, "Ms Adeyemi"),
  unit(201, "Mr Haas"),
  unit(202, "Mrs Moreau"),
  unit(203, "Mr Silva", { echo: "unknown" }),
  unit(204, "Mrs Bright"),
  unit(205, "Ms Kowalski", { notes: "Oxygen at night" }),
  unit(206, "Mr Yilmaz"),
  unit(207, "Mrs Fontaine"),
  unit(208, "Mr O’Rourke"),
  unit(209, "Mrs Steiner"),
  unit(210, "Ms Park"),
  unit(211, "Mr Bianchi"),
  unit(212, "Mrs Lange"),
];

/** The same home with a second Mrs Jones. */
export const NAMESAKES: UnitView[] = UNITS.map((each) =>
  each.room === "212" ? { ...each, name: "Mrs Jones", notes: "Calls herself Lena" } : each,
);

/** The resident of a room as the other end of a call. */
export function resident(room: number): WhoView {
  const found = UNITS.find((each) => each.room === String(room));
  if (!found) throw new Error(`nobody lives in ${room}`);
  const { unitId, name, notes } = found;
  return { kind: "resident", unitId, name, room: found.room, place: found.wing, notes };
}

/** The same while the desk is locked: the room alone. */
export function unnamed(room: number): WhoView {
  const found = resident(room);
  if (found.kind !== "resident") throw new Error(`${room} is no resident's room`);
  return { kind: "room", room: found.room, place: found.place };
}

const ago = (minutes: number) => NOW - minutes * 60_000;

const CALLED = { openedBy: null, errand: "call", note: null } as const;

export const OWED: CallbackView[] = [
  { id: "owed-201", who: resident(201), calledMs: ago(26), ...CALLED, state: { kind: "waiting" } },
  { id: "owed-110", who: resident(110), calledMs: ago(9), ...CALLED, state: { kind: "waiting" } },
  { id: "owed-106", who: resident(106), calledMs: ago(44), ...CALLED, state: { kind: "mine", sinceMs: ago(3) } },
  {
    id: "owed-208",
    who: resident(208),
    calledMs: ago(18),
    ...CALLED,
    state: { kind: "theirs", station: "Desk 1", staff: "Tom", sinceMs: ago(2) },
  },
];

/** What staff have put on the list themselves. */
export const ERRANDS: CallbackView[] = [
  {
    id: "visit-205",
    who: resident(205),
    calledMs: ago(52),
    openedBy: "Tom",
    errand: "visit",
    note: "The lamp at her bed is broken.",
    state: { kind: "waiting" },
  },
  {
    id: "again-103",
    who: resident(103),
    calledMs: ago(31),
    openedBy: "Ann",
    errand: "call",
    note: "Slept. After half past two.",
    state: { kind: "waiting" },
  },
];

/** What a report of this desk holds. */
export const REPORT: ReportView = {
  number: 1,
  files: [
    { kind: "about", name: "about.json", text: '{\n  "program": "roomline 0.1.0",\n  "desk": "Desk 2"\n}\n' },
    { kind: "devices", name: "devices.json", text: '{\n  "ring_volume_percent": 80\n}\n' },
    { kind: "calls", name: "calls.json", text: '[\n  {\n    "reason": "hung_up_there"\n  }\n]\n' },
    {
      kind: "log",
      name: "log.txt",
      text: "2026-11-23T10:04:19.123456Z  INFO roomline_station::core: a call changed state=ended\n",
    },
  ],
};
export const SAVED = "/home/ann/Documents/Roomline report 2026-11-23 10-05.zip";
