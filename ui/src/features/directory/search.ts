// Finding residents by what somebody types of a name, a room or a note.
//
// Every word of the whole directory is kept once, with the residents that have it. What is typed is compared with the
// words, not with the residents. No library does the same: those that forgive slips know neither German spellings nor our
// ranks, and to adapt one takes as much as this.

import type { UnitView } from "../../bindings";
import { formsOf, wordsOf } from "./fold";
import { lettersOf, slips } from "./typos";

/** How well a resident is met by a typed word, the best first. */
export const enum Meets {
  Whole = 1,
  Start,
  Inside,
  Note,
  OneSlip,
  TwoSlips,
  SlipInNote,
}
const NOT = 0xff;

/** Fewer letters are in nearly every note. */
const NOTE_FROM = 2;
const INSIDE_NOTE_FROM = 3;

/** The residents that have a word: by number, in the name, in the room, in the note. */
interface Holders {
  name: number[];
  room: number[];
  note: number[];
}

/** The directory, made ready to be searched. */
export interface Index {
  units: UnitView[];
  /** Each word in each of its spellings. */
  spellings: string[];
  letters: number[];
  holders: Holders[];
}

/** What somebody typed, word by word, each in its spellings. */
export type Query = string[][];

export const queryOf = (typed: string): Query =>
  wordsOf(typed)
    .map(formsOf)
    .filter(([form]) => form);

export function indexOf(units: UnitView[]): Index {
  const index: Index = { units, spellings: [], letters: [], holders: [] };
  const known = new Map<string, Holders>();
  const holdersOf = (written: string): Holders => {
    let holders = known.get(written);
    if (holders) return holders;
    const forms = formsOf(written);
    const key = forms.join(" ");
    holders = known.get(key) ?? { name: [], room: [], note: [] };
    if (!known.has(key)) {
      for (const form of forms) {
        index.spellings.push(form);
        index.letters.push(lettersOf(form));
        index.holders.push(holders);
      }
    }
    known.set(key, holders).set(written, holders);
    return holders;
  };
  units.forEach(({ name, room, notes }, k) => {
    const hold = (text: string, where: keyof Holders) => {
      for (const word of wordsOf(text)) {
        const list = holdersOf(word)[where];
        if (list[list.length - 1] !== k) list.push(k);
      }
    };
    hold(name, "name");
    // `A-101` is found by `a101`, too.
    hold(`${room} ${room.replace(/[^\p{L}\p{N}\p{M}]/gu, "")}`, "room");
    if (notes) hold(notes, "note");
  });
  return index;
}

/** Everybody who is met by every typed word; the best first, equals in the order of the directory. */
export function find(index: Index, query: Query): UnitView[] {
  const { units } = index;
  const worst = new Uint8Array(units.length);
  const sum = new Uint8Array(units.length);
  for (const typed of query) {
    const ranks = met(index, typed);
    for (let k = 0; k < ranks.length; k += 1) {
      worst[k] = Math.max(worst[k]!, ranks[k]!);
      sum[k] = Math.min(0x3f, sum[k]! + ranks[k]!);
    }
  }
  // One number for rank and place: numbers alone are sorted at once.
  const places = new Uint32Array(units.length);
  let found = 0;
  for (let k = 0; k < units.length; k += 1) {
    if (worst[k] !== NOT) places[found++] = ((worst[k]! << 6) | sum[k]!) * 0x100000 + k;
  }
  return Array.from(places.subarray(0, found).sort(), (place) => units[place % 0x100000]!);
}

/** How well each resident is met by one typed word. */
function met({ units, spellings, letters, holders }: Index, typed: string[]): Uint8Array {
  const ranks = new Uint8Array(units.length).fill(NOT);
  const give = (list: number[], rank: Meets) => {
    for (let k = 0; k < list.length; k += 1) if (ranks[list[k]!]! > rank) ranks[list[k]!] = rank;
  };
  for (const wanted of typed) {
    const wantedLetters = lettersOf(wanted);
    for (let word = 0; word < spellings.length; word += 1) {
      const missing = wantedLetters & ~letters[word]!;
      if (moreThanTwo(missing)) continue;
      const how = meets(wanted, spellings[word]!, missing === 0);
      if (how === undefined) continue;
      const { name, room, note } = holders[word]!;
      give(name, how);
      if (how <= Meets.Start) give(room, how);
      if (wanted.length < NOTE_FROM || (how === Meets.Inside && wanted.length < INSIDE_NOTE_FROM)) continue;
      give(note, how <= Meets.Inside ? Meets.Note : Meets.SlipInNote);
    }
  }
  return ranks;
}

/** Whether more than two bits are set: two slips put right two letters at most. */
function moreThanTwo(bits: number): boolean {
  const less = bits & (bits - 1);
  return (less & (less - 1)) !== 0;
}

/** How a typed word meets one of a name. `mayHold`: whether all its letters are in it. */
export function meets(typed: string, word: string, mayHold = true): Meets | undefined {
  const at = mayHold ? word.indexOf(typed) : -1;
  if (at === 0) return word.length === typed.length ? Meets.Whole : Meets.Start;
  if (at > 0) return Meets.Inside;
  // Numbers are rooms and doses: one off is another one.
  if (typed.length < 3 || /\d/.test(typed)) return undefined;
  const made = slips(typed, word);
  return made === 0 ? undefined : made === 1 ? Meets.OneSlip : Meets.TwoSlips;
}
