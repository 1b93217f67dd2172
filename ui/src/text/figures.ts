// The figures behind the quality of a call: the same ten in every language, each under the name the language gives it.

import type { QualityView } from "../bindings";

export interface FigureWords {
  voiceHere: string;
  voiceThere: string;
  lostHere: string;
  lostThere: string;
  guessed: string;
  unevenHere: string;
  unevenThere: string;
  roundTrip: string;
  microphone: string;
  speaker: string;
  /** What the Echo has not told. */
  notReported: string;
  notMeasured: string;
  noVoice: string;
  silent: string;
}

export interface Figure {
  name: string;
  value: string;
}

interface Numbers {
  number(value: number, digits?: number): string;
  percent(value: number, digits?: number): string;
}

/** Under this a device gives nothing that anybody could hear. */
const SILENT_DBFS = -70;

export function figuresIn(words: FigureWords, { number, percent }: Numbers) {
  const share = (permille: number) => percent(permille / 10, 1);
  const ms = (value: number) => `${value} ms`;
  const mos = (hundredths: number) => number(hundredths / 100, 1);
  const level = (dbfs: number) => (dbfs <= SILENT_DBFS ? words.silent : `${dbfs} dB`);
  const known = (value: number | null, say: (value: number) => string, otherwise = words.notReported) =>
    value === null ? otherwise : say(value);

  return (quality: QualityView): Figure[] => [
    { name: words.voiceHere, value: known(quality.mosHereHundredths, mos, words.noVoice) },
    { name: words.voiceThere, value: known(quality.mosThereHundredths, mos) },
    { name: words.lostHere, value: share(quality.lostFromUnitPermille) },
    { name: words.lostThere, value: known(quality.lostToUnitPermille, share) },
    { name: words.guessed, value: share(quality.concealedPermille) },
    { name: words.unevenHere, value: ms(quality.jitterFromUnitMs) },
    { name: words.unevenThere, value: known(quality.jitterToUnitMs, ms) },
    { name: words.roundTrip, value: known(quality.roundTripMs, ms, words.notMeasured) },
    { name: words.microphone, value: level(quality.microphoneDbfs) },
    { name: words.speaker, value: level(quality.heardDbfs) },
  ];
}
