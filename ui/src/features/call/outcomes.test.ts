import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { button, open } from "../../testing/open";

const settled = (outcome: string, note = "") => [{ command: "settleCall", args: [outcome, note] }];

test("after a talk one key says what came of it", async () => {
  for (const [key, outcome] of [
    ["1", "reached"],
    ["2", "callAgain"],
    ["3", "needsVisit"],
  ] as const) {
    const backend = await open("ended");
    await userEvent.keyboard(key);
    expect(backend.asked).toEqual(settled(outcome));
    document.body.innerHTML = "";
  }
});

test("whoever was not reached was not talked with", async () => {
  const backend = await open("ended-no-answer");
  expect(screen.queryByRole("button", { name: "Reached" })).toBeNull();
  await userEvent.keyboard("1");
  expect(backend.asked).toEqual(settled("noAnswer"));
});

test("a note goes along, and its digits are no keys", async () => {
  const backend = await open("ended-no-answer");
  await userEvent.type(screen.getByLabelText("Note for colleagues"), "after 12");
  expect(backend.asked).toEqual([]);
  await userEvent.click(button("Ask to call later"));
  expect(backend.asked).toEqual(settled("callAgain", "after 12"));
  expect(await screen.findByText(/^Noted: Ask to call later\./)).toBeVisible();
});

test("what staff asked for says who, what and why, and a visit is done by visiting", async () => {
  const backend = await open("callbacks-errands");
  expect(screen.getByText("Tom asks for a visit, since 09:13")).toBeVisible();
  expect(screen.getByText("The lamp at her bed is broken.")).toBeVisible();
  expect(screen.getByText("Ann asks to call again, since 09:34")).toBeVisible();
  await userEvent.click(button(/^Visited: Ms Kowalski/));
  expect(backend.asked).toEqual([{ command: "finishCallback", args: ["visit-205"] }]);
});

test("what the server does not know as a call of this desk has no outcome", async () => {
  const backend = await open("ended-no-microphone");
  expect(screen.queryByText("What came of it?")).toBeNull();
  await userEvent.keyboard("2");
  expect(backend.asked).toEqual([]);
});

test("a key does nothing while something else is in front", async () => {
  const backend = await open("ended-no-answer");
  document.querySelector("section[aria-labelledby$=question]")!.parentElement!.setAttribute("inert", "");
  await userEvent.keyboard("2");
  expect(backend.asked).toEqual([]);
  document.querySelector("section[aria-labelledby$=question]")!.parentElement!.removeAttribute("inert");
  await userEvent.keyboard("2");
  expect(backend.asked).toHaveLength(1);
});

test("Escape does not throw away a note that is being typed", async () => {
  const backend = await open("ended-no-answer");
  await userEvent.type(screen.getByLabelText("Note for colleagues"), "after lunch{Escape}");
  expect(backend.asked).toEqual([]);
});
