import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { UNITS } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import { choices } from "./groups";

const search = () => screen.getByRole("searchbox");
const rooms = () => [...document.querySelectorAll<HTMLElement>("[role=listitem] > button[aria-label]")];

test("one press shows one wing, another one all of them again", async () => {
  await open("directory");
  await userEvent.click(button("Lake wing"));
  expect(button("Lake wing")).toHaveAttribute("aria-pressed", "true");
  expect(rooms()).toHaveLength(12);
  await userEvent.click(button("Lake wing"));
  expect(rooms()).toHaveLength(24);
});

test("Escape shows the whole home again, after the search is empty", async () => {
  await open("directory");
  await userEvent.click(button("Garden wing"));
  await userEvent.type(search(), "mrs{Escape}");
  expect(search()).toHaveValue("");
  expect(rooms()).toHaveLength(12);
  await userEvent.keyboard("{Escape}");
  expect(rooms()).toHaveLength(24);
});

test("whoever is looked for is found in the other wings, too, below those of the chosen one", async () => {
  const backend = await open("directory");
  await userEvent.click(button("Lake wing"));
  await userEvent.type(search(), "mrs");
  expect(screen.getByRole("heading", { name: /Elsewhere/ })).toBeVisible();
  expect(rooms()[0]).toHaveAccessibleName("Call Mrs Moreau, 202");
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-202"] }]);
});

test("many floors are a list to choose from, beside the wings", async () => {
  const backend = await open("directory");
  backend.list(
    UNITS.map((unit, k) => ({ ...unit, floor: `Floor ${(k % 6) + 1}`, wing: k < 12 ? "East wing" : "West wing" })),
  );
  await settled();
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Floor" }), "Floor 3");
  await userEvent.click(button("West wing"));
  expect(rooms().map((each) => each.ariaLabel)).toEqual(["Call Mr Silva, 203", "Call Mrs Steiner, 209"]);
});

test("of a floor and a wing that do not meet the one chosen last counts, and a part that is no more shows all", async () => {
  const backend = await open("directory");
  const units = UNITS.map((unit, k) => ({ ...unit, floor: `Floor ${(k % 3) + 1}`, wing: k < 12 ? "East" : "West" }));
  backend.list([...units, { ...units[0]!, unitId: "attic", room: "900", floor: "Attic", wing: "West" }]);
  await settled();
  await userEvent.click(button("Attic"));
  await userEvent.click(button("East"));
  expect(rooms()).toHaveLength(12);
  expect(button("Attic")).toHaveAttribute("aria-pressed", "false");
  await userEvent.click(button("East"));
  await userEvent.click(button("Attic"));
  expect(rooms()).toHaveLength(1);
  backend.list(units);
  await settled();
  expect(rooms()).toHaveLength(24);
});

test("a home in one part offers no choice, and wings that are floors are offered once", () => {
  expect(choices(UNITS)).toEqual({ floors: [], wings: ["Garden wing", "Lake wing"] });
  expect(choices(UNITS.slice(0, 5))).toEqual({ floors: [], wings: [] });
  expect(choices(UNITS.map((unit) => ({ ...unit, wing: null })))).toEqual({
    floors: ["ground floor", "first floor"],
    wings: [],
  });
});
