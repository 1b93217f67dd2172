// A round in words and numbers: how it stands, what came of its stops, and where somebody is needed.

import type { RoundView, StopOutcomeView, StopView } from "../../bindings";
import type { IconName } from "../../components/icons";
import type { PlateLook } from "../../components/Plate.svelte";
import { moment, t } from "../../text";

/** A longer round is not taken. */
export const MOST_ROOMS = 200;

/** What may come of a stop; first what somebody has to do something about. */
export const OUTCOMES: readonly StopOutcomeView[] = ["needsVisit", "callAgain", "noAnswer", "skipped", "reached"];

export const ICON: Record<StopOutcomeView, IconName> = {
  needsVisit: "walk",
  callAgain: "back",
  noAnswer: "x",
  skipped: "skip",
  reached: "check",
};

export const LOOK: Record<StopOutcomeView, PlateLook> = {
  needsVisit: "owed",
  callAgain: "owed",
  noAnswer: "plain",
  skipped: "plain",
  reached: "mine",
};

export const outcomeWord = (outcome: StopOutcomeView): string =>
  outcome === "skipped" ? t.rounds.skipped : t.outcome.word(outcome);

/** The stops that nothing has come of yet. */
export const openIn = (round: RoundView): StopView[] => round.stops.filter((stop) => stop.done === null);
export const doneIn = (round: RoundView): number => round.stops.length - openIn(round).length;

/** Where the round is, and with whom, since when. */
export function stateSentence({ state }: RoundView, now: number): string {
  switch (state.kind) {
    case "mine":
      return t.rounds.runsHere(moment(state.sinceMs, now));
    case "theirs":
      return t.rounds.runsThere(state.staff, state.station, moment(state.sinceMs, now));
    case "paused":
      return t.rounds.pausedBy(state.staff, moment(state.sinceMs, now));
    case "finished":
      return t.rounds.finishedBy(state.staff, moment(state.atMs, now));
    default:
      return state satisfies never;
  }
}

/** What a round is called: by when it began. */
export const titleOf = (round: RoundView, now: number): string => t.rounds.begun(moment(round.startedMs, now));

/** How often each outcome came, if it came at all; `null` stands for stops that nothing has come of. */
export function counted(stops: StopView[]): { outcome: StopOutcomeView | null; count: number }[] {
  const of = (outcome: StopOutcomeView | null) =>
    stops.filter((stop) => (stop.done?.outcome ?? null) === outcome).length;
  return [...OUTCOMES, null].map((outcome) => ({ outcome, count: of(outcome) })).filter(({ count }) => count > 0);
}

/** Where somebody has to go, then where somebody has to call again; and all the others as they were called. */
export function sorted(stops: StopView[]): { needed: StopView[]; others: StopView[] } {
  const came = (outcome: StopOutcomeView) => stops.filter((stop) => stop.done?.outcome === outcome);
  const needed = [...came("needsVisit"), ...came("callAgain")];
  return { needed, others: stops.filter((stop) => !needed.includes(stop)) };
}
