// A story for every state of the window: the gallery draws them, the tests walk through them.

import type {
  DeviceEntryView,
  AppView,
  CallView,
  DeskView,
  EndView,
  IncomingView,
  PeopleView,
  PersonView,
  PinAttemptView,
  QualityView,
  SignInView,
  SoundTroubleView,
  TakeoverView,
  UnitView,
} from "../bindings";
import { chooseFavourites } from "../features/directory/favourites.svelte";
import type { Place } from "../places";
import { crowd } from "./crowd";
import { ERRANDS, NAMESAKES, NOW, OWED, resident, unnamed } from "./house";

export interface Story {
  app: AppView;
  units?: UnitView[];
  place?: Place;
  window?: "main" | "small";
  /** What a person does first: names of buttons clicked, then what is typed into the search. */
  click?: string[];
  type?: string;
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

const person = (name: string, attempt: PinAttemptView = { kind: "none" }): PersonView => ({
  id: `hash-of-${name.toLowerCase().replace(" ", "-")}`,
  user: name.toLowerCase().replace(" ", "."),
  name,
  attempt,
});
export const TOM = person("Tom Ashworth");
const MARIA = person("Maria");
const KNOWN = [person("Irma Kowalczyk"), MARIA, TOM];

export const people = (over: Partial<PeopleView> = {}): PeopleView => ({
  remembering: "keyring",
  known: KNOWN,
  takeover: { kind: "none" },
  ...over,
});
const NOBODY = people({ known: [] });
const REFUSED: TakeoverView = {
  kind: "failed",
  user: TOM.user,
  name: TOM.name,
  person: null,
  problem: "sessionOver",
};

const desk = (over: Partial<DeskView> = {}): AppView => ({
  kind: "desk",
  staff: "Ann",
  person: "hash-of-ann",
  people: NOBODY,
  station: "Desk 2",
  reach: { kind: "reachable" },
  presence: "available",
  call: { kind: "idle" },
  quality: null,
  incoming: [],
  taken: null,
  callbacks: OWED,
  devices: devices(),
  lacks: [],
  mates: [
    { station: "Desk 1", staff: "Tom", rings: true },
    { station: "Nurses’ station", staff: "Maria", rings: true },
    { station: "Night desk", staff: null, rings: false },
  ],
  notice: null,
  lock: { kind: "open" },
  ...over,
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
  people: NOBODY,
  notice: null,
  ...over,
});

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

export const STATES = {
  "sign-in": { app: signIn() },
  "sign-in-first": { app: signIn({ server: "", station: "front-pc", stationLocked: false }) },
  "sign-in-wrong": { app: signIn({ attempt: { kind: "refused", problem: "wrongCredentials" } }) },
  "sign-in-no-server": { app: signIn({ attempt: { kind: "refused", problem: "unreachable" } }) },
  "sign-in-no-keyring": {
    app: signIn({ remembering: "keyringUnavailable", people: people({ remembering: "keyringUnavailable", known: [] }) }),
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
  "settings-no-microphone": { app: desk({ devices: withoutHeadset("noMicrophone") }), place: "settings" },
  unreachable: { app: desk({ reach: UNREACHABLE }) },

  locked: locked(),
  "locked-wrong": locked({}, { kind: "wrong" }),
  "locked-wait": locked({}, { kind: "wait", untilMs: NOW + 40_000 }),
  "locked-away": locked({ presence: "away", devices: withoutHeadset("noMicrophone") }),
  "locked-unreachable": locked({ reach: UNREACHABLE }),
  "locked-forgot": { ...locked(), click: ["Forgot the PIN?"] },
  "change-list": { ...locked({ people: people() }), click: ["Somebody else"] },
  "change-nobody": { ...locked(), click: ["Somebody else"] },
  "change-no-keyring": { ...locked({ people: people({ remembering: "keyringUnavailable", known: [] }) }), click: ["Somebody else"] },
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
    ...locked({ people: people({ known: [MARIA], takeover: REFUSED }) }),
    click: ["Somebody else"],
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

/** Makes what a person would have chosen before. */
export function prepare({ app, favourites }: Story) {
  if (app.kind === "desk" && favourites) chooseFavourites(app.person, favourites);
}
