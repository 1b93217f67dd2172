import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { AppView, CheckDoingView, CheckView } from "../../bindings";
import { UNITS } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import { FOUND, STATES, type StateName } from "../../testing/states";
import { filled } from "./steps";

const card = () => screen.getByRole("region", { name: "Check this desk" });
const steps = () => within(card()).getAllByRole("listitem");
const heading = () => within(card()).getByRole("heading", { name: "Check this desk" });

function checked(check: CheckView): AppView {
  const { app } = STATES.settings;
  if (app.kind !== "desk") throw new Error("a desk is checked");
  return { ...app, check };
}
const running = (doing: CheckDoingView): AppView => checked({ kind: "running", results: [], doing });

test("a desk is checked by one button, and each step says how it stands", async () => {
  const backend = await open("settings");
  await userEvent.click(within(card()).getByRole("button", { name: "Check this desk" }));
  expect(backend.asked).toEqual([{ command: "startCheck", args: [] }]);
  backend.show(STATES["settings-check-asking"].app);
  await settled();
  expect(steps().map((step) => step.textContent?.replace(/\s+/g, " ").trim())).toEqual([
    "Microphone Works Headset on the desk (USB) hears you.",
    "Speaker Works You heard it.",
    "Ring Now Did you hear the ring? I heard it I did not Skip this",
    ...["Notification", "Server", "Line for calls", "Sign-in", "Way of the sound", "Test call"].map(
      (name) => `${name} Not yet`,
    ),
  ]);
  expect(steps()[2]).toHaveAttribute("aria-current", "step");
});

test("the meter follows the voice, and the microphone is named", async () => {
  const backend = await open("settings-check-listening");
  expect(card()).toHaveTextContent("Say something. Headset on the desk (USB) is listening.");
  const meter = screen.getByRole("meter", { name: "How loud your microphone is" });
  expect(meter).toHaveAttribute("aria-valuenow", "56");
  backend.show(running({ kind: "listening", device: "Headset", levelDbfs: -14 }));
  await settled();
  expect(meter).toHaveAttribute("aria-valuenow", "80");
});

test.each([
  [-100, 0],
  [-70, 0],
  [-35, 50],
  [0, 100],
  [3, 100],
])("%i dBFS fill %i %% of the meter", (level, percent) => {
  expect(filled(level)).toBe(percent);
});

test("a person says whether they heard it, or goes on", async () => {
  const backend = await open("settings-check-asking");
  await userEvent.click(button("I heard it"));
  await userEvent.click(button("I did not"));
  await userEvent.click(button("Skip this"));
  await userEvent.click(button("Stop the check"));
  expect(backend.asked).toEqual([
    { command: "answerCheck", args: ["ring", true] },
    { command: "answerCheck", args: ["ring", false] },
    { command: "skipCheckStep", args: ["ringer"] },
    { command: "stopCheck", args: [] },
  ]);
});

test("a room is chosen for the test call, and one that leaves the list meanwhile is not called", async () => {
  const backend = await open("settings-check-choosing");
  expect(button("Call for the test")).toBeDisabled();
  await userEvent.selectOptions(screen.getByLabelText("Room to call"), "Mrs Jones, 101");
  backend.list(UNITS.slice(1));
  await settled();
  expect(button("Call for the test")).toBeDisabled();
  await userEvent.selectOptions(screen.getByLabelText("Room to call"), "Mr Abara, 102");
  await userEvent.click(button("Call for the test"));
  expect(backend.asked).toEqual([{ command: "callForCheck", args: ["unit-102"] }]);
});

test("what was found is summed up, each with what to do", async () => {
  await open("settings-check-over");
  expect(card()).toHaveTextContent("2 steps failed. 1 step could not be tested.");
  expect(steps()[2]).toHaveTextContent("Does not work Turn up the volume of this PC, and “How loud it rings”.");
  expect(steps()[7]).toHaveTextContent(
    "Some calls may have no sound. Tell your IT: TURN turn.sunnyside.example does not answer.",
  );
  expect(steps()[8]).toHaveTextContent("Could not be tested You skipped this.");
  expect(button("Check again")).toBeVisible();
});

test("a check that a call stopped says so, and does not claim that anything works", async () => {
  await open("settings-check-stopped");
  expect(card()).toHaveTextContent(
    "A call came first, so the check stopped. Nothing has failed. 7 steps could not be tested.",
  );
});

test("a screen reader hears each result once, and what is asked", async () => {
  const backend = await open("settings-check-server");
  const live = () => [...card().querySelectorAll("[aria-live=polite]")].map((each) => each.textContent);
  expect(live()).toEqual(["Notification. Works. This PC shows notifications. The server is being asked."]);
  backend.show(checked({ kind: "over", results: FOUND, stopped: null, atMs: 0 }));
  await settled();
  expect(live()).toEqual(["2 steps failed. 1 step could not be tested."]);
});

test("whoever works by keyboard stays in the card when a button goes with its step", async () => {
  const backend = await open("settings");
  within(card()).getByRole("button", { name: "Check this desk" }).focus();
  await userEvent.keyboard("{Enter}");
  backend.show(running({ kind: "askingServer" }));
  await settled();
  expect(heading()).toHaveFocus();
  backend.show(running({ kind: "asking", sound: "tone" }));
  await settled();
  button("I heard it").focus();
  backend.show(running({ kind: "ringing" }));
  await settled();
  expect(heading()).toHaveFocus();
});

test("whoever does something else meanwhile is left alone", async () => {
  const backend = await open("settings-check-asking");
  const volume = screen.getByLabelText("How loud it rings");
  volume.focus();
  backend.show(running({ kind: "notifying" }));
  await settled();
  expect(volume).toHaveFocus();
});

test.each<StateName>(["unreachable", "ended-no-sound"])(
  "the check is offered where something fails: %s",
  async (state) => {
    const backend = await open(state);
    await userEvent.click(button("Check this desk"));
    await settled();
    const asked = backend.asked.map(({ command }) => command);
    expect(asked).toEqual(state === "unreachable" ? ["startCheck"] : ["closeCall", "startCheck"]);
  },
);

test("from there one comes to the check itself", async () => {
  const backend = await open("unreachable");
  await userEvent.click(button("Check this desk"));
  await settled();
  expect(heading()).toHaveFocus();
  expect(backend.asked).toEqual([{ command: "startCheck", args: [] }]);
});

test("a refusal is told: a resident is calling", async () => {
  const backend = await open("settings");
  backend.refuseWith = { code: "ringing" };
  await userEvent.click(within(card()).getByRole("button", { name: "Check this desk" }));
  await settled();
  expect(screen.getByText("A resident is calling this desk. Answer first.")).toBeVisible();
});

test("a locked desk offers no check", async () => {
  await open("locked-unreachable");
  expect(screen.queryByRole("button", { name: "Check this desk" })).toBeNull();
});
