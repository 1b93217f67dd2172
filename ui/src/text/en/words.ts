// How English forms plurals, lists, numbers and times. The rest of this folder says the sentences.

import { formats } from "../formats";
import { LOCALES } from "../languages";

export const { plural, and, number } = formats(LOCALES.en);
export const percent = (value: number, digits = 0) => `${number(value, digits)} %`;

/** What stands around the names of days and numbers that the engine gives; `moment` is read after *since* and *at*. */
export const times = {
  today: (clock: string) => clock,
  yesterday: (day: string, clock: string) => `${day} ${clock}`,
  weekday: (day: string, clock: string) => `${day} ${clock}`,
  date: (date: string) => date,
  underAMinute: "under 1 min",
  minutes: (count: number) => `${count} min`,
  hours: (count: number) => `${count} h`,
  /** Joins `4 minutes` and `40 seconds`. */
  length: (parts: string[]) => parts.join(" "),
};
