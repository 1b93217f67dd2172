// Rounds: rooms that are called one after the other, and what came of each.

import type { RoundStateView, StopOutcomeView } from "../../bindings";
import { outcome as outcomes } from "./outcome";
import { plural } from "./words";

const rooms = (count: number) => `${count} ${plural(count, "room", "rooms")}`;
const skipped = "Skipped";

const parts: Record<RoundStateView["kind"], string> = {
  mine: "At this desk",
  paused: "Paused",
  theirs: "At other desks",
  finished: "Finished in the last 24 hours",
};

export const rounds = {
  title: "Rounds",
  /** How many are not finished. */
  open: (count: number) =>
    count === 0 ? "No round is going on." : `${count} ${plural(count, "round is", "rounds are")} not finished.`,
  what: "A round calls rooms one after the other, for example every morning to hear that all is well.",
  whatFor: "What came of each call is noted, any desk of your group can go on with it, and a report sums it up.",
  make: "New round",
  oneEach: "A desk runs one round at a time. Pause or finish yours before you begin another.",
  parts,
  all: "All rounds",
  /** What a round is called. */
  begun: (time: string) => `Round started ${time}`,
  begunBy: (staff: string, time: string) => `Started by ${staff}, ${time}.`,
  done: (done: number, of: number) => `${done} of ${of} done`,
  progress: "How far the round is",
  runsHere: (time: string) => `It has run here since ${time}.`,
  runsThere: (staff: string, station: string, time: string) => `${staff} has had it at ${station} since ${time}.`,
  pausedBy: (staff: string, time: string) => `Paused by ${staff} since ${time}.`,
  finishedBy: (staff: string, time: string) => `Finished by ${staff}, ${time}.`,
  isPaused: "The round is paused",
  runsAt: (station: string) => `The round runs at ${station}`,
  isFinished: "The round is finished",
  show: "Show",
  toRound: "To the round",
  goOn: "Go on here",
  takeOver: "Take over",
  takeOverQuestion: (staff: string) => `Take over the round from ${staff}?`,
  takeOverWhat: (station: string) => `Then it runs at this desk, and no longer at ${station}.`,
  leaveThere: "Leave it there",
  pause: "Pause",
  finish: "Finish the round",
  finishQuestion: (open: number) => `Finish, although ${rooms(open)} ${plural(open, "is", "are")} not done?`,
  finishWhat: "The report says that nobody called there. Nobody can go on with a finished round.",
  keepOn: "Go on calling",
  save: "Save report",
  saved: (path: string) => `The report is saved as ${path}`,
  /** Who is called next. */
  next: (who: string) => `Next: ${who}`,
  noneLeft: "Nobody is left to call.",
  allDone: "Every room is done. Correct below what is wrong, then finish the round.",
  gone: "This room is no longer in the list, so it cannot be called. Skip it.",
  skip: "Skip",
  skipWho: (who: string) => `Skip ${who}`,
  skipHint: "Nobody calls there in this round, and the report says so.",
  skipNow: "Skip this room",
  notSkip: "Do not skip",
  stops: "All rooms of this round",
  isNext: "Next",
  toCome: "To come",
  notCalled: "Not called",
  skipped,
  noted: (outcome: StopOutcomeView) => `Noted: ${outcome === "skipped" ? skipped : outcomes.word(outcome)}.`,
  change: "Change",
  changeWho: (who: string) => `Change what came of it: ${who}`,
  changeHint: "This counts for the round and its report. The call-back list stays as it is.",
  keepChange: "Keep the change",
  keep: "Leave it as it is",
  summary: "What came of the round",
  needed: "Somebody is needed here",
  others: "The other rooms",
  tickAll: "Tick all",
  untickAll: "Untick all",
  tickShown: "Tick all that are shown",
  untickShown: "Untick all that are shown",
  ofGroup: (ticked: number, of: number) => `${ticked} of ${of}`,
  enterTicks: "Enter ticks the marked one",
  chosen: (count: number) => (count === 0 ? "No room ticked" : `${rooms(count)} ticked`),
  tickOne: "Tick at least one room.",
  tooMany: (most: number, over: number) => `A round has ${most} rooms at most. Untick ${over}.`,
  start: "Start the round",
  starting: "Starting",
};
