// How somebody wants the windows of this PC: language, size of the text, colours. The browser engine keeps it, and both windows
// share the engine: what is chosen in one is seen in the other at once. What somebody chose comes back when they sit down again; it is
// kept under the id of that person, never under a name.

import { keep, kept } from "./kept";
import { LANGUAGES, preferred, type Language } from "./text/languages";

export const TEXT_SIZES = [100, 125, 150, 200] as const;
export const THEMES = ["light", "dark", "contrast"] as const;

export interface Wish {
  language: Language | "system";
  /** In percent of what the computer is set to. */
  textSize: (typeof TEXT_SIZES)[number];
  theme: (typeof THEMES)[number] | "system";
}

/** `public/look.js` reads it by the same name. */
export const KEY = "roomline-look";
const ownKey = (person: string) => `${KEY}.${person}`;
const NO_WISH: Wish = { language: "system", textSize: 100, theme: "system" };

export class Look {
  wish = $state.raw<Wish>(NO_WISH);
  #computer = $state.raw<readonly string[]>([]);
  /** Who sits here; nobody has yet. */
  #person: string | undefined;
  /** The language that is spoken. */
  readonly language = $derived(this.wish.language === "system" ? preferred(this.#computer) : this.wish.language);

  constructor() {
    this.#read();
    addEventListener("storage", ({ key }) => {
      // `null`: everything was cleared.
      if (key === KEY || key === null) this.#read();
    });
    addEventListener("languagechange", () => this.#read());
    // The small window sleeps while nobody calls; whatever it missed it reads before it is looked at.
    document.addEventListener("visibilitychange", () => document.hidden || this.#read());
  }

  /** Takes a choice over at once, and keeps it where it can be kept, for the windows and for whoever sits here. */
  choose(part: Partial<Wish>) {
    this.wish = { ...this.wish, ...part };
    this.#show();
    keep(KEY, this.wish);
    if (this.#person !== undefined) keep(ownKey(this.#person), this.wish);
  }

  /** Somebody sits down: what they chose here before holds again. Whoever is here for the first time goes on with what they find. */
  sits(person: string) {
    if (person === this.#person) return;
    this.#person = person;
    const own = kept(ownKey(person));
    this.choose(own === null ? {} : wishOf(own));
  }

  #read() {
    const text = stored();
    // Where nothing can be kept the choice of this window stays.
    if (text !== undefined) this.wish = wishIn(text);
    this.#computer = navigator.languages;
    this.#show();
  }

  #show() {
    const page = document.documentElement;
    // Only what differs: a window that comes into sight is not told of a change that is none.
    if (page.lang !== this.language) page.lang = this.language;
    const grows = page.dataset.textSize !== String(this.wish.textSize);
    for (const [part, wish] of Object.entries(this.wish)) {
      if (page.dataset[part] !== String(wish)) page.dataset[part] = String(wish);
    }
    if (grows) measureAgain();
  }
}

/** Chromium 156 answers container queries in `rem` as before when only the size of the text changes, so the container is made anew. */
function measureAgain() {
  const container = document.getElementById("app");
  if (!container) return;
  container.style.containerType = "normal";
  void container.offsetWidth;
  container.style.containerType = "";
}

function stored(): string | null | undefined {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return undefined;
  }
}

/** What was chosen before; whatever is cut short counts as not chosen. */
function wishIn(text: string | null): Wish {
  try {
    return wishOf(JSON.parse(text ?? "null"));
  } catch {
    return NO_WISH;
  }
}

/** Whatever is no choice of ours counts as not chosen. */
function wishOf(found: unknown): Wish {
  const { language, textSize, theme } = (found ?? {}) as Record<keyof Wish, unknown>;
  return {
    language: LANGUAGES.find((each) => each === language) ?? NO_WISH.language,
    textSize: TEXT_SIZES.find((each) => each === textSize) ?? NO_WISH.textSize,
    theme: THEMES.find((each) => each === theme) ?? NO_WISH.theme,
  };
}

export const look = new Look();
