import { expect, test } from "vitest";
import { SEARCH, step } from "./cursor";

// Three columns:  a b c | d e   and below  f | g h i | j
const GROUPS = [["a", "b", "c", "d", "e"], ["f"], ["g", "h", "i", "j"]];
const to = (from: string, key: string, columns = 3) => step(GROUPS, columns, from, key);

test("left and right go one by one through all groups and stop at the ends", () => {
  expect(to("a", "ArrowRight")).toBe("b");
  expect(to("e", "ArrowRight")).toBe("f");
  expect(to("f", "ArrowLeft")).toBe("e");
  expect(to("a", "ArrowLeft")).toBe("a");
  expect(to("j", "ArrowRight")).toBe("j");
});

test("up and down keep to the column where there is one, else to the last of the line", () => {
  expect(to("b", "ArrowDown")).toBe("e");
  expect(to("c", "ArrowDown")).toBe("e");
  expect(to("e", "ArrowDown")).toBe("f");
  expect(to("f", "ArrowDown")).toBe("g");
  expect(to("i", "ArrowDown")).toBe("j");
  expect(to("j", "ArrowDown")).toBe("j");
  expect(to("h", "ArrowUp")).toBe("f");
  expect(to("f", "ArrowUp")).toBe("d");
});

test("above the first line is the search, and Home and End lead to the ends", () => {
  expect(to("c", "ArrowUp")).toBe(SEARCH);
  expect(to("h", "Home")).toBe("a");
  expect(to("a", "End")).toBe("j");
  expect(to("a", "x")).toBeUndefined();
});

test("in one column up and down go one by one", () => {
  expect(to("a", "ArrowDown", 1)).toBe("b");
  expect(to("e", "ArrowDown", 1)).toBe("f");
  expect(to("b", "ArrowUp", 1)).toBe("a");
});
