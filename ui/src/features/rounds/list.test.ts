import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RoundView } from "../../bindings";
import { NOW } from "../../testing/house";
import { FINISHED, MINE, PAUSED, roundOf, THEIRS } from "../../testing/rounds";
import { button, open, settled } from "../../testing/open";
import { deskIn, STATES } from "../../testing/states";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

const heading = () => screen.getByRole("heading", { level: 1 });
const parts = () => screen.queryAllByRole("heading", { level: 2 }).map((each) => each.textContent);
const show = (rounds: RoundView[]) => ({ ...deskIn("rounds"), rounds });

test("the rail leads to the rounds by click and by Ctrl+3, and Settings are the fourth place", async () => {
  await open("directory");
  await userEvent.click(screen.getByRole("link", { name: "Rounds" }));
  expect(heading()).toHaveTextContent("Rounds");
  expect(screen.getByRole("link", { name: "Rounds" })).toHaveAttribute("aria-current", "page");
  await userEvent.keyboard("{Control>}4{/Control}");
  expect(heading()).toHaveTextContent("Settings");
  await userEvent.keyboard("{Control>}3{/Control}");
  expect(heading()).toHaveTextContent("Rounds");
});

test("without a round the page says what one is for", async () => {
  await open("rounds-none");
  expect(heading()).toHaveTextContent("No round is going on.");
  expect(screen.getByText(/^A round calls rooms one after the other/)).toBeVisible();
  expect(button("New round")).toBeVisible();
});

test("rounds stand by who has them, each with how far it is", async () => {
  const backend = await open("rounds");
  await userEvent.click(button("All rounds"));
  expect(heading()).toHaveTextContent("3 rounds are not finished.");
  expect(heading()).toHaveFocus();
  expect(parts()).toEqual(["At this desk", "Paused", "At other desks", "Finished in the last 24 hours"]);
  expect(screen.getByText("Paused by Ann since 09:57.")).toBeVisible();
  expect(screen.getByText("Tom has had it at Desk 1 since 09:53.")).toBeVisible();
  expect(screen.getByText("Finished by Tom, 10:02.")).toBeVisible();
  const bars = screen.getAllByRole("progressbar", { name: "How far the round is" });
  expect(bars.map((bar) => bar.ariaValueNow)).toEqual(["5", "5", "2", "6"]);
  expect(bars[0]).toHaveAttribute("aria-valuetext", "5 of 11 done");
  // One round at a time: nobody is led to a refusal.
  expect(screen.queryByRole("button", { name: "New round" })).toBeNull();
  expect(screen.getByText(/^A desk runs one round at a time/)).toBeVisible();
  expect(backend.asked).toEqual([]);
});

test("a paused round goes on here with one press, and its page shows as soon as it does", async () => {
  const backend = await open("rounds");
  backend.show(show([PAUSED]));
  await settled();
  const go = button("Go on here Round started 09:38");
  await userEvent.dblClick(go);
  expect(backend.asked).toEqual([{ command: "resumeRound", args: ["round-paused"] }]);
  expect(heading()).toHaveTextContent("The round is paused");
  backend.show(show([{ ...PAUSED, state: { kind: "mine", sinceMs: 0 } }]));
  await settled();
  expect(heading()).toHaveTextContent("5 of 7 done");
  expect(button("Call Mr Dubois")).toHaveFocus();
});

test("a round of another desk is taken over only by whoever says so twice", async () => {
  const backend = await open("rounds-take-over");
  await userEvent.click(button("Take over Round started 09:38"));
  expect(screen.getByRole("dialog")).toHaveAccessibleName("Take over the round from Tom?");
  expect(screen.getByRole("dialog")).toHaveAccessibleDescription("Then it runs at this desk, and no longer at Desk 1.");
  expect(button("Leave it there")).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(button("Take over Round started 09:38")).toHaveFocus();
  expect(backend.asked).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Take over" }));
  expect(backend.asked).toEqual([{ command: "resumeRound", args: ["round-theirs"] }]);
});

