import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { t } from "../../text";
import { button, open, settled } from "../../testing/open";
import { TOM } from "../../testing/people";
import { STATES } from "../../testing/states";

test("user name and password are left to fill, then one button signs in", async () => {
  const backend = await open("sign-in");
  expect(screen.getByLabelText("Server")).toHaveValue("https://calls.sunnyside.example");
  await userEvent.type(screen.getByLabelText("User name"), "ann");
  await userEvent.type(screen.getByLabelText("Password"), " s3cret ");
  await userEvent.click(button("Sign in"));
  expect(backend.asked).toEqual([
    { command: "signIn", args: ["https://calls.sunnyside.example", "Desk 2", "ann", " s3cret "] },
  ]);
});

test("at the first start server and desk can be filled in", async () => {
  const backend = await open("sign-in-first");
  await userEvent.type(screen.getByLabelText("Server"), "http://127.0.0.1:8080");
  await userEvent.clear(screen.getByLabelText("Name of this desk"));
  await userEvent.type(screen.getByLabelText("Name of this desk"), "Ward A");
  await userEvent.type(screen.getByLabelText("User name"), "ann");
  await userEvent.type(screen.getByLabelText("Password"), "pw{Enter}");
  expect(backend.asked).toEqual([{ command: "signIn", args: ["http://127.0.0.1:8080", "Ward A", "ann", "pw"] }]);
});

test("a wrong password is told at its field", async () => {
  await open("sign-in-wrong");
  expect(screen.getByRole("alert")).toHaveTextContent("User name or password is not right. Is Caps Lock on?");
  expect(screen.getByLabelText("Password")).toHaveAccessibleDescription(/not right/);
  expect(screen.getByLabelText("Password")).toBeInvalid();
});

test("what was typed stays when the server does not answer", async () => {
  const backend = await open("sign-in");
  await userEvent.type(screen.getByLabelText("User name"), "ann");
  backend.show(STATES["sign-in-no-server"].app);
  await settled();
  expect(screen.getByLabelText("User name")).toHaveValue("ann");
  expect(screen.getByRole("alert")).toHaveTextContent("The server does not answer. Is the network cable in?");
});

test("without a keyring the desk says that somebody signs in each time, and why", async () => {
  await open("sign-in-no-keyring");
  expect(screen.getByText(/no safe place for passwords/)).toBeVisible();
  expect(screen.getByText(/never writes a password in clear/)).toBeVisible();
});

test("every problem has its sentence", () => {
  const problems = [
    "disabled",
    "tooMany",
    "sessionOver",
    "wrongCertificate",
    "plainHttp",
    "badAddress",
    "notRoomline",
    "serverFault",
  ] as const;
  const sentences = problems.map((problem) => t.signIn.problem(problem));
  expect(new Set(sentences).size).toBe(problems.length);
});

test("a mistake in the desk's files is told to the person and shown to the administrator", async () => {
  await open("broken");
  expect(screen.getByRole("alert")).toHaveTextContent("Tell your IT.");
  expect(screen.getByText(/station.toml has a mistake/)).toBeVisible();
});

test("whoever signs in next begins with the residents", async () => {
  const backend = await open("settings");
  backend.show(STATES["sign-in"].app);
  await settled();
  backend.show(STATES.directory.app);
  await settled();
  expect(screen.getByRole("searchbox", { name: "Search residents and rooms" })).toBeVisible();
});

test("where people are known one chooses a name instead, and a PIN is enough", async () => {
  const backend = await open("sign-in-known");
  expect(screen.getByRole("alert")).toHaveTextContent("Ann is signed out. Sign-in and PIN are deleted from this PC.");
  expect(screen.queryByLabelText("User name")).toBeNull();
  await userEvent.click(button("Tom Ashworth"));
  await userEvent.type(screen.getByLabelText("PIN"), "4711{Enter}");
  expect(backend.asked).toEqual([{ command: "sitDown", args: [TOM.id, "4711"] }]);
});

test("whoever is not in the list signs in as ever, and may go back to it", async () => {
  const backend = await open("sign-in-known");
  await userEvent.click(button("Sign in as somebody new"));
  expect(screen.getByLabelText("Server")).toHaveValue("https://calls.sunnyside.example");
  await userEvent.type(screen.getByLabelText("User name"), "cleo");
  await userEvent.type(screen.getByLabelText("Password"), "pw{Enter}");
  expect(backend.asked).toEqual([
    { command: "signIn", args: ["https://calls.sunnyside.example", "Desk 2", "cleo", "pw"] },
  ]);
  await userEvent.click(button("Back"));
  expect(button("Tom Ashworth")).toBeVisible();
});

test("whom the server refuses signs in with the password, with the user name filled in", async () => {
  await open("sign-in-refused");
  expect(screen.getByRole("alert")).toHaveTextContent("The sign-in of Tom Ashworth has run out.");
  expect(screen.getByLabelText("User name")).toHaveValue("tom.ashworth");
  expect(screen.getByLabelText("Password")).toHaveFocus();
});

test("a problem of whoever was signed in is told above the list, too", async () => {
  const backend = await open("sign-in-known");
  const { app } = STATES["sign-in-known"];
  if (app.kind !== "signIn") throw new Error("nobody is signed in");
  backend.show({ ...app, notice: null, attempt: { kind: "refused", problem: "sessionOver" } });
  await settled();
  expect(screen.getByRole("alert")).toHaveTextContent("Your sign-in has run out.");
  expect(button("Tom Ashworth")).toBeVisible();
});

test("nobody finds what somebody else has typed, and Escape goes back to the list as the button does", async () => {
  await open("sign-in-refused");
  await userEvent.type(screen.getByLabelText("Password"), "s3cret");
  await userEvent.keyboard("{Escape}");
  expect(screen.getByRole("heading", { name: "Who are you?" })).toHaveFocus();
  expect(screen.queryByRole("alert")).toBeNull();
  await userEvent.click(button("Sign in as somebody new"));
  expect(screen.getByLabelText("User name")).toHaveValue("");
  expect(screen.getByLabelText("User name")).toHaveFocus();
  expect(screen.getByLabelText("Password")).toHaveValue("");
});

test("a wrong password is not told to whoever chooses a name", async () => {
  const backend = await open("sign-in-known");
  const { app } = STATES["sign-in-known"];
  if (app.kind !== "signIn") throw new Error("nobody is signed in");
  await userEvent.click(button("Sign in as somebody new"));
  backend.show({ ...app, notice: null, attempt: { kind: "refused", problem: "wrongCredentials" } });
  await settled();
  expect(screen.getByLabelText("Password")).toBeInvalid();
  await userEvent.click(button("Back"));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("what could not be done is not told as if it was", async () => {
  const backend = await open("sign-in-known");
  const { app } = STATES["sign-in-known"];
  if (app.kind !== "signIn") throw new Error("nobody is signed in");
  expect(screen.getByRole("alert")).toHaveClass("good");
  backend.show({ ...app, notice: { kind: "notReached" } });
  await settled();
  expect(screen.getByRole("alert")).toHaveClass("bad");
});
