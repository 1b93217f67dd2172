// Which devices a call goes on with: what is to be said, in an order that holds in every language.

import type { ChangeReasonView, ChangeView } from "../bindings";

/** `names` are joined already; `count` says how many they are. */
export interface MovedWords {
  gone(names: string, count: number): string;
  back(names: string, count: number): string;
  both(device: string): string;
  each(microphone: string, speaker: string): string;
  microphone(device: string): string;
  speaker(device: string): string;
}

/** Says which devices took the place of others that were unplugged, came back or were chosen. */
export function movedIn(words: MovedWords, and: (names: readonly string[]) => string) {
  return (microphone: ChangeView | null, speaker: ChangeView | null): string | null => {
    const changes = [microphone, speaker].filter((change) => change !== null);
    const told = (why: ChangeReasonView, of: "from" | "to") => [
      ...new Set(changes.filter((change) => change.why === why).map((change) => change[of])),
    ];
    const gone = told("gone", "from");
    const back = told("back", "to");
    const sentences = [
      gone.length > 0 ? words.gone(and(gone), gone.length) : "",
      back.length > 0 ? words.back(and(back), back.length) : "",
      now(words, microphone, speaker),
    ];
    return sentences.filter((sentence) => sentence !== "").join(" ") || null;
  };
}

function now(words: MovedWords, microphone: ChangeView | null, speaker: ChangeView | null): string {
  if (microphone && speaker)
    return microphone.to === speaker.to ? words.both(microphone.to) : words.each(microphone.to, speaker.to);
  if (microphone) return words.microphone(microphone.to);
  return speaker ? words.speaker(speaker.to) : "";
}
