import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { UNITS } from "../../testing/house";
import { button, open, settled } from "../../testing/open";

const group = (name: string) => screen.getByRole("group", { name });
const chosen = (name: string) => within(group(name)).getByRole("radio", { checked: true });

async function openHelp() {
  const backend = await open("directory");
  await userEvent.click(button(/^Details of Mrs Jones/));
  await userEvent.click(screen.getByText(/^Help for hearing/));
  return backend;
}

test("a choice for one ear leaves the other as it is, and is shown when every desk has it", async () => {
  const backend = await openHelp();
  expect(screen.getByText("our voice louder")).toBeInTheDocument();
  expect(chosen("How Mrs Jones hears us")).toHaveAccessibleName("Louder");
  await userEvent.click(within(group("How we hear Mrs Jones")).getByRole("radio", { name: "Much louder" }));
  expect(backend.asked).toEqual([{ command: "setHearing", args: ["unit-101", "louder", "muchLouder"] }]);
  backend.list(UNITS.map((unit) => (unit.unitId === "unit-101" ? { ...unit, deskHears: "muchLouder" } : unit)));
  await settled();
  expect(screen.getByText("our voice louder and their voice much louder")).toBeInTheDocument();
});

test("a choice that is refused does not look taken", async () => {
  const backend = await openHelp();
  backend.refuseWith = { code: "unreachable" };
  await userEvent.click(within(group("How Mrs Jones hears us")).getByRole("radio", { name: "Normal" }));
  await settled();
  expect(chosen("How Mrs Jones hears us")).toHaveAccessibleName("Louder");
});

test("a second choice before the first is told back keeps the first", async () => {
  const backend = await openHelp();
  await userEvent.click(within(group("How Mrs Jones hears us")).getByRole("radio", { name: "Much louder" }));
  await userEvent.click(within(group("How we hear Mrs Jones")).getByRole("radio", { name: "Louder" }));
  expect(backend.asked.map(({ args }) => args)).toEqual([
    ["unit-101", "muchLouder", "none"],
    ["unit-101", "muchLouder", "louder"],
  ]);
});
