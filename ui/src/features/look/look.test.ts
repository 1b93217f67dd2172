import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import script from "../../../public/look.js?raw";
import { KEY, look } from "../../look.svelte";
import { button, open, settled } from "../../testing/open";

const page = document.documentElement;
afterEach(() => {
  localStorage.clear();
  look.choose({ language: "system", textSize: 100, theme: "system" });
});

test("another language is spoken at once, also by what is open already", async () => {
  await open("settings");
  await userEvent.selectOptions(screen.getByLabelText("Language"), "Deutsch");
  await settled();
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Einstellungen");
  expect(screen.getByRole("link", { name: "Rückrufe 2 offen" })).toBeVisible();
  expect(page.lang).toBe("de");
  await userEvent.selectOptions(screen.getByLabelText("Sprache"), "Wie der Computer");
  await settled();
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Settings");
  expect(page.lang).toBe("en");
});

test("a call goes on in another language, with its times and its reason", async () => {
  await open("ended-no-answer");
  expect(screen.getByRole("status")).toHaveTextContent("Call ended: nobody answered for 45 seconds");
  look.choose({ language: "fr" });
  await settled();
  expect(screen.getByRole("status")).toHaveTextContent(/^Appel terminé : personne n’a répondu pendant 45 secondes$/);
  expect(button("Appeler de nouveau")).toBeVisible();
});

test("the small window follows, and its name", async () => {
  await open("incoming-small");
  expect(document.title).toBe("Roomline, incoming call");
  look.choose({ language: "es" });
  await settled();
  expect(screen.getByRole("alertdialog", { name: "Mrs Jones, 101, está llamando" })).toBeVisible();
  expect(button("Contestar")).toBeVisible();
  expect(document.title).toBe("Roomline, llamada entrante");
});

test("the size of the text and the colours are chosen by name", async () => {
  await open("settings");
  await userEvent.selectOptions(screen.getByLabelText("Text size"), "200 %");
  await userEvent.selectOptions(screen.getByLabelText("Colours"), "High contrast");
  expect(page.dataset).toMatchObject({ textSize: "200", theme: "contrast" });
  expect(look.wish).toEqual({ language: "system", textSize: 200, theme: "contrast" });
});

test("the choice stands on the page before anything else runs, and a broken one is harmless", () => {
  const atStart = (kept: string | null) => {
    if (kept === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, kept);
    delete page.dataset.theme;
    delete page.dataset.textSize;
    new Function(script)();
    return { ...page.dataset };
  };
  look.choose({ textSize: 150, theme: "dark" });
  expect(atStart(localStorage.getItem(KEY))).toMatchObject({ textSize: "150", theme: "dark" });
  for (const broken of [null, "", "{", "null", "[]", '{"a b":1}']) expect(atStart(broken).theme).toBeUndefined();
});
