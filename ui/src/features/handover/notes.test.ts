import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NOW } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import { handover, LONG_NOTE, NOTE } from "../../testing/shift";
import { STATES, type StateName } from "../../testing/states";

const HEAD = "Note from Tom, Desk 1, 06:05";
const card = () => screen.getByRole("heading", { level: 2, name: HEAD }).closest("li")!;
/** What a screen reader hears of notes: the first region of the window. */
const said = () => document.querySelector("div.hide[aria-live=polite]")?.textContent?.trim() ?? "";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

function withNotes(state: StateName, notes = [NOTE]) {
  const { app } = STATES[state];
  if (app.kind !== "desk") throw new Error(`${state} is no desk`);
  return { ...app, handover: handover({ notes }) };
}

test.each<StateName>(["directory-note", "callbacks-note"])(
  "in %s the note of the shift before stands on top",
  async (state) => {
    const backend = await open(state);
    expect(within(card()).getByText(/Mrs Jones has a visitor until four\./)).toBeVisible();
    await userEvent.click(button("Read: note from Tom"));
    expect(backend.asked).toEqual([{ command: "readHandover", args: ["note-1"] }]);
    expect(card()).toBeVisible();
    backend.show(withNotes("directory", []));
    await settled();
    expect(screen.queryByText(HEAD)).toBeNull();
  },
);

test("whoever reads one of two goes on with the keyboard at the other", async () => {
  const backend = await open("directory-notes");
  button("Read: note from Tom").focus();
  await userEvent.keyboard("{Enter}");
  backend.show(withNotes("directory", [LONG_NOTE]));
  await settled();
  await userEvent.tab();
  expect(button("Read: note from Maria")).toHaveFocus();
});

test("a note that comes is said once, wherever one is, and read by somebody else it is gone", async () => {
  const backend = await open("settings");
  expect(said()).toBe("");
  backend.show(withNotes("settings"));
  await settled();
  expect(said()).toContain(HEAD);
  backend.show(withNotes("settings", [NOTE, LONG_NOTE]));
  await settled();
  expect(said()).not.toContain(HEAD);
  expect(said()).toContain("Note from Maria, Nurses’ station");
  backend.show(withNotes("settings", [NOTE]));
  await settled();
  expect(said()).toBe("");
});

test("a note that waits is said to whoever signs in or unlocks the desk, and nobody sees it behind the lock", async () => {
  const backend = await open("sign-in");
  backend.show(withNotes("directory"));
  await settled();
  expect(said()).toContain(HEAD);
  backend.show(STATES.locked.app);
  await settled();
  expect(document.body).not.toHaveTextContent("visitor");
  backend.show(withNotes("directory"));
  await settled();
  expect(said()).toContain(HEAD);
});

test("the program that cannot be asked says so, and the note stays", async () => {
  const backend = await open("directory-note");
  backend.refuseWith = { code: "stopped" };
  await userEvent.click(button("Read: note from Tom"));
  await settled();
  expect(screen.getByText(/Roomline has stopped/)).toBeVisible();
  expect(card()).toBeVisible();
});
