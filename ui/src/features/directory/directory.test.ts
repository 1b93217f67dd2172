import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { UnitView } from "../../bindings";
import { NOW, UNITS } from "../../testing/house";
import { button, open, settled } from "../../testing/open";
import Facts from "./Facts.svelte";

const search = () => screen.getByRole("searchbox", { name: "Search residents and rooms" });

test("every resident can be called by one button that names them and their room", async () => {
  const backend = await open("directory");
  expect(screen.getAllByRole("button", { name: /^Call .+, \d+$/ })).toHaveLength(24);
  await userEvent.click(button("Call Mrs Jones, 101"));
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-101"] }]);
});

test("two letters find a resident and Enter calls the marked one", async () => {
  const backend = await open("directory");
  await userEvent.keyboard("{F2}");
  expect(search()).toHaveFocus();
  await userEvent.type(search(), "whit{Enter}");
  expect(screen.getAllByRole("button", { name: /^Call .+, \d+$/ })).toHaveLength(1);
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-110"] }]);
});

test("a search without a hit says what to try instead", async () => {
  await open("directory");
  await userEvent.type(search(), "Schmitt");
  expect(screen.getByRole("heading", { name: "Nobody here is called “Schmitt”." })).toBeVisible();
  await userEvent.click(button(/Clear the search/));
  expect(screen.getAllByRole("button", { name: /^Call .+, \d+$/ })).toHaveLength(24);
});

test("arrows move through the list, Enter calls and Space opens the panel", async () => {
  const backend = await open("directory");
  search().focus();
  await userEvent.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}");
  expect(document.activeElement).toHaveTextContent("Ms Lindqvist");
  await userEvent.keyboard(" ");
  const panel = screen.getByRole("complementary", { name: "About Ms Lindqvist" });
  expect(within(panel).getByRole("note")).toHaveTextContent("Rests after lunch");
  await userEvent.keyboard("{Enter}");
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-103"] }]);
});

test("a letter typed in the list goes on in the search", async () => {
  await open("directory");
  search().focus();
  await userEvent.keyboard("{ArrowDown}h");
  await settled();
  expect(search()).toHaveFocus();
  expect(search()).toHaveValue("h");
});

test("an Echo that is offline says so in the list and where to look in the panel", async () => {
  await open("directory-offline-panel");
  expect(button(/^Details of Mr Tanaka/)).toHaveTextContent("Echo offline");
  await userEvent.click(button(/^Details of Mr Tanaka/));
  expect(screen.getByText(/Somebody should look at its plug/)).toBeVisible();
});

test("an Echo is told with when it went, or was last seen, in words", () => {
  const text = (unit: Partial<UnitView>) => {
    const { container } = render(Facts, { unit: { ...UNITS[1]!, ...unit }, now: NOW });
    return container.textContent;
  };
  const [echoSinceMs, echoSeenMs] = [NOW - 85 * 60_000, NOW - 26 * 3_600_000];
  expect(text({ echo: "offline", echoSinceMs, echoSeenMs })).toContain("has been offline since 08:40. Somebody");
  expect(text({ echo: "offline", echoSeenMs })).toContain("is offline, last seen online: yesterday 08:05. Somebody");
  expect(text({ echo: "offline" })).toContain("The Echo in room 102 is offline. Somebody");
  expect(text({ echo: "unknown", echoSeenMs })).toContain("Nobody knows now whether the Echo is online. Last seen");
  expect(text({ echo: "unknown" })).toContain("Nobody knows yet whether the Echo is online");
  expect(text({ echo: "online", echoSinceMs })).toContain("The Echo is online");
});

test("every row says in words how its Echo is", async () => {
  await open("directory");
  expect(button(/^Details of Mr Abara/)).toHaveTextContent("Echo online");
  expect(button(/^Details of Mr Tanaka/)).toHaveTextContent(/Echo offline since .+/);
  expect(button(/^Details of Mr Silva/)).toHaveTextContent("Echo not checked yet");
});

test("why a call was refused is told in plain words", async () => {
  const backend = await open("directory");
  backend.refuseWith = { code: "alreadyInCall", name: "Mr Haas" };
  await userEvent.click(button("Call Mrs Jones, 101"));
  await settled();
  expect(screen.getByText("You are in a call with Mr Haas. Hang up first.")).toBeVisible();
});
