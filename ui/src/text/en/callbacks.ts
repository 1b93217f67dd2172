// Residents to be called back.

import { plural } from "./words";

/** Small numbers are read better as words. */
const SMALL = "Nobody One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split(" ");

/** What somebody waits for. */
export type Awaited = "call" | "visit" | "either";

export const AWAITED: Record<Awaited, string> = { call: "a call", visit: "a visit", either: "a call or a visit" };

export const callbacks = {
  /** `waiting`: nobody cares for them yet; `caredFor`: somebody has taken them on. */
  title(waiting: number, caredFor: number, what: Awaited) {
    const count = waiting || caredFor;
    const many = `${SMALL[count] ?? count} ${plural(count, "is", "are")}`;
    if (waiting) return `${many} waiting for ${AWAITED[what]}`;
    return caredFor ? `${many} being called back` : "Nobody is waiting";
  },
  under(waiting: number, caredFor: number): string {
    if (waiting) return "They stay here until somebody has cared for them.";
    return caredFor ? "Nobody else is waiting." : "Every call was answered or called back.";
  },
  called: (room: string | null, time: string) => (room ? `Room ${room}. Called at ${time}.` : `Called at ${time}.`),
  waiting: "waiting",
  yoursSince: (time: string) => `yours since ${time}`,
  claimedAt: (time: string) => `claimed ${time}`,
  callBack: "Call back",
  callBackWho: (who: string) => `Call back ${who}`,
  claim: "I’ll take care of it",
  claimWho: (who: string) => `I’ll take care of it, ${who}`,
  release: "Give it back",
  releaseWho: (who: string) => `Give it back, ${who}`,
  notNeeded: "No call needed",
  notNeededWho: (who: string) => `No call needed, ${who}`,
  done: "Done",
  doneWho: (who: string) => `Done, ${who}`,
  theirs: (staff: string, station: string) => `${staff}, ${station}, is calling back`,
};
