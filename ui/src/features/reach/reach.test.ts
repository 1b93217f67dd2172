import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { button, open, settled } from "../../testing/open";
import { STATES } from "../../testing/states";

test("a desk that cannot be reached says so on the whole page and where calls still ring", async () => {
  const backend = await open("unreachable");
  expect(screen.getByRole("heading", { name: "This desk cannot be reached" })).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("They should still ring at Desk 1 and Nurses’ station.");
  expect(screen.queryByRole("searchbox")).toBeNull();
  await userEvent.click(button("Try now"));
  expect(backend.asked).toEqual([{ command: "tryNow", args: [] }]);
});

test("the page comes back by itself when calls ring again", async () => {
  const backend = await open("unreachable");
  backend.show(STATES.directory.app);
  await settled();
  expect(screen.getByRole("searchbox")).toBeVisible();
});

test("a desk in no ring group does not claim that calls ring here", async () => {
  const backend = await open("directory");
  const { app } = STATES.directory;
  if (app.kind !== "desk") throw new Error("the directory is shown at a desk");
  backend.show({ ...app, reach: { kind: "inNoRingGroup" } });
  await settled();
  expect(screen.getByText("No calls ring here")).toBeVisible();
  expect(screen.queryByText("Calls ring here")).toBeNull();
});
