// Every sentence people read, in English. A component holds no text; a second language is a second file of this shape.

import type {
  ChangeReasonView,
  ChangeView,
  CommandError,
  EndView,
  LackView,
  NoticeView,
  SignInProblemView,
  SoundTroubleView,
  UnreachableView,
} from "../bindings";
import { quality } from "./quality";

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);
const SMALL = [
  "Nobody",
  "One",
  "Two",
  "Three",
  "Four",
  "Five",
  "Six",
  "Seven",
  "Eight",
  "Nine",
  "Ten",
  "Eleven",
  "Twelve",
];

function and(names: string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

function trouble(what: SoundTroubleView): string {
  switch (what) {
    case "noMicrophone":
      return "This PC has no microphone, so nobody hears you. Plug in a headset.";
    case "noSpeaker":
      return "This PC has no speaker, so you hear nobody. Plug in a headset.";
    case "blocked":
      return "This PC keeps the microphone from Roomline. Allow it in the privacy settings.";
    case "busy":
      return "The sound devices do not start. Close other programs that use them.";
    case "deviceGone":
      return "The headset is gone. Plug it in again; the call goes on.";
    case "silentMicrophone":
      return "Your microphone is silent, so nobody hears you. Is it switched off on the headset or its cable?";
    default:
      return what satisfies never;
  }
}

/** Which devices a call goes on with, after others were unplugged, came back or were chosen. */
function moved(microphone: ChangeView | null, speaker: ChangeView | null): string | null {
  const changes = [microphone, speaker].filter((change) => change !== null);
  const told = (why: ChangeReasonView, of: "from" | "to") =>
    changes.filter((change) => change.why === why).map((change) => change[of]);
  const names = (list: string[]) => and([...new Set(list)]);
  const gone = told("gone", "from");
  const back = told("back", "to");
  const are = (list: string[]) => (new Set(list).size > 1 ? "are" : "is");
  const why = [
    gone.length > 0 ? `${names(gone)} ${are(gone)} gone.` : "",
    back.length > 0 ? `${names(back)} ${are(back)} back.` : "",
  ];
  const now =
    microphone && speaker
      ? microphone.to === speaker.to
        ? `You now talk and hear through ${microphone.to}.`
        : `You now talk through ${microphone.to} and hear through ${speaker.to}.`
      : microphone
        ? `You now talk through ${microphone.to}.`
        : speaker
          ? `You now hear through ${speaker.to}.`
          : "";
  return [...why, now].filter((sentence) => sentence !== "").join(" ") || null;
}

export const en = {
  app: {
    name: "Roomline",
    promise: "One click to every room.",
    emergency: "For talking with residents. In an emergency use the nurse call or your emergency number.",
    close: "Close",
  },

  signIn: {
    title: "Sign in to this desk",
    server: "Server",
    serverExample: "https://calls.example.org",
    station: "Name of this desk",
    stationHint: "Calls ring at the desk of this name.",
    user: "User name",
    password: "Password",
    submit: "Sign in",
    asking: "Signing in",
    forgotten: "Forgot the password? Your manager can set a new one.",
    eachTime: "Nothing is kept on this PC. After a restart somebody signs in before calls ring here.",
    noKeyring: {
      title: "Sign in each time.",
      text: "This PC has no safe place for passwords, so after a restart somebody must sign in before calls ring here. Roomline never writes a password in clear.",
      forIt: "For your IT: install and unlock gnome-keyring or KWallet, then start Roomline again.",
    },
    problem(problem: SignInProblemView): string {
      switch (problem) {
        case "wrongCredentials":
          return "User name or password is not right. Is Caps Lock on?";
        case "disabled":
          return "This account is switched off. Your manager can switch it on again.";
        case "tooMany":
          return "Too many tries in a row. Wait a minute, then try again.";
        case "sessionOver":
          return "Your sign-in has run out. Sign in again, then calls ring here.";
        case "unreachable":
          return "The server does not answer. Is the network cable in?";
        case "wrongCertificate":
          return "This may be another server than it says. Check the address, then ask your IT.";
        case "plainHttp":
          return "The address must begin with https, so that nobody listens in.";
        case "badAddress":
          return "This is not an address. It looks like https://calls.example.org.";
        case "notRoomline":
          return "Something else answers at this address. Check how it is spelled.";
        case "serverFault":
          return "The server has a fault. Try again in a minute, then ask your IT.";
        default:
          return problem satisfies never;
      }
    },
  },

  rail: {
    label: "Main",
    residents: "Residents",
    callbacks: "Call back",
    settings: "Settings",
    waiting: " waiting",
    reachable: "Ready",
    reachableHint: "Calls ring here",
    noMicrophone: "No microphone",
    noSpeaker: "No speaker",
    plugIn: "Plug in a headset",
    away: "Away",
    awayHint: "Others ring first",
    connecting: "Starting",
    connectingHint: "a moment",
    unreachable: "No line",
    unreachableHint: "Nothing rings",
    noGroup: "No group",
    noGroupHint: "No calls ring here",
  },

  directory: {
    title: "Residents",
    search: "Search residents and rooms",
    placeholder: "Name or room",
    rooms: "Rooms",
    call: "Call",
    callWho: (name: string, room: string) => `Call ${name}, ${room}`,
    details: "Details of ",
    echo: {
      online: "Echo online",
      offline: (since: string | null) => (since ? `Echo offline since ${since}` : "Echo offline"),
      unknown: (seen: string | null) => (seen ? `Echo not known, last seen ${seen}` : "Echo not checked yet"),
    },
    waiting: (time: string) => `Waiting ${time}`,
    found: (count: number) => `${count} found`,
    enterCalls: "Enter calls the marked one",
    none: (what: string) => `Nobody here is called “${what}”.`,
    noneHint: "Try the room number, or the first letters only.",
    clear: "Clear the search",
    clearShort: "Clear",
    loading: "Loading residents",
    empty: "No residents yet",
    emptyHint: "Your manager adds residents and rooms on the server. They show here by themselves.",
    owed: (count: number) => `${count} ${plural(count, "is", "are")} waiting for a call`,
    owedLongest: (time: string) => `, the longest ${time}`,
    show: "Show",
    favourites: "Favourites",
    favourite: "Favourite",
    floor: "Floor",
    wing: "Wing",
    allFloors: "All floors",
    allWings: "All wings",
    elsewhere: "Elsewhere",
    fromTo: (first: string, last: string) => `Show rooms ${first} to ${last}`,
    sameName: (rooms: string[]) => (rooms.length === 1 ? `Another in ${rooms[0]}` : `Another in ${rooms.length} rooms`),
    whichOne: (name: string, room: string) => `Call ${name} in room ${room}?`,
    others: (name: string, rooms: string[]) =>
      rooms.length > 4
        ? `There are ${rooms.length} others called ${name}.`
        : rooms.length === 1
          ? `Another ${name} lives in room ${rooms[0]}.`
          : `Others called ${name} live in rooms ${and(rooms)}.`,
    thisOne: (room: string) => `Call room ${room}`,
    notThisOne: "Do not call",
  },

  panel: {
    about: (name: string) => `About ${name}`,
    call: (name: string) => `Call ${name}`,
    room: (room: string, place: string | null) => (place ? `Room ${room}, ${place}` : `Room ${room}`),
    echoOnline: "The Echo is online",
    echoOffline: (room: string, since: string | null, seen: string | null) => {
      const advice = "Somebody should look at its plug.";
      if (since) return `The Echo in room ${room} has been offline since ${since}. ${advice}`;
      if (seen) return `The Echo in room ${room} is offline, last seen online: ${seen}. ${advice}`;
      return `The Echo in room ${room} is offline. ${advice}`;
    },
    echoUnknown: (seen: string | null) =>
      seen
        ? `Nobody knows now whether the Echo is online. Last seen online: ${seen}.`
        : "Nobody knows yet whether the Echo is online",
    speaks: (language: string) => `Speaks ${language}`,
    waiting: (time: string) => `Called this desk at ${time} and waits for a call`,
    noNotes: "No notes for the caller.",
    notesBefore: "Before you talk",
    notes: "Notes",
  },

  call: {
    state: {
      calling: "Calling",
      ringing: "Ringing",
      connecting: "Connecting",
      inCall: "In call",
      reconnecting: "Reconnecting",
      ended: (reason: string) => `Call ended: ${reason}`,
    },
    unknownRoom: "Unknown room",
    unknownHint: "This Echo is not in the list of rooms",
    you: (station: string) => `You, ${station}`,
    youAreHeard: "You are heard",
    youAreNotHeard: "You are not heard",
    room: (room: string) => `Room ${room}`,
    tell: {
      calling: (name: string, room: string) =>
        `Reaching the Echo in room ${room}. Nobody hears you until ${name} answers.`,
      ringing: (name: string, room: string) =>
        `The Echo in room ${room} is ringing. Nobody hears you until ${name} answers.`,
      theyAnswered: (name: string) => `${name} has answered. Opening the line.`,
      youAnswered: (name: string) => `You have answered ${name}. Opening the line.`,
      reconnecting: (name: string) =>
        `Stay on the line, the call comes back by itself. ${name} hears silence until then.`,
    },
    tryingFor: (seconds: number) => `Trying for ${seconds} ${plural(seconds, "second", "seconds")} more`,
    lineLost: "The sound has stopped",
    lengthLabel: "Length of the call",
    mute: "Mute",
    hangUp: "Hang up",
    callAgain: "Call again",
    callBackNow: "Call back now",
    close: "Close",
    talked: (time: string) => `You talked for ${time}.`,
    notTalked: "Nobody was on the line.",
    owed: "The call waits in the call-back list until somebody has called back.",
    strip: "Current call",
    backToCall: "Back to the call",
    end(end: EndView): string {
      switch (end.kind) {
        case "hungUpHere":
          return "you hung up";
        case "hungUpThere":
          return "the resident hung up";
        case "cancelled":
          return "given up before an answer";
        case "declined":
          return "declined";
        case "busy":
          return end.by ? `busy with ${end.by}` : "busy";
        case "nobodyReachable":
          return "no desk could be reached";
        case "noAnswer":
          return `nobody answered for ${end.afterS} ${plural(end.afterS, "second", "seconds")}`;
        case "expired":
          return "the time for this call was over";
        case "answeredElsewhere":
          return "answered at another desk";
        case "notAllowed":
          return "this desk may not call this room";
        case "signalingFailed":
          return "Alexa did not answer";
        case "mediaFailed":
          return "no sound came through";
        case "stationLost":
          return "the desk went away";
        case "shutDown":
          return "the desk’s program was closed";
        default:
          return end satisfies never;
      }
    },
    /** What to do after an ending that is not a plain hang-up. */
    remedy(end: EndView): string | null {
      switch (end.kind) {
        case "mediaFailed":
          return end.vpn
            ? "Try once more. This PC is on a VPN, which may keep the sound away: tell your IT."
            : "Try once more. If it happens again, a firewall may be in the way: tell your IT.";
        case "signalingFailed":
          return "Try once more in a minute. If it happens again, look in on the room and tell your IT.";
        case "notAllowed":
          return "Your manager decides which desk may call which room.";
        case "noAnswer":
        case "declined":
          return "Somebody may want to look in on the room.";
        case "busy":
          return "Try again in a few minutes.";
        case "expired":
        case "nobodyReachable":
        case "stationLost":
          return "Try once more.";
        case "hungUpHere":
        case "hungUpThere":
        case "cancelled":
        case "answeredElsewhere":
        case "shutDown":
          return null;
        default:
          return end satisfies never;
      }
    },
  },

  incoming: {
    calling: (name: string, room: string | null) => (room ? `${name}, ${room}, is calling` : `${name} is calling`),
    callingHere: (time: string) => `Calling this desk, ${time}`,
    answering: "Answering",
    callsToo: (name: string) => `${name} is calling too`,
    answeringEnds: "Answering ends this call.",
    answer: "Answer",
    decline: "Decline",
    declineHint: "Decline silences this desk only. The other desks keep ringing.",
    declineAlone: "No other desk rings. If you decline, the call waits in the call-back list.",
    before: "Before you answer",
    also: "Also ringing",
    nobodyAlso: "No other desk",
    ifNobody: "If nobody answers",
    ifNobodyHint: "The call waits in the call-back list until somebody has called back.",
    alsoLine: (desks: string[]) => (desks.length ? `Also ringing: ${desks.join(", ")}` : "No other desk is ringing"),
    isCalling: (room: string) => `Room ${room} is calling`,
    more: (count: number) => `${count} more ${plural(count, "resident is", "residents are")} calling`,
    none: "Nobody is calling",
    taken: (staff: string, station: string) => `Answered by ${staff} at ${station}.`,
    second: "Second call",
  },

  callbacks: {
    /** `waiting`: nobody cares for them yet; `caredFor`: somebody has taken them on. */
    title(waiting: number, caredFor: number) {
      const count = waiting || caredFor;
      const many = `${SMALL[count] ?? count} ${plural(count, "is", "are")}`;
      if (waiting) return `${many} waiting for a call`;
      return caredFor ? `${many} being called back` : "Nobody is waiting";
    },
    under(waiting: number, caredFor: number) {
      if (waiting) return "Nobody answered them. They stay here until somebody has called back.";
      return caredFor ? "Nobody else is waiting." : "Every call was answered or called back.";
    },
    called: (room: string | null, time: string) => (room ? `Room ${room}. Called at ${time}.` : `Called at ${time}.`),
    waiting: "waiting",
    yoursSince: (time: string) => `yours since ${time}`,
    claimedAt: (time: string) => `claimed ${time}`,
    callBack: "Call back",
    callBackWho: (who: string) => `Call back ${who}`,
    claim: "I’ll do it later",
    claimWho: (who: string) => `I’ll do it later, ${who}`,
    release: "Give it back",
    releaseWho: (who: string) => `Give it back, ${who}`,
    notNeeded: "No call needed",
    notNeededWho: (who: string) => `No call needed, ${who}`,
    done: "Done",
    doneWho: (who: string) => `Done, ${who}`,
    theirs: (staff: string, station: string) => `${staff}, ${station}, is calling back`,
  },

  reach: {
    title: "This desk cannot be reached",
    since: (time: string, minutes: number) =>
      minutes < 1 ? `Since ${time}` : `Since ${time}, for ${minutes} ${plural(minutes, "minute", "minutes")}`,
    nothingRings: "Calls do not ring here.",
    stillRing: (desks: string[]) => `They should still ring at ${and(desks)}.`,
    nothingLost: "Nothing is lost: what nobody answers waits in the call-back list.",
    callGoesOn: "Your call goes on.",
    tryNow: "Try now",
    trying: "Trying again by itself.",
    why(reason: UnreachableView): string {
      switch (reason) {
        case "noAnswer":
          return "First thing to check: the network cable.";
        case "wrongCertificate":
          return "The server’s certificate is not trusted. Your IT must look at it.";
        case "serverFault":
          return "The server has a fault. Your IT must look at it.";
        case "replaced":
          return "Another program is connected as this desk. Close it, then try again.";
        default:
          return reason satisfies never;
      }
    },
  },

  settings: {
    title: "Settings",
    talking: "Talking",
    microphones: "Microphones",
    speakers: "Speakers",
    order: "The first that works is used, and taken again when it comes back.",
    system: "As set in this PC",
    gone: (name: string) => `${name} (not plugged in)`,
    up: (name: string) => `Move ${name} up`,
    down: (name: string) => `Move ${name} down`,
    place: (name: string, place: number, of: number) => `${name} is now ${place} of ${of}`,
    ringVolume: "How loud it rings",
    ringVolumeHint: "It begins softly, on all speakers. The volume set in this PC counts, too.",
    again: "Look for devices again",
    lacks(lack: LackView): string {
      switch (lack) {
        case "keyring":
          return "After a restart somebody must sign in before calls ring here: this PC has no safe place for passwords. Tell your IT.";
        case "notifications":
          return "Calls ring and show in the windows only: this PC shows no notifications. Tell your IT.";
        default:
          return lack satisfies never;
      }
    },
    desk: "This desk",
    signedIn: (staff: string, station: string) => `${staff} is signed in at ${station}.`,
    takesCalls: "Take calls at this desk",
    takesCallsHint: "Switched off, this desk rings only if no other desk can.",
    signOut: "Sign out",
    signOutHint: "After that nothing rings here until somebody signs in.",
    about: "About",
    fine: "Microphone and speaker are ready.",
    trouble,
    moved,
  },

  close: {
    question: (name: string) => `Hang up on ${name} and close?`,
    what: "Closing ends the call, and no more calls ring at this desk until Roomline is started again.",
    stay: "Stay in the call",
    leave: "Hang up and close",
  },

  broken: {
    title: "Roomline cannot start at this desk",
    what: "A file with the settings of this desk has a mistake. Calls still ring at the other desks. Tell your IT.",
    forIt: "For your IT:",
  },

  /** `sound`: what ails this desk's own devices, which is why an answer failed. */
  notice(notice: NoticeView, sound: SoundTroubleView | null): string {
    switch (notice.kind) {
      case "callbackGone":
        return "Another desk cares for this call already.";
      case "notReached":
        return "The server could not be asked. Try again in a moment.";
      case "answerFailed":
        return sound
          ? `${trouble(sound)} The call goes on ringing.`
          : "The call could not be answered here. Try again; it goes on ringing.";
      default:
        return notice satisfies never;
    }
  },

  refused(error: CommandError): string {
    switch (error.code) {
      case "notSignedIn":
        return "Nobody is signed in. Sign in first.";
      case "unreachable":
        return "This desk cannot be reached, so it cannot call. Is the network cable in?";
      case "alreadyInCall":
        return `You are in a call with ${error.name ?? "an unknown room"}. Hang up first.`;
      case "noSuchUnit":
        return "This room is no longer in the list. Search for it again.";
      case "noSuchCall":
        return "This call is over already.";
      case "noSuchCallback":
        return "Somebody has cared for this call already.";
      case "locked":
        return "Your manager has set this for the desk.";
      case "signingIn":
        return "Signing in already. Wait a moment.";
      case "signedIn":
        return "Somebody is signed in already. Sign out first.";
      case "stationName":
        return "The name of this desk must have 1 to 50 letters.";
      case "stopped":
        return "Roomline has stopped. Close it and start it again.";
      case "malformed":
        return "This did not work. Start Roomline again, then tell your IT.";
      default:
        return error satisfies never;
    }
  },

  quality,

  keys: { search: "F2", answer: "F4", mute: "F8", hangUp: "F9", close: "Esc" },
};

export type Text = typeof en;
