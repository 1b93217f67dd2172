// A story for every state of the window: the gallery draws them, the tests walk through them.

import type {
  DeviceEntryView,
  AppView,
  CallView,
  CheckFindingView,
  CheckResultView,
  CheckStepView,
  CheckView,
  DeskView,
  EndView,
  IncomingView,
  PinAttemptView,
  QualityView,
  RoundView,
  SignInView,
  SoundTroubleView,
  UnitView,
} from "../bindings";
import { chooseFavourites } from "../features/directory/favourites.svelte";
import type { Place } from "../places";
import { crowd } from "./crowd";
import { ERRANDS, NAMESAKES, NOW, OWED, resident, UNITS, unnamed } from "./house";
import { MARIA, NOBODY_ELSE, people, REFUSED, TOM } from "./people";
import { FINISHED, MINE, PAUSED, roundOf, THEIRS, came } from "./rounds";
import { handover, LONG_NOTE, NOTE, QUIET_SHIFT, SHIFT } from "./shift";

export interface Story {
  app: AppView;
  units?: UnitView[];
  place?: Place;
  window?: "main" | "small";
  /** What a person does first: names of buttons clicked, then what is typed into the search. */
  click?: string[];
  type?: string;
  /** What the program shows next. */
  next?: AppView;
  /** A heading that is scrolled to, in English. */
  show?: string;
  /** Units that were chosen before. */
  favourites?: string[];
}

const there = (id: string, name: string): DeviceEntryView => ({ id, name, isThere: true });
const SYSTEM: DeviceEntryView = { id: null, name: "", isThere: true };
const HEADSET = there("usb-headset", "Headset on the desk (USB)");
const MONITOR = there("hdmi", "Monitor");

const devices = (over: Partial<DeskView["devices"]> = {}): DeskView["devices"] => ({
  microphones: [HEADSET, SYSTEM, there("pci-mic", "Built-in microphone")],
  speakers: [SYSTEM, HEADSET, MONITOR, there("pci", "PC speaker")],
  ringVolume: 80,
  microphone: null,
  microphoneChange: null,
  speakerChange: null,
  trouble: null,
  ...over,
});

const desk = (over: Partial<DeskView> = {}): AppView => ({
  kind: "desk",
  staff: "Ann",
  person: "hash-of-ann",
  people: NOBODY_ELSE,
  station: "Desk 2",
  reach: { kind: "reachable" },
  presence: "available",
  call: { kind: "idle" },
  quality: null,
  incoming: [],
  taken: null,
  callbacks: OWED,
  rounds: [],
  devices: devices(),
  check: { kind: "none" },
  lacks: [],
  mates: [
    { station: "Desk 1", staff: "Tom", rings: true },
    { station: "Nurses’ station", staff: "Maria", rings: true },
    { station: "Night desk", staff: null, rings: false },
  ],
  unheard: [],
  handover: handover({ shift: { kind: "loading" } }),
  notice: null,
  lock: { kind: "open" },
  ...over,
});

/** The page at the end of a shift. */
const leaving = (over: Partial<DeskView> = {}): Story => ({
  app: desk({ handover: handover(), ...over }),
  place: "handover",
});

/** What the program sends while the desk is locked: no names, no notes, no call-backs. */
const locked = (over: Partial<DeskView> = {}, attempt: PinAttemptView = { kind: "none" }) => ({
  app: desk({ callbacks: [], lock: { kind: "locked", attempt }, ...over }),
  units: [],
});

const signIn = (over: Partial<SignInView> = {}): AppView => ({
  kind: "signIn",
  server: "https://calls.sunnyside.example",
  serverLocked: false,
  station: "Desk 2",
  stationLocked: true,
  remembering: "keyring",
  attempt: { kind: "none" },
  people: NOBODY_ELSE,
  notice: null,
  ...over,
});

const NOBODY: DeskView["unheard"] = [{ group: "Front desk", instead: null }];
const UNREACHABLE: DeskView["reach"] = { kind: "unreachable", sinceMs: NOW - 190_000, reason: "noAnswer" };

const withoutHeadset = (trouble: SoundTroubleView): DeskView["devices"] =>
  devices({ microphones: [{ ...HEADSET, isThere: false }, SYSTEM], speakers: [SYSTEM, MONITOR], trouble });

export const quality = (over: Partial<QualityView> = {}): QualityView => ({
  cause: null,
  mosHereHundredths: 431,
  mosThereHundredths: null,
  lostFromUnitPermille: 4,
  lostToUnitPermille: null,
  concealedPermille: 0,
  jitterFromUnitMs: 3,
  jitterToUnitMs: null,
  roundTripMs: 24,
  microphoneDbfs: -31,
  heardDbfs: -27,
  ...over,
});

