import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { WhoView } from "../../bindings";
import { look } from "../../look.svelte";
import { unnamed } from "../../testing/house";
import { open, settled } from "../../testing/open";
import { STATES } from "../../testing/states";
import { callingOf, fullNameOf, nameOf, placeOf, roomOf } from "../../who";
import { tellOf } from "../call/call";

test("a call at a locked desk is answered by F4 and declined by F9", async () => {
  const backend = await open("incoming-locked");
  await userEvent.keyboard("{F4}{F9}");
  expect(backend.asked).toEqual([
    { command: "answer", args: ["call-101"] },
    { command: "decline", args: ["call-101"] },
  ]);
});

test("it is called by its room, once", async () => {
  await open("incoming-locked");
  const dialog = screen.getByRole("alertdialog", { name: "Room 101 is calling" });
  expect(dialog.textContent?.match(/Room 101/g)).toHaveLength(1);
  expect(dialog).toHaveTextContent("Garden wing");
  expect(dialog).toHaveTextContent("Room 201 is calling too");
  expect(dialog).toHaveTextContent("You can answer without the PIN. Name and notes show after it.");
  expect(screen.queryByText("Before you answer")).toBeNull();
});

test("so it is in the small window", async () => {
  const backend = await open("incoming-small-locked");
  const dialog = screen.getByRole("alertdialog", { name: "Room 101 is calling" });
  expect(dialog.textContent?.match(/Room 101/g)).toHaveLength(1);
  await userEvent.keyboard("{F4}");
  expect(backend.asked).toEqual([{ command: "answer", args: ["call-101"] }]);
});

test("a PIN that is being typed is not taken for an answer", async () => {
  const backend = await open("locked");
  await userEvent.type(screen.getByLabelText("PIN"), "47");
  backend.show(STATES["incoming-locked"].app);
  await settled();
  expect(screen.getByLabelText("PIN")).toHaveFocus();
  await userEvent.keyboard("11{Enter}");
  expect(backend.asked).toEqual([{ command: "unlock", args: ["4711"] }]);
});

test("in a call everything but names is there, and the lock is back when it is over", async () => {
  const backend = await open("in-call-locked");
  expect(screen.getByRole("heading", { name: "Room 101" })).toBeVisible();
  expect(screen.getByText("Garden wing")).toBeVisible();
  await userEvent.keyboard("{F8}{F9}");
  expect(backend.asked.map(({ command }) => command)).toEqual(["setMuted", "hangUp"]);
  backend.show(STATES.locked.app);
  await settled();
  expect(screen.getByLabelText("PIN")).toHaveFocus();
});

test("during a call the PIN shows who it is", async () => {
  const backend = await open("in-call-locked");
  await userEvent.type(screen.getByLabelText("PIN"), "4711{Enter}");
  expect(backend.asked).toEqual([{ command: "unlock", args: ["4711"] }]);
  backend.show(STATES["in-call"].app);
  await settled();
  expect(screen.getByRole("heading", { name: "Mrs Jones" })).toBeVisible();
  expect(screen.queryByLabelText("PIN")).toBeNull();
});

test("a call seen from elsewhere takes the page when the desk is locked", async () => {
  const backend = await open("in-call");
  await userEvent.click(screen.getByRole("link", { name: "Settings" }));
  backend.show(STATES["in-call-locked"].app);
  await settled();
  expect(screen.queryByRole("region", { name: "Current call" })).toBeNull();
  expect(screen.getByRole("heading", { name: "Room 101" })).toBeVisible();
});

test("so does one that has ended meanwhile", async () => {
  const backend = await open("in-call");
  await userEvent.click(screen.getByRole("link", { name: "Settings" }));
  backend.show(STATES.ended.app);
  await settled();
  expect(screen.getByRole("region", { name: "Current call" })).toBeVisible();
  backend.show(STATES["ended-locked"].app);
  await settled();
  expect(screen.queryByRole("region", { name: "Current call" })).toBeNull();
  expect(screen.getByText("What came of it?")).toBeVisible();
});

test("what came of a call is said by the same keys, and calls nobody again", async () => {
  const backend = await open("ended-locked");
  expect(screen.queryByRole("button", { name: "Call again" })).toBeNull();
  // There is no other place to go to.
  await userEvent.keyboard("{Control>}2{/Control}");
  expect(backend.asked).toEqual([]);
  await userEvent.keyboard("1");
  expect(backend.asked).toEqual([{ command: "settleCall", args: ["reached", ""] }]);
});

test("a note that is being typed outlasts the lock", async () => {
  const backend = await open("ended");
  await userEvent.type(screen.getByLabelText("Note for colleagues"), "after lunch");
  backend.show(STATES["ended-locked"].app);
  await settled();
  expect(screen.getByLabelText("Note for colleagues")).toHaveValue("after lunch");
});

test("a room without a name reads well wherever one is named", () => {
  const room = unnamed(101);
  const nowhere: WhoView = { kind: "room", room: "214", place: null };
  expect([nameOf(room), fullNameOf(room), roomOf(room), placeOf(room)]).toEqual([
    "Room 101",
    "Room 101",
    "101",
    "Garden wing",
  ]);
  expect(placeOf(nowhere)).toBe("No name is shown while this desk is locked");
  expect(callingOf(nowhere)).toBe("Room 214 is calling");
});

test.each([
  ["en", "Room 101 has answered. Opening the line."],
  ["de", "Zimmer 101 hat angenommen. Die Leitung wird geöffnet."],
  ["fr", "La chambre 101 a répondu. La ligne s’ouvre."],
  ["es", "La habitación 101 ha contestado. Se está abriendo la línea."],
] as const)("in %s a sentence about a room begins and goes on as it should", (language, answered) => {
  look.choose({ language });
  const who = unnamed(101);
  expect(tellOf({ kind: "connecting", who, direction: "toUnit", muted: false })).toBe(answered);
  expect(tellOf({ kind: "connecting", who, direction: "fromUnit", muted: false })).toMatch(
    /room 101|Zimmer 101|la chambre 101|la habitación 101/,
  );
  look.choose({ language: "system" });
});
