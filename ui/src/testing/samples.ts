// What the sentences are about, for whoever wants to read every one of them: arguments for each function of a catalogue.

import type {
  AfterHandoverView,
  CauseView,
  ChangeView,
  CheckDoingView,
  CheckFindingView,
  CheckStepView,
  CheckStopView,
  CommandError,
  EndView,
  ErrandView,
  HandoverProblemView,
  HelpView,
  LackView,
  NoticeView,
  OutcomeView,
  QualityView,
  ReportKindView,
  SignInProblemView,
  SoundTroubleView,
  TimeToAnswerView,
  UnreachableView,
  VerdictView,
} from "../bindings";
import type { Text } from "../text/en";
import type { Leaving } from "../text/en/handover";

/** A function's calls, each with the arguments of one; nothing for what is a sentence already. */
type Calls<Said> = Said extends (...given: infer Given) => unknown
  ? Given[]
  : Said extends string
    ? never
    : { [Name in keyof Said as Said[Name] extends string ? never : Name]: Calls<Said[Name]> };

/** Every value of a union, so that a new one is missed here before it is missed by a reader. */
const all = <Value extends string>(values: Record<Value, true>) => Object.keys(values) as Value[];

const NAME = "Ms Kowalski";
const names = [[NAME]] as [string][];
const rooms = [["101"]] as [string][];
const clocks = [["09:38"], ["01:05"]] as [string][];
const moments = [["hier à 14:20"], [null]] as [string | null][];
const waits = [["26 min"]] as [string][];
const counts = [[0], [1], [2], [5], [21]] as [number][];
const steps = [
  [0, 1],
  [1, 12],
  [5, 12],
] as [number, number][];
const AWAITS = ["call", "visit", "either"] as const;
const inRoom = [[NAME, "101"]] as [string, string][];
const desks = [[[]], [["Desk 1"]], [["Desk 1", "Nachtwache", "Irma"]]] as [string[]][];
/** Rooms of others with the same name. */
const others = [["101"], ["101", "104"], ["101", "102", "103", "104", "105"]];
const owed = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [2, 1],
  [21, 0],
] as [number, number][];

const PROBLEMS = all<SignInProblemView>({
  wrongCredentials: true,
  disabled: true,
  tooMany: true,
  sessionOver: true,
  unreachable: true,
  wrongCertificate: true,
  plainHttp: true,
  badAddress: true,
  notRoomline: true,
  serverFault: true,
});
const TROUBLES = all<SoundTroubleView>({
  noMicrophone: true,
  noSpeaker: true,
  blocked: true,
  busy: true,
  deviceGone: true,
  silentMicrophone: true,
});
const REASONS = all<UnreachableView>({ noAnswer: true, wrongCertificate: true, serverFault: true, replaced: true });
const LACKS = all<LackView>({ keyring: true, notifications: true });

