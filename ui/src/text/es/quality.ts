// Why a call is hard to understand, and the figures behind it.

import type { CauseView } from "../../bindings";
import type { Text } from "../en";
import { figuresIn } from "../figures";
import { number, percent } from "./words";

const cause: Text["quality"]["cause"] = (what, name, room) => {
  const where = room === null ? "la habitación desconocida" : `la habitación ${room}`;
  switch (what.kind) {
    case "microphoneSilent":
      return `Su micrófono está en silencio, así que ${name} no oye nada. Compruebe el enchufe y su interruptor.`;
    case "pcBusy":
      return "Este PC está sobrecargado y el sonido se entrecorta. Cierre los programas que no necesite.";
    case "loss":
      return loss(what, where);
    case "uneven":
      return `La red entrega el sonido a saltos: ${el(what.percent)} llega demasiado tarde para oírse.`;
    case "delay":
      return `El sonido tarda ${howLong(what.tenths)} en llegar. Dejen que el otro termine de hablar.`;
    default:
      return what satisfies never;
  }
};

/** A share has its article and stays singular: *el 8 % se pierde*. */
const el = (share: number) => `el ${percent(share)}`;

function loss({ way, place, ...lost }: Extract<CauseView, { kind: "loss" }>, where: string): string {
  const share = el(lost.percent);
  const Share = `E${share.slice(1)}`;
  switch (place) {
    case "room":
      return `La red wifi de ${where} pierde ${share} del sonido.`;
    case "desk":
      return `La red de este puesto pierde ${share} del sonido, también en llamadas con otras habitaciones.`;
    case "onTheWay":
      switch (way) {
        case "fromUnit":
          return `${Share} del sonido de ${where} se pierde de camino hacia aquí.`;
        case "toUnit":
          return `${Share} de su voz se pierde de camino a ${where}.`;
        case "both":
          return `${Share} del sonido se pierde entre este puesto y ${where}.`;
        default:
          return way satisfies never;
      }
    default:
      return place satisfies never;
  }
}

function howLong(tenths: number): string {
  if (tenths < 8) return "cerca de medio segundo";
  return tenths < 13 ? "cerca de un segundo" : "más de un segundo";
}

const figures = figuresIn(
  {
    voiceHere: "Voz aquí, de 4,5",
    voiceThere: "Su voz allí, de 4,5",
    lostHere: "Perdido de camino aquí",
    lostThere: "Perdido de camino allí",
    guessed: "Completado por estimación",
    unevenHere: "Irregularidad aquí",
    unevenThere: "Irregularidad allí",
    roundTrip: "Ida y vuelta",
    microphone: "Su micrófono",
    speaker: "Su altavoz",
    notReported: "sin informar",
    notMeasured: "sin medir",
    noVoice: "ninguna",
    silent: "en silencio",
  },
  { number, percent },
);

export const quality: Text["quality"] = { disclosure: "Calidad del sonido", cause, figures };