const result = (
  step: CheckStepView,
  finding: CheckFindingView,
  verdict: CheckResultView["verdict"] = "passed",
): CheckResultView => ({ step, verdict, finding });

/** What a check finds at a desk where little is wrong. */
export const FOUND: CheckResultView[] = [
  result("microphone", { kind: "hears", device: HEADSET.name }),
  result("speaker", { kind: "heard" }),
  result("ringer", { kind: "notHeard", sound: "ring" }, "failed"),
  result("notification", { kind: "shown" }),
  result("server", { kind: "answered", afterMs: 45 }),
  result("line", { kind: "rings" }),
  result("signIn", { kind: "renewed", validMin: 15 }),
  result(
    "iceServers",
    { kind: "iceServersFailed", count: 2, failed: [{ url: "turn:turn.sunnyside.example", why: "silent" }] },
    "failed",
  ),
  result("testCall", { kind: "skipped" }, "notTested"),
];
/** What it finds where all is well. */
const WELL: CheckResultView[] = [
  ...FOUND.slice(0, 2),
  result("ringer", { kind: "heard" }),
  ...FOUND.slice(3, 7),
  result("iceServers", { kind: "iceServersAnswered", count: 2 }),
  result("testCall", { kind: "talked", end: { kind: "hungUpHere" } }),
];
const notReached = (from: number) =>
  FOUND.slice(from).map(({ step }) => result(step, { kind: "notReached" }, "notTested"));
const checked = (check: CheckView): Story => ({ app: desk({ check }), place: "settings" });

const who = resident(101);
const sinceMs = NOW - 252_000;
const call = (view: CallView, over: Partial<DeskView> = {}): Story => ({ app: desk({ call: view, ...over }) });
const ended = (end: EndView, talkedForS: number | null, direction: "toUnit" | "fromUnit" = "toUnit") =>
  call({ kind: "ended", who, direction, end, talkedForS, maySettle: true });
const talking: CallView = { kind: "inCall", who, sinceMs, muted: false };

export const ringing = (room: number, callId = `call-${room}`): IncomingView => ({
  callId,
  who: resident(room),
  sinceMs: NOW - 6_000,
  alsoRinging: ["Desk 1", "Nurses’ station"],
  answering: false,
});
const unnamedRinging = (room: number): IncomingView => ({ ...ringing(room), who: unnamed(room) });
const unknownRinging: IncomingView = {
  callId: "call-unknown",
  who: { kind: "unknownRoom" },
  sinceMs: NOW - 3_000,
  alsoRinging: [],
  answering: false,
};

const rounds = (rounds: RoundView[]): Story => ({ app: desk({ rounds }), place: "rounds" });

