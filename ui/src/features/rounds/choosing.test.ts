import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { FakeBackend } from "../../testing/fake-backend";
import { UNITS } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import { TOM } from "../../testing/people";
import { MINE, roundOf } from "../../testing/rounds";
import { deskIn, STATES } from "../../testing/states";

afterEach(() => void vi.useRealTimers());

/** The box whose name begins so; tests, unlike browsers, read a space between all parts of it. */
const tick = (name: string) => {
  const plain = (text: string) => text.replace(/\s/g, "");
  return screen.getByRole<HTMLInputElement>("checkbox", { name: (read) => plain(read).startsWith(plain(name)) });
};
const search = () => screen.getByRole("searchbox");
const started = (...rooms: number[]) => [{ command: "startRound", args: [rooms.map((room) => `unit-${room}`)] }];
const mine = (...rooms: number[]) => ({
  ...deskIn("rounds-none"),
  rounds: [
    roundOf(
      { kind: "mine", sinceMs: 0 },
      rooms.map((room) => [room]),
    ),
  ],
});

async function choose(state: "round-new" | "round-new-too-many" = "round-new"): Promise<FakeBackend> {
  const backend = await open(state);
  await userEvent.click(button("New round"));
  return backend;
}

test("one tick takes a whole part of the home, and the count says how many", async () => {
  const backend = await choose();
  expect(screen.getByText("No room ticked")).toBeVisible();
  await userEvent.click(tick("Garden wing, ground floor 0 of 12"));
  expect(screen.getByText("12 rooms ticked").closest("[aria-live=polite]")).not.toBeNull();
  expect(tick("Garden wing")).toBeChecked();
  await userEvent.click(tick("Mr Abara, 102"));
  expect(tick("Garden wing, ground floor 11 of 12")).toBePartiallyChecked();
  expect(screen.getByText("11 rooms ticked")).toBeVisible();
  // Half ticked, one press takes all of it, another nothing of it.
  await userEvent.click(tick("Garden wing"));
  expect(tick("Mr Abara, 102")).toBeChecked();
  await userEvent.click(tick("Garden wing"));
  expect(screen.getByText("No room ticked")).toBeVisible();
  expect(backend.asked).toEqual([]);
});

test("rooms are called in the order of the rooms, however they were ticked", async () => {
  const backend = await choose();
  await userEvent.click(tick("Mrs Lange, 212"));
  await userEvent.click(tick("Mrs Jones, 101"));
  await userEvent.click(tick("Mr Haas, 201"));
  await userEvent.click(button("Start the round"));
  expect(backend.asked).toEqual(started(101, 201, 212));
});

test("favourites are one tick, and stay where they live", async () => {
  await choose();
  await userEvent.click(tick("Favourites 0 of 1"));
  expect(tick("Ms Lindqvist, 103, Favourite")).toBeChecked();
  expect(tick("Garden wing, ground floor 1 of 12")).toBePartiallyChecked();
  expect(screen.getAllByRole("checkbox", { name: /^Ms Lindqvist/ })).toHaveLength(1);
});

test("all, none, and all that are shown", async () => {
  await choose();
  await userEvent.click(button("Tick all"));
  expect(screen.getByText("24 rooms ticked")).toBeVisible();
  await userEvent.click(button("Lake wing"));
  await userEvent.click(button("Untick all that are shown"));
  expect(screen.getByText("12 rooms ticked")).toBeVisible();
  await userEvent.click(button("Lake wing"));
  expect(tick("Garden wing")).toBeChecked();
  await userEvent.click(button("Untick all"));
  expect(screen.getByText("No room ticked")).toBeVisible();
});

test("typing finds a room, Enter ticks it, and what is typed next finds the next", async () => {
  const backend = await choose();
  await settled();
  expect(search()).toHaveFocus();
  await userEvent.keyboard("whit{Enter}");
  expect(tick("Mrs Whitcombe, 110")).toBeChecked();
  await userEvent.keyboard("jones{Enter}");
  expect(search()).toHaveValue("jones");
  expect(screen.getByText("2 rooms ticked")).toBeVisible();
  await userEvent.keyboard("{Enter}");
  expect(screen.getByText("1 room ticked")).toBeVisible();
  await userEvent.keyboard("{Escape}");
  expect(search()).toHaveValue("");
  expect(screen.getAllByRole("checkbox", { name: /, \d+/ })).toHaveLength(24);
  expect(backend.asked).toEqual([]);
});

test("a search without a hit says what to try instead", async () => {
  await choose();
  await userEvent.type(search(), "Schmitt");
  expect(screen.getByRole("heading", { name: "Nobody here is called “Schmitt”." })).toBeVisible();
  await userEvent.click(button(/Clear the search/));
  expect(search()).toHaveFocus();
});

test("arrows move from room to room, Space ticks, letters go on searching", async () => {
  await choose();
  search().focus();
  await userEvent.keyboard("{ArrowDown} {ArrowDown}{ArrowDown} ");
  expect(tick("Mrs Jones")).toBeChecked();
  expect(tick("Mr Abara")).not.toBeChecked();
  expect(tick("Ms Lindqvist")).toBeChecked();
  expect(tick("Ms Lindqvist")).toHaveFocus();
  await userEvent.keyboard("{Home}{ArrowUp}");
  expect(search()).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}h");
  await settled();
  expect(search()).toHaveFocus();
  expect(search()).toHaveValue("h");
});

