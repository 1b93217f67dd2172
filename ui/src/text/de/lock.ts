// The desk is locked: what calls do meanwhile, and the PIN that opens it.

import type { Text } from "../en";
import { plural } from "./words";

export const lock: Text["lock"] = {
  title: "Dieser Arbeitsplatz ist gesperrt",
  /** What calls do meanwhile, in large letters and in one sentence below. */
  rings: "Anrufe klingeln weiter hier",
  answer: "Annehmen geht ohne PIN.",
  away: "Es klingelt zuerst bei den anderen",
  awayHint: "Kann es an keinem anderen Arbeitsplatz klingeln, klingelt es hier.",
  starting: "Gleich klingeln hier Anrufe",
  noGroup: "Hier klingeln keine Anrufe",
  noGroupHint: "Dieser Arbeitsplatz ist in keiner Gruppe. Ihre IT kann das ändern.",
  hidden: "Namen und Hinweise bleiben verborgen, bis er entsperrt ist.",
  /** Beside a call that rings, where the notes stand otherwise. */
  answerNow: "Annehmen geht ohne PIN. Name und Hinweise erscheinen danach.",
  pin: "PIN",
  unlock: "Entsperren",
  checking: "Wird geprüft",
  wrong: "Diese PIN stimmt nicht. Versuchen Sie es noch einmal.",
  wait: (time) => `Zu viele falsche PINs. Versuchen Sie es um ${time} noch einmal.`,
  left: (seconds) => `Noch ${seconds} ${plural(seconds, "Sekunde", "Sekunden")}`,
  digits: "Eine PIN hat 4 bis 8 Ziffern.",
  forgotten: "PIN vergessen?",
  forgottenQuestion: "Abmelden, um ohne PIN weiterzumachen?",
  forgottenWhat:
    "Danach klingelt an diesem Arbeitsplatz kein Anruf, bis sich jemand anmeldet. Soll es weiter klingeln, wählen Sie „Jemand anderes“ und melden Sie sich mit Ihrem Passwort an.",
  stay: "Angemeldet bleiben",
  needsPin: "Legen Sie zuerst eine PIN fest, dann lässt sich dieser Arbeitsplatz sperren.",
  card: {
    title: "Arbeitsplatz sperren",
    what: "Gesperrt zeigt er keine Namen und Hinweise, bis Sie Ihre PIN eingeben. Anrufe klingeln weiter und lassen sich annehmen.",
    newPin: "Neue PIN",
    again: "Neue PIN noch einmal",
    set: "PIN festlegen",
    change: "PIN ändern",
    remove: "PIN entfernen",
    keep: "PIN behalten",
    isSet: "Ihre PIN ist festgelegt.",
    saved: "Ihre PIN ist festgelegt. Strg+L sperrt diesen Arbeitsplatz.",
    removed: "Ihre PIN ist entfernt. Dieser Arbeitsplatz lässt sich nicht mehr sperren.",
    weak: "Diese PIN ist leicht zu erraten. Vermeiden Sie Reihen wie 1234 und wiederholte Ziffern.",
    differ: "Die beiden PINs sind nicht gleich. Geben Sie beide noch einmal ein.",
    removeQuestion: "PIN entfernen?",
    removeWhat: "Dann lässt sich dieser Arbeitsplatz nicht mehr sperren, und er sperrt sich nicht von selbst.",
    after: "Sperrt sich von selbst nach",
    never: "Nie",
    afterHint: "Gezählt wird, solange niemand in Roomline Maus oder Tasten berührt, und nie während eines Anrufs.",
  },
};
