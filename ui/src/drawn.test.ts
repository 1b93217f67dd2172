import { expect, test } from "vitest";
import { noteDrawn } from "./drawn";
import { open } from "./testing/open";

const marks = (what: string) => performance.getEntriesByName(what).length;
const task = () => new Promise((done) => setTimeout(done, 5));

test("what first stood on the screen is noted once", async () => {
  noteDrawn("somebody");
  expect(marks("somebody")).toBe(0);
  await task();
  noteDrawn("somebody");
  await task();
  expect(marks("somebody")).toBe(1);
});

test("the first residents are noted, an empty directory is not", async () => {
  await open("directory-empty");
  await task();
  expect(marks("residents")).toBe(0);
  await open("directory");
  await task();
  expect(marks("residents")).toBe(1);
});
