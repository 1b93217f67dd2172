// The same letters without case, accents and ways of spelling, so that what is typed meets what is written.

/** Letters that are no letter with an accent. */
const PLAIN: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
/** As they are written where the keyboard has none of them. */
const SPELLED: Record<string, string> = { ...PLAIN, ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" };

const MARKS = /\p{M}+/gu;
const BEYOND_ASCII = /[^\0-\x7f]/;
/** A word as it is written; an apostrophe inside does not end it. */
const WORD = /[\p{L}\p{N}\p{M}'’ʼ`´]+/gu;
const ASCII_WORD = /[A-Za-z0-9'`]+/g;
const APOSTROPHES = /['’ʼ`´]/g;

function fold(word: string, letters: Record<string, string>): string {
  const small = word.toLowerCase().replace(APOSTROPHES, "");
  if (!BEYOND_ASCII.test(small)) return small;
  const spelled = Array.from(small.normalize("NFC"), (letter) => letters[letter] ?? letter).join("");
  return spelled.normalize("NFD").replace(MARKS, "");
}

/** How a word may be typed: without its accents (`muller`), and spelled out (`mueller`) where that differs. */
export function formsOf(word: string): string[] {
  const plain = fold(word, PLAIN);
  if (!BEYOND_ASCII.test(word)) return [plain];
  const spelled = fold(word, SPELLED);
  return spelled === plain ? [plain] : [plain, spelled];
}

/** The words of a text as they are written. */
export const wordsOf = (text: string): string[] => text.match(BEYOND_ASCII.test(text) ? WORD : ASCII_WORD) ?? [];

/** The same, each with where it begins. */
export const placedWordsOf = (text: string): { word: string; at: number }[] =>
  Array.from(text.matchAll(WORD), (match) => ({ word: match[0], at: match.index }));

/** The part of `word` whose letters fold to those from `from` to `to` of its form number `form`. */
export function partOf(word: string, form: number, from: number, to: number): { from: number; to: number } {
  const part = { from: word.length, to: word.length };
  let folded = 0;
  let at = 0;
  for (const letter of word) {
    const before = folded;
    folded += fold(letter, form === 0 ? PLAIN : SPELLED).length;
    if (before <= from && folded > from) part.from = at;
    // An accent that is a letter of its own stays with the letter below it.
    if (before >= to && !/^\p{M}/u.test(letter)) {
      part.to = at;
      break;
    }
    at += letter.length;
  }
  return part;
}
