import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { REPORT, SAVED } from "../../testing/house";
import { button, open, settled } from "../../testing/open";

const card = () => screen.getByRole("region", { name: "Report for your administrator" });

async function made() {
  const backend = await open("settings");
  await userEvent.click(button("Make a report"));
  await settled();
  return backend;
}

test("every text of a report is there to be read before anything is saved", async () => {
  const backend = await made();
  for (const { name, text } of REPORT.files) {
    expect(within(card()).getByText(name)).toBeVisible();
    expect(card()).toHaveTextContent(text.trim().replace(/\s+/g, " "));
  }
  expect(backend.asked).toEqual([{ command: "makeReport", args: [true] }]);
});

test("what was read is saved, once, and the whole path is told", async () => {
  const backend = await made();
  const save = button("Save the report");
  await Promise.all([userEvent.click(save), userEvent.click(save)]);
  await settled();
  expect(backend.asked.slice(1)).toEqual([{ command: "saveReport", args: [1] }]);
  expect(within(card()).getByText(SAVED)).toBeVisible();
  expect(card()).toHaveTextContent("The report is saved. Give this file to your IT:");
  expect(within(card()).getByRole("heading")).toHaveFocus();
});

test("whoever leaves the desk’s name out reads a new report, and the old one cannot be saved", async () => {
  const backend = await made();
  let tell = (_: unknown) => {};
  backend.answers.makeReport = new Promise((done) => (tell = done));
  await userEvent.click(screen.getByLabelText("Leave the name of this desk in it"));
  await settled();
  expect(screen.queryByRole("button", { name: "Save the report" })).toBeNull();
  expect(card()).toHaveTextContent("The report is being made");
  tell({ number: 2, files: [{ kind: "about", name: "about.json", text: "no name" }] });
  await settled();
  await userEvent.click(button("Save the report"));
  expect(backend.asked.slice(1)).toEqual([
    { command: "makeReport", args: [false] },
    { command: "saveReport", args: [2] },
  ]);
});

test("a report that is not wanted is not saved", async () => {
  const backend = await made();
  await userEvent.click(button("Do not save it"));
  await settled();
  expect(card()).toHaveTextContent("The report was not saved.");
  expect(button("Make a report")).toBeVisible();
  expect(backend.asked).toHaveLength(1);
});

test("a disk that is full is told, and the report is still there", async () => {
  const backend = await made();
  backend.refuseWith = { code: "notWritten" };
  await userEvent.click(button("Save the report"));
  await settled();
  expect(screen.getByText(/^The report could not be saved on this PC/)).toBeVisible();
  backend.refuseWith = undefined;
  await userEvent.click(button("Save the report"));
  await settled();
  expect(within(card()).getByText(SAVED)).toBeVisible();
});

test("a report that cannot be made leaves everything as it was", async () => {
  const backend = await open("settings");
  backend.refuseWith = { code: "deskLocked" };
  await userEvent.click(button("Make a report"));
  await settled();
  expect(button("Make a report")).toBeVisible();
  expect(screen.getByText("This desk is locked. Unlock it first.")).toBeVisible();
});
