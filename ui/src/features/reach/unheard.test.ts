import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { DeskView } from "../../bindings";
import { button, open, settled } from "../../testing/open";
import { STATES, type StateName } from "../../testing/states";

const NOBODY = "Nobody else can answer the calls for Front desk.";

function shown(state: StateName, over: Partial<DeskView>) {
  const { app } = STATES[state];
  if (app.kind !== "desk") throw new Error(`${state} is no desk`);
  return { ...app, ...over };
}

test("whoever goes away last is warned above every page, and comes back by one click", async () => {
  const backend = await open("unheard");
  for (const place of ["Residents", /^Call back/, "Settings", "Hand over"]) {
    await userEvent.click(screen.getByRole("link", { name: place }));
    expect(screen.getByRole("alert")).toHaveTextContent(`${NOBODY} They ring here although this desk is away.`);
  }
  expect(screen.getByText("Nobody else is there")).toBeVisible();
  expect(screen.queryByText("Others ring first")).toBeNull();
  backend.asked.length = 0;
  await userEvent.click(button("Be available again"));
  expect(backend.asked).toEqual([{ command: "setPresence", args: ["available"] }]);
});

test("it blocks nothing: a room is called as ever", async () => {
  const backend = await open("unheard");
  await userEvent.click(button("Call Mr Abara, 102"));
  expect(backend.asked).toEqual([{ command: "startCall", args: ["unit-102"] }]);
});

test("it comes and goes with what the program says", async () => {
  const backend = await open("directory");
  expect(screen.queryByRole("alert")).toBeNull();
  backend.show(shown("unheard", {}));
  await settled();
  expect(screen.getByRole("alert")).toHaveTextContent(NOBODY);
  // Somebody has clicked, and the server has not said so yet.
  backend.show(shown("unheard", { presence: "available" }));
  await settled();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.queryByRole("button", { name: "Be available again" })).toBeNull();
});

test("a colleague's group that nobody is at is told quietly to those at whom its calls ring", async () => {
  await open("unheard-elsewhere");
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByText("Nobody is there for Pharmacy: its calls ring at Front desk.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Be available again" })).toBeNull();
});

test("whoever is away may come back also when another group takes the calls, with one button", async () => {
  await open("unheard-both");
  expect(screen.getAllByRole("button", { name: "Be available again" })).toHaveLength(1);
  document.body.innerHTML = "";
  const backend = await open("directory");
  backend.show(shown("unheard-elsewhere", { presence: "away" }));
  await settled();
  expect(screen.getAllByRole("button", { name: "Be available again" })).toHaveLength(1);
});

test("a locked desk says it, too, and what opens it first", async () => {
  await open("locked-unheard");
  expect(screen.getByRole("alert")).toHaveTextContent(`${NOBODY} They ring here although this desk is away.`);
  expect(screen.getByRole("alert")).toHaveTextContent("Unlock this desk to be available again.");
  expect(screen.queryByRole("button", { name: "Be available again" })).toBeNull();
  expect(screen.getByRole("heading", { name: "Calls still ring here" })).toBeVisible();
  expect(screen.queryByText("Calls ring at other desks first")).toBeNull();
});
