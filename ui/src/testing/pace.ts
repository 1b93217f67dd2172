// How quick the directory of a large home is in a real browser: run by `npm run pace`, which reads what this returns.

import { flushSync } from "svelte";
import { find, indexOf, queryOf } from "../features/directory/search";
import { crowd } from "./crowd";

export type Times = Record<string, number[]>;

const frame = () =>
  new Promise<void>((done) =>
    requestAnimationFrame(() => {
      // After the frame's own work: a message comes once it is laid out and painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done();
      port2.postMessage(null);
    }),
  );

const WORDS = [
  "whitcombe",
  "müller",
  "jones 101",
  "featherstonehough",
  "dr garcia",
  "insulin",
  "zimermann",
  "ödegard",
  "1042",
  "smith barnes",
];

/** Milliseconds of each step: `…_script` until our code is done, the others until the picture is there. */
export async function pace(mountedAt: number): Promise<Times> {
  await frame();
  const times: Times = { first_render: [performance.now() - mountedAt] };
  const keep = (name: string, ms: number) => (times[name] ??= []).push(ms);
  const field = document.querySelector<HTMLInputElement>("[role=search] input")!;
  const act = async (name: string, what: () => void) => {
    const from = performance.now();
    flushSync(what);
    keep(`${name}_script`, performance.now() - from);
    await frame();
    keep(name, performance.now() - from);
  };
  for (const word of WORDS) {
    for (let to = 1; to <= word.length; to += 1) {
      await act(to === 1 ? "type_first_letter" : "type", () => {
        field.value = word.slice(0, to);
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
    await act("clear", () => {
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  const press = (key: string) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
  };
  field.focus();
  for (let k = 0; k < 80; k += 1) await act("arrow_down", () => press("ArrowDown"));
  await act("end", () => press("End"));
  for (let k = 0; k < 20; k += 1) await act("arrow_up", () => press("ArrowUp"));
  await act("home", () => press("Home"));

  const scroll = document.querySelector<HTMLElement>(".scroll")!;
  let last = performance.now();
  for (let k = 0; k < 100; k += 1) {
    scroll.scrollTop += 240;
    await frame();
    keep("scroll_frame", performance.now() - last);
    last = performance.now();
  }
  for (let k = 1; k <= 20; k += 1) {
    last = performance.now();
    scroll.scrollTop = (scroll.scrollHeight * ((k * 7) % 20)) / 20;
    await frame();
    await frame();
    keep("jump_two_frames", performance.now() - last);
  }
  const units = crowd(5000);
  for (let round = 0; round < 5; round += 1) {
    const from = performance.now();
    indexOf(units);
    keep("index", performance.now() - from);
  }
  const index = indexOf(units);
  for (const typed of WORDS.flatMap((word) => Array.from(word, (_, k) => word.slice(0, k + 1)))) {
    const each: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const from = performance.now();
      find(index, queryOf(typed));
      each.push(performance.now() - from);
    }
    times["search"] = [...(times["search"] ?? []), ...each];
    // What it takes when nothing else has the processor.
    keep("search_best_of_5", Math.min(...each));
  }
  times["rows_in_page"] = [document.querySelectorAll("[data-row]").length];
  times["nodes_in_page"] = [document.querySelectorAll("*").length];
  return times;
}