type Of<Kind extends string, View> = { [K in Kind]: View[] };
const ENDS: Of<EndView["kind"], EndView> = {
  hungUpHere: [{ kind: "hungUpHere" }],
  hungUpThere: [{ kind: "hungUpThere" }],
  cancelled: [{ kind: "cancelled" }],
  declined: [{ kind: "declined" }],
  busy: [
    { kind: "busy", by: "Desk 1" },
    { kind: "busy", by: null },
  ],
  nobodyReachable: [{ kind: "nobodyReachable" }],
  noAnswer: [0, 1, 2, 45].map((afterS) => ({ kind: "noAnswer", afterS })),
  expired: [{ kind: "expired" }],
  answeredElsewhere: [{ kind: "answeredElsewhere" }],
  notAllowed: [{ kind: "notAllowed" }],
  signalingFailed: [{ kind: "signalingFailed" }],
  mediaFailed: [
    { kind: "mediaFailed", vpn: true },
    { kind: "mediaFailed", vpn: false },
  ],
  stationLost: [{ kind: "stationLost" }],
  shutDown: [{ kind: "shutDown" }],
};
const NOTICES: Of<NoticeView["kind"], NoticeView> = {
  callbackGone: [{ kind: "callbackGone" }],
  notReached: [{ kind: "notReached" }],
  answerFailed: [{ kind: "answerFailed" }],
  outcomeLost: [{ kind: "outcomeLost" }],
  roundMoved: [{ kind: "roundMoved" }],
  stillSignedIn: [{ kind: "stillSignedIn" }],
  signedOut: [{ kind: "signedOut", name: NAME }],
  personForgotten: [{ kind: "personForgotten", name: NAME }],
  madeRoom: [{ kind: "madeRoom", name: NAME }],
};
const REFUSALS: Of<CommandError["code"], CommandError> = {
  notSignedIn: [{ code: "notSignedIn" }],
  unreachable: [{ code: "unreachable" }],
  alreadyInCall: [
    { code: "alreadyInCall", name: NAME },
    { code: "alreadyInCall", name: null },
  ],
  inCall: [{ code: "inCall" }],
  ringing: [{ code: "ringing" }],
  noSuchUnit: [{ code: "noSuchUnit" }],
  noSuchCall: [{ code: "noSuchCall" }],
  noSuchCallback: [{ code: "noSuchCallback" }],
  roundRunning: [{ code: "roundRunning" }],
  noSuchRound: [{ code: "noSuchRound" }],
  emptyRound: [{ code: "emptyRound" }],
  notWritten: [{ code: "notWritten" }],
  locked: [{ code: "locked" }],
  signingIn: [{ code: "signingIn" }],
  signedIn: [{ code: "signedIn" }],
  noSuchPerson: [{ code: "noSuchPerson" }],
  stationName: [{ code: "stationName" }],
  deskLocked: [{ code: "deskLocked" }],
  noPin: [{ code: "noPin" }],
  badPin: [{ code: "badPin" }],
  easyPin: [{ code: "easyPin" }],
  notMade: [{ code: "notMade" }],
  stopped: [{ code: "stopped" }],
  malformed: [{ code: "malformed" }],
};
const CAUSES: Of<CauseView["kind"], CauseView> = {
  microphoneSilent: [{ kind: "microphoneSilent" }],
  pcBusy: [{ kind: "pcBusy" }],
  loss: (["fromUnit", "toUnit", "both"] as const).flatMap((way) =>
    (["room", "desk", "onTheWay"] as const).flatMap((place) =>
      [1, 8].map((percent): CauseView => ({ kind: "loss", way, place, percent })),
    ),
  ),
  uneven: [1, 8].map((percent) => ({ kind: "uneven", percent })),
  delay: [5, 10, 20].map((tenths) => ({ kind: "delay", tenths })),
};
const each = <View>(of: Record<string, View[]>): View[] => Object.values(of).flat();

const nothing: QualityView = {
  cause: null,
  mosHereHundredths: null,
  mosThereHundredths: null,
  lostFromUnitPermille: 0,
  lostToUnitPermille: null,
  concealedPermille: 12,
  jitterFromUnitMs: 3,
  jitterToUnitMs: null,
  roundTripMs: null,
  microphoneDbfs: -90,
  heardDbfs: -27,
};
const full = { ...nothing, mosHereHundredths: 431, mosThereHundredths: 355, lostToUnitPermille: 4, jitterToUnitMs: 2 };

const change = (why: ChangeView["why"], from: string, to: string): ChangeView => ({ why, from, to });
const CHANGES: [ChangeView | null, ChangeView | null][] = [
  [null, null],
  [change("gone", "Headset", "Mikrofon A"), change("gone", "Headset", "Monitor")],
  [change("gone", "Headset", "Mikrofon A"), change("gone", "Kopfhörer", "Monitor")],
  [change("back", "Mikrofon A", "Headset"), change("back", "Monitor", "Headset")],
  [change("back", "Mikrofon A", "Headset"), change("back", "Monitor", "Kopfhörer")],
  [change("chosen", "Mikrofon A", "Headset"), null],
  [null, change("chosen", "Monitor", "Headset")],
];

