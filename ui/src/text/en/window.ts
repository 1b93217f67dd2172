// What stands around the places: the house's name, the rail, closing, a desk that cannot start.

export const app = {
  name: "Roomline",
  smallWindow: "Roomline, incoming call",
  promise: "One click to every room.",
  emergency: "For talking with residents. In an emergency use the nurse call or your emergency number.",
  close: "Close",
};

export const rail = {
  label: "Main",
  residents: "Residents",
  callbacks: "Call back",
  rounds: "Rounds",
  settings: "Settings",
  handover: "Hand over",
  lock: "Lock",
  change: "Change person",
  waiting: " waiting",
  reachable: "Ready",
  reachableHint: "Calls ring here",
  noMicrophone: "No microphone",
  noSpeaker: "No speaker",
  plugIn: "Plug in a headset",
  away: "Away",
  awayHint: "Others ring first",
  aloneHint: "Nobody else is there",
  connecting: "Starting",
  connectingHint: "a moment",
  unreachable: "No line",
  unreachableHint: "Nothing rings",
  noGroup: "No group",
  noGroupHint: "No calls ring here",
};

export const close = {
  question: (name: string) => `Hang up on ${name} and close?`,
  what: "Closing ends the call, and no more calls ring at this desk until Roomline is started again.",
  stay: "Stay in the call",
  leave: "Hang up and close",
  ring: {
    question: "Close Roomline?",
    what: "No more calls ring at this desk until Roomline is started again. To have the window out of the way, minimize it instead.",
    stay: "Keep it open",
    leave: "Close Roomline",
  },
};

export const broken = {
  title: "Roomline cannot start at this desk",
  what: "A file with the settings of this desk has a mistake. Calls still ring at the other desks. Tell your IT.",
  forIt: "For your IT:",
};

export const keys = { search: "F2", answer: "F4", mute: "F8", hangUp: "F9", close: "Esc" };
