import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { AppView, PinAttemptView } from "../../bindings";
import { clock } from "../../text";
import { UNITS } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import { STATES } from "../../testing/states";

afterEach(() => void vi.useRealTimers());

const pin = () => screen.getByLabelText("PIN");
const MINUTE_MS = 60_000;

function locked(attempt: PinAttemptView): AppView {
  const { app } = STATES.locked;
  if (app.kind !== "desk") throw new Error("a desk is locked");
  return { ...app, lock: { kind: "locked", attempt } };
}

test("a locked desk says who sits here, that calls still ring, and waits for the PIN", async () => {
  await open("locked");
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("This desk is locked");
  expect(screen.getByText("Ann is signed in at Desk 2.")).toBeVisible();
  expect(screen.getByRole("heading", { name: "Calls still ring here" })).toBeVisible();
  expect(screen.getByText("Anybody can answer them without the PIN.")).toBeVisible();
  expect(pin()).toHaveFocus();
  expect(pin()).toHaveAttribute("type", "password");
});

test.each(["{Enter}", "click"])("the digits that were typed are asked about by %s, and leave the page", async (how) => {
  const backend = await open("locked");
  await userEvent.type(pin(), "4711");
  if (how === "click") await userEvent.click(button("Unlock"));
  else await userEvent.keyboard(how);
  expect(backend.asked).toEqual([{ command: "unlock", args: ["4711"] }]);
  expect(pin()).toHaveValue("");
});

test.each(["", "123", "12a4"])("what is no PIN is told here and costs no attempt: “%s”", async (typed) => {
  const backend = await open("locked");
  if (typed) await userEvent.type(pin(), typed);
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([]);
  expect(screen.getByRole("alert")).toHaveTextContent("A PIN has 4 to 8 digits.");
});

test("a wrong PIN is told at the empty field, which keeps the focus", async () => {
  const backend = await open("locked");
  await userEvent.type(pin(), "4711");
  await userEvent.click(button("Unlock"));
  backend.show(locked({ kind: "checking" }));
  await settled();
  expect(button("Checking")).toHaveAttribute("aria-busy", "true");
  backend.show(locked({ kind: "wrong" }));
  await settled();
  expect(screen.getByRole("alert")).toHaveTextContent("This PIN is not right. Try again.");
  expect(pin()).toHaveFocus();
  expect(pin()).toHaveValue("");
  expect(pin()).toBeInvalid();
  expect(pin()).toHaveAccessibleDescription("This PIN is not right. Try again.");
});

test("while a PIN is checked no other is asked about", async () => {
  const backend = await open("locked");
  backend.show(locked({ kind: "checking" }));
  await settled();
  await userEvent.type(pin(), "4711{Enter}");
  expect(backend.asked).toEqual([]);
});

test("what somebody types stays when the program tells something else", async () => {
  const backend = await open("locked-wrong");
  await userEvent.type(pin(), "47");
  backend.show(locked({ kind: "wrong" }));
  await settled();
  expect(pin()).toHaveValue("47");
});

test("after too many wrong PINs nothing is asked until then, and the seconds are counted", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"], now: new Date(2026, 0, 5, 14, 30, 20) });
  const backend = await open("locked");
  const untilMs = Date.now() + 90_000;
  backend.show(locked({ kind: "wait", untilMs }));
  await settled();
  expect(screen.getByRole("alert")).toHaveTextContent("Too many wrong PINs. Try again at 14:32.");
  expect(clock(untilMs)).toBe("14:31");
  expect(screen.getByRole("timer")).toHaveTextContent("90 seconds left");
  expect(button("Unlock")).toBeDisabled();
  expect(pin()).toHaveAttribute("readonly");
  pin().closest("form")!.requestSubmit();
  vi.advanceTimersByTime(MINUTE_MS);
  await settled();
  expect(screen.getByRole("timer")).toHaveTextContent("30 seconds left");
  vi.advanceTimersByTime(30_000);
  await settled();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(button("Unlock")).toBeEnabled();
  expect(pin()).not.toHaveAttribute("readonly");
  expect(backend.asked).toEqual([]);
});

test("no name stays on the page, whatever the window still has", async () => {
  const backend = await open("directory");
  expect(document.body).toHaveTextContent("Mrs Jones");
  for (const state of ["locked", "change-list", "incoming-locked", "in-call-locked", "ended-locked"] as const) {
    backend.show(STATES[state].app);
    await settled();
    for (const { name } of UNITS) expect(document.body, state).not.toHaveTextContent(name);
    expect(screen.queryByRole("navigation"), state).toBeNull();
  }
});

test("a desk that cannot be reached says so, and opens all the same", async () => {
  const backend = await open("locked-unreachable");
  expect(screen.getByRole("heading", { name: "This desk cannot be reached" })).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("They should still ring at Desk 1 and Nurses’ station.");
  expect(screen.queryByText("Calls still ring here")).toBeNull();
  await userEvent.type(pin(), "4711{Enter}");
  await userEvent.click(button("Try now"));
  expect(backend.asked.map(({ command }) => command)).toEqual(["unlock", "tryNow"]);
});

test("a desk at which nobody can talk says so", async () => {
  await open("locked-away");
  expect(screen.getByRole("heading", { name: "Calls ring at other desks first" })).toBeVisible();
  expect(screen.getByText(/This PC has no microphone/)).toBeVisible();
});

test("whoever forgot the PIN is told what signing out means, and is asked", async () => {
  const backend = await open("locked");
  await userEvent.click(button("Forgot the PIN?"));
  const question = screen.getByRole("dialog", { name: "Sign out to go on without the PIN?" });
  expect(question).toHaveAccessibleDescription(/no call rings at this desk until somebody signs in/);
  expect(button("Stay")).toHaveFocus();
  await userEvent.click(button("Stay"));
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(button("Forgot the PIN?")).toHaveFocus();
  expect(backend.asked).toEqual([]);
  await userEvent.click(button("Forgot the PIN?"));
  await userEvent.click(button("Sign out"));
  expect(backend.asked).toEqual([{ command: "signOut", args: [] }]);
});

test("Escape closes the question and does nothing else", async () => {
  const backend = await open("locked-forgot");
  await userEvent.click(button("Forgot the PIN?"));
  await userEvent.keyboard("{Escape}");
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(backend.asked).toEqual([]);
});

test("a call goes before the question", async () => {
  const backend = await open("locked");
  await userEvent.click(button("Forgot the PIN?"));
  backend.show(STATES["incoming-locked"].app);
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(button("Answer")).toBeVisible();
});

test("once unlocked everything is there again", async () => {
  const backend = await open("locked");
  backend.show(STATES.directory.app);
  backend.list(UNITS);
  await settled();
  expect(screen.getByRole("searchbox")).toBeVisible();
  expect(screen.getByRole("navigation")).toBeVisible();
});
