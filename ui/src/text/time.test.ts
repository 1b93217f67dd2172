import { expect, test } from "vitest";
import { duration, spoken, waited } from "./time";

test("a running time has minutes and seconds, and hours when there are any", () => {
  expect(duration(252_000)).toBe("4:12");
  expect(duration(3_852_999)).toBe("1:04:12");
  expect(duration(-5)).toBe("0:00");
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
