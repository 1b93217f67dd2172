import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { button, open, settled } from "../../testing/open";
import { STATES, type StateName } from "../../testing/states";

const CTRL_L = "{Control>}l{/Control}";

test.each<StateName>(["directory", "callbacks", "settings-pin", "in-call", "incoming", "unreachable"])(
  "Ctrl+L locks in %s",
  async (state) => {
    const backend = await open(state);
    await userEvent.keyboard(CTRL_L);
    expect(backend.asked).toEqual([{ command: "lockDesk", args: [] }]);
  },
);

test("so does the button, which names its keys", async () => {
  const backend = await open("directory");
  expect(button("Lock")).toHaveAttribute("aria-keyshortcuts", "Control+L");
  expect(button("Lock")).not.toHaveAccessibleDescription();
  await userEvent.click(button("Lock"));
  expect(backend.asked).toEqual([{ command: "lockDesk", args: [] }]);
});

test("a locked desk is not locked again", async () => {
  const backend = await open("locked");
  await userEvent.keyboard(CTRL_L);
  expect(backend.asked).toEqual([]);
});

test.each(["button", "keys"])("without a PIN the %s leads to where one is set, and says why", async (how) => {
  const backend = await open("directory");
  backend.show(STATES.settings.app);
  await settled();
  expect(button("Lock")).toHaveAccessibleDescription("Set a PIN first, then this desk can be locked.");
  if (how === "keys") await userEvent.keyboard(CTRL_L);
  else await userEvent.click(button("Lock"));
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Settings");
  expect(screen.getByRole("alert")).toHaveTextContent("Set a PIN first, then this desk can be locked.");
  expect(screen.getByLabelText("New PIN")).toHaveFocus();
  expect(backend.asked).toEqual([]);
});

test("in Settings it leads to the field again, however often", async () => {
  await open("settings");
  expect(screen.queryByRole("alert")).toBeNull();
  for (let time = 0; time < 2; time += 1) {
    screen.getByLabelText("Language").focus();
    await userEvent.keyboard(CTRL_L);
    expect(screen.getByLabelText("New PIN")).toHaveFocus();
  }
});

test("whoever goes to Settings by themselves is not told to set a PIN", async () => {
  await open("settings");
  await userEvent.keyboard(CTRL_L);
  await userEvent.click(screen.getByRole("link", { name: /^Call back/ }));
  await userEvent.click(screen.getByRole("link", { name: "Settings" }));
  expect(screen.queryByText(/Set a PIN first/, { selector: "[role=alert] *" })).toBeNull();
});
