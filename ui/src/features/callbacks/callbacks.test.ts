import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { CallbackView } from "../../bindings";
import { button, open, settled } from "../../testing/open";
import { STATES } from "../../testing/states";

test("the page says how many wait, and the rail too", async () => {
  await open("callbacks");
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Two are waiting for a call");
  expect(screen.getByRole("link", { name: "Call back 2 waiting" })).toBeVisible();
});

test("who waits for a visit does not wait for a call", async () => {
  const backend = await open("callbacks");
  const view = STATES.callbacks.app;
  if (view.kind !== "desk") throw new Error("a desk");
  const waiting = view.callbacks.filter(({ state }) => state.kind === "waiting");
  const owing = (errands: CallbackView["errand"][]) =>
    backend.show({ ...view, callbacks: waiting.map((each, k) => ({ ...each, errand: errands[k] ?? "call" })) });
  owing(["visit", "visit"]);
  await settled();
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Two are waiting for a visit");
  owing(["visit", "call"]);
  await settled();
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Two are waiting for a call or a visit");
});

test.each([
  ["Call back Mr Haas, 201", "callBack", "owed-201"],
  ["I’ll take care of it, Mr Haas, 201", "claimCallback", "owed-201"],
  ["No call needed, Mrs Whitcombe, 110", "finishCallback", "owed-110"],
  ["Call back Mr Dubois, 106", "callBack", "owed-106"],
  ["Give it back, Mr Dubois, 106", "releaseCallback", "owed-106"],
  ["Done, Mr Dubois, 106", "finishCallback", "owed-106"],
])("“%s” asks for that", async (name, command, id) => {
  const backend = await open("callbacks");
  await userEvent.click(button(name));
  expect(backend.asked).toEqual([{ command, args: [id] }]);
});

test("what another desk cares for has its name and no buttons", async () => {
  await open("callbacks");
  expect(screen.getByText(/Tom, Desk 1, is calling back/)).toBeVisible();
  expect(screen.queryByRole("button", { name: /O’Rourke/ })).toBeNull();
});

test("what somebody cares for is not called waiting, and not answered either", async () => {
  await open("callbacks-cared-for");
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Two are being called back");
  expect(screen.queryByText(/Every call was answered/)).toBeNull();
});

test("an empty list says that nobody waits", async () => {
  await open("callbacks-none");
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Nobody is waiting");
});
