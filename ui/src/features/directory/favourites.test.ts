import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { button, open } from "../../testing/open";
import { Favourites } from "./favourites.svelte";

const headings = () => screen.getAllByRole("heading", { level: 2 }).map((each) => each.textContent?.trim());
const ofAnn = () => new Favourites("a-hash", "Ann");
const listed = () => within(screen.getAllByRole("list")[0]!).getAllByRole("button", { name: /^Call / });

test("favourites stand first, in the order of the rooms, and nowhere else", async () => {
  await open("directory-favourites");
  expect(headings()[0]).toBe("Favourites");
  expect(listed().map((each) => each.ariaLabel)).toEqual([
    "Call Ms Lindqvist, 103",
    "Call Mrs Whitcombe, 110",
    "Call Mrs Fontaine, 207",
  ]);
  expect(screen.getAllByRole("button", { name: /^Call .+, \d+$/ })).toHaveLength(24);
});

test("Ctrl+D makes a favourite of the resident under the cursor and keeps the cursor there", async () => {
  await open("directory");
  screen.getByRole("searchbox").focus();
  await userEvent.keyboard("{ArrowDown}{ArrowRight}{Control>}d{/Control}");
  expect(headings()[0]).toBe("Favourites");
  expect(document.activeElement).toHaveTextContent("Mr Abara, Favourite");
  await userEvent.keyboard("{Control>}d{/Control}");
  expect(screen.queryByRole("heading", { name: "Favourites" })).toBeNull();
  expect(document.activeElement).toHaveTextContent("Mr Abara");
});

test("the star in the panel is pressed for a favourite", async () => {
  await open("directory-panel");
  await userEvent.click(button(/^Details of Mrs Jones/));
  expect(button("Favourite")).toHaveAttribute("aria-pressed", "false");
  await userEvent.click(button("Favourite"));
  expect(button("Favourite")).toHaveAttribute("aria-pressed", "true");
  expect(listed().map((each) => each.ariaLabel)).toEqual(["Call Mrs Jones, 101"]);
});

test("each person has their own, and they outlast the window", () => {
  ofAnn().toggle("unit-101");
  ofAnn().toggle("unit-102");
  expect([...ofAnn().ids]).toEqual(["unit-101", "unit-102"]);
  expect(new Favourites("a-hash-of-ben", "Ben").ids.size).toBe(0);
  expect(JSON.stringify({ ...localStorage })).not.toContain("Ann");
});

test("what an earlier version kept under a name is taken over once, and the name goes", () => {
  localStorage.setItem("roomline.favourites.Ann", '["unit-101"]');
  expect([...ofAnn().ids]).toEqual(["unit-101"]);
  expect(localStorage.getItem("roomline.favourites.Ann")).toBeNull();
  ofAnn().toggle("unit-101");
  // A second Ann at this desk does not find them again, nor does she spoil what the first has chosen since.
  localStorage.setItem("roomline.favourites.Ann", '["unit-102"]');
  expect(ofAnn().ids.size).toBe(0);
});

test.each(["", "{", "null", "7", '{"a":1}', '[1,null,["x"]]'])("what is kept as %j counts as nothing", (broken) => {
  localStorage.setItem("roomline.favourites.a-hash", broken);
  const favourites = ofAnn();
  expect(favourites.ids.size).toBe(0);
  favourites.toggle("unit-101");
  expect([...ofAnn().ids]).toEqual(["unit-101"]);
});

test("without a place to keep them they last as long as the window", () => {
  const refuses = () => {
    throw new Error("no storage");
  };
  vi.stubGlobal("localStorage", { getItem: refuses, setItem: refuses, clear: () => {} });
  const favourites = ofAnn();
  favourites.toggle("unit-101");
  expect(favourites.ids.has("unit-101")).toBe(true);
  vi.unstubAllGlobals();
});
