import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { open, settled } from "../../testing/open";

// A page that sees only what it is told to.
let parts: Element[] = [];
let tell: (part: Element, near: boolean) => void = () => {};
class Sees {
  constructor(hear: (entries: { target: Element; isIntersecting: boolean }[]) => void) {
    tell = (target, isIntersecting) => hear([{ target, isIntersecting }]);
  }
  observe(part: Element) {
    parts.push(part);
  }
  unobserve(part: Element) {
    parts = parts.filter((each) => each !== part);
  }
}
beforeEach(() => {
  parts = [];
  vi.stubGlobal("IntersectionObserver", Sees);
});
afterEach(() => void vi.unstubAllGlobals());

const rows = () => document.querySelectorAll("[data-row]").length;
const search = () => document.querySelector<HTMLInputElement>("[role=search] input")!;

test("of many residents only those near what one sees are in the page, and every group's title", async () => {
  await open("directory-500");
  const before = rows();
  expect(before).toBeGreaterThan(5);
  expect(before).toBeLessThan(100);
  expect(document.querySelectorAll("h2")).toHaveLength(24);
  tell(parts[20]!, true);
  await settled();
  expect(rows()).toBeGreaterThan(before);
  tell(parts[20]!, false);
  await settled();
  expect(rows()).toBe(before);
});

test("a screen reader hears how many there are, and can ask for those that are not drawn", async () => {
  await open("directory-500");
  const row = document.querySelector("[data-row]")!.closest("[role=listitem]")!;
  expect(row).toHaveAttribute("aria-posinset", "1");
  expect(row).toHaveAttribute("aria-setsize", "21");
  const before = rows();
  const more = [...document.querySelectorAll<HTMLElement>("[role=listitem] > button.hide")];
  expect(more[more.length - 1]).toHaveTextContent("Show rooms 6076 to 6080");
  more[more.length - 1]!.click();
  await settled();
  expect(rows()).toBeGreaterThan(before);
});

test("the keys walk through all of them, and the cursor is always drawn", async () => {
  const backend = await open("directory-500");
  search().focus();
  await userEvent.keyboard("{ArrowDown}{End}{ArrowUp}{ArrowUp}");
  expect(document.activeElement).toHaveAttribute("data-row", "unit-many-497");
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-many-497"] }]);
  await userEvent.keyboard("{Home}");
  expect(document.activeElement).toHaveAttribute("data-row", "unit-many-0");
  expect(rows()).toBeLessThan(100);
});

test("a search among them shows who was looked for", async () => {
  const backend = await open("directory-500");
  await userEvent.type(search(), "5020{Enter}");
  expect(rows()).toBe(1);
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-many-355"] }]);
});
