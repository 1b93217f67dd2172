import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { t } from "../../text";
import { button, open, settled } from "../../testing/open";
import { STATES, type StateName } from "../../testing/states";

const WORDS: [StateName, string][] = [
  ["calling", "Calling"],
  ["ringing", "Ringing"],
  ["connecting", "Connecting"],
  ["in-call", "In call"],
  ["in-call-muted", "In call"],
  ["reconnecting", "Reconnecting"],
  ["ended", "Call ended: the resident hung up"],
  ["ended-no-answer", "Call ended: nobody answered for 45 seconds"],
  ["ended-no-sound", "Call ended: no sound came through"],
];

test.each(WORDS)("in %s the one status says “%s”", async (state, word) => {
  await open(state);
  expect(screen.getByRole("status")).toHaveTextContent(new RegExp(`^${word}$`));
});

test.each(WORDS.slice(0, 6))("in %s the call can be hung up", async (state) => {
  const backend = await open(state);
  await userEvent.click(button("Hang up"));
  expect(backend.asked).toEqual([{ command: "hangUp", args: [] }]);
});

test("before the answer Mute does nothing, because nobody hears this desk", async () => {
  await open("ringing");
  expect(button("Mute")).toBeDisabled();
  expect(screen.getByText(/Nobody hears you until Mrs Jones answers/)).toBeVisible();
});

test("Mute keeps its name and tells by its pressed state", async () => {
  const backend = await open("in-call");
  expect(button("Mute")).toHaveAttribute("aria-pressed", "false");
  await userEvent.click(button("Mute"));
  expect(backend.asked).toEqual([{ command: "setMuted", args: [true] }]);

  backend.show(STATES["in-call-muted"].app);
  await settled();
  expect(button("Mute")).toHaveAttribute("aria-pressed", "true");
  expect(screen.getByText("You are not heard")).toBeVisible();
});

test("F8 mutes and F9 hangs up wherever the focus is", async () => {
  const backend = await open("in-call");
  await userEvent.keyboard("{F8}{F9}");
  expect(backend.asked.map(({ command }) => command)).toEqual(["setMuted", "hangUp"]);
});

test("Esc never hangs up", async () => {
  const backend = await open("in-call");
  await userEvent.keyboard("{Escape}");
  expect(backend.asked).toEqual([]);
});

test("the timer counts from the moment both could talk", async () => {
  const view = STATES["in-call"].app;
  if (view.kind !== "desk" || view.call.kind !== "inCall") throw new Error("the story is in a call");
  const backend = await open("directory");
  backend.show({ ...view, call: { ...view.call, sinceMs: Date.now() - 65_000 } });
  await settled();
  expect(screen.getByRole("timer")).toHaveTextContent(/^1:0[56]$/);
});

test("the focus goes to Hang up while it rings and to Mute once both can talk", async () => {
  const backend = await open("ringing");
  expect(button("Hang up")).toHaveFocus();
  backend.show(STATES["in-call"].app);
  await settled();
  expect(button("Mute")).toHaveFocus();
});

test("a broken line moves the focus nowhere, so that nobody hangs up by muting", async () => {
  const backend = await open("in-call");
  backend.show(STATES.reconnecting.app);
  await settled();
  expect(button("Mute")).toHaveFocus();
});

test("after hanging up a second press of Enter calls nobody", async () => {
  const backend = await open("in-call");
  backend.show(STATES["ended-here"].app);
  await settled();
  await userEvent.keyboard("{Enter}");
  expect(backend.asked.map(({ command }) => command)).not.toContain("startCall");
});

test("the care note stays in sight during the call", async () => {
  await open("in-call");
  expect(screen.getByRole("complementary", { name: "About Mrs Jones" })).toHaveTextContent("Hears best on the right");
});

test("after the end Call again puts the old call away and calls the same room", async () => {
  const backend = await open("ended");
  await userEvent.click(button("Call again"));
  await settled();
  expect(backend.asked).toEqual([
    { command: "closeCall", args: [] },
    { command: "startCall", args: ["unit-101"] },
  ]);
});

