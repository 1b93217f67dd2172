// Opens a window on a story, as a person would find it.

import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import App from "../App.svelte";
import { Desk } from "../desk.svelte";
import SmallWindow from "../features/incoming/SmallWindow.svelte";
import { FakeBackend } from "./fake-backend";
import { UNITS } from "./house";
import { prepare, storyOf, type StateName } from "./states";

/** Opens a window; the returned backend tells what was asked and may change its mind. */
export async function open(state: StateName): Promise<FakeBackend> {
  const story = storyOf(state);
  prepare(story);
  const backend = new FakeBackend(story.app, story.units ?? UNITS);
  const desk = new Desk(backend);
  desk.follow();
  if (story.window === "small") render(SmallWindow, { desk });
  else render(App, { desk, at: story.place ?? "residents" });
  await settled();
  return backend;
}

/** Lets every promise and every change of state come through. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  await tick();
}

export const button = (name: string | RegExp) => screen.getByRole("button", { name });
