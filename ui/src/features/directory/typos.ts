// How many slips of the finger lie between what was typed and a word.

/** How many are forgiven in a word of so many letters. */
export const forgiven = (letters: number): number => (letters >= 8 ? 2 : letters >= 4 ? 1 : 0);

const ROWS = [new Uint8Array(80), new Uint8Array(80), new Uint8Array(80)];
const LONGEST = 64;

/** The letters of a word, one bit for each: a cheap way to see that two words are far apart. */
export function lettersOf(word: string): number {
  let bits = 0;
  for (let k = 0; k < word.length; k += 1) bits |= 1 << (word.charCodeAt(k) & 31);
  return bits;
}

/**
 * The slips (a letter too many, too few, a wrong one, two swapped) that lead from `word` to `typed`, if they are forgiven; else 0.
 *
 * Somebody who is still typing has not come to the end: then the beginning of the word counts, and forgiven is what the
 * letters typed so far allow. A word typed to its end is forgiven what its own length allows.
 */
export function slips(typed: string, word: string): number {
  const whole = forgiven(word.length);
  const begun = forgiven(typed.length);
  const most = Math.max(whole, begun);
  const letters = typed.length;
  if (most === 0 || letters > LONGEST || word.length < letters - most) return 0;
  const columns = Math.min(word.length, letters + most);
  let [two, one, row] = ROWS as [Uint8Array, Uint8Array, Uint8Array];
  for (let j = 0; j <= columns; j += 1) one[j] = j;
  for (let i = 1; i <= letters; i += 1) {
    const letter = typed.charCodeAt(i - 1);
    row[0] = i;
    let least = i;
    for (let j = 1; j <= columns; j += 1) {
      const other = word.charCodeAt(j - 1);
      let cost = Math.min(one[j]! + 1, row[j - 1]! + 1, one[j - 1]! + (letter === other ? 0 : 1));
      if (i > 1 && j > 1 && letter === word.charCodeAt(j - 2) && typed.charCodeAt(i - 2) === other) {
        cost = Math.min(cost, two[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return 0;
    [two, one, row] = [one, row, two];
  }
  let best = most + 1;
  for (let j = 0; j <= columns; j += 1) {
    const allowed = j === word.length ? most : begun;
    if (one[j]! <= allowed && one[j]! < best) best = one[j]!;
  }
  return best > most ? 0 : best;
}