export const STATES = {
  "sign-in": { app: signIn() },
  "sign-in-first": { app: signIn({ server: "", station: "front-pc", stationLocked: false }) },
  "sign-in-wrong": { app: signIn({ attempt: { kind: "refused", problem: "wrongCredentials" } }) },
  "sign-in-no-server": { app: signIn({ attempt: { kind: "refused", problem: "unreachable" } }) },
  "sign-in-no-keyring": {
    app: signIn({
      remembering: "keyringUnavailable",
      people: people({ remembering: "keyringUnavailable", known: [] }),
    }),
  },
  "sign-in-known": { app: signIn({ people: people(), notice: { kind: "signedOut", name: "Ann" } }) },
  "sign-in-known-pin": { app: signIn({ people: people() }), click: [TOM.name] },
  "sign-in-refused": { app: signIn({ people: people({ known: [MARIA], takeover: REFUSED }) }) },

  broken: {
    app: {
      kind: "broken",
      problem: "/etc/roomline/station.toml has a mistake: TOML parse error at line 3, column 10: expected a string",
    },
  },

  directory: { app: desk() },
  "directory-loading": { app: desk({ reach: { kind: "connecting" }, callbacks: [] }), units: [] },
  "directory-empty": { app: desk({ callbacks: [] }), units: [] },
  "directory-500": { app: desk(), units: crowd(500, 10) },
  "directory-5000": {
    app: desk(),
    get units() {
      return crowd(5000);
    },
  },
  "directory-search": { app: desk(), type: "ne" },
  "directory-typo": { app: desk(), type: "lindqwist" },
  "directory-favourites": { app: desk(), favourites: ["unit-103", "unit-207", "unit-110"] },
  "directory-part": { app: desk(), click: ["Lake wing"] },
  "directory-elsewhere": { app: desk(), click: ["Lake wing"], type: "er" },
  "directory-namesakes": { app: desk(), units: NAMESAKES, click: ["Details of Mrs Jones"] },
  "directory-same-name": { app: desk(), units: NAMESAKES, click: ["Call Mrs Jones, 101"] },
  "directory-none": { app: desk(), type: "Schmitt" },
  "directory-panel": { app: desk(), click: ["Details of Mrs Jones"] },
  "directory-hearing": { app: desk(), click: ["Details of Mrs Jones", "Help for hearing"] },
  "directory-offline-panel": { app: desk(), click: ["Details of Mr Tanaka"] },
  "directory-note": { app: desk({ handover: handover({ notes: [NOTE] }) }) },
  "directory-notes": { app: desk({ handover: handover({ notes: [NOTE, LONG_NOTE] }) }) },
  "directory-notice": { app: desk({ notice: { kind: "notReached" } }) },

  calling: call({ kind: "calling", who }),
  ringing: call({ kind: "ringing", who }),
  connecting: call({ kind: "connecting", who, direction: "toUnit", muted: false }),
  "in-call": call(talking),
  "in-call-muted": call({ kind: "inCall", who, sinceMs, muted: true }),
  "in-call-device-gone": call(talking, { devices: withoutHeadset("deviceGone") }),
  "in-call-loss": call(talking, {
    quality: quality({
      cause: { kind: "loss", way: "fromUnit", place: "room", percent: 8 },
      mosHereHundredths: 355,
      lostFromUnitPermille: 81,
      concealedPermille: 12,
    }),
  }),
  "in-call-silent-microphone": call(talking, { devices: devices({ trouble: "silentMicrophone" }) }),
  "in-call-device-moved": call(talking, {
    devices: devices({
      microphone: "Built-in microphone",
      microphoneChange: { from: HEADSET.name, to: "Built-in microphone", why: "gone" },
      speakerChange: { from: HEADSET.name, to: "Monitor", why: "gone" },
    }),
  }),
  "in-call-second": call(talking, { incoming: [ringing(201)] }),
  "in-call-no-server": call(talking, { reach: { kind: "unreachable", sinceMs: NOW - 20_000, reason: "noAnswer" } }),
  "in-call-strip": { ...call(talking), click: ["Residents"] },
  reconnecting: call({ kind: "reconnecting", who, sinceMs, lostSinceMs: NOW - 10_000, muted: false }),
  ended: ended({ kind: "hungUpThere" }, 280),
  "ended-here": ended({ kind: "hungUpHere" }, 280),
  "ended-no-answer": ended({ kind: "noAnswer", afterS: 45 }, null),
  "ended-no-microphone": {
    ...call(
      {
        kind: "ended",
        who,
        direction: "toUnit",
        end: { kind: "mediaFailed", vpn: false },
        talkedForS: null,
        maySettle: false,
      },
      { devices: withoutHeadset("noMicrophone") },
    ),
  },
  "ended-no-sound": ended({ kind: "mediaFailed", vpn: true }, null, "fromUnit"),

  incoming: { app: desk({ incoming: [ringing(101)] }) },
  "incoming-two": { app: desk({ incoming: [ringing(101), ringing(201)] }) },
  "incoming-unknown": { app: desk({ incoming: [unknownRinging] }) },
  "incoming-small": { app: desk({ incoming: [ringing(101)] }), window: "small" },
  "incoming-small-long": {
    app: desk({
      incoming: [
        {
          ...ringing(101),
          who: {
            kind: "resident",
            unitId: "unit-104",
            name: "Miss Featherstonehaugh",
            room: "104",
            place: null,
            notes: "Pronounced “Fanshaw”. Hard of hearing: speak slowly, say your name first, and wait for her answer.",
          },
        },
      ],
    }),
    window: "small",
  },
  "incoming-small-unknown": { app: desk({ incoming: [unknownRinging] }), window: "small" },
  taken: {
    app: desk({ taken: { callId: "call-101", who, station: "Desk 1", staff: "Tom" } }),
  },

  callbacks: { app: desk(), place: "callbacks" },
  "callbacks-errands": { app: desk({ callbacks: [...OWED.slice(0, 1), ...ERRANDS] }), place: "callbacks" },
  "callbacks-cared-for": {
    app: desk({ callbacks: OWED.filter((owed) => owed.state.kind !== "waiting") }),
    place: "callbacks",
  },
  "callbacks-none": { app: desk({ callbacks: [] }), place: "callbacks" },
  rounds: { ...rounds([MINE, PAUSED, THEIRS, FINISHED]), click: ["All rounds"] },
  "rounds-none": rounds([]),
  "rounds-take-over": { ...rounds([THEIRS, FINISHED]), click: ["Take over"] },
  "round-new": { ...rounds([]), click: ["New round", "Lake wing", "Tick all", "Lake wing"], favourites: ["unit-103"] },
  "round-new-search": { ...rounds([]), click: ["New round"], type: "ne" },
  "round-new-none": { ...rounds([]), click: ["New round", "Start the round"] },
  "round-new-too-many": { ...rounds([]), units: crowd(240, 10), click: ["New round", "Tick all"] },
  round: rounds([MINE]),
  "round-begins": rounds([roundOf({ kind: "mine", sinceMs: NOW }, [[101], [102], [103]])]),
  "round-offline": rounds([roundOf({ kind: "mine", sinceMs: NOW }, [[107, came("reached", 2)], [108], [109]])]),
  "round-gone": { ...rounds([MINE]), units: UNITS.filter((unit) => unit.room !== "106") },
  "round-skip": { ...rounds([MINE]), click: ["Skip"] },
  "round-change": { ...rounds([MINE]), click: ["Change what came of it"] },
  "round-finish": { ...rounds([MINE]), click: ["Finish the round"] },
  "round-all-done": rounds([
    roundOf({ kind: "mine", sinceMs: NOW }, [
      [101, came("reached", 4)],
      [102, came("noAnswer", 2)],
    ]),
  ]),
  "round-in-call-elsewhere": { ...call(talking, { rounds: [MINE] }), click: ["Rounds"] },
  "round-paused": { ...rounds([PAUSED]), click: ["Show"] },
  "round-theirs": { ...rounds([THEIRS]), click: ["Show"] },
  "round-finished": { ...rounds([FINISHED]), click: ["Show"] },
  "round-saved": { ...rounds([FINISHED]), click: ["Save report"] },
  "callbacks-note": { app: desk({ handover: handover({ notes: [NOTE] }) }), place: "callbacks" },
  handover: leaving(),
  "handover-no-pin": leaving({ lock: { kind: "noPin" } }),
  "handover-groups": leaving({
    handover: handover({ shift: { kind: "known", groups: [SHIFT, QUIET_SHIFT] } }),
    callbacks: [...OWED, ...ERRANDS, { ...OWED[0]!, id: "owed-again" }],
  }),
  "handover-loading": leaving({ handover: handover({ shift: { kind: "loading" } }) }),
  "handover-asking": leaving({ handover: handover({ sending: { kind: "asking" } }) }),
  "handover-failed": leaving({
    handover: handover({ shift: { kind: "failed" }, sending: { kind: "failed", problem: "notReached" } }),
  }),
  "handover-nothing": leaving({
    callbacks: [],
    handover: handover({ shift: { kind: "known", groups: [QUIET_SHIFT] } }),
  }),
  "handover-no-group": leaving({ reach: { kind: "inNoRingGroup" }, callbacks: [] }),
  "handover-question": { ...leaving({ mates: [] }), click: ["Hand over and sign out"] },
  "handover-in-call": { ...call(talking, { handover: handover() }), click: ["Hand over"] },
  settings: { app: desk({ lock: { kind: "noPin" } }), place: "settings" },
  "settings-pin": { app: desk(), place: "settings" },
  "settings-pin-first": { app: desk({ lock: { kind: "noPin" } }), click: ["Lock"] },
  "settings-pin-remove": { app: desk(), place: "settings", click: ["Remove the PIN"] },
  "settings-trouble": {
    app: desk({
      presence: "away",
      devices: withoutHeadset("noMicrophone"),
      lacks: ["keyring", "notifications"],
    }),
    place: "settings",
  },
  "settings-check-listening": checked({
    kind: "running",
    results: [],
    doing: { kind: "listening", device: HEADSET.name, levelDbfs: -31 },
  }),
  "settings-check-asking": checked({
    kind: "running",
    results: WELL.slice(0, 2),
    doing: { kind: "asking", sound: "ring" },
  }),
  "settings-check-server": checked({
    kind: "running",
    results: WELL.slice(0, 4),
    doing: { kind: "askingServer" },
  }),
  "settings-check-choosing": checked({ kind: "running", results: WELL.slice(0, 8), doing: { kind: "choosing" } }),
  "settings-check-over": checked({ kind: "over", results: FOUND, stopped: null, atMs: NOW }),
  "settings-check-well": checked({ kind: "over", results: WELL, stopped: null, atMs: NOW }),
  "settings-check-stopped": checked({
    kind: "over",
    results: [...WELL.slice(0, 2), ...notReached(2)],
    stopped: "call",
    atMs: NOW,
  }),
  "settings-report": {
    app: desk(),
    place: "settings",
    click: ["Make a report", "What the program wrote down last"],
    show: "Report for your administrator",
  },
  "settings-report-saved": {
    app: desk(),
    place: "settings",
    click: ["Make a report", "Save the report"],
    show: "Report for your administrator",
  },
  "settings-no-microphone": { app: desk({ devices: withoutHeadset("noMicrophone") }), place: "settings" },
  unreachable: { app: desk({ reach: UNREACHABLE }) },
  unheard: { app: desk({ presence: "away", unheard: NOBODY }) },
  "unheard-elsewhere": { app: desk({ unheard: [{ group: "Pharmacy", instead: "Front desk" }] }) },
  "unheard-both": {
    app: desk({ presence: "away", unheard: [...NOBODY, { group: "Pharmacy", instead: "Nurses’ station" }] }),
  },

  locked: locked(),
  "locked-wrong": locked({}, { kind: "wrong" }),
  "locked-wait": locked({}, { kind: "wait", untilMs: NOW + 40_000 }),
  "locked-away": locked({ presence: "away", devices: withoutHeadset("noMicrophone") }),
  "locked-unheard": locked({ presence: "away", unheard: NOBODY }),
  "locked-unreachable": locked({ reach: UNREACHABLE }),
  "locked-forgot": { ...locked(), click: ["Forgot the PIN?"] },
  "change-list": { ...locked({ people: people() }), click: ["Somebody else"] },
  "change-nobody": { ...locked(), click: ["Somebody else"] },
  "change-no-keyring": {
    ...locked({ people: people({ remembering: "keyringUnavailable", known: [] }) }),
    click: ["Somebody else"],
  },
  "change-each-time": {
    ...locked({ people: people({ remembering: "eachTime", known: [] }) }),
    click: ["Somebody else"],
  },
  "change-pin": { ...locked({ people: people() }), click: ["Somebody else", TOM.name] },
  "change-wrong": {
    ...locked({ people: people({ known: [{ ...TOM, attempt: { kind: "wrong" } }] }) }),
    click: ["Somebody else", TOM.name],
  },
  "change-asking": {
    ...locked({ people: people({ takeover: { kind: "asking", person: TOM.id } }) }),
    click: ["Somebody else", TOM.name],
  },
  "change-no-server": {
    ...locked({ people: people({ takeover: { ...REFUSED, person: TOM.id, problem: "unreachable" } }) }),
    click: ["Somebody else", TOM.name],
  },
  "change-forget": { ...locked({ people: people() }), click: ["Somebody else", TOM.name, "Forget me"] },
  "change-new": { ...locked({ people: people() }), click: ["Somebody else", "Sign in as somebody new"] },
  "change-refused": {
    ...locked({ people: people() }),
    click: ["Somebody else", TOM.name],
    next: locked({ people: people({ known: [MARIA], takeover: REFUSED }) }).app,
  },
  "change-forgotten": locked({ notice: { kind: "personForgotten", name: TOM.name } }),
  "incoming-locked": locked({ incoming: [unnamedRinging(101), unnamedRinging(201)] }),
  "incoming-small-locked": { ...locked({ incoming: [unnamedRinging(101)] }), window: "small" },
  "in-call-locked": locked({ call: { kind: "inCall", who: unnamed(101), sinceMs, muted: false } }),
  "ended-locked": locked({
    call: {
      kind: "ended",
      who: unnamed(101),
      direction: "fromUnit",
      end: { kind: "hungUpThere" },
      talkedForS: 280,
      maySettle: true,
    },
  }),
} satisfies Record<string, Story>;

export type StateName = keyof typeof STATES;
export const storyOf = (name: StateName): Story => STATES[name];

/** What the desk of a story shows. */
export function deskIn(name: StateName): Extract<AppView, { kind: "desk" }> {
  const { app } = storyOf(name);
  if (app.kind !== "desk") throw new Error(`${name} is at no desk`);
  return app;
}

/** Makes what a person would have chosen before. */
export function prepare({ app, favourites }: Story) {
  if (app.kind === "desk" && favourites) chooseFavourites(app.person, favourites);
}
