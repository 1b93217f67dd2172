import { fireEvent } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeskView } from "../../bindings";
import { open, settled } from "../../testing/open";
import { STATES, type StateName } from "../../testing/states";
import { AutoLock, autoLock, DEFAULT, KEY } from "./auto-lock.svelte";
import { isBusy, locksItself } from "./idle";

const MINUTE_MS = 60_000;

function viewOf(state: StateName): DeskView {
  const { app } = STATES[state];
  if (app.kind !== "desk") throw new Error(`${state} is no desk`);
  return app;
}

test("nobody for that long locks the desk, and not a moment less", () => {
  const view = viewOf("directory");
  expect(locksItself(view, 10, 1_000, 1_000 + 10 * MINUTE_MS - 1)).toBe(false);
  expect(locksItself(view, 10, 1_000, 1_000 + 10 * MINUTE_MS)).toBe(true);
  expect(locksItself(view, 30, 1_000, 1_000 + 10 * MINUTE_MS)).toBe(false);
});

test.each<StateName>(["calling", "ringing", "connecting", "in-call", "reconnecting", "incoming", "in-call-second"])(
  "in %s somebody is needed here, so it stays open",
  (state) => {
    expect(isBusy(viewOf(state))).toBe(true);
    expect(locksItself(viewOf(state), 2, 0, 60 * MINUTE_MS)).toBe(false);
  },
);

test("a call that is over does not keep a name on the screen", () => {
  expect(locksItself(viewOf("ended"), 2, 0, 2 * MINUTE_MS)).toBe(true);
});

test("never is never, and what has no PIN or is locked is not locked", () => {
  expect(locksItself(viewOf("directory"), "never", 0, 1e12)).toBe(false);
  expect(locksItself(viewOf("settings"), 2, 0, 1e12)).toBe(false);
  expect(locksItself(viewOf("locked"), 2, 0, 1e12)).toBe(false);
});

test.each(["", "{", "null", "0", "3", "-2", '"2"', '"always"', "[]", "1e9"])("%s counts as not chosen", (broken) => {
  localStorage.setItem(KEY, broken);
  expect(new AutoLock().after).toBe(DEFAULT);
});

test("a choice outlasts the window", () => {
  new AutoLock().choose("never");
  expect(new AutoLock().after).toBe("never");
});

test("a window that may keep nothing still does what is chosen", () => {
  const refuses = () => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: refuses, setItem: refuses, clear: () => {} });
  const own = new AutoLock();
  expect(own.after).toBe(DEFAULT);
  own.choose(30);
  expect(own.after).toBe(30);
  vi.unstubAllGlobals();
});

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] }));
afterEach(() => {
  vi.useRealTimers();
  autoLock.choose(DEFAULT);
});
async function pass(minutes: number) {
  for (let minute = 0; minute < minutes; minute += 0.5) {
    vi.advanceTimersByTime(MINUTE_MS / 2);
    await settled();
  }
}
const LOCKED = [{ command: "lockDesk", args: [] }];

test("the program is asked once, and nothing at the start", async () => {
  const backend = await open("directory");
  await pass(9.5);
  expect(backend.asked).toEqual([]);
  await pass(0.5);
  expect(backend.asked).toEqual(LOCKED);
  await pass(30);
  expect(backend.asked).toEqual(LOCKED);
});

test.each([
  ["a key", () => fireEvent.keyDown(document.body, { key: "a" })],
  ["a click", () => fireEvent.pointerDown(document.body)],
  ["the wheel", () => fireEvent.wheel(document.body)],
])("%s begins the time anew", async (_, touch) => {
  const backend = await open("directory");
  await pass(9);
  await touch();
  await pass(9.5);
  expect(backend.asked).toEqual([]);
  await pass(1);
  expect(backend.asked).toEqual(LOCKED);
});

test("a pointer that moves is somebody, one that rests is nobody", async () => {
  const backend = await open("directory");
  const moveTo = (screenX: number) => {
    const event = new Event("pointermove", { bubbles: true });
    document.body.dispatchEvent(Object.assign(event, { screenX, screenY: 7 }));
  };
  moveTo(1);
  await pass(9);
  moveTo(2);
  await pass(9);
  expect(backend.asked).toEqual([]);
  moveTo(2);
  await pass(1);
  expect(backend.asked).toEqual(LOCKED);
});

test("after a call there is time to say what came of it", async () => {
  const backend = await open("in-call");
  await pass(20);
  expect(backend.asked).toEqual([]);
  backend.show(STATES.ended.app);
  await settled();
  await pass(9);
  expect(backend.asked).toEqual([]);
  await pass(1.5);
  expect(backend.asked).toEqual(LOCKED);
});

test("a shorter time counts at once", async () => {
  const backend = await open("directory");
  await pass(3);
  autoLock.choose(2);
  await settled();
  expect(backend.asked).toEqual(LOCKED);
});

test("a clock that is set back does not keep the desk open", async () => {
  const backend = await open("directory");
  vi.setSystemTime(Date.now() - 60 * MINUTE_MS);
  await pass(10.5);
  expect(backend.asked).toEqual(LOCKED);
});
