// Plurals, lists and numbers as a language forms them: the engine knows the rules, nobody here does.

export interface Formats {
  /** The form that goes with `count`; none of our languages has more than two for the numbers a desk shows. */
  plural(count: number, one: string, many: string): string;
  /** `A, B and C`. */
  and(names: readonly string[]): string;
  /** A number with so many digits after the comma. */
  number(value: number, digits?: number): string;
}

/** As a sentence begins: whoever it is about may be called `room 101`. */
export const capital = (said: string) => said.charAt(0).toUpperCase() + said.slice(1);

/** `locale` decides where a comma stands, not only what is said. */
export function formats(locale: string): Formats {
  const rules = new Intl.PluralRules(locale);
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  return {
    plural: (count, one, many) => (rules.select(count) === "one" ? one : many),
    and: (names) => list.format(names),
    number: (value, digits = 0) =>
      value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  };
}
