import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { AppView, PeopleView } from "../../bindings";
import { look } from "../../look.svelte";
import type { FakeBackend } from "../../testing/fake-backend";
import { button, open, settled } from "../../testing/open";
import { people, TOM } from "../../testing/people";
import { STATES, type StateName } from "../../testing/states";

afterEach(() => void vi.useRealTimers());

const pin = () => screen.getByLabelText("PIN");
const who = () => screen.getByRole("heading", { name: "Who are you?" });

/** The locked desk of Ann, with these people. */
function lockedWith(over: Partial<PeopleView>): AppView {
  const { app } = STATES["change-list"];
  if (app.kind !== "desk") throw new Error("a desk is locked");
  return { ...app, people: people(over) };
}

async function shows(backend: FakeBackend, over: Partial<PeopleView>) {
  backend.show(lockedWith(over));
  await settled();
}

async function atTom(): Promise<FakeBackend> {
  const backend = await open("change-list");
  await userEvent.click(button("Somebody else"));
  await userEvent.click(button("Tom Ashworth"));
  return backend;
}

test.each<[StateName, string]>([
  ["directory", "keys"],
  ["directory", "button"],
  ["callbacks", "keys"],
  ["unreachable", "button"],
])("in %s the %s lock the desk for somebody else", async (state, how) => {
  const backend = await open(state);
  if (how === "keys") await userEvent.keyboard("{Control>}{Shift>}L{/Shift}{/Control}");
  else await userEvent.click(button("Change person"));
  expect(backend.asked).toEqual([{ command: "changePerson", args: [] }]);
  await shows(backend, {});
  expect(who()).toHaveFocus();
  expect(screen.queryByLabelText("PIN")).toBeNull();
});

test("the button names its keys", async () => {
  await open("directory");
  expect(button("Change person")).toHaveAttribute("aria-keyshortcuts", "Control+Shift+L");
});

test("without a PIN it leads to where one is set, as the lock does", async () => {
  const backend = await open("settings");
  await userEvent.click(button("Change person"));
  expect(screen.getByLabelText("New PIN")).toHaveFocus();
  expect(backend.asked).toEqual([]);
});

test("in a call it is refused with a sentence, and whoever is here stays at their desk", async () => {
  const backend = await open("in-call");
  backend.refuseWith = { code: "inCall" };
  await userEvent.keyboard("{Control>}{Shift>}L{/Shift}{/Control}");
  await settled();
  expect(screen.getByText("This desk is in a call. Finish it first, then change the person.")).toBeVisible();
  // Locked later for another reason, the desk waits for whoever is signed in.
  await shows(backend, {});
  expect(pin()).toHaveFocus();
});

test("who else is known stands there by name, and whoever is signed in can stay", async () => {
  const backend = await open("change-list");
  expect(screen.getByText("Ann is signed in at Desk 2.")).toBeVisible();
  expect(pin()).toHaveFocus();
  await userEvent.click(button("Somebody else"));
  const names = within(screen.getByRole("list", { name: "Who are you?" })).getAllByRole("button");
  expect(names).toHaveLength(3);
  ["Irma Kowalczyk", "Maria", "Tom Ashworth"].forEach((name, at) => expect(names[at]).toHaveAccessibleName(name));
  await userEvent.click(button("Ann stays"));
  expect(pin()).toHaveFocus();
  expect(backend.asked).toEqual([]);
});

test("people of the same name are told apart by their user names", async () => {
  const backend = await open("change-list");
  await userEvent.click(button("Somebody else"));
  await shows(backend, { known: [TOM, { ...TOM, id: "another", user: "tom2" }] });
  expect(button("Tom Ashworth tom.ashworth")).toBeVisible();
  await userEvent.click(button("Tom Ashworth tom2"));
  expect(screen.getByRole("heading", { name: "Tom Ashworth (tom2)" })).toBeVisible();
  await userEvent.type(pin(), "4711{Enter}");
  expect(backend.asked).toEqual([{ command: "sitDown", args: ["another", "4711"] }]);
});

test.each(["{Enter}", "click"])("a PIN says by %s that it is them, and leaves the page", async (how) => {
  const backend = await atTom();
  expect(pin()).toHaveFocus();
  await userEvent.type(pin(), "4711");
  if (how === "click") await userEvent.click(button("Go on as Tom Ashworth"));
  else await userEvent.keyboard(how);
  expect(backend.asked).toEqual([{ command: "sitDown", args: [TOM.id, "4711"] }]);
  expect(pin()).toHaveValue("");
});

test("while it is compared and the server is asked nothing is asked twice", async () => {
  const backend = await atTom();
  await shows(backend, { known: [{ ...TOM, attempt: { kind: "checking" } }] });
  expect(button("Checking")).toHaveAttribute("aria-busy", "true");
  await shows(backend, { takeover: { kind: "asking", person: TOM.id } });
  expect(button("Asking the server")).toHaveAttribute("aria-busy", "true");
  await userEvent.type(pin(), "4711{Enter}{Enter}");
  await userEvent.click(button("Asking the server"));
  expect(button("Forget me at this desk")).toBeDisabled();
  expect(backend.asked).toEqual([]);
});

