import { afterEach, expect, test, vi } from "vitest";
import { KEY, Look, look } from "./look.svelte";

const page = document.documentElement;
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
  look.choose({ language: "system", textSize: 100, theme: "system" });
});

test("without a choice the windows look as the computer does", () => {
  const { wish, language } = new Look();
  expect(wish).toEqual({ language: "system", textSize: 100, theme: "system" });
  expect(language).toBe("en");
});

test("without a choice they speak the first language of the computer that we speak", () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["nl", "fr-CH", "de"]);
  expect(new Look().language).toBe("fr");
  expect(page.lang).toBe("fr");
});

test("a choice holds at once, on the page and after a restart", () => {
  look.choose({ language: "de", textSize: 150, theme: "contrast" });
  expect(page.lang).toBe("de");
  expect(page.dataset).toMatchObject({ textSize: "150", theme: "contrast" });
  expect(new Look().wish).toEqual({ language: "de", textSize: 150, theme: "contrast" });
});

test("each person finds their own look again, and no name is kept", () => {
  const own = new Look();
  own.choose({ language: "de" });
  own.sits("hash-of-ann");
  expect(own.wish.language).toBe("de");
  // Whoever is here for the first time goes on with what they find, and keeps what they choose.
  own.sits("hash-of-tom");
  expect(own.wish.language).toBe("de");
  own.choose({ language: "fr", textSize: 200 });
  own.sits("hash-of-ann");
  expect(own.wish).toEqual({ language: "de", textSize: 100, theme: "system" });
  expect([page.lang, page.dataset.textSize]).toEqual(["de", "100"]);
  own.sits("hash-of-tom");
  expect(own.wish).toMatchObject({ language: "fr", textSize: 200 });
  // The next start begins with whoever was here last, before anybody is known.
  expect(new Look().wish.language).toBe("fr");
});

test.each(["", "{", "7", '{"language":"xx"}'])("a look that somebody spoiled is no choice: %s", (broken) => {
  localStorage.setItem(`${KEY}.hash-of-ann`, broken);
  const own = new Look();
  own.sits("hash-of-ann");
  expect(own.wish).toEqual({ language: "system", textSize: 100, theme: "system" });
});

test("the other window follows", () => {
  localStorage.setItem(KEY, JSON.stringify({ language: "es", textSize: 125, theme: "dark" }));
  dispatchEvent(new StorageEvent("storage", { key: KEY }));
  expect(look.language).toBe("es");
  expect(page.dataset).toMatchObject({ textSize: "125", theme: "dark" });
});

test("a window that slept reads what it missed before it is seen", () => {
  localStorage.setItem(KEY, JSON.stringify({ language: "fr" }));
  document.dispatchEvent(new Event("visibilitychange"));
  expect(look.language).toBe("fr");
});

test.each(["", "{", "null", "7", '"de"', "[]", '{"language":"xx","textSize":"150","theme":{}}', '{"textSize":1e9}'])(
  "a broken value is no choice: %s",
  (broken) => {
    localStorage.setItem(KEY, broken);
    expect(new Look().wish).toEqual({ language: "system", textSize: 100, theme: "system" });
  },
);

test("one broken part leaves the others", () => {
  localStorage.setItem(KEY, '{"language":"de","textSize":99,"theme":"dark"}');
  expect(new Look().wish).toEqual({ language: "de", textSize: 100, theme: "dark" });
});

test("a window that may keep nothing still does what is chosen", () => {
  const refuse = () => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(refuse);
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(refuse);
  const own = new Look();
  own.choose({ language: "de" });
  document.dispatchEvent(new Event("visibilitychange"));
  expect(own.language).toBe("de");
});
