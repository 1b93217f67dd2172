// Why a call is hard to understand, and the figures behind it.

import type { CauseView } from "../../bindings";
import type { Text } from "../en";
import { figuresIn } from "../figures";
import { number, percent, plural } from "./words";

const cause: Text["quality"]["cause"] = (what, name, room) => {
  const where = room === null ? "la chambre inconnue" : `la chambre ${room}`;
  switch (what.kind) {
    case "microphoneSilent":
      return `Votre micro est muet : ${name} n’entend rien. Vérifiez sa prise et son interrupteur.`;
    case "pcBusy":
      return "Ce PC est trop occupé : le son est haché. Fermez les programmes inutiles.";
    case "loss":
      return loss(what, where);
    case "uneven":
      return `Le réseau livre le son par à-coups : ${percent(what.percent)} ${plural(what.percent, "arrive", "arrivent")} trop tard pour être ${plural(what.percent, "entendu", "entendus")}.`;
    case "delay":
      return `Le son met ${howLong(what.tenths)} à arriver. Laissez-vous le temps de finir vos phrases.`;
    default:
      return what satisfies never;
  }
};

function loss({ way, place, ...lost }: Extract<CauseView, { kind: "loss" }>, where: string): string {
  const go = plural(lost.percent, "se perd", "se perdent");
  const share = percent(lost.percent);
  switch (place) {
    case "room":
      return `Le Wi-Fi de ${where} perd ${share} du son.`;
    case "desk":
      return `Le réseau de ce poste perd ${share} du son, aussi dans les appels avec d’autres chambres.`;
    case "onTheWay":
      switch (way) {
        case "fromUnit":
          return `${share} du son de ${where} ${go} en venant ici.`;
        case "toUnit":
          return `${share} de votre voix ${go} en allant vers ${where}.`;
        case "both":
          return `${share} du son ${go} entre ce poste et ${where}.`;
        default:
          return way satisfies never;
      }
    default:
      return place satisfies never;
  }
}

function howLong(tenths: number): string {
  if (tenths < 8) return "environ une demi-seconde";
  return tenths < 13 ? "environ une seconde" : "plus d’une seconde";
}

const figures = figuresIn(
  {
    voiceHere: "Voix ici, sur 4,5",
    voiceThere: "Votre voix là-bas, sur 4,5",
    lostHere: "Perdu en venant ici",
    lostThere: "Perdu en allant là-bas",
    guessed: "Complété par estimation",
    unevenHere: "Irrégularité ici",
    unevenThere: "Irrégularité là-bas",
    roundTrip: "Aller et retour",
    microphone: "Votre micro",
    speaker: "Votre haut-parleur",
    notReported: "non communiqué",
    notMeasured: "non mesuré",
    noVoice: "aucune",
    silent: "muet",
  },
  { number, percent },
);

export const quality: Text["quality"] = { disclosure: "Qualité du son", cause, figures };
