// Why a call is hard to understand, and the figures behind it. Part of `en.ts`.

import type { CauseView, QualityView } from "../bindings";

/** Whom the sentence is about: `room` is absent where nobody knows which it is. */
function cause(what: CauseView, name: string, room: string | null): string {
  const where = room === null ? "the unknown room" : `room ${room}`;
  switch (what.kind) {
    case "microphoneSilent":
      return `Your microphone is silent, so ${name} hears nothing. Check its plug and its own mute switch.`;
    case "pcBusy":
      return "This PC is too busy, so the sound stutters. Close programs that are not needed.";
    case "loss":
      return loss(what, where);
    case "uneven":
      return `The network delivers the sound unevenly: ${what.percent} % comes too late to be heard.`;
    case "delay":
      return `The sound takes ${howLong(what.tenths)} to arrive. Let each other finish.`;
    default:
      return what satisfies never;
  }
}

function loss({ way, place, percent }: Extract<CauseView, { kind: "loss" }>, where: string): string {
  switch (place) {
    case "room":
      return `The Wi-Fi in ${where} loses ${percent} % of the sound.`;
    case "desk":
      return `This desk’s network loses ${percent} % of the sound, in calls with other rooms, too.`;
    case "onTheWay":
      switch (way) {
        case "fromUnit":
          return `${percent} % of the sound from ${where} is lost on the way here.`;
        case "toUnit":
          return `${percent} % of your voice is lost on the way to ${where}.`;
        case "both":
          return `${percent} % of the sound is lost between this desk and ${where}.`;
        default:
          return way satisfies never;
      }
    default:
      return place satisfies never;
  }
}

function howLong(tenths: number): string {
  if (tenths < 8) return "about half a second";
  return tenths < 13 ? "about a second" : "more than a second";
}

const percent = (permille: number) => `${(permille / 10).toFixed(1)} %`;
const ms = (value: number) => `${value} ms`;
const mos = (hundredths: number) => (hundredths / 100).toFixed(1);
const level = (dbfs: number) => (dbfs <= -70 ? "silent" : `${dbfs} dB`);
/** What the Echo has not told. */
const UNKNOWN = "not reported";
const known = <T>(value: T | null, say: (value: T) => string) => (value === null ? UNKNOWN : say(value));

function figures(quality: QualityView): { name: string; value: string }[] {
  return [
    { name: "Voice here, of 4.5", value: quality.mosHereHundredths === null ? "none" : mos(quality.mosHereHundredths) },
    { name: "Your voice there, of 4.5", value: known(quality.mosThereHundredths, mos) },
    { name: "Lost on the way here", value: percent(quality.lostFromUnitPermille) },
    { name: "Lost on the way there", value: known(quality.lostToUnitPermille, percent) },
    { name: "Filled in by guessing", value: percent(quality.concealedPermille) },
    { name: "Unevenness here", value: ms(quality.jitterFromUnitMs) },
    { name: "Unevenness there", value: known(quality.jitterToUnitMs, ms) },
    { name: "There and back", value: quality.roundTripMs === null ? "not measured" : ms(quality.roundTripMs) },
    { name: "Your microphone", value: level(quality.microphoneDbfs) },
    { name: "Your speaker", value: level(quality.heardDbfs) },
  ];
}

export const quality = { disclosure: "Sound quality", cause, figures };
