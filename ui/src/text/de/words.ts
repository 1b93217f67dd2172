// How German forms plurals, lists, numbers and times. The rest of this folder says the sentences.

import type { Text } from "../en";
import { formats } from "../formats";
import { LOCALES } from "../languages";

export const { plural, and, number } = formats(LOCALES.de);
/** A number and its sign stay on one line. */
export const percent = (value: number, digits = 0) => `${number(value, digits)}\u00a0%`;

/** Read after *seit*, *zuletzt online:* and *wartet*. */
export const times: Text["times"] = {
  today: (clock) => clock,
  yesterday: (day, clock) => `${day} ${clock}`,
  weekday: (day, clock) => `${day} ${clock}`,
  date: (date) => date,
  underAMinute: "unter 1\u00a0min",
  minutes: (count) => `${count}\u00a0min`,
  hours: (count) => `${count}\u00a0h`,
  length: and,
};
