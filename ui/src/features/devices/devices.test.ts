import { fireEvent, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { button, open } from "../../testing/open";

const SYSTEM = { id: null, name: "" };
const HEADSET = { id: "usb-headset", name: "Headset on the desk (USB)" };
const MONITOR = { id: "hdmi", name: "Monitor" };
const MICROPHONES = [HEADSET, SYSTEM, { id: "pci-mic", name: "Built-in microphone" }];
const SPEAKERS = [SYSTEM, HEADSET, MONITOR, { id: "pci", name: "PC speaker" }];

test("devices are put in order by buttons", async () => {
  const backend = await open("settings");
  await userEvent.click(button("Move Monitor up"));
  await userEvent.click(button("Move Built-in microphone up"));
  expect(backend.asked).toEqual([
    { command: "chooseDevices", args: [MICROPHONES, [SYSTEM, MONITOR, HEADSET, SPEAKERS[3]], 80] },
    { command: "chooseDevices", args: [[HEADSET, MICROPHONES[2], SYSTEM], SPEAKERS, 80] },
  ]);
});

test("devices are put in order by the keyboard, the system's choice among them", async () => {
  const backend = await open("settings");
  const system = screen.getAllByRole("listitem").filter((item) => item.textContent?.includes("As set in this PC"))[0];
  system?.focus();
  await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
  expect(backend.asked).toEqual([
    { command: "chooseDevices", args: [[SYSTEM, HEADSET, MICROPHONES[2]], SPEAKERS, 80] },
  ]);
  expect(screen.getByText("As set in this PC is now 1 of 3")).toBeInTheDocument();
});

test("the first cannot move up and the last cannot move down", async () => {
  await open("settings");
  expect(screen.getAllByRole("button", { name: "Move Headset on the desk (USB) up" })[0]).toBeDisabled();
  expect(button("Move PC speaker down")).toBeDisabled();
});

test("a person sets how loud it rings", async () => {
  const backend = await open("settings");
  await fireEvent.change(screen.getByLabelText("How loud it rings"), { target: { value: "40" } });
  expect(backend.asked).toEqual([{ command: "chooseDevices", args: [MICROPHONES, SPEAKERS, 40] }]);
});

test("a device that is gone keeps its place and says so", async () => {
  await open("settings-trouble");
  expect(screen.getByText("Headset on the desk (USB) (not plugged in)")).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("Plug in a headset.");
});

test("a desk without a microphone says so before the first call", async () => {
  await open("settings-no-microphone");
  expect(screen.getByText("No microphone")).toBeVisible();
  expect(screen.queryByText("Calls ring here")).toBeNull();
});

test("a call that goes on with other devices names them", async () => {
  await open("in-call-device-moved");
  expect(screen.getByRole("alert")).toHaveTextContent(
    "Headset on the desk (USB) is gone. You now talk through Built-in microphone and hear through Monitor.",
  );
});

test("a silent microphone is told", async () => {
  await open("in-call-silent-microphone");
  expect(screen.getByRole("alert")).toHaveTextContent("Your microphone is silent");
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
