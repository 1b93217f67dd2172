// Rounds: rooms that are called one after the other, and what came of each.

import type { Text } from "../en";
import { outcome as outcomes } from "./outcome";
import { plural } from "./words";

const skipped = "Ausgelassen";

export const rounds: Text["rounds"] = {
  title: "Runden",
  open: (count) =>
    count === 0
      ? "Zurzeit läuft keine Runde."
      : `${count} ${plural(count, "Runde ist", "Runden sind")} noch nicht beendet.`,
  what: "Eine Runde ruft ein Zimmer nach dem anderen an, zum Beispiel jeden Morgen, um zu hören, ob es allen gut geht.",
  whatFor:
    "Was dabei herauskommt, wird notiert, jeder Arbeitsplatz Ihrer Gruppe kann weitermachen, und am Ende gibt es einen Bericht.",
  make: "Neue Runde",
  oneEach:
    "An einem Arbeitsplatz läuft immer nur eine Runde. Unterbrechen oder beenden Sie Ihre, bevor Sie eine neue beginnen.",
  parts: {
    mine: "An diesem Arbeitsplatz",
    paused: "Unterbrochen",
    theirs: "An anderen Arbeitsplätzen",
    finished: "In den letzten 24 Stunden beendet",
  },
  all: "Alle Runden",
  /** What a round is called. */
  begun: (time) => `Runde, begonnen ${time}`,
  begunBy: (staff, time) => `Begonnen von ${staff}, ${time}.`,
  done: (done, of) => `${done} von ${of} erledigt`,
  progress: "Stand der Runde",
  runsHere: (time) => `Sie läuft hier seit ${time}.`,
  runsThere: (staff, station, time) => `${staff} führt sie an ${station} seit ${time}.`,
  pausedBy: (staff, time) => `Unterbrochen von ${staff} seit ${time}.`,
  finishedBy: (staff, time) => `Beendet von ${staff}, ${time}.`,
  isPaused: "Die Runde ist unterbrochen",
  runsAt: (station) => `Die Runde läuft an ${station}`,
  isFinished: "Die Runde ist beendet",
  show: "Ansehen",
  toRound: "Zur Runde",
  goOn: "Hier weitermachen",
  takeOver: "Übernehmen",
  takeOverQuestion: (staff) => `Die Runde von ${staff} übernehmen?`,
  takeOverWhat: (station) => `Dann läuft sie an diesem Arbeitsplatz und nicht mehr an ${station}.`,
  leaveThere: "Dort lassen",
  pause: "Unterbrechen",
  finish: "Runde beenden",
  finishQuestion: (open) => `Beenden, obwohl ${open} Zimmer noch nicht erledigt ${plural(open, "ist", "sind")}?`,
  finishWhat: "Im Bericht steht, dass dort niemand angerufen hat. Eine beendete Runde kann niemand fortsetzen.",
  keepOn: "Weiter anrufen",
  save: "Bericht speichern",
  saved: (path) => `Der Bericht ist gespeichert als ${path}`,
  next: (who) => `Als Nächstes: ${who}`,
  noneLeft: "Es ist niemand mehr anzurufen.",
  allDone: "Alle Zimmer sind erledigt. Berichtigen Sie unten, was nicht stimmt, und beenden Sie dann die Runde.",
  gone: "Dieses Zimmer steht nicht mehr in der Liste und kann nicht angerufen werden. Lassen Sie es aus.",
  skip: "Auslassen",
  skipWho: (who) => `Auslassen: ${who}`,
  skipHint: "In dieser Runde ruft dort niemand an, und so steht es im Bericht.",
  skipNow: "Dieses Zimmer auslassen",
  notSkip: "Nicht auslassen",
  stops: "Alle Zimmer dieser Runde",
  isNext: "Als Nächstes",
  toCome: "Kommt noch",
  notCalled: "Nicht angerufen",
  skipped,
  noted: (outcome) => `Notiert: ${outcome === "skipped" ? skipped : outcomes.word(outcome)}.`,
  change: "Ändern",
  changeWho: (who) => `Ändern, was dabei herausgekommen ist: ${who}`,
  changeHint: "Das gilt für die Runde und ihren Bericht. Die Rückrufliste bleibt, wie sie ist.",
  keepChange: "Änderung übernehmen",
  keep: "So lassen",
  summary: "Was bei der Runde herausgekommen ist",
  needed: "Hier wird jemand gebraucht",
  others: "Die anderen Zimmer",
  tickAll: "Alle ankreuzen",
  untickAll: "Kein Zimmer ankreuzen",
  tickShown: "Alle angezeigten ankreuzen",
  untickShown: "Keines der angezeigten ankreuzen",
  ofGroup: (ticked, of) => `${ticked} von ${of}`,
  enterTicks: "Die Eingabetaste kreuzt den markierten Eintrag an",
  chosen: (count) => (count === 0 ? "Kein Zimmer angekreuzt" : `${count} Zimmer angekreuzt`),
  tickOne: "Kreuzen Sie mindestens ein Zimmer an.",
  tooMany: (most, over) =>
    `Eine Runde hat höchstens ${most} Zimmer. Es ${plural(over, "ist eines", `sind ${over}`)} zu viel.`,
  start: "Runde beginnen",
  starting: "Runde beginnt",
};
