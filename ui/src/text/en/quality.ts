// Why a call is hard to understand, and the figures behind it.

import type { CauseView } from "../../bindings";
import { figuresIn } from "../figures";
import { number, percent } from "./words";

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
      return `The network delivers the sound unevenly: ${percent(what.percent)} comes too late to be heard.`;
    case "delay":
      return `The sound takes ${howLong(what.tenths)} to arrive. Let each other finish.`;
    default:
      return what satisfies never;
  }
}

function loss({ way, place, ...lost }: Extract<CauseView, { kind: "loss" }>, where: string): string {
  const share = percent(lost.percent);
  switch (place) {
    case "room":
      return `The Wi-Fi in ${where} loses ${share} of the sound.`;
    case "desk":
      return `This desk’s network loses ${share} of the sound, in calls with other rooms, too.`;
    case "onTheWay":
      switch (way) {
        case "fromUnit":
          return `${share} of the sound from ${where} is lost on the way here.`;
        case "toUnit":
          return `${share} of your voice is lost on the way to ${where}.`;
        case "both":
          return `${share} of the sound is lost between this desk and ${where}.`;
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

const figures = figuresIn(
  {
    voiceHere: "Voice here, of 4.5",
    voiceThere: "Your voice there, of 4.5",
    lostHere: "Lost on the way here",
    lostThere: "Lost on the way there",
    guessed: "Filled in by guessing",
    unevenHere: "Unevenness here",
    unevenThere: "Unevenness there",
    roundTrip: "There and back",
    microphone: "Your microphone",
    speaker: "Your speaker",
    notReported: "not reported",
    notMeasured: "not measured",
    noVoice: "none",
    silent: "silent",
  },
  { number, percent },
);

export const quality = { disclosure: "Sound quality", cause, figures };
