// How Spanish forms plurals, lists, numbers and times. The rest of this folder says the sentences.

import type { Text } from "../en";
import { formats } from "../formats";
import { LOCALES } from "../languages";

export const { plural, and, number } = formats(LOCALES.es);
/** A number and its sign stay on one line. */
export const percent = (value: number, digits = 0) => `${number(value, digits)}\u00a0%`;

/** The time of day with its article: one o'clock is *la*, every other hour *las*. */
export const las = (clock: string) => (clock.startsWith("01:") ? `la ${clock}` : `las ${clock}`);

/** Read after *desde* and *por última vez*. */
export const times: Text["times"] = {
  today: (clock) => `hoy a ${las(clock)}`,
  yesterday: (day, clock) => `${day} a ${las(clock)}`,
  weekday: (day, clock) => `el ${day} a ${las(clock)}`,
  date: (date) => `el ${date}`,
  underAMinute: "menos de 1\u00a0min",
  minutes: (count) => `${count}\u00a0min`,
  hours: (count) => `${count}\u00a0h`,
  length: and,
};
