import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeskView } from "../../bindings";
import type { FakeBackend } from "../../testing/fake-backend";
import { NOW } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import { TOM } from "../../testing/people";
import { MINE, PAUSED, THEIRS } from "../../testing/rounds";
import { handover } from "../../testing/shift";
import { STATES, type StateName } from "../../testing/states";
import { draft } from "./draft.svelte";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => {
  for (const person of [viewOf("handover").person, TOM.id]) draft.write(person, "");
  draft.follow(STATES["sign-in"].app);
  vi.useRealTimers();
});

const LOADED = { command: "loadHandover", args: [] };
const field = () => screen.getByLabelText("Note for the next shift");
/** By its key, whichever it is. */
const pressKeyOf = (place: string) => {
  const keys = screen.getByRole("link", { name: place }).getAttribute("aria-keyshortcuts")!;
  return userEvent.keyboard(`{Control>}${keys.replace("Control+", "")}{/Control}`);
};
const dialog = () => screen.getByRole("dialog", { name: "Hand over now?" });
const region = (name: string) => within(screen.getByRole("region", { name }));

function viewOf(state: StateName): DeskView & { kind: "desk" } {
  const { app } = STATES[state];
  if (app.kind !== "desk") throw new Error(`${state} is no desk`);
  return app;
}

/** Clicks the button of the page, then the one of the question that has the same name. */
async function handsOver(name: string) {
  await userEvent.click(button(name));
  await userEvent.click(within(dialog()).getByRole("button", { name }));
}

/** What was asked, but for the figures. */
const asked = (backend: FakeBackend) => backend.asked.filter(({ command }) => command !== "loadHandover");

test("the page is reached from the foot of the rail and by its key, and asks how the shift went", async () => {
  const backend = await open("directory");
  await userEvent.click(screen.getByRole("link", { name: "Hand over" }));
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Hand over");
  expect(backend.asked).toEqual([LOADED]);
  await pressKeyOf("Residents");
  expect(screen.getByRole("searchbox")).toBeVisible();
  await pressKeyOf("Hand over");
  expect(backend.asked).toEqual([LOADED, LOADED]);
});

test("what is open stands there with its age, and what will be given back", async () => {
  await open("handover");
  const lines = region("Open right now")
    .getAllByRole("listitem")
    .map((line) => line.textContent?.replace(/\s+/g, " ").trim());
  expect(lines).toEqual([
    expect.stringMatching(/Mr Dubois Yours, goes back to everybody$/),
    expect.stringMatching(/Mr Haas Waiting 26 min$/),
    expect.stringMatching(/Mrs Whitcombe Waiting 9 min$/),
    expect.stringMatching(/Mr O’Rourke Tom, Desk 1, is calling back$/),
  ]);
});

test("what the leaving person has taken on at another desk goes back, too", async () => {
  const backend = await open("handover");
  backend.show({ ...viewOf("handover"), staff: "Tom" });
  await settled();
  expect(region("Open right now").getAllByText("Yours, goes back to everybody")).toHaveLength(2);
  await userEvent.click(button("Hand over and lock"));
  expect(dialog()).toHaveAccessibleDescription(/2 call-backs go back to everybody\./);
});

test("what a colleague has taken on at this desk goes back as well, and is not called one's own", async () => {
  const backend = await open("handover");
  const callbacks = viewOf("handover").callbacks.map((owed) =>
    owed.state.kind === "mine"
      ? { ...owed, state: { kind: "theirs" as const, station: "Desk 2", staff: "Maria", sinceMs: NOW } }
      : owed,
  );
  backend.show({ ...viewOf("handover"), callbacks });
  await settled();
  expect(region("Open right now").getByText("Taken on by Maria at this desk, goes back to everybody")).toBeVisible();
  await userEvent.click(button("Hand over and lock"));
  expect(dialog()).toHaveAccessibleDescription(/1 call-back goes back to everybody\./);
});

test("a long list is cut and says so, and visits are told", async () => {
  await open("handover-groups");
  const open_ = region("Open right now");
  expect(open_.getAllByRole("listitem")).toHaveLength(6);
  expect(open_.getByText("and 1 more in the call-back list")).toBeVisible();
  expect(open_.getByText(/Waiting 52 min, Needs a visit/)).toBeVisible();
});

test("the shift is told in plain words", async () => {
  await open("handover");
  const shift = region("How the shift went");
  expect(shift.getByText("Since 06:05, when Tom handed over")).toBeVisible();
  const words = "14 calls, 13 answered, half of them within 9 seconds, nine of ten within 21 seconds.";
  expect(shift.getByText(words)).toBeVisible();
  expect(shift.getByText("Tom’s note, 06:05:")).toBeVisible();
  expect(shift.getByText("Read by Ann.")).toBeVisible();
  expect(shift.queryByRole("heading", { name: "Front desk" })).toBeNull();
});

