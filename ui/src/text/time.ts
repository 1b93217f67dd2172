// Times as people say them.

const two = (number: number) => String(number).padStart(2, "0");

/** The time of day, `09:38`. */
export function clock(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** A moment that may be long ago: `14:20`, `yesterday 14:20`, `Monday 14:20`, `3 November`. */
export function moment(ms: number, now: number): string {
  const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  // A day may have 23 or 25 hours.
  const days = Math.round((midnight(now) - midnight(ms)) / 86_400_000);
  if (days < 1) return clock(ms);
  const date = new Date(ms);
  if (days === 1) return `yesterday ${clock(ms)}`;
  if (days < 7) return `${DAYS[date.getDay()]} ${clock(ms)}`;
  return `${date.getDate()} ${MONTHS[date.getMonth()]}`;
}

/** A running time, `4:12` or `1:04:12`. */
export function duration(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** A length in words, `4 minutes 40 seconds`. */
export function spoken(seconds: number): string {
  const part = (count: number, unit: string) => (count ? [`${count} ${unit}${count === 1 ? "" : "s"}`] : []);
  const parts = [...part(Math.floor(seconds / 3600), "hour"), ...part(Math.floor(seconds / 60) % 60, "minute")];
  return [...parts, ...part(seconds % 60, "second")].join(" ") || "0 seconds";
}

/** How long somebody has waited, `26 min`, `3 h`, `2 days`. */
export function waited(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return "under 1 min";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}
