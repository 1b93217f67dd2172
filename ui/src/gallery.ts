// Draws one state, standing still: `gallery.html#state=incoming&theme=dark`. Without a name it lists them all.

import "./style/tokens.css";
import "./style/base.css";
import { flushSync, mount, tick } from "svelte";
import App from "./App.svelte";
import { Desk } from "./desk.svelte";
import SmallWindow from "./features/incoming/SmallWindow.svelte";
import { FakeBackend } from "./testing/fake-backend";
import { NOW, UNITS } from "./testing/house";
import { STATES, prepare, storyOf, type StateName } from "./testing/states";

const wish = new URLSearchParams(location.hash.slice(1));
const name = wish.get("state") ?? "";
const target = document.querySelector<HTMLElement>("#app")!;
const theme = wish.get("theme");
if (theme) document.documentElement.dataset.theme = theme;
addEventListener("hashchange", () => location.reload());

async function draw(state: StateName) {
  const story = storyOf(state);
  prepare(story);
  // The pictures are always of the same moment.
  Date.now = () => NOW;
  const backend = new FakeBackend(story.app, story.units ?? UNITS);
  const began = performance.now();
  const desk = new Desk(backend);
  desk.follow();
  if (story.window === "small") mount(SmallWindow, { target, props: { desk } });
  else mount(App, { target, props: { desk, at: story.place ?? "residents" } });
  await new Promise((done) => setTimeout(done));
  await tick();
  for (const label of story.click ?? []) {
    const button = [...document.querySelectorAll<HTMLElement>("button, a")].find((each) =>
      (each.ariaLabel ?? each.textContent ?? "").replace(/\s+/g, " ").trim().startsWith(label),
    );
    button?.click();
    flushSync();
  }
  if (story.type) {
    const field = document.querySelector<HTMLInputElement>("[role=search] input")!;
    field.value = story.type;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  await tick();
  document.documentElement.dataset.drawn = state;
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
      ["light", "dark"].map((look) => `<p><a href="#state=${each}&theme=${look}">${each}, ${look}</a></p>`),
    )
    .join("");
}
