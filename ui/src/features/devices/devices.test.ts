import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { button, open } from "../../testing/open";

test("microphone and speaker are chosen by name", async () => {
  const backend = await open("settings");
  await userEvent.selectOptions(screen.getByLabelText("Speaker"), "Monitor");
  await userEvent.selectOptions(screen.getByLabelText("Microphone"), "As set in this PC");
  expect(backend.asked).toEqual([
    { command: "chooseDevices", args: ["Headset on the desk (USB)", "Monitor"] },
    { command: "chooseDevices", args: [null, null] },
  ]);
});

test("a chosen device that is gone stays chosen and says so", async () => {
  await open("settings-trouble");
  expect(screen.getByLabelText("Microphone")).toHaveDisplayValue("Headset on the desk (USB) (not plugged in)");
  expect(screen.getByRole("alert")).toHaveTextContent("Plug in a headset.");
});

test("a person switches whether this desk takes calls", async () => {
  const backend = await open("settings");
  await userEvent.click(screen.getByRole("switch", { name: "Take calls at this desk" }));
  await userEvent.click(button("Sign out"));
  expect(backend.asked).toEqual([
    { command: "setPresence", args: ["away"] },
    { command: "signOut", args: [] },
  ]);
});

test("what this desk has to do without is told in Settings", async () => {
  await open("settings-trouble");
  expect(screen.getByText(/this PC shows no notifications/)).toBeVisible();
  expect(screen.getByText(/this PC has no safe place for passwords/)).toBeVisible();
});
