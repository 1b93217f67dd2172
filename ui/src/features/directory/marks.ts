// Which letters of a name were typed.

import { formsOf, partOf, placedWordsOf } from "./fold";
import { type Meets, type Query, meets } from "./search";

type Part = { from: number; to: number };

/** A name in pieces; every second one is what was typed. A word with a slip in it is marked whole. */
export function pieces(name: string, query: Query): string[] {
  const written = name.normalize("NFC");
  const words = placedWordsOf(written);
  const marked = new Uint8Array(written.length);
  for (const typed of query) {
    const parts = words.map(({ word }) => partTyped(typed, word));
    const best = Math.min(...parts.map((part) => part?.how ?? Infinity));
    parts.forEach((part, k) => {
      if (part?.how === best) marked.fill(1, words[k]!.at + part.from, words[k]!.at + part.to);
    });
  }
  const cut: string[] = [];
  let from = 0;
  for (let k = 1; k <= written.length; k += 1) {
    if (k < written.length && marked[k] === marked[k - 1]) continue;
    if (marked[from] && cut.length % 2 === 0) cut.push("");
    cut.push(written.slice(from, k));
    from = k;
  }
  if (cut.length % 2 === 0) cut.push("");
  return cut;
}

/** The part of a word that was typed, and how well; nothing if it was not. */
function partTyped(typed: string[], word: string): (Part & { how: Meets }) | undefined {
  let best: (Part & { how: Meets }) | undefined;
  formsOf(word).forEach((spelling, form) => {
    for (const wanted of typed) {
      const how = meets(wanted, spelling);
      if (how === undefined || (best && best.how <= how)) continue;
      const at = spelling.indexOf(wanted);
      best = { how, ...(at < 0 ? { from: 0, to: word.length } : partOf(word, form, at, at + wanted.length)) };
    }
  });
  return best;
}
