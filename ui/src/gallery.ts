// Draws one state, standing still: `gallery.html#state=incoming&theme=dark&language=de&textSize=200`. Without a name it lists
// them all.

import "./style/tokens.css";
import "./style/base.css";
import { flushSync, mount, tick } from "svelte";
import App from "./App.svelte";
import { Desk } from "./desk.svelte";
import SmallWindow from "./features/incoming/SmallWindow.svelte";
import { look, TEXT_SIZES, THEMES, type Wish } from "./look.svelte";
import { FakeBackend } from "./testing/fake-backend";
import { NOW, UNITS } from "./testing/house";
import { STATES, prepare, storyOf, type StateName } from "./testing/states";
import { LANGUAGES } from "./text/languages";

const wish = new URLSearchParams(location.hash.slice(1));
const name = wish.get("state") ?? "";
const target = document.querySelector<HTMLElement>("#app")!;
// Pictures do not depend on what was chosen in the one before.
const wished: Wish = {
  language: LANGUAGES.find((each) => each === wish.get("language")) ?? "system",
  textSize: TEXT_SIZES.find((each) => String(each) === wish.get("textSize")) ?? 100,
  theme: THEMES.find((each) => each === wish.get("theme")) ?? "system",
};
addEventListener("hashchange", () => location.reload());

async function draw(state: StateName) {
  const story = storyOf(state);
  // Nor on what anybody in an earlier one is known to like.
  localStorage.clear();
  prepare(story);
  // The pictures are always of the same moment.
  Date.now = () => NOW;
  // Stories name their buttons in English; the language is chosen once they are clicked.
  look.choose({ ...wished, language: "en" });
  const backend = new FakeBackend(story.app, story.units ?? UNITS);
  const began = performance.now();
  const desk = new Desk(backend);
  desk.follow();
  if (story.window === "small") mount(SmallWindow, { target, props: { desk } });
  else mount(App, { target, props: { desk, at: story.place ?? "residents" } });
  await new Promise((done) => setTimeout(done));
  await tick();
  for (const label of story.click ?? []) {
    const button = [...document.querySelectorAll<HTMLElement>("button, a, summary")].find((each) =>
      (each.ariaLabel ?? each.textContent ?? "").replace(/\s+/g, " ").trim().startsWith(label),
    );
    button?.click();
    flushSync();
    // What the program answers is there before the next one is looked for.
    await new Promise((done) => setTimeout(done));
  }
  if (story.next) {
    backend.show(story.next);
    await tick();
  }
  if (story.show) {
    const heading = [...document.querySelectorAll("h2")].find(({ textContent }) => textContent === story.show);
    heading?.scrollIntoView();
  }
  if (story.type) {
    const field = document.querySelector<HTMLInputElement>("[role=search] input")!;
    field.value = story.type;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  look.choose(wished);
  await tick();
  document.documentElement.dataset.drawn = state;
  if (wish.has("axe")) parent.postMessage(await (await import("./testing/axe")).breaches(state), "*");
  if (wish.has("pace")) {
    const { pace } = await import("./testing/pace");
    await fetch("/figures", { method: "POST", body: JSON.stringify(await pace(began)) });
  }
}

if (name in STATES) void draw(name as StateName);
else {
  document.body.style.overflow = "auto";
  target.innerHTML = Object.keys(STATES)
    .flatMap((each) =>
      ["theme=light", "theme=dark", "language=de", "language=fr", "language=es", "textSize=200"].map(
        (chosen) => `<p><a href="#state=${each}&${chosen}">${each}, ${chosen}</a></p>`,
      ),
    )
    .join("");
}