test("of several ring groups each has its name and its own words", async () => {
  await open("handover-groups");
  const shift = region("How the shift went");
  expect(shift.getByRole("heading", { name: "Front desk" })).toBeVisible();
  expect(shift.getByRole("heading", { name: "Pharmacy" })).toBeVisible();
  expect(shift.getByText("In the last 24 hours")).toBeVisible();
  expect(shift.getByText("No calls.")).toBeVisible();
});

test("figures that do not come are asked for again, by a click and by themselves", async () => {
  const backend = await open("handover-loading");
  expect(screen.getByRole("region", { name: "How the shift went" })).toHaveAttribute("aria-busy", "true");
  backend.show(viewOf("handover-failed"));
  await settled();
  expect(region("How the shift went").getByRole("alert")).toHaveTextContent("The server could not say");
  await userEvent.click(region("How the shift went").getByRole("button", { name: "Try now" }));
  expect(backend.asked).toEqual([LOADED, LOADED]);
});

test("while the page is open the figures stay new", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  const backend = await open("handover");
  vi.advanceTimersByTime(180_000);
  expect(backend.asked).toHaveLength(4);
  screen.getByRole("link", { name: "Settings" }).click();
  await settled();
  vi.advanceTimersByTime(180_000);
  expect(backend.asked).toHaveLength(4);
});

test("whoever hands over is told before what will happen, and may still not", async () => {
  const backend = await open("handover-no-pin");
  expect(screen.queryByRole("button", { name: "Hand over and lock" })).toBeNull();
  await userEvent.type(field(), "The lift");
  await userEvent.click(button("Hand over and sign out"));
  expect(dialog()).toHaveAccessibleDescription(
    "Your note goes to every desk of your ring group. 1 call-back goes back to everybody. " +
      "Then nobody is signed in here, and no call rings at this desk until somebody signs in.",
  );
  expect(button("Not yet")).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(button("Hand over and sign out")).toHaveFocus();
  expect(asked(backend)).toEqual([]);
  expect(field()).toHaveValue("The lift");
  await handsOver("Hand over and sign out");
  expect(asked(backend)).toEqual([{ command: "handOver", args: ["The lift", "signOut"] }]);
});

test("whose round runs here is told that it is paused", async () => {
  const backend = await open("handover-no-pin");
  await userEvent.click(button("Hand over and sign out"));
  expect(dialog()).not.toHaveAccessibleDescription(/round/);
  backend.show({ ...viewOf("handover-no-pin"), rounds: [PAUSED, MINE] });
  await settled();
  expect(dialog()).toHaveAccessibleDescription(/Your round is paused: any desk can go on with it\./);
  backend.show({ ...viewOf("handover-no-pin"), rounds: [THEIRS, PAUSED] });
  await settled();
  expect(dialog()).not.toHaveAccessibleDescription(/round/);
});

test("the last desk that takes calls is told that it is", async () => {
  await open("handover-no-pin");
  await userEvent.click(button("Hand over and sign out"));
  expect(dialog()).not.toHaveAccessibleDescription(/No other desk/);
  await userEvent.click(button("Not yet"));
  document.body.innerHTML = "";
  await open("handover-question");
  await userEvent.click(button("Hand over and sign out"));
  expect(dialog()).toHaveAccessibleDescription(/No other desk takes calls now\.$/);
});

test("with a PIN the desk is locked and rings on, or signed out by choice", async () => {
  const backend = await open("handover");
  expect(button("Hand over and lock")).toHaveAccessibleDescription(
    "Calls still ring here until the next person signs in.",
  );
  await handsOver("Hand over and lock");
  await handsOver("Hand over and sign out");
  expect(asked(backend)).toEqual([
    { command: "handOver", args: ["", "lock"] },
    { command: "handOver", args: ["", "signOut"] },
  ]);
});

test("while the server is told nothing is asked twice and the note stands still", async () => {
  const backend = await open("handover");
  await userEvent.type(field(), "The lift");
  await handsOver("Hand over and lock");
  backend.show(viewOf("handover-asking"));
  await settled();
  expect(button("Handing over")).toHaveAttribute("aria-busy", "true");
  await userEvent.click(button("Handing over"));
  await userEvent.click(button("Hand over and sign out"));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(field()).toHaveAttribute("readonly");
  expect(asked(backend)).toHaveLength(1);
});

