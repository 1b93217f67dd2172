import { expect, test } from "vitest";
import { duration, moment, spoken, waited } from "./time";

test("a running time has minutes and seconds, and hours when there are any", () => {
  expect(duration(252_000)).toBe("4:12");
  expect(duration(3_852_999)).toBe("1:04:12");
  expect(duration(-5)).toBe("0:00");
});

test("a moment long ago is told with its day", () => {
  const now = new Date(2026, 10, 23, 10, 5).getTime();
  const at = (day: number) => moment(new Date(2026, 10, day, 14, 20).getTime(), now);
  expect(moment(new Date(2026, 10, 23, 0, 0).getTime(), now)).toBe("00:00");
  expect(at(22)).toBe("yesterday 14:20");
  expect(at(21)).toBe("Saturday 14:20");
  expect(at(17)).toBe("Tuesday 14:20");
  expect(at(16)).toBe("16 November");
});

test("a length is said in words", () => {
  expect(spoken(280)).toBe("4 minutes 40 seconds");
  expect(spoken(61)).toBe("1 minute 1 second");
  expect(spoken(0)).toBe("0 seconds");
});

test("how long somebody has waited is told as people say it", () => {
  expect(waited(30_000)).toBe("under 1 min");
  expect(waited(26 * 60_000)).toBe("26 min");
  expect(waited(3 * 3_600_000)).toBe("3 h");
  expect(waited(72 * 3_600_000)).toBe("3 days");
});