const STEPS = all<CheckStepView>({
  microphone: true,
  speaker: true,
  ringer: true,
  notification: true,
  server: true,
  line: true,
  signIn: true,
  iceServers: true,
  testCall: true,
});
const VERDICTS = all<VerdictView>({ passed: true, failed: true, notTested: true });
const CHECK_STOPS = all<CheckStopView>({ person: true, call: true, locked: true });
const REPORT_FILES = all<ReportKindView>({ about: true, devices: true, check: true, calls: true, log: true });
const DOINGS: Of<CheckDoingView["kind"], CheckDoingView> = {
  listening: [
    { kind: "listening", device: null, levelDbfs: -100 },
    { kind: "listening", device: "Headset", levelDbfs: -31 },
  ],
  playing: [{ kind: "playing" }],
  ringing: [{ kind: "ringing" }],
  asking: (["tone", "ring"] as const).map((sound) => ({ kind: "asking", sound })),
  notifying: [{ kind: "notifying" }],
  askingServer: [{ kind: "askingServer" }],
  awaitingLine: [{ kind: "awaitingLine" }],
  renewingSignIn: [{ kind: "renewingSignIn" }],
  askingIceServers: [{ kind: "askingIceServers" }],
  choosing: [{ kind: "choosing" }],
  calling: [{ kind: "calling" }],
};
const FINDINGS: Of<CheckFindingView["kind"], CheckFindingView> = {
  hears: [{ kind: "hears", device: "Headset" }],
  heard: [{ kind: "heard" }],
  shown: [{ kind: "shown" }],
  answered: [{ kind: "answered", afterMs: 45 }],
  rings: [{ kind: "rings" }],
  renewed: [1, 15].map((validMin) => ({ kind: "renewed", validMin })),
  iceServersAnswered: [1, 2].map((count) => ({ kind: "iceServersAnswered", count })),
  noIceServers: [{ kind: "noIceServers" }],
  talked: [
    { kind: "talked", end: { kind: "hungUpHere" } },
    { kind: "talked", end: null },
  ],
  sound: TROUBLES.map((trouble) => ({ kind: "sound", trouble })),
  notHeard: (["tone", "ring"] as const).map((sound) => ({ kind: "notHeard", sound })),
  ringIsOff: [{ kind: "ringIsOff" }],
  notShown: [{ kind: "notShown" }],
  server: PROBLEMS.map((problem) => ({ kind: "server", problem })),
  doesNotRing: REASONS.map((reason) => ({ kind: "doesNotRing", reason })),
  inNoRingGroup: [{ kind: "inNoRingGroup" }],
  iceServersFailed: [
    {
      kind: "iceServersFailed",
      count: 3,
      failed: [
        { url: "stun:stun.example.org", why: "silent" },
        { url: "turn:turn.example.org:3478?transport=udp", why: "refused" },
        { url: "turns:other.example.org", why: "unusable" },
      ],
    },
  ],
  callFailed: each(ENDS).map((end) => ({ kind: "callFailed", end })),
  nobodySpoke: [{ kind: "nobodySpoke" }],
  nobodyAnswered: [{ kind: "nobodyAnswered" }],
  skipped: [{ kind: "skipped" }],
  notReached: [{ kind: "notReached" }],
  noNotifications: [{ kind: "noNotifications" }],
  cannotCall: [{ kind: "cannotCall" }],
  callNotTaken: each(ENDS).map((end) => ({ kind: "callNotTaken", end })),
};

const HELPS = all<HelpView>({ none: true, louder: true, muchLouder: true });
const OUTCOMES = all<OutcomeView>({ reached: true, noAnswer: true, callAgain: true, needsVisit: true });
const ERRANDS = all<ErrandView>({ call: true, visit: true });
const HANDOVER_PROBLEMS = all<HandoverProblemView>({ notReached: true, noRingGroup: true, notTaken: true });
const AFTER = all<AfterHandoverView>({ signOut: true, lock: true });
const soon = { medianS: 9, p90S: 21 };
const SHIFTS: [number, number, TimeToAnswerView | null][] = [
  [0, 0, null],
  [1, 0, null],
  [3, 0, null],
  [1, 1, { medianS: 1, p90S: 1 }],
  [2, 1, { medianS: 9, p90S: 9 }],
  [2, 2, soon],
  [14, 13, soon],
  [14, 14, null],
];