test("a wrong PIN is told at the field, and too many for all names alike", async () => {
  const backend = await atTom();
  await shows(backend, { known: [{ ...TOM, attempt: { kind: "wrong" } }] });
  expect(screen.getByRole("alert")).toHaveTextContent("This PIN is not right. Try again.");
  expect(pin()).toHaveFocus();
  await shows(backend, { known: [{ ...TOM, attempt: { kind: "wait", untilMs: Date.now() + 40_000 } }] });
  expect(screen.getByRole("timer")).toHaveTextContent(/seconds left/);
  expect(button("Go on as Tom Ashworth")).toBeDisabled();
});

test("once somebody else sits here everything is theirs, and the next change begins anew", async () => {
  const backend = await atTom();
  const { app } = STATES.directory;
  if (app.kind !== "desk") throw new Error("a desk is open");
  backend.show({ ...app, staff: "Tom Ashworth", person: TOM.id });
  await settled();
  expect(screen.getByRole("navigation")).toHaveTextContent("Tom Ashworth");
  await shows(backend, {});
  expect(pin()).toHaveFocus();
  expect(screen.queryByText("Who are you?")).toBeNull();
});

test("whom the server refuses signs in with the password, with the user name filled in", async () => {
  const backend = await atTom();
  const failed = { kind: "failed", user: TOM.user, name: TOM.name, person: null, problem: "sessionOver" } as const;
  await shows(backend, { known: [], takeover: failed });
  expect(screen.getByRole("alert")).toHaveTextContent("The sign-in of Tom Ashworth has run out.");
  expect(screen.getByLabelText("User name")).toHaveValue("tom.ashworth");
  expect(screen.getByLabelText("Password")).toHaveFocus();
  await userEvent.keyboard("s3cret{Enter}");
  expect(backend.asked).toEqual([{ command: "signIn", args: ["", "", "tom.ashworth", "s3cret"] }]);
  expect(screen.getByLabelText("Password")).toHaveValue("");
  await shows(backend, { known: [], takeover: { kind: "asking", person: null } });
  expect(button("Signing in")).toHaveAttribute("aria-busy", "true");
  await shows(backend, { known: [], takeover: { ...failed, problem: "wrongCredentials" } });
  expect(screen.getByLabelText("Password")).toHaveAccessibleDescription(/not right/);
  expect(screen.getByLabelText("User name")).toHaveValue("tom.ashworth");
  await userEvent.click(button("Back"));
  expect(who()).toHaveFocus();
});

