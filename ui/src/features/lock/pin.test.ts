import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { button, open, settled } from "../../testing/open";
import { STATES } from "../../testing/states";
import { autoLock, DEFAULT, KEY } from "./auto-lock.svelte";
import { faultOf } from "./pin";

afterEach(() => autoLock.choose(DEFAULT));

async function typeTwice(pin: string, again = pin) {
  await userEvent.type(screen.getByLabelText("New PIN"), pin);
  await userEvent.type(screen.getByLabelText("New PIN again"), again);
  await userEvent.click(button("Set the PIN"));
}

test.each(["", "471", "471147114", "47 1", "47a1", "４７１１"])("“%s” is no PIN", (pin) =>
  expect(faultOf(pin, pin)).toBe("digits"),
);

test.each([
  ["471", "471", "A PIN has 4 to 8 digits."],
  ["4711", "4712", "The two PINs are not the same. Type both again."],
])("%s and %s: what is wrong is told before anything is asked", async (pin, again, why) => {
  const backend = await open("settings");
  await typeTwice(pin, again);
  expect(backend.asked).toEqual([]);
  expect(screen.getByRole("alert")).toHaveTextContent(why);
  expect(screen.getByLabelText("New PIN")).toHaveFocus();
  expect(screen.getByLabelText("New PIN")).toHaveValue("");
  expect(screen.getByLabelText("New PIN again")).toHaveValue("");
});

test("a PIN is set, and the focus stays in its card", async () => {
  const backend = await open("settings");
  expect(screen.queryByLabelText("Lock by itself after")).toBeNull();
  await typeTwice("4711");
  expect(backend.asked).toEqual([{ command: "setPin", args: ["4711"] }]);
  backend.show(STATES["settings-pin"].app);
  await settled();
  expect(screen.getByText("Your PIN is set. Ctrl+L locks this desk.")).toBeVisible();
  expect(screen.getByRole("heading", { name: "Locking this desk" })).toHaveFocus();
  expect(screen.queryByLabelText("New PIN")).toBeNull();
});

test("a PIN that is easy to guess is told by the program, and another is typed at once", async () => {
  const backend = await open("settings");
  backend.refuseWith = { code: "easyPin" };
  await typeTwice("1234");
  await settled();
  expect(screen.getByText(/This PIN is easy to guess/)).toBeVisible();
  expect(screen.getByLabelText("New PIN")).toHaveFocus();
  expect(screen.queryByText(/Your PIN is set/)).toBeNull();
});

test("a PIN is changed, or kept", async () => {
  const backend = await open("settings-pin");
  await userEvent.click(button("Change the PIN"));
  expect(screen.getByLabelText("New PIN")).toHaveFocus();
  await userEvent.click(button("Keep the PIN"));
  expect(backend.asked).toEqual([]);
  await userEvent.click(button("Change the PIN"));
  await typeTwice("0815");
  expect(backend.asked).toEqual([{ command: "setPin", args: ["0815"] }]);
});

test("a PIN is removed only after it was told what that means", async () => {
  const backend = await open("settings-pin");
  await userEvent.click(button("Remove the PIN"));
  const question = screen.getByRole("dialog", { name: "Remove the PIN?" });
  expect(question).toHaveAccessibleDescription(/can no longer be locked/);
  await userEvent.click(button("Keep the PIN"));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(backend.asked).toEqual([]);
  await userEvent.click(button("Remove the PIN"));
  await userEvent.click(screen.getAllByRole("button", { name: "Remove the PIN" }).at(-1)!);
  expect(backend.asked).toEqual([{ command: "removePin", args: [] }]);
});

test("after how long the desk locks itself is chosen by name and kept", async () => {
  const backend = await open("settings-pin");
  const after = screen.getByLabelText("Lock by itself after");
  expect(after).toHaveDisplayValue("10 minutes");
  await userEvent.selectOptions(after, "Never");
  expect(localStorage.getItem(KEY)).toBe('"never"');
  await userEvent.selectOptions(after, "2 minutes");
  expect(autoLock.after).toBe(2);
  expect(localStorage.getItem(KEY)).toBe("2");
  expect(backend.asked).toEqual([]);
});
