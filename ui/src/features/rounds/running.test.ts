import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeskView, RoundView } from "../../bindings";
import { NAMESAKES, NOW, UNITS } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import { came, FINISHED, MINE, PAUSED, roundOf, THEIRS } from "../../testing/rounds";
import { deskIn, ringing } from "../../testing/states";
import { GUARD_MS } from "../incoming/guard";

let now = 0;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});
/** Long enough that a key is meant. */
const wait = () => void (now += GUARD_MS);

const heading = () => screen.getByRole("heading", { level: 1 });
const row = (name: string) => screen.getByText(name, { selector: "ol p" }).closest("li")!;
const show = (round: RoundView, over: Partial<DeskView> = {}) => ({ ...deskIn("round"), ...over, rounds: [round] });
/** The round after something has come of one more stop. */
const after = (round: RoundView, room: number, done = came("reached", 0)): RoundView => ({
  ...round,
  stops: round.stops.map((stop) => (stop.unitId === `unit-${room}` ? { ...stop, done } : stop)),
});

test("the page says how far the round is, who is next, and what to know before the call", async () => {
  await open("round");
  expect(heading()).toHaveTextContent("5 of 11 doneNext: Mr Dubois, 106");
  const bar = screen.getByRole("progressbar");
  expect(bar).toHaveAttribute("aria-valuenow", "5");
  expect(bar).toHaveAttribute("aria-valuemax", "11");
  expect(screen.getByRole("heading", { level: 2, name: "Mr Dubois" })).toBeVisible();
  expect(screen.getByRole("note")).toHaveTextContent("Speaks French");
  expect(screen.getByText("The Echo is online")).toBeVisible();
  expect(button("Call Mr Dubois")).toHaveFocus();
  expect(button("Call Mr Dubois")).toHaveAccessibleDescription(
    /5 of 11 done.*Room 106, Garden wing.*Speaks French.*The Echo is online/,
  );
});

test("Enter calls the one who is next, once, and not before anybody has seen them", async () => {
  const backend = await open("round");
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([]);
  wait();
  await userEvent.keyboard("{Enter>4/}");
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-106"] }]);
});

test("nobody is ever called by the page itself", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  const backend = await open("round");
  for (let minute = 0; minute < 30; minute += 1) {
    vi.advanceTimersByTime(60_000);
    await settled();
  }
  expect(backend.asked.map(({ command }) => command)).not.toContain("startCall");
});

test("an Echo that is offline and a namesake are told before the call", async () => {
  const backend = await open("round-offline");
  expect(screen.getByText(/^The Echo in room 108 has been offline/)).toBeVisible();
  backend.list(NAMESAKES);
  backend.show(show(roundOf({ kind: "mine", sinceMs: 0 }, [[101]])));
  await settled();
  expect(screen.getByText("Another Mrs Jones lives in room 212.")).toBeVisible();
});

