import { fireEvent, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CallView, OutcomeView, RoundView, StopDoneView } from "../../bindings";
import type { FakeBackend } from "../../testing/fake-backend";
import { resident } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import { came, roundOf } from "../../testing/rounds";
import { deskIn } from "../../testing/states";
import { GUARD_MS } from "../incoming/guard";

let now = 0;
beforeEach(() => void vi.spyOn(performance, "now").mockImplementation(() => now));
afterEach(() => void vi.restoreAllMocks());

const heading = () => screen.getByRole("heading", { level: 1 });
const last = (backend: FakeBackend) => backend.asked.at(-1);

/** Presses Tab until the button has the focus: no pointer is used in this file. */
async function tabTo(name: string) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (screen.queryByRole("button", { name }) === document.activeElement) return;
    await userEvent.tab();
  }
  throw new Error(`Tab does not lead to “${name}”`);
}

/** What the program would show: a round of three rooms, and whatever has come of them so far. */
class Program {
  readonly #backend: FakeBackend;
  #done = new Map<number, StopDoneView>();
  #state: RoundView["state"] = { kind: "mine", sinceMs: 0 };

  constructor(backend: FakeBackend) {
    this.#backend = backend;
  }

  async show(call: CallView = { kind: "idle" }) {
    const stops = [101, 102, 103].map((room): [number, StopDoneView?] => {
      const done = this.#done.get(room);
      return done ? [room, done] : [room];
    });
    this.#backend.show({ ...deskIn("rounds-none"), call, rounds: [roundOf(this.#state, stops, "round-of-three")] });
    await settled();
  }

  async settle(room: number, outcome: OutcomeView) {
    // The call is put away at once; the server tells the round a moment later.
    await this.show();
    this.#done.set(room, came(outcome, 0));
    await this.show();
  }

  async finish() {
    this.#state = { kind: "finished", staff: "Ann", atMs: 0 };
    await this.show();
  }
}

test("a round of three rooms is done by keyboard alone", async () => {
  const backend = await open("rounds-none");
  const program = new Program(backend);

  await tabTo("New round");
  await userEvent.keyboard("{Enter}");
  await settled();
  await userEvent.keyboard("101{Enter}102{Enter}103{Enter}");
  expect(screen.getByText("3 rooms ticked")).toBeVisible();
  await tabTo("Start the round");
  await userEvent.keyboard("{Enter}");
  expect(last(backend)).toEqual({ command: "startRound", args: [["unit-101", "unit-102", "unit-103"]] });
  await program.show();

  const rooms: [room: number, name: string, key: string, outcome: OutcomeView][] = [
    [101, "Mrs Jones", "1", "reached"],
    [102, "Mr Abara", "1", "noAnswer"],
    [103, "Ms Lindqvist", "3", "needsVisit"],
  ];
  for (const [room, name, key, outcome] of rooms) {
    const who = resident(room);
    expect(button(`Call ${name}`)).toHaveFocus();
    now += GUARD_MS;
    await userEvent.keyboard("{Enter}");
    expect(last(backend)).toEqual({ command: "startCall", args: [`unit-${room}`] });
    await program.show({ kind: "ringing", who });
    expect(screen.getByRole("status")).toHaveTextContent("Ringing");
    const talked = outcome === "noAnswer" ? null : 40;
    if (talked) {
      await program.show({ kind: "inCall", who, sinceMs: 0, muted: false });
      await userEvent.keyboard("{F9}");
      expect(last(backend)).toEqual({ command: "hangUp", args: [] });
    }
    await program.show({
      kind: "ended",
      who,
      direction: "toUnit",
      end: talked ? { kind: "hungUpHere" } : { kind: "noAnswer", afterS: 45 },
      talkedForS: talked,
      maySettle: true,
    });
    await userEvent.keyboard(key);
    expect(last(backend)).toEqual({ command: "settleCall", args: [outcome, ""] });
    await program.settle(room, outcome);
    expect(screen.getByText(/^Noted: /)).toBeVisible();
  }

  expect(heading()).toHaveTextContent("3 of 3 done");
  expect(heading()).toHaveFocus();
  await tabTo("Finish the round");
  await userEvent.keyboard("{Enter}");
  expect(last(backend)).toEqual({ command: "finishRound", args: ["round-of-three"] });
  await program.finish();
  expect(heading()).toHaveTextContent("The round is finished");
  await tabTo("Save report");
  await userEvent.keyboard("{Enter}");
  await settled();
  expect(last(backend)).toEqual({ command: "saveRoundReport", args: ["round-of-three"] });
  expect(screen.getByText(`The report is saved as ${backend.savesAs}`)).toBeVisible();
  expect(backend.asked.filter(({ command }) => command === "startCall")).toHaveLength(3);
});

test("before the server has told what came of a call, the next room is next already", async () => {
  const backend = await open("rounds-none");
  const program = new Program(backend);
  const who = resident(101);
  await program.show({
    kind: "ended",
    who,
    direction: "toUnit",
    end: { kind: "hungUpThere" },
    talkedForS: 9,
    maySettle: true,
  });
  await userEvent.keyboard("2");
  await program.show();
  expect(heading()).toHaveTextContent("0 of 3 doneNext: Mr Abara, 102");
  expect(button("Call Mr Abara")).toHaveFocus();
  now += GUARD_MS;
  await userEvent.keyboard("{Enter}");
  expect(last(backend)).toEqual({ command: "startCall", args: ["unit-102"] });
});

test("whoever closes a call without a word finds the same room again", async () => {
  const backend = await open("rounds-none");
  const program = new Program(backend);
  const who = resident(101);
  await program.show({
    kind: "ended",
    who,
    direction: "toUnit",
    end: { kind: "noAnswer", afterS: 45 },
    talkedForS: null,
    maySettle: true,
  });
  await userEvent.keyboard("{Escape}");
  expect(last(backend)).toEqual({ command: "closeCall", args: [] });
  await program.show();
  expect(button("Call Mrs Jones")).toHaveFocus();
});

test("the key that says what came of a call may be held down: it calls nobody", async () => {
  const backend = await open("rounds-none");
  const program = new Program(backend);
  const who = resident(101);
  await program.show({
    kind: "ended",
    who,
    direction: "toUnit",
    end: { kind: "hungUpThere" },
    talkedForS: 9,
    maySettle: true,
  });
  button("Reached").focus();
  await userEvent.keyboard("{Enter}");
  await program.settle(101, "reached");
  now += GUARD_MS;
  // What a browser would make a click of is dropped.
  expect(await fireEvent.keyDown(button("Call Mr Abara"), { key: "Enter", repeat: true })).toBe(false);
  expect(await fireEvent.keyDown(button("Call Mr Abara"), { key: "Enter" })).toBe(true);
  expect(backend.asked.map(({ command }) => command)).toEqual(["settleCall"]);
});