test.each([
  ["notReached", /The server does not answer. Your note is still here/],
  ["notTaken", /The server did not take it. Your note is still here/],
] as const)("a hand-over that fails (%s) says so and keeps the note", async (problem, words) => {
  const backend = await open("handover");
  await userEvent.type(field(), "The lift");
  await handsOver("Hand over and lock");
  backend.show(viewOf("handover-asking"));
  await settled();
  backend.show({ ...viewOf("handover"), handover: handover({ sending: { kind: "failed", problem } }) });
  await settled();
  expect(screen.getByRole("alert")).toHaveTextContent(words);
  expect(field()).toHaveValue("The lift");
  await handsOver("Hand over and lock");
  expect(asked(backend).at(-1)).toEqual({ command: "handOver", args: ["The lift", "lock"] });
});

test("a refusal keeps the note as well", async () => {
  const backend = await open("handover");
  await userEvent.type(field(), "The lift");
  backend.refuseWith = { code: "noPin" };
  await handsOver("Hand over and lock");
  await settled();
  expect(screen.getByText(/Set a PIN first/)).toBeVisible();
  expect(field()).toHaveValue("The lift");
});

test("a half-written note outlasts the page and a lock, and is nobody else's", async () => {
  const backend = await open("handover");
  await userEvent.type(field(), "Mrs Jones");
  await pressKeyOf("Settings");
  await pressKeyOf("Hand over");
  expect(field()).toHaveValue("Mrs Jones");
  backend.show(viewOf("locked"));
  await settled();
  expect(document.body.innerHTML).not.toContain("Mrs Jones");
  backend.show(viewOf("handover"));
  await settled();
  expect(field()).toHaveValue("Mrs Jones");
  backend.show({ ...viewOf("handover"), staff: TOM.name, person: TOM.id });
  await settled();
  await pressKeyOf("Hand over");
  expect(field()).toHaveValue("");
  await userEvent.type(field(), "Room 212");
  backend.show(viewOf("handover"));
  await settled();
  await pressKeyOf("Hand over");
  expect(field()).toHaveValue("Mrs Jones");
  expect(JSON.stringify({ ...localStorage })).not.toContain("Jones");
});

test("a note that was taken is gone from the page, whether the desk is signed out or locked", async () => {
  for (const after of ["sign-in", "locked"] as const) {
    const backend = await open("handover");
    await userEvent.type(field(), "The lift");
    backend.show(viewOf("handover-asking"));
    await settled();
    backend.show(STATES[after].app);
    await settled();
    backend.show(viewOf("directory"));
    await settled();
    await pressKeyOf("Hand over");
    expect(field()).toHaveValue("");
    document.body.innerHTML = "";
  }
});

test("a note that was taken is gone, also if somebody else sits down behind the lock", async () => {
  const backend = await open("handover");
  await userEvent.type(field(), "The lift");
  backend.show(viewOf("handover-asking"));
  await settled();
  backend.show(viewOf("locked"));
  await settled();
  backend.show({ ...viewOf("directory"), staff: TOM.name, person: TOM.id });
  await settled();
  backend.show(viewOf("directory"));
  await settled();
  await pressKeyOf("Hand over");
  expect(field()).toHaveValue("");
});

test("a lock in the middle of it decides nothing: what fails behind it is still there afterwards", async () => {
  const backend = await open("handover");
  await userEvent.type(field(), "The lift");
  backend.show(viewOf("handover-asking"));
  await settled();
  backend.show(viewOf("locked"));
  await settled();
  backend.show(viewOf("handover-failed"));
  await settled();
  expect(field()).toHaveValue("The lift");
});

test("in a call nobody signs out, and may lock", async () => {
  const backend = await open("handover-in-call");
  await userEvent.click(screen.getByRole("link", { name: "Hand over" }));
  expect(button("Hand over and sign out")).toBeDisabled();
  expect(button("Hand over and sign out")).toHaveAccessibleDescription(/You are in a call/);
  await handsOver("Hand over and lock");
  expect(asked(backend)).toEqual([{ command: "handOver", args: ["", "lock"] }]);
});

test("a call that comes in goes before the question", async () => {
  const backend = await open("handover");
  await userEvent.click(button("Hand over and lock"));
  backend.show({ ...viewOf("incoming"), handover: handover() });
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(asked(backend)).toEqual([]);
});

test("a desk in no ring group has nobody to hand over to", async () => {
  await open("handover-no-group");
  expect(screen.getByText(/This desk is in no ring group/)).toBeVisible();
  expect(screen.queryByLabelText("Note for the next shift")).toBeNull();
  expect(screen.queryByRole("button", { name: /^Hand over/ })).toBeNull();
});

test("no more is typed than a note may hold", async () => {
  await open("handover");
  expect(field()).toHaveAttribute("maxlength", "500");
});
