// How French forms plurals, lists, numbers and times. The rest of this folder says the sentences.

import type { Text } from "../en";
import { formats } from "../formats";
import { LOCALES } from "../languages";

export const { plural, and, number } = formats(LOCALES.fr);
export const percent = (value: number, digits = 0) => `${number(value, digits)} %`;

/** Read after *depuis* and *pour la dernière fois :*. */
export const times: Text["times"] = {
  today: (clock) => clock,
  yesterday: (day, clock) => `${day} à ${clock}`,
  weekday: (day, clock) => `${day} à ${clock}`,
  date: (date) => `le ${date.replace(/^1 /, "1er ")}`,
  underAMinute: "moins d’1\u00a0min",
  minutes: (count) => `${count}\u00a0min`,
  hours: (count) => `${count}\u00a0h`,
  length: and,
};