test("a resident nobody talked with is offered a call back at once", async () => {
  await open("ended-no-sound");
  expect(button("Call back now")).toHaveFocus();
  expect(screen.getByText(/waits in the call-back list/)).toBeVisible();
});

test("a VPN is named where it is the likely cause, and nowhere else", () => {
  expect(t.call.remedy({ kind: "mediaFailed", vpn: true })).toContain("VPN");
  expect(t.call.remedy({ kind: "mediaFailed", vpn: false })).not.toContain("VPN");
});

test("going elsewhere leaves the call as a strip with its state, timer, Mute and Hang up", async () => {
  const backend = await open("in-call");
  await userEvent.click(screen.getByRole("link", { name: /^Call back/ }));
  const strip = screen.getByRole("region", { name: "Current call" });
  expect(strip).toHaveTextContent("Mrs Jones, 101");
  expect(screen.getAllByRole("status")).toHaveLength(1);
  expect(screen.getByRole("status")).toHaveTextContent("In call");
  await userEvent.click(button("Hang up"));
  expect(backend.asked).toEqual([{ command: "hangUp", args: [] }]);
  await userEvent.click(button(/Mrs Jones, 101/));
  expect(screen.getByRole("heading", { name: "Mrs Jones" })).toBeVisible();
});

test("a headset that is gone is told in the call, with what to do", async () => {
  await open("in-call-device-gone");
  expect(screen.getByRole("alert")).toHaveTextContent("The headset is gone. Plug it in again; the call goes on.");
});

test("a call that ended for want of a microphone says so, and blames no network", async () => {
  await open("ended-no-microphone");
  expect(screen.getByText(/This PC has no microphone/)).toBeVisible();
  expect(screen.queryByText(/VPN/)).toBeNull();
});

test("if the server goes away the call stays on the page", async () => {
  await open("in-call-no-server");
  expect(screen.getByRole("status")).toHaveTextContent("In call");
  expect(screen.getByRole("alert")).toHaveTextContent("Your call goes on.");
});

test("every end reason has its words", () => {
  const kinds = ["hungUpHere", "cancelled", "declined", "nobodyReachable", "expired", "answeredElsewhere"] as const;
  for (const kind of kinds) expect(t.call.end({ kind })).toMatch(/^[a-z]/);
  expect(t.call.end({ kind: "busy", by: null })).toBe("busy");
  expect(t.call.end({ kind: "busy", by: "Desk 1" })).toBe("busy with Desk 1");
  expect(t.call.end({ kind: "signalingFailed" })).toBe("Alexa did not answer");
});

test("closing the window in a call asks first", async () => {
  const backend = await open("in-call");
  backend.askToClose();
  await settled();
  expect(screen.getByRole("dialog", { name: "Hang up on Mrs Jones and close?" })).toBeVisible();
  await userEvent.click(button("Stay in the call"));
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  backend.askToClose();
  await settled();
  await userEvent.click(button("Hang up and close"));
  expect(backend.asked.map(({ command }) => command)).toEqual(["stay", "leave"]);
});

test("closing a window without a tray asks, and a call that comes in wins", async () => {
  const backend = await open("directory");
  backend.askToClose("ring");
  await settled();
  expect(screen.getByRole("dialog", { name: "Close Roomline?" })).toBeVisible();
  backend.show(STATES.incoming.app);
  await settled();
  expect(screen.queryByRole("dialog", { name: "Close Roomline?" })).toBeNull();
  expect(backend.asked.map(({ command }) => command)).toEqual(["stay"]);
});

test("the question goes with its call, so that the next one does not open under it", async () => {
  const backend = await open("in-call");
  backend.askToClose();
  await settled();
  backend.show(STATES.ended.app);
  await settled();
  expect(backend.asked.map(({ command }) => command)).toEqual(["stay"]);
  backend.show(STATES.incoming.app);
  await settled();
  backend.show(STATES["in-call"].app);
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
});
