// Why a call is hard to understand, and the figures behind it.

import type { CauseView } from "../../bindings";
import type { Text } from "../en";
import { figuresIn } from "../figures";
import { number, percent, plural } from "./words";

const cause: Text["quality"]["cause"] = (what, name, room) => {
  // Stands after *in*, *aus*, *zu* and *zwischen*, which all take the dative.
  const where = room === null ? "dem unbekannten Zimmer" : `Zimmer ${room}`;
  switch (what.kind) {
    case "microphoneSilent":
      return `Ihr Mikrofon ist stumm, deshalb hört ${name} nichts. Prüfen Sie Stecker und Stummschalter.`;
    case "pcBusy":
      return "Dieser PC ist überlastet, deshalb stockt der Ton. Schließen Sie Programme, die Sie nicht brauchen.";
    case "loss":
      return loss(what, where);
    case "uneven":
      return `Das Netz liefert den Ton ungleichmäßig: ${percent(what.percent)} ${plural(what.percent, "kommt", "kommen")} zu spät an, um gehört zu werden.`;
    case "delay":
      return `Der Ton braucht ${howLong(what.tenths)}. Lassen Sie einander ausreden.`;
    default:
      return what satisfies never;
  }
};

function loss({ way, place, ...lost }: Extract<CauseView, { kind: "loss" }>, where: string): string {
  const go = plural(lost.percent, "geht", "gehen");
  const share = percent(lost.percent);
  switch (place) {
    case "room":
      return `Im WLAN in ${where} ${go} ${share} des Tons verloren.`;
    case "desk":
      return `Im Netz dieses Arbeitsplatzes ${go} ${share} des Tons verloren, auch in Gesprächen mit anderen Zimmern.`;
    case "onTheWay":
      switch (way) {
        case "fromUnit":
          return `${share} des Tons aus ${where} ${go} auf dem Weg hierher verloren.`;
        case "toUnit":
          return `${share} Ihrer Stimme ${go} auf dem Weg zu ${where} verloren.`;
        case "both":
          return `${share} des Tons ${go} zwischen diesem Arbeitsplatz und ${where} verloren.`;
        default:
          return way satisfies never;
      }
    default:
      return place satisfies never;
  }
}

function howLong(tenths: number): string {
  if (tenths < 8) return "etwa eine halbe Sekunde";
  return tenths < 13 ? "etwa eine Sekunde" : "mehr als eine Sekunde";
}

const figures = figuresIn(
  {
    voiceHere: "Stimme hier, von 4,5",
    voiceThere: "Ihre Stimme dort, von 4,5",
    lostHere: "Verloren auf dem Weg hierher",
    lostThere: "Verloren auf dem Weg dorthin",
    guessed: "Durch Schätzen ergänzt",
    unevenHere: "Ungleichmäßigkeit hier",
    unevenThere: "Ungleichmäßigkeit dort",
    roundTrip: "Hin und zurück",
    microphone: "Ihr Mikrofon",
    speaker: "Ihr Lautsprecher",
    notReported: "nicht gemeldet",
    notMeasured: "nicht gemessen",
    noVoice: "keine",
    silent: "stumm",
  },
  { number, percent },
);

export const quality: Text["quality"] = { disclosure: "Tonqualität", cause, figures };
