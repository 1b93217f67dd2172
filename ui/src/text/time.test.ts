import { expect, test } from "vitest";
import { CATALOGUES } from ".";
import { LANGUAGES, type Language } from "./languages";
import { duration, times } from "./time";

const here = (language: Language) => times(language, CATALOGUES[language].times);
/** A number and its unit may be kept on one line; the words are the same. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");
/** Monday, 23 November 2026, 10:05. */
const NOW = new Date(2026, 10, 23, 10, 5).getTime();
const at = (day: number, hour = 14) => new Date(2026, 10, day, hour, 20).getTime();

test("a running time has minutes and seconds, and hours when there are any", () => {
  expect(duration(252_000)).toBe("4:12");
  expect(duration(3_852_999)).toBe("1:04:12");
  expect(duration(-5)).toBe("0:00");
});

test.each<[Language, string[]]>([
  ["en", ["08:20", "yesterday 14:20", "Saturday 14:20", "Tuesday 14:20", "16 November", "1 November"]],
  ["de", ["08:20", "gestern 14:20", "Samstag 14:20", "Dienstag 14:20", "16. November", "1. November"]],
  ["fr", ["08:20", "hier à 14:20", "samedi à 14:20", "mardi à 14:20", "le 16 novembre", "le 1er novembre"]],
  [
    "es",
    [
      "hoy a las 08:20",
      "ayer a las 14:20",
      "el sábado a las 14:20",
      "el martes a las 14:20",
      "el 16 de noviembre",
      "el 1 de noviembre",
    ],
  ],
])("a moment long ago is told with its day in %s", (language, told) => {
  const moments = [at(23, 8), at(22), at(21), at(17), at(16), at(1)];
  expect(moments.map((moment) => here(language).moment(moment, NOW))).toEqual(told);
});

test("one o'clock has its own article in Spanish", () => {
  expect(here("es").moment(at(22, 1), NOW)).toBe("ayer a la 01:20");
});

test.each(LANGUAGES)("midnight is 00:00 in %s", (language) => {
  expect(here(language).clock(new Date(2026, 10, 23).getTime())).toBe("00:00");
});

test.each<[Language, string[]]>([
  ["en", ["4 minutes 40 seconds", "1 minute 1 second", "0 seconds", "1 hour 2 minutes 3 seconds"]],
  ["de", ["4 Minuten und 40 Sekunden", "1 Minute und 1 Sekunde", "0 Sekunden", "1 Stunde, 2 Minuten und 3 Sekunden"]],
  ["fr", ["4 minutes et 40 secondes", "1 minute et 1 seconde", "0 seconde", "1 heure, 2 minutes et 3 secondes"]],
  ["es", ["4 minutos y 40 segundos", "1 minuto y 1 segundo", "0 segundos", "1 hora, 2 minutos y 3 segundos"]],
])("a length is said in words in %s", (language, told) => {
  expect([280, 61, 0, 3723].map((seconds) => plain(here(language).spoken(seconds)))).toEqual(told);
});

test.each<[Language, string[]]>([
  ["en", ["under 1 min", "26 min", "3 h", "3 days"]],
  ["de", ["unter 1 min", "26 min", "3 h", "3 Tage"]],
  ["fr", ["moins d’1 min", "26 min", "3 h", "3 jours"]],
  ["es", ["menos de 1 min", "26 min", "3 h", "3 días"]],
])("how long somebody has waited is told as people say it in %s", (language, told) => {
  const waits = [30_000, 26 * 60_000, 3 * 3_600_000, 72 * 3_600_000];
  expect(waits.map((ms) => plain(here(language).waited(ms)))).toEqual(told);
});