test("a server that does not answer is told, and the PIN may be typed again", async () => {
  const backend = await atTom();
  const failed = { kind: "failed", user: TOM.user, name: TOM.name, person: TOM.id, problem: "unreachable" } as const;
  await shows(backend, { takeover: failed });
  expect(screen.getByRole("alert")).toHaveTextContent("The server does not answer, so Tom Ashworth cannot go on here");
  await userEvent.type(pin(), "4711{Enter}");
  expect(backend.asked).toEqual([{ command: "sitDown", args: [TOM.id, "4711"] }]);
  // It is nothing to the next one.
  await userEvent.click(button("Back"));
  await userEvent.click(button("Maria"));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("somebody new signs in, and reads that whoever is signed in stays known", async () => {
  const backend = await open("change-list");
  await userEvent.click(button("Somebody else"));
  await userEvent.click(button("Sign in as somebody new"));
  expect(screen.getByText("Ann stays known here and comes back with the PIN.")).toBeVisible();
  expect(screen.getByLabelText("User name")).toHaveFocus();
  await userEvent.type(screen.getByLabelText("User name"), " cleo ");
  expect(screen.getByLabelText("User name")).toHaveFocus();
  await userEvent.type(screen.getByLabelText("Password"), " pw {Enter}");
  expect(backend.asked).toEqual([{ command: "signIn", args: ["", "", "cleo", " pw "] }]);
  await shows(backend, { takeover: { kind: "asking", person: null } });
  await userEvent.type(screen.getByLabelText("Password"), "{Enter}");
  expect(backend.asked).toHaveLength(1);
});

test("what an earlier attempt of somebody else came to is not said to whoever is new", async () => {
  const backend = await open("change-list");
  await userEvent.click(button("Somebody else"));
  await userEvent.click(button("Sign in as somebody new"));
  const failed = { kind: "failed", user: TOM.user, name: TOM.name, person: null, problem: "sessionOver" } as const;
  await shows(backend, { takeover: failed });
  expect(screen.queryByRole("alert")).toBeNull();
});

test("without a keyring nobody changes by PIN, and it is said what a sign-in costs", async () => {
  await open("change-no-keyring");
  await userEvent.click(button("Somebody else"));
  expect(screen.getByText(/this PC has no safe place to keep several sign-ins/)).toBeVisible();
  expect(screen.queryByRole("list", { name: "Who are you?" })).toBeNull();
  await userEvent.click(button("Sign in as somebody new"));
  expect(screen.getByText("Ann is signed out by that.")).toBeVisible();
});

test("where the administrator wants nothing kept it is said so", async () => {
  await open("change-each-time");
  await userEvent.click(button("Somebody else"));
  expect(screen.getByText(/nothing is kept on this PC/)).toBeVisible();
});

test("where nobody else is known it is said how one comes to be", async () => {
  await open("change-nobody");
  await userEvent.click(button("Somebody else"));
  expect(screen.getByText(/Whoever signs in here and sets a PIN is in this list/)).toBeVisible();
});

test("whoever wants to be known no more says so with their PIN, after they read what it means", async () => {
  const backend = await atTom();
  await userEvent.click(button("Forget me at this desk"));
  expect(screen.getByRole("heading", { name: "Forget Tom Ashworth at this desk?" })).toBeVisible();
  expect(screen.getByText(/Sign-in and PIN are deleted from this PC/)).toBeVisible();
  await userEvent.click(button("Stay known here"));
  expect(button("Go on as Tom Ashworth")).toBeVisible();
  await userEvent.click(button("Forget me at this desk"));
  expect(pin()).toHaveFocus();
  await userEvent.type(pin(), "4711");
  await userEvent.click(button("Forget me"));
  expect(backend.asked).toEqual([{ command: "forgetPerson", args: [TOM.id, "4711"] }]);
  const { app } = STATES["change-forgotten"];
  if (app.kind !== "desk") throw new Error("a desk is locked");
  backend.show({ ...app, people: people({ known: people().known.filter(({ id }) => id !== TOM.id) }) });
  await settled();
  expect(who()).toHaveFocus();
  expect(screen.getByText("Tom Ashworth is no longer known at this desk.")).toBeVisible();
});

test("a call goes before everything, and a PIN that is being typed is not taken for an answer", async () => {
  const backend = await atTom();
  await userEvent.type(pin(), "47");
  const { app } = STATES["incoming-locked"];
  if (app.kind !== "desk") throw new Error("it rings");
  backend.show({ ...app, people: people() });
  await settled();
  expect(button("Answer")).toBeVisible();
  expect(pin()).toHaveFocus();
  await userEvent.keyboard("11{Enter}{F4}");
  expect(backend.asked).toEqual([
    { command: "sitDown", args: [TOM.id, "4711"] },
    { command: "answer", args: ["call-101"] },
  ]);
});

test("Escape goes one step back, and does nothing beside a call that rings", async () => {
  const backend = await atTom();
  await userEvent.keyboard("{Escape}");
  expect(who()).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByText("Who are you?")).toBeNull();
  expect(pin()).toHaveFocus();
  await userEvent.click(button("Somebody else"));
  const { app } = STATES["incoming-locked"];
  if (app.kind !== "desk") throw new Error("it rings");
  backend.show({ ...app, people: people() });
  await settled();
  await userEvent.keyboard("{Escape}");
  await shows(backend, {});
  expect(who()).toHaveFocus();
  expect(backend.asked).toEqual([]);
});

test("what somebody chose outlasts a call that takes the page, and the next one begins at the list", async () => {
  const backend = await atTom();
  backend.show(STATES["in-call-locked"].app);
  await settled();
  expect(screen.queryByRole("heading", { name: "Tom Ashworth" })).toBeNull();
  const failed = { kind: "failed", user: TOM.user, name: TOM.name, person: null, problem: "sessionOver" } as const;
  await shows(backend, { known: [], takeover: failed });
  expect(screen.getByLabelText("User name")).toHaveValue("tom.ashworth");
  await userEvent.click(button("Back"));
  await userEvent.click(button("Ann stays"));
  await userEvent.click(button("Somebody else"));
  expect(who()).toHaveFocus();
  expect(screen.queryByRole("alert")).toBeNull();
  await userEvent.click(button("Sign in as somebody new"));
  expect(screen.getByLabelText("User name")).toHaveValue("");
});

test("the PIN is named with whose it is", async () => {
  await atTom();
  expect(screen.getByRole("group", { name: "Tom Ashworth" })).toContainElement(pin());
});

test("each finds the window as they left it, and no name is kept for that", async () => {
  const backend = await open("directory");
  look.choose({ language: "de" });
  const { app } = STATES.directory;
  if (app.kind !== "desk") throw new Error("a desk is open");
  backend.show({ ...app, staff: "Tom Ashworth", person: TOM.id });
  await settled();
  look.choose({ language: "fr" });
  backend.show(app);
  await settled();
  expect(document.documentElement.lang).toBe("de");
  expect(Object.keys(localStorage).join()).not.toMatch(/Ann|Ashworth/);
  look.choose({ language: "system" });
});

test("whoever sits down next begins with the residents", async () => {
  const backend = await open("settings-pin");
  const { app } = STATES.directory;
  if (app.kind !== "desk") throw new Error("a desk is open");
  backend.show({ ...app, staff: "Tom Ashworth", person: TOM.id });
  await settled();
  expect(screen.getByRole("searchbox", { name: "Search residents and rooms" })).toBeVisible();
});