test("a half-made choice outlasts another place, a call and the list", async () => {
  const backend = await choose();
  await userEvent.click(tick("Mr Haas, 201"));
  await userEvent.click(screen.getByRole("link", { name: "Residents" }));
  await userEvent.click(screen.getByRole("link", { name: "Rounds" }));
  expect(tick("Mr Haas, 201")).toBeChecked();
  backend.show(STATES["in-call"].app);
  await settled();
  backend.show(deskIn("rounds-none"));
  await settled();
  expect(tick("Mr Haas, 201")).toBeChecked();
  await userEvent.click(button("All rounds"));
  await userEvent.click(button("New round"));
  expect(screen.getByText("1 room ticked")).toBeVisible();
});

test.each(["signs in", "sits down"])("whoever %s next finds nothing ticked", async (how) => {
  const backend = await choose();
  await userEvent.click(button("Tick all"));
  backend.show(STATES[how === "signs in" ? "sign-in" : "locked"].app);
  await settled();
  backend.show({ ...deskIn("rounds-none"), staff: TOM.name, person: TOM.id });
  await settled();
  await userEvent.click(screen.getByRole("link", { name: "Rounds" }));
  await userEvent.click(button("New round"));
  expect(screen.getByText("No room ticked")).toBeVisible();
});

test("a round without a room and one with too many are not asked for, and it is said why", async () => {
  const backend = await choose("round-new-too-many");
  await userEvent.click(button("Start the round"));
  expect(screen.getByRole("alert")).toHaveTextContent("Tick at least one room.");
  await userEvent.click(button("Tick all"));
  expect(screen.getByRole("alert")).toHaveTextContent("A round has 200 rooms at most. Untick 40.");
  expect(button("Start the round")).toHaveAccessibleDescription("A round has 200 rooms at most. Untick 40.");
  await userEvent.click(button("Start the round"));
  expect(backend.asked).toEqual([]);
});

test("a room that has left the directory is neither counted nor called", async () => {
  const backend = await choose();
  await userEvent.click(tick("Mrs Jones, 101"));
  await userEvent.click(tick("Mr Abara, 102"));
  backend.list(UNITS.slice(1));
  await settled();
  expect(screen.getByText("1 room ticked")).toBeVisible();
  await userEvent.click(button("Start the round"));
  expect(backend.asked).toEqual(started(102));
});

test("a round is started once, and shows as soon as it runs; its rooms need not be ticked any more", async () => {
  const backend = await choose();
  await userEvent.click(tick("Mrs Jones, 101"));
  await userEvent.dblClick(button("Start the round"));
  await settled();
  expect(button("Starting")).toHaveAttribute("aria-busy", "true");
  await userEvent.click(button("Starting"));
  expect(backend.asked).toEqual(started(101));
  backend.show(mine(101));
  await settled();
  expect(button("Call Mrs Jones")).toHaveFocus();
  backend.show(deskIn("rounds-none"));
  await settled();
  await userEvent.click(button("New round"));
  expect(screen.getByText("No room ticked")).toBeVisible();
});

test("what was refused or not told in time can be tried again, with everything still ticked", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const press = (name: string) => {
    button(name).click();
    return settled();
  };
  const backend = await open("round-new");
  await press("New round");
  tick("Mrs Jones, 101").click();
  backend.refuseWith = { code: "roundRunning" };
  await press("Start the round");
  expect(screen.getByText("A round runs at this desk already. Pause or finish it first.")).toBeVisible();
  backend.refuseWith = undefined;
  await press("Start the round");
  expect(button("Starting")).toBeVisible();
  vi.advanceTimersByTime(15_000);
  await settled();
  await press("Start the round");
  expect(button("Starting")).toBeVisible();
  backend.show({ ...deskIn("rounds-none"), notice: { kind: "notReached" } });
  await settled();
  expect(button("Start the round")).toBeVisible();
  expect(tick("Mrs Jones, 101")).toBeChecked();
  expect(backend.asked).toEqual([...started(101), ...started(101), ...started(101)]);
});

test("a home without residents, or one that is still on its way, has nothing to tick", async () => {
  const backend = await choose();
  backend.list([]);
  await settled();
  expect(screen.getByRole("heading", { name: "No residents yet" })).toBeVisible();
  backend.show({ ...deskIn("rounds-none"), reach: { kind: "connecting" } });
  await settled();
  expect(screen.getByText("Loading residents")).toBeInTheDocument();
  expect(screen.queryByRole("checkbox")).toBeNull();
});

test("a round that begins to run here meanwhile shows, and what was ticked stays", async () => {
  const backend = await choose();
  await userEvent.click(tick("Mr Haas, 201"));
  backend.show({ ...deskIn("rounds-none"), rounds: [MINE] });
  await settled();
  expect(button("Call Mr Dubois")).toBeVisible();
  backend.show(deskIn("rounds-none"));
  await settled();
  await userEvent.click(button("New round"));
  expect(tick("Mr Haas, 201")).toBeChecked();
});
