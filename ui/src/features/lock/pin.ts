// Which PINs are taken. Whoever passes by tries the obvious ones first, so those are refused before anything is asked.

export const SHORTEST = 4;
export const LONGEST = 8;

/** Why a new PIN is not taken: no 4 to 8 digits, easy to guess, or typed differently the second time. */
export type PinFault = "digits" | "weak" | "differ";

export function isPin(typed: string): boolean {
  return new RegExp(`^[0-9]{${SHORTEST},${LONGEST}}$`).test(typed);
}

/** What is wrong with a new PIN that was typed twice; nothing if it can be set. */
export function faultOf(pin: string, again: string): PinFault | null {
  if (!isPin(pin)) return "digits";
  if (isWeak(pin)) return "weak";
  return pin === again ? null : "differ";
}

/** From one digit to the next: the same, or up or down by one or two, 0 and 9 being neighbours. */
const RUNS = [0, 1, 2, 8, 9];

/** One digit repeated, a run (1234, 8642, 7890), one part repeated (1212), the middle of the keys (2580). */
function isWeak(pin: string): boolean {
  const digits = [...pin].map(Number);
  const steps = new Set(digits.slice(1).map((digit, k) => (digit - digits[k]! + 10) % 10));
  const run = RUNS.some((step) => steps.size === 1 && steps.has(step));
  return run || /^(.+)\1+$/.test(pin) || pin === "2580" || pin === "0852";
}