export const SAMPLES: Calls<Text> = {
  app: {},
  rail: {},
  broken: {},
  keys: {},
  signIn: { noKeyring: {}, problem: PROBLEMS.map((problem) => [problem]) },
  directory: {
    callWho: inRoom,
    echo: { offline: moments, unknown: moments },
    waiting: waits,
    found: counts,
    none: names,
    owed: counts.flatMap(([count]) => AWAITS.map((what) => [count, what] as [number, typeof what])),
    owedLongest: waits,
    fromTo: [["101", "112"]],
    sameName: others.map((rooms) => [rooms]),
    whichOne: inRoom,
    others: others.map((rooms) => [NAME, rooms]),
    thisOne: rooms,
    otherOne: rooms,
  },
  panel: {
    about: names,
    call: names,
    room: [
      ["101", "Garden wing"],
      ["101", null],
    ],
    echoOffline: [
      ["101", "08:40", null],
      ["101", null, "08:40"],
      ["101", null, null],
    ],
    echoUnknown: moments,
    speaks: [["Polski"]],
    waiting: clocks,
  },
  call: {
    state: { ended: [["…"]] },
    you: [["Desk 2"]],
    room: rooms,
    theRoom: rooms,
    tell: { calling: inRoom, ringing: inRoom, theyAnswered: names, youAnswered: names, reconnecting: names },
    tryingFor: counts,
    talked: [["4 min"]],
    end: each(ENDS).map((end) => [end]),
    remedy: each(ENDS).map((end) => [end]),
  },
  hearing: {
    set: HELPS.flatMap((resident) => HELPS.map((desk): [HelpView, HelpView] => [resident, desk])),
    resident: names,
    desk: names,
    help: HELPS.map((help) => [help]),
  },
  handover: {
    goesBackOf: [["Tom"]],
    more: counts,
    since: [
      ["06:02", "Tom"],
      ["06:02", null],
    ],
    went: SHIFTS,
    wrote: [["Tom", "06:02"]],
    readBy: [["Tom"]],
    failed: HANDOVER_PROBLEMS.map((problem) => [problem]),
    will: AFTER.flatMap((then) =>
      [0, 1, 3].flatMap((back) =>
        [true, false].map((all): [Leaving] => [{ note: all, back, round: !all, then, alone: all }]),
      ),
    ),
    from: [["Tom", "Desk 1", "06:02"]],
    readWho: [["Tom"]],
  },
  unheard: {
    nobody: [[["Empfang"]], [["Empfang", "Pflege"]]],
    elsewhere: [["Empfang", "Pflege"]],
  },
  lock: { wait: clocks, left: counts, card: {} },
  people: {
    staysKnown: names,
    isSignedOut: names,
    stays: names,
    goOnAs: names,
    failed: PROBLEMS.map((problem) => [NAME, problem]),
    forgetTitle: names,
  },
  outcome: {
    word: OUTCOMES.map((outcome) => [outcome]),
    noted: OUTCOMES.map((outcome) => [outcome]),
    asked: ERRANDS.map((errand) => [errand, "Tom", "09:38"]),
    visitedWho: names,
  },
  rounds: {
    open: counts,
    parts: {},
    begun: [["hier à 14:20"]],
    begunBy: [["Tom", "09:38"]],
    done: steps,
    runsHere: clocks,
    runsThere: [["Tom", "Desk 1", "09:38"]],
    pausedBy: [["Tom", "09:38"]],
    finishedBy: [["Tom", "09:38"]],
    runsAt: [["Desk 1"]],
    takeOverQuestion: [["Tom"]],
    takeOverWhat: [["Desk 1"]],
    finishQuestion: counts.slice(1),
    saved: [["/home/tom/Documents/Roomline 101.csv"]],
    next: names,
    skipWho: names,
    changeWho: names,
    ofGroup: steps,
    chosen: counts,
    tooMany: [
      [200, 1],
      [200, 12],
    ],
  },
  incoming: {
    calling: [
      [NAME, "101"],
      [NAME, null],
    ],
    callingHere: [["0:06"]],
    callsToo: names,
    alsoLine: desks,
    isCalling: rooms,
    more: counts,
    taken: [["Tom", "Desk 1"]],
  },
  callbacks: {
    title: owed.flatMap(([waiting, caredFor]) =>
      AWAITS.map((what) => [waiting, caredFor, what] as [number, number, typeof what]),
    ),
    under: owed,
    called: [
      ["101", "09:38"],
      [null, "01:05"],
    ],
    yoursSince: clocks,
    claimedAt: clocks,
    callBackWho: names,
    claimWho: names,
    releaseWho: names,
    notNeededWho: names,
    doneWho: names,
    theirs: [["Tom", "Desk 1"]],
  },
  reach: {
    since: [0, 1, 2, 5].map((minutes) => ["09:38", minutes]),
    stillRing: desks.slice(1),
    why: REASONS.map((reason) => [reason]),
  },
  settings: {
    gone: names,
    up: names,
    down: names,
    place: [[NAME, 1, 3]],
    lacks: LACKS.map((lack) => [lack]),
    signedIn: [["Ann", "Desk 2"]],
    trouble: TROUBLES.map((trouble) => [trouble]),
    moved: CHANGES,
    look: { size: [[100], [200]], themes: {} },
  },
  close: { question: names, ring: {} },
  notice: each(NOTICES).flatMap((notice) => [null, ...TROUBLES].map((sound) => [notice, sound] as const)) as [
    NoticeView,
    SoundTroubleView | null,
  ][],
  refused: each(REFUSALS).map((error) => [error]),
  quality: {
    cause: each(CAUSES).flatMap((cause): [CauseView, string, string | null][] => [
      [cause, NAME, "101"],
      [cause, NAME, null],
    ]),
    figures: [[nothing], [full]],
  },
  check: {
    step: STEPS.map((step) => [step]),
    verdict: VERDICTS.map((verdict) => [verdict]),
    doing: each(DOINGS).map((doing) => [doing]),
    found: each(FINDINGS).map((finding) => [finding]),
    stopped: CHECK_STOPS.map((why) => [why]),
    summary: [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [2, 1],
      [2, 5],
    ],
  },
  report: { file: REPORT_FILES.map((kind) => [kind]) },
  times: {
    today: clocks,
    yesterday: [["Day", "09:38"]],
    weekday: [["Day", "09:38"]],
    date: [["Date"]],
    minutes: [[26]],
    hours: [[3]],
    length: [[["A", "B"]]],
  },
};
