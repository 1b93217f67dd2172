import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NAMESAKES, UNITS } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import { STATES, ringing } from "../../testing/states";
import { namesakesOf } from "./namesakes";

let now = 0;
beforeEach(() => void vi.spyOn(performance, "now").mockImplementation(() => now));
afterEach(() => void vi.restoreAllMocks());
const wait = () => void (now += 1000);

const dialog = () => screen.queryByRole("dialog");

test("a call to one of two with the same name is asked for once more, with both rooms", async () => {
  const backend = await open("directory-namesakes");
  await userEvent.click(button("Call Mrs Jones, 101"));
  expect(backend.asked).toEqual([]);
  expect(dialog()).toHaveAccessibleName("Call Mrs Jones in room 101?");
  expect(dialog()).toHaveAccessibleDescription("Another Mrs Jones lives in room 212.");
  expect(button("Call room 101")).toHaveFocus();
  wait();
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-101"] }]);
  expect(dialog()).toBeNull();
});

test("whoever meant the other one calls the other one", async () => {
  const backend = await open("directory-namesakes");
  await userEvent.click(button("Call Mrs Jones, 101"));
  wait();
  await userEvent.click(button("Call room 212 instead"));
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-212"] }]);
  expect(dialog()).toBeNull();
});

test("Escape calls nobody and leads back to the row", async () => {
  const backend = await open("directory-namesakes");
  screen.getByRole("searchbox").focus();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(dialog()).toBeVisible();
  await userEvent.keyboard("{Escape}");
  expect(dialog()).toBeNull();
  expect(document.activeElement).toHaveTextContent("Mrs Jones");
  expect(backend.asked).toEqual([]);
});

test("the Enter that asked does not answer, too", async () => {
  const backend = await open("directory-namesakes");
  await userEvent.type(screen.getByRole("searchbox"), "jones{Enter}{Enter}");
  expect(dialog()).toBeVisible();
  expect(backend.asked).toEqual([]);
  await userEvent.keyboard("{Escape}");
  expect(screen.getByRole("searchbox")).toHaveFocus();
});

test("a click on Do not call calls nobody", async () => {
  const backend = await open("directory-same-name");
  await userEvent.click(button("Call Mrs Jones, 212"));
  await userEvent.click(button(/^Do not call/));
  expect(dialog()).toBeNull();
  expect(backend.asked).toEqual([]);
});

test("rows of namesakes name the other room, and so does the panel", async () => {
  await open("directory-namesakes");
  expect(screen.getByText("Another in 212")).toBeVisible();
  await userEvent.click(screen.getAllByRole("button", { name: /^Details of Mrs Jones/ })[0]!);
  expect(screen.getByText("Another Mrs Jones lives in room 212.")).toBeVisible();
});

test("a resident who calls goes before the question", async () => {
  const backend = await open("directory-namesakes");
  await userEvent.click(button("Call Mrs Jones, 101"));
  const app = STATES.directory.app;
  if (app.kind === "desk") backend.show({ ...app, incoming: [ringing(103)] });
  await settled();
  expect(screen.queryByRole("heading", { name: "Call Mrs Jones in room 101?" })).toBeNull();
  expect(screen.getByRole("button", { name: "Answer" })).toBeVisible();
});

test("names are the same without case, accents and dots, and not by surname alone", () => {
  expect(namesakesOf(UNITS).size).toBe(0);
  expect([...namesakesOf(NAMESAKES)]).toEqual([
    ["unit-101", ["212"]],
    ["unit-212", ["101"]],
  ]);
  const pairs = (...names: string[]) =>
    namesakesOf(names.map((name, k) => ({ ...UNITS[0]!, unitId: `${k}`, room: `${k}`, name }))).size;
  expect(pairs("Mrs Jones", "mrs. JONES")).toBe(2);
  expect(pairs("José García", "Jose Garcia")).toBe(2);
  expect(pairs("Herr Müller", "Herr Mueller", "Herr Muller")).toBe(3);
  expect(pairs("Mrs Jones", "Mr Jones", "Mrs Jonas", "Jones")).toBe(0);
});

test("two Echos in one room are nobody's namesakes", () => {
  expect(namesakesOf([UNITS[0]!, { ...UNITS[0]!, unitId: "unit-101-bath" }]).size).toBe(0);
});
