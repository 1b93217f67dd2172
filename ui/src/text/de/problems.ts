// The desk cannot be reached, or something asked for did not happen.

import type { UnreachableView } from "../../bindings";
import type { Text } from "../en";
import { lock } from "./lock";
import { trouble } from "./settings";
import { and, plural } from "./words";

const WHY: Record<UnreachableView, string> = {
  noAnswer: "Prüfen Sie zuerst das Netzwerkkabel.",
  wrongCertificate: "Dem Zertifikat des Servers wird nicht vertraut. Ihre IT muss es sich ansehen.",
  serverFault: "Der Server hat eine Störung. Ihre IT muss sie sich ansehen.",
  replaced:
    "Ein anderes Programm ist als dieser Arbeitsplatz verbunden. Schließen Sie es und versuchen Sie es noch einmal.",
};

export const reach: Text["reach"] = {
  title: "Dieser Arbeitsplatz ist nicht erreichbar",
  since: (time, minutes) =>
    minutes < 1 ? `Seit ${time}` : `Seit ${time} (${minutes} ${plural(minutes, "Minute", "Minuten")})`,
  nothingRings: "Hier klingeln keine Anrufe.",
  stillRing: (desks) => `Bei ${and(desks)} sollte es weiter klingeln.`,
  nothingLost: "Nichts geht verloren: Was niemand annimmt, steht in der Rückrufliste.",
  callGoesOn: "Ihr Gespräch läuft weiter.",
  tryNow: "Jetzt versuchen",
  trying: "Es wird von selbst weiter versucht.",
  why: (reason) => WHY[reason],
};

export const notice: Text["notice"] = (notice, sound) => {
  switch (notice.kind) {
    case "callbackGone":
      return "Um diesen Anruf kümmert sich schon ein anderer Arbeitsplatz.";
    case "notReached":
      return "Der Server war nicht zu erreichen. Versuchen Sie es gleich noch einmal.";
    case "answerFailed":
      return sound
        ? `${trouble(sound)} Der Anruf klingelt weiter.`
        : "Der Anruf ließ sich hier nicht annehmen. Versuchen Sie es noch einmal; er klingelt weiter.";
    case "outcomeLost":
      return "Der Server hat das Ergebnis des letzten Anrufs nicht angenommen. Schreiben Sie es anderswo auf.";
    case "roundMoved":
      return "Jemand war schneller: Sehen Sie nach, wie es jetzt um die Runde steht.";
    case "stillSignedIn":
      return "Die Schicht ist übergeben. Sie sind noch angemeldet: Sperren Sie den Arbeitsplatz oder melden Sie sich ab.";
    case "signedOut":
      return `${notice.name} ist abgemeldet. Anmeldung und PIN sind auf diesem PC gelöscht.`;
    case "personForgotten":
      return `${notice.name} ist an diesem Arbeitsplatz nicht mehr bekannt.`;
    case "madeRoom":
      return `An diesem Arbeitsplatz sind acht Personen bekannt. ${notice.name} war am längsten nicht hier und meldet sich das nächste Mal mit dem Passwort an.`;
    default:
      return notice satisfies never;
  }
};

export const refused: Text["refused"] = (error) => {
  switch (error.code) {
    case "notSignedIn":
      return "Niemand ist angemeldet. Melden Sie sich zuerst an.";
    case "unreachable":
      return "Dieser Arbeitsplatz ist nicht erreichbar und kann deshalb nicht anrufen. Steckt das Netzwerkkabel?";
    case "alreadyInCall":
      return `Sie sind im Gespräch mit ${error.name ?? "einem unbekannten Zimmer"}. Legen Sie zuerst auf.`;
    case "inCall":
      return "An diesem Arbeitsplatz läuft ein Anruf. Beenden Sie ihn zuerst, dann können Sie die Person wechseln.";
    case "ringing":
      return "Hier ruft gerade jemand an. Nehmen Sie zuerst an.";
    case "noSuchUnit":
      return "Dieses Zimmer steht nicht mehr in der Liste. Suchen Sie es noch einmal.";
    case "noSuchCall":
      return "Dieser Anruf ist schon vorbei.";
    case "noSuchCallback":
      return "Um diesen Anruf hat sich schon jemand gekümmert.";
    case "roundRunning":
      return "An diesem Arbeitsplatz läuft schon eine Runde. Unterbrechen oder beenden Sie sie zuerst.";
    case "noSuchRound":
      return "Diese Runde ist schon beendet, oder der Server kennt sie nicht mehr.";
    case "emptyRound":
      return "Kreuzen Sie für die Runde mindestens ein Zimmer an, höchstens 200.";
    case "notWritten":
      return "Der Bericht konnte auf diesem PC nicht gespeichert werden. Ist die Festplatte voll? Wenn nicht, sagen Sie Ihrer IT Bescheid.";
    case "locked":
      return "Das hat Ihre Leitung für diesen Arbeitsplatz festgelegt.";
    case "signingIn":
      return "Die Anmeldung läuft schon. Warten Sie einen Moment.";
    case "signedIn":
      return "Es ist schon jemand angemeldet. Sperren Sie zuerst den Arbeitsplatz oder melden Sie sich ab.";
    case "noSuchPerson":
      return "Diese Person ist an diesem Arbeitsplatz nicht mehr bekannt. Melden Sie sich mit dem Passwort an.";
    case "stationName":
      return "Der Name dieses Arbeitsplatzes muss 1 bis 50 Zeichen haben.";
    case "noPin":
      return lock.needsPin;
    case "deskLocked":
      return "Dieser Arbeitsplatz ist gesperrt. Entsperren Sie ihn zuerst.";
    case "badPin":
      return lock.digits;
    case "easyPin":
      return lock.card.weak;
    case "notMade":
      return "Der Bericht ließ sich nicht rechtzeitig erstellen. Versuchen Sie es noch einmal, oder sagen Sie Ihrer IT Bescheid.";
    case "stopped":
      return "Roomline wurde angehalten. Schließen Sie es und starten Sie es neu.";
    case "malformed":
      return "Das hat nicht geklappt. Starten Sie Roomline neu, sagen Sie dann Ihrer IT Bescheid.";
    default:
      return error satisfies never;
  }
};