test("a room that has left the directory is not called, but skipped", async () => {
  const backend = await open("round");
  backend.list(UNITS.filter((unit) => unit.room !== "106"));
  await settled();
  expect(screen.getByText(/^This room is no longer in the list/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Call Mr Dubois" })).toBeNull();
  expect(button("Skip Mr Dubois, 106")).toHaveFocus();
});

test("what was said goes on at once, before the server has told it back, and is not taken back later", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const backend = await open("round");
  button("Skip Mr Dubois, 106").click();
  await settled();
  button("Skip this room").click();
  await settled();
  expect(backend.asked).toEqual([{ command: "settleStop", args: ["round-mine", "unit-106", "skipped", ""] }]);
  expect(button("Call Mrs Petrov")).toHaveFocus();
  expect(heading()).toHaveTextContent("5 of 11 done");
  // Nobody is exchanged under a finger that is about to call.
  vi.advanceTimersByTime(60_000);
  await settled();
  expect(button("Call Mrs Petrov")).toHaveFocus();
  backend.show(show(after(MINE, 107)));
  await settled();
  expect(button("Call Mr Dubois")).toHaveFocus();
});

test("a room is skipped with a note by keys alone, and Escape skips nobody", async () => {
  const backend = await open("round");
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  const note = screen.getByLabelText("Note for colleagues");
  expect(note).toHaveFocus();
  await userEvent.keyboard("At the{Escape}");
  expect(button("Skip Mr Dubois, 106")).toHaveFocus();
  expect(backend.asked).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await userEvent.keyboard(" At the doctor’s {Enter}");
  await settled();
  expect(backend.asked).toEqual([
    { command: "settleStop", args: ["round-mine", "unit-106", "skipped", "At the doctor’s"] },
  ]);
  expect(screen.getByText("Noted: Skipped.").closest("[aria-live=polite]")).not.toBeNull();
  expect(button("Call Mrs Petrov")).toHaveFocus();
});

test("what cannot be noted stays as it is, and says why", async () => {
  const backend = await open("round");
  backend.refuseWith = { code: "unreachable" };
  await userEvent.click(button("Skip Mr Dubois, 106"));
  await userEvent.type(screen.getByLabelText("Note for colleagues"), "At the doctor’s{Enter}");
  await settled();
  expect(screen.getByText(/^This desk cannot be reached/)).toBeVisible();
  expect(screen.getByLabelText("Note for colleagues")).toHaveValue("At the doctor’s");
});

test("every stop says what came of it, by whom and when", async () => {
  await open("round");
  expect(row("Ms Lindqvist")).toHaveTextContent(
    "Ms Lindqvist, 103 Ask to call later Ann, 09:46 Slept. After half past two.",
  );
  expect(row("Mr Dubois")).toHaveTextContent(/Next$/);
  expect(row("Mr Dubois")).toHaveAttribute("aria-current", "step");
  expect(row("Mrs Petrov")).toHaveTextContent(/To come/);
});

test("any room that is still to come can be called before its turn", async () => {
  const backend = await open("round");
  await userEvent.click(button("Call Ms Achterberg, 109"));
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-109"] }]);
  backend.show(show(after(MINE, 109)));
  await settled();
  expect(button("Call Mr Dubois")).toBeVisible();
});

test("what came of a stop is corrected where it stands, and the focus comes back", async () => {
  const backend = await open("round");
  await userEvent.click(button("Change what came of it: Ms Lindqvist, 103"));
  const group = screen.getByRole("group", { name: "Change what came of it: Ms Lindqvist, 103" });
  expect(within(group).getByRole("radio", { name: "Ask to call later" })).toHaveFocus();
  expect(screen.getByLabelText("Note for colleagues")).toHaveValue("Slept. After half past two.");
  await userEvent.click(within(group).getByRole("radio", { name: "Needs a visit" }));
  await userEvent.clear(screen.getByLabelText("Note for colleagues"));
  await userEvent.click(button("Keep the change"));
  await settled();
  expect(backend.asked).toEqual([{ command: "settleStop", args: ["round-mine", "unit-103", "needsVisit", ""] }]);
  expect(screen.getByText(/^Noted: Needs a visit\./)).toBeVisible();
  expect(button("Change what came of it: Ms Lindqvist, 103")).toHaveFocus();
  // Who is next has not changed by that.
  expect(button("Call Mr Dubois")).toBeVisible();
});

test("Escape corrects nothing, and a stop may be called again instead", async () => {
  const backend = await open("round");
  await userEvent.click(button(/^Change .*105$/));
  await userEvent.keyboard("{Escape}");
  expect(button(/^Change .*105$/)).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await userEvent.click(button("Call again"));
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-105"] }]);
});

test("Pause acts at once, and one more Enter goes on", async () => {
  const backend = await open("round");
  await userEvent.dblClick(button("Pause"));
  expect(backend.asked).toEqual([{ command: "pauseRound", args: ["round-mine"] }]);
  backend.show(show({ ...PAUSED, id: MINE.id }));
  await settled();
  expect(heading()).toHaveTextContent("The round is pausedPaused by Ann since 09:57. 5 of 7 done.");
  expect(button("Go on here")).toHaveFocus();
  expect(screen.queryByRole("button", { name: /^Change what|^Call/ })).toBeNull();
  await userEvent.keyboard("{Enter}");
  expect(backend.asked[1]).toEqual({ command: "resumeRound", args: ["round-mine"] });
});

test("a round with rooms left is finished only after a question that counts them", async () => {
  const backend = await open("round");
  await userEvent.click(button("Finish the round"));
  expect(screen.getByRole("dialog")).toHaveAccessibleName("Finish, although 6 rooms are not done?");
  expect(button("Go on calling")).toHaveFocus();
  backend.show(show(after(MINE, 106)));
  await settled();
  expect(screen.getByRole("dialog")).toHaveAccessibleName("Finish, although 5 rooms are not done?");
  await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Finish the round" }));
  expect(backend.asked).toEqual([{ command: "finishRound", args: ["round-mine"] }]);
  backend.show(show({ ...FINISHED, id: MINE.id }));
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(heading()).toHaveTextContent("The round is finished");
});

test("a round that is done may still be corrected, and is finished without a question", async () => {
  const backend = await open("round-all-done");
  expect(heading()).toHaveTextContent("2 of 2 done");
  expect(screen.getByText(/^Every room is done/)).toBeVisible();
  expect(button(/^Change .*102$/)).toBeVisible();
  await userEvent.dblClick(button("Finish the round"));
  expect(backend.asked).toEqual([{ command: "finishRound", args: ["round-mine"] }]);
});

test("after the last stop no button has the focus that could finish the round by chance", async () => {
  const backend = await open("round");
  const last = roundOf({ kind: "mine", sinceMs: 0 }, [[101]], MINE.id);
  backend.show(show(last));
  await settled();
  backend.show(show(after(last, 101)));
  await settled();
  expect(heading()).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([]);
});

test("a round that another desk takes over says so and calls nobody any more", async () => {
  const backend = await open("round");
  await userEvent.click(button("Finish the round"));
  backend.show(show({ ...THEIRS, id: MINE.id }));
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(heading()).toHaveTextContent("The round runs at Desk 1Tom has had it at Desk 1 since 09:53. 2 of 4 done.");
  expect(heading()).toHaveAttribute("aria-live", "polite");
  expect(screen.queryByRole("button", { name: /^Call|^Skip|^Change what/ })).toBeNull();
  expect(button("Take over")).toBeVisible();
});

test("a call that comes in between harms nothing: its keys are not those of the round", async () => {
  const backend = await open("round");
  wait();
  backend.show(show(MINE, { incoming: [ringing(201)] }));
  await settled();
  expect(button("Answer")).toHaveFocus();
  // Answered at another desk just as somebody presses Enter.
  backend.show(show(MINE));
  await settled();
  expect(button("Call Mr Dubois")).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([]);
  wait();
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-106"] }]);
});

test("a resident of the round who calls meanwhile is done when the server says so, and another one is next", async () => {
  const backend = await open("round");
  backend.show(show(MINE, { call: { kind: "inCall", who: MINE.stops[5]!.who, sinceMs: 0, muted: false } }));
  await settled();
  expect(screen.queryByRole("progressbar")).toBeNull();
  backend.show(show(after(MINE, 106)));
  await settled();
  expect(heading()).toHaveTextContent("6 of 11 done");
  expect(button("Call Mrs Petrov")).toHaveFocus();
});

test("during a call one may look at the round; calling from there says why not", async () => {
  const backend = await open("round-in-call-elsewhere");
  await userEvent.click(screen.getByRole("link", { name: "Rounds" }));
  expect(screen.getByRole("region", { name: "Current call" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Rounds" })).toHaveFocus();
  backend.refuseWith = { code: "alreadyInCall", name: "Mrs Jones" };
  wait();
  await userEvent.click(button("Call Mr Dubois"));
  await settled();
  expect(screen.getByText("You are in a call with Mrs Jones. Hang up first.")).toBeVisible();
});