test("the question goes when the other desk has finished meanwhile", async () => {
  const backend = await open("rounds-take-over");
  await userEvent.click(button("Take over Round started 09:38"));
  backend.show(show([{ ...THEIRS, state: { kind: "finished", staff: "Tom", atMs: 0 } }]));
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  backend.show(show([THEIRS]));
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a question that was about one desk does not come back with the next", async () => {
  const backend = await open("round-theirs");
  await userEvent.click(button(/^Show/));
  await userEvent.click(button("Take over"));
  expect(screen.getByRole("dialog")).toBeVisible();
  backend.show(show([{ ...THEIRS, state: { kind: "paused", staff: "Tom", sinceMs: 0 } }]));
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  backend.show(show([{ ...THEIRS, state: { kind: "theirs", staff: "Maria", station: "Desk 3", sinceMs: 0 } }]));
  await settled();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(backend.asked).toEqual([]);
});

test("why a round cannot be had is told in plain words, and one stays in the list", async () => {
  const backend = await open("rounds");
  backend.show(show([PAUSED]));
  await settled();
  backend.refuseWith = { code: "noSuchRound" };
  await userEvent.click(button(/^Go on here/));
  await settled();
  expect(screen.getByText("This round is finished already, or the server no longer knows it.")).toBeVisible();
  expect(parts()).toEqual(["Paused"]);
});

test("a finished round has its summary, with those first who need somebody", async () => {
  await open("round-finished");
  await userEvent.click(button(/^Show/));
  expect(heading()).toHaveTextContent("The round is finishedFinished by Tom, 10:02. 6 of 7 done.");
  const lists = screen.getAllByRole("list");
  expect(
    within(lists[0]!)
      .getAllByRole("listitem")
      .map((each) => each.textContent?.replace(/\s+/g, " ").trim()),
  ).toEqual(["1 Needs a visit", "1 Ask to call later", "1 No answer", "1 Skipped", "2 Reached", "1 Not called"]);
  expect(parts()).toEqual(["What came of the round", "Somebody is needed here", "The other rooms"]);
  const needed = within(lists[1]!).getAllByRole("listitem");
  expect(needed[0]).toHaveTextContent("Mrs Okafor, 104 Needs a visit Ann, 09:50 The lamp at her bed is broken.");
  expect(needed[1]).toHaveTextContent("Ms Lindqvist, 103");
  expect(screen.queryByRole("button", { name: /^Change what|^Call/ })).toBeNull();
});

test("a report is saved once by a double click, and the page says where, until somebody puts it away", async () => {
  const backend = await open("round-saved");
  await userEvent.dblClick(button("Save report Round started 09:38"));
  await settled();
  expect(backend.asked).toEqual([{ command: "saveRoundReport", args: ["round-finished"] }]);
  const told = screen.getByText(`The report is saved as ${backend.savesAs}`);
  expect(told).toBeVisible();
  expect(told.closest("[aria-live=polite]")).not.toBeNull();
  await userEvent.click(button("Close"));
  expect(screen.queryByText(/^The report is saved/)).toBeNull();
});

test("a report that could not be written says so, and what to look at", async () => {
  const backend = await open("round-saved");
  backend.refuseWith = { code: "notWritten" };
  await userEvent.click(button(/^Save report/));
  await settled();
  expect(screen.getByText(/^The report could not be saved on this PC/)).toBeVisible();
  expect(screen.queryByText(/^The report is saved/)).toBeNull();
});

test("a round that is no more leads back to the list", async () => {
  const backend = await open("round-finished");
  await userEvent.click(button(/^Show/));
  backend.show(show([]));
  await settled();
  expect(heading()).toHaveTextContent("No round is going on.");
  expect(heading()).toHaveFocus();
});

test("whoever comes back after a lock finds the round again, and nobody reads it meanwhile", async () => {
  const backend = await open("round");
  backend.show(STATES.locked.app);
  await settled();
  expect(document.body).not.toHaveTextContent("Dubois");
  backend.show(show([MINE, FINISHED]));
  await settled();
  expect(button("Call Mr Dubois")).toBeVisible();
});

test("an unfinished round of many rooms is one list", async () => {
  const backend = await open("rounds-none");
  const rooms = [101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112];
  backend.show(
    show([
      roundOf(
        { kind: "mine", sinceMs: 0 },
        rooms.map((room) => [room]),
      ),
    ]),
  );
  await settled();
  expect(document.querySelectorAll("ol > li")).toHaveLength(12);
});
