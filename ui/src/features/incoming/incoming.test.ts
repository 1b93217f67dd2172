import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { button, open, settled } from "../../testing/open";
import { STATES } from "../../testing/states";
import { GUARD_MS } from "./guard";

// The guard asks `performance.now()`; the tests say what it answers.
let now = 1_000;
beforeEach(() => void vi.spyOn(performance, "now").mockImplementation(() => now));
afterEach(() => void vi.restoreAllMocks());
const later = (ms: number) => (now += ms);

test("an incoming call is a dialog that says who calls, with the care note as its description", async () => {
  await open("incoming");
  const dialog = screen.getByRole("alertdialog", { name: "Mrs Jones, 101, is calling" });
  expect(dialog).toHaveAccessibleDescription("Hears best on the right. Speak slowly and say your name first.");
  expect(dialog).toHaveTextContent("Desk 1, Tom");
});

test.each([
  ["Answer", "answer"],
  ["Decline", "decline"],
])("%s acts once the call has been shown long enough to be meant", async (name, command) => {
  const backend = await open("incoming");
  later(GUARD_MS - 1);
  await userEvent.click(button(name));
  expect(backend.asked).toEqual([]);
  later(1);
  await userEvent.click(button(name));
  expect(backend.asked).toEqual([{ command, args: ["call-101"] }]);
});

test("Enter and Space that were meant for something else answer nothing", async () => {
  const backend = await open("incoming");
  expect(button("Answer")).toHaveFocus();
  await userEvent.keyboard("{Enter} ");
  expect(backend.asked).toEqual([]);
  later(GUARD_MS);
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([{ command: "answer", args: ["call-101"] }]);
});

test("F4 answers and F9 declines at once", async () => {
  const backend = await open("incoming");
  await userEvent.keyboard("{F4}{F9}");
  expect(backend.asked.map(({ command }) => command)).toEqual(["answer", "decline"]);
});

test("on a busy PC the guard begins when the call is seen, however late that is", async () => {
  const frames: FrameRequestCallback[] = [];
  const soon = vi.spyOn(globalThis, "requestAnimationFrame").mockImplementation((draw) => frames.push(draw));
  const backend = await open("incoming");
  later(10 * GUARD_MS);
  await userEvent.click(button("Answer"));
  frames.forEach((draw) => draw(0));
  later(GUARD_MS - 1);
  await userEvent.click(button("Answer"));
  expect(backend.asked).toEqual([]);
  later(1);
  await userEvent.click(button("Answer"));
  expect(backend.asked).toHaveLength(1);
  soon.mockRestore();
});

test("the next caller is guarded anew", async () => {
  const backend = await open("incoming");
  later(GUARD_MS);
  backend.show(STATES["incoming-unknown"].app);
  await settled();
  await userEvent.click(button("Answer"));
  expect(backend.asked).toEqual([]);
  expect(screen.getByRole("alertdialog", { name: "Unknown room is calling" })).toBeVisible();
});

test("in the small window only a click, F4 or F9 act, never Enter or Space", async () => {
  const backend = await open("incoming-small");
  later(GUARD_MS);
  button("Answer").focus();
  await userEvent.keyboard("{Enter} ");
  expect(backend.asked).toEqual([]);
  await userEvent.click(button("Answer"));
  await userEvent.keyboard("{F9}");
  expect(backend.asked.map(({ command }) => command)).toEqual(["answer", "decline"]);
});

test("a second call is a bar above the call and takes neither page nor focus", async () => {
  const backend = await open("in-call-second");
  expect(screen.getByRole("status")).toHaveTextContent("In call");
  expect(screen.getByRole("region", { name: "Second call" })).toHaveTextContent("Mr Haas is calling too");
  expect(button("Answer")).toHaveAccessibleDescription("Answering ends this call.");
  expect(button("Answer")).not.toHaveFocus();
  await userEvent.keyboard("{F9}");
  expect(backend.asked).toEqual([{ command: "hangUp", args: [] }]);
});

test("F9 declines the second call while the focus is in its bar", async () => {
  const backend = await open("in-call-second");
  button("Decline").focus();
  await userEvent.keyboard("{F9}");
  expect(backend.asked).toEqual([{ command: "decline", args: ["call-201"] }]);
});

test("who answered elsewhere is told and can be put away", async () => {
  const backend = await open("taken");
  expect(screen.getByText("Answered by Tom at Desk 1.")).toBeVisible();
  await userEvent.click(button("Close"));
  expect(backend.asked).toEqual([{ command: "dismissTaken", args: [] }]);
});

test("somebody who types keeps the focus when a call comes in", async () => {
  const backend = await open("directory");
  const search = screen.getByRole("searchbox", { name: "Search residents and rooms" });
  search.focus();
  backend.show(STATES.incoming.app);
  await settled();
  expect(button("Answer")).toBeVisible();
  expect(search).toHaveFocus();
});

test("once it no longer rings the focus is back where it was", async () => {
  const backend = await open("directory");
  const row = button(/^Details of Mrs Petrov/);
  row.focus();
  backend.show(STATES.incoming.app);
  await settled();
  expect(button("Answer")).toHaveFocus();
  backend.show(STATES.taken.app);
  await settled();
  expect(row).toHaveFocus();
});
