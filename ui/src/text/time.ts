// Times as people say them, in one language.

import type { Text } from "./en";
import { LOCALES, type Language } from "./languages";

export interface Times {
  /** The time of day, `09:38`. */
  clock(ms: number): string;
  /** A moment that may be long ago: `14:20`, `yesterday 14:20`, `Monday 14:20`, `3 November`. */
  moment(ms: number, now: number): string;
  /** A length in words, `4 minutes 40 seconds`. */
  spoken(seconds: number): string;
  /** How long somebody has waited, `26 min`, `3 h`, `2 days`. */
  waited(ms: number): string;
}

const two = (number: number) => String(number).padStart(2, "0");

/** A running time, `4:12` or `1:04:12`: the same in every language. */
export function duration(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** Times in `language`; `words` is what its catalogue adds to what the engine knows. */
export function times(language: Language, words: Text["times"]): Times {
  const locale = LOCALES[language];
  const ofDay = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" });
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const count = (value: number, unit: "day" | "hour" | "minute" | "second") =>
    value.toLocaleString(locale, { style: "unit", unit, unitDisplay: "long" });
  const clock = (ms: number) => ofDay.format(ms);
  return {
    clock,
    moment(ms, now) {
      const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
      // A day may have 23 or 25 hours.
      const days = Math.round((midnight(now) - midnight(ms)) / 86_400_000);
      if (days < 1) return words.today(clock(ms));
      if (days === 1) return words.yesterday(relative.format(-1, "day"), clock(ms));
      if (days < 7) return words.weekday(weekday.format(ms), clock(ms));
      return words.date(date.format(ms));
    },
    spoken(seconds) {
      const part = (value: number, unit: "hour" | "minute" | "second") => (value ? [count(value, unit)] : []);
      const parts = [
        ...part(Math.floor(seconds / 3600), "hour"),
        ...part(Math.floor(seconds / 60) % 60, "minute"),
        ...part(seconds % 60, "second"),
      ];
      return words.length(parts.length > 0 ? parts : [count(0, "second")]);
    },
    waited(ms) {
      const minutes = Math.max(0, Math.floor(ms / 60_000));
      if (minutes < 1) return words.underAMinute;
      if (minutes < 60) return words.minutes(minutes);
      const hours = Math.floor(minutes / 60);
      return hours < 48 ? words.hours(hours) : count(Math.floor(hours / 24), "day");
    },
  };
}
