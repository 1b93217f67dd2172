// What a PIN looks like. Whether one is too easy to guess the program decides.

export const SHORTEST = 4;
export const LONGEST = 8;

/** Why a new PIN is not even asked for: no 4 to 8 digits, or typed differently the second time. */
export type PinFault = "digits" | "differ";

export function isPin(typed: string): boolean {
  return new RegExp(`^[0-9]{${SHORTEST},${LONGEST}}$`).test(typed);
}

/** What is wrong with a new PIN that was typed twice; nothing if it can be asked for. */
export function faultOf(pin: string, again: string): PinFault | null {
  if (!isPin(pin)) return "digits";
  return pin === again ? null : "differ";
}
