// A call: the six words of its state, why it ended, what to do then.

import type { Text } from "../en";
import { plural } from "./words";

const seconds = (count: number) => `${count} ${plural(count, "Sekunde", "Sekunden")}`;

export const call: Text["call"] = {
  state: {
    calling: "Ruft an",
    ringing: "Es klingelt",
    connecting: "Wird verbunden",
    inCall: "Im Gespräch",
    reconnecting: "Wird neu verbunden",
    ended: (reason) => `Anruf beendet: ${reason}`,
  },
  unknownRoom: "Unbekanntes Zimmer",
  unknownHint: "Dieser Echo steht nicht in der Zimmerliste",
  you: (station) => `Sie, ${station}`,
  youAreHeard: "Man hört Sie",
  youAreNotHeard: "Man hört Sie nicht",
  room: (room) => `Zimmer ${room}`,
  /** The same within a sentence. */
  theRoom: (room) => `Zimmer ${room}`,
  lockedHint: "Solange gesperrt ist, steht hier kein Name",
  tell: {
    calling: (name, room) =>
      `Der Echo in Zimmer ${room} wird angerufen. Niemand hört Sie, bis ${name} den Anruf annimmt.`,
    ringing: (name, room) => `Der Echo in Zimmer ${room} klingelt. Niemand hört Sie, bis ${name} den Anruf annimmt.`,
    theyAnswered: (name) => `${name} hat angenommen. Die Leitung wird geöffnet.`,
    youAnswered: (name) => `Sie haben den Anruf von ${name} angenommen. Die Leitung wird geöffnet.`,
    reconnecting: (name) => `Bleiben Sie dran, das Gespräch kommt von selbst zurück. Bis dahin hört ${name} nichts.`,
  },
  tryingFor: (left) => `Noch ${seconds(left)} wird es versucht`,
  lineLost: "Der Ton ist weg",
  lengthLabel: "Gesprächsdauer",
  mute: "Stumm",
  hangUp: "Auflegen",
  callAgain: "Noch einmal anrufen",
  callBackNow: "Jetzt zurückrufen",
  close: "Schließen",
  talked: (time) => `Sie haben ${time} gesprochen.`,
  notTalked: "Es war niemand in der Leitung.",
  owed: "Der Anruf steht in der Rückrufliste, bis jemand zurückgerufen hat.",
  strip: "Laufendes Gespräch",
  backToCall: "zurück zum Gespräch",
  end(end) {
    switch (end.kind) {
      case "hungUpHere":
        return "Sie haben aufgelegt";
      case "hungUpThere":
        return "im Zimmer wurde aufgelegt";
      case "cancelled":
        return "vor der Annahme abgebrochen";
      case "declined":
        return "abgelehnt";
      case "busy":
        return end.by ? `im Gespräch mit ${end.by}` : "besetzt";
      case "nobodyReachable":
        return "kein Arbeitsplatz war erreichbar";
      case "noAnswer":
        return `${seconds(end.afterS)} lang hat niemand angenommen`;
      case "expired":
        return "die Zeit für diesen Anruf war abgelaufen";
      case "answeredElsewhere":
        return "an einem anderen Arbeitsplatz angenommen";
      case "notAllowed":
        return "dieser Arbeitsplatz darf dieses Zimmer nicht anrufen";
      case "signalingFailed":
        return "Alexa hat nicht geantwortet";
      case "mediaFailed":
        return "es kam kein Ton durch";
      case "stationLost":
        return "der Arbeitsplatz war nicht mehr da";
      case "shutDown":
        return "das Programm am Arbeitsplatz wurde geschlossen";
      default:
        return end satisfies never;
    }
  },
  remedy(end) {
    switch (end.kind) {
      case "mediaFailed":
        return end.vpn
          ? "Versuchen Sie es noch einmal. Dieser PC nutzt ein VPN, das vielleicht den Ton aufhält: Sagen Sie Ihrer IT Bescheid."
          : "Versuchen Sie es noch einmal. Passiert es wieder, ist vielleicht eine Firewall im Weg: Sagen Sie Ihrer IT Bescheid.";
      case "signalingFailed":
        return "Versuchen Sie es in einer Minute noch einmal. Passiert es wieder, sehen Sie im Zimmer nach und sagen Sie Ihrer IT Bescheid.";
      case "notAllowed":
        return "Ihre Leitung entscheidet, welcher Arbeitsplatz welches Zimmer anrufen darf.";
      case "noAnswer":
      case "declined":
        return "Vielleicht möchte jemand im Zimmer nachsehen.";
      case "busy":
        return "Versuchen Sie es in ein paar Minuten noch einmal.";
      case "expired":
      case "nobodyReachable":
      case "stationLost":
        return "Versuchen Sie es noch einmal.";
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
};
