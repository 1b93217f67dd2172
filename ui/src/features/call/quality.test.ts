import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { CauseView, QualityView } from "../../bindings";
import { t } from "../../text";
import { open, settled } from "../../testing/open";
import { quality, STATES } from "../../testing/states";

const live = () => document.querySelector("main [aria-live=polite]:not([role])")!;
const inCall = (over: Partial<QualityView>) => {
  const { app } = STATES["in-call"];
  if (app.kind !== "desk") throw new Error("the story is at a desk");
  return { ...app, quality: quality(over) };
};
const loss: CauseView = { kind: "loss", way: "fromUnit", place: "room", percent: 8 };

test("while all is well nothing is said, and the figures are there for whoever asks", async () => {
  const backend = await open("in-call");
  expect(live()).toBeEmptyDOMElement();
  backend.show(inCall({}));
  await settled();
  expect(live()).toBeEmptyDOMElement();
  const disclosure = screen.getByText("Sound quality");
  expect(screen.getByText("Lost on the way here")).not.toBeVisible();
  disclosure.focus();
  await userEvent.click(disclosure);
  expect(screen.getByText("Lost on the way here").parentElement).toHaveTextContent("0.4 %");
  expect(screen.getByText("Lost on the way there").parentElement).toHaveTextContent("not reported");
});

test("a cause is one sentence in a live region that stays the same while only figures move, and goes", async () => {
  const backend = await open("in-call");
  const region = live();
  backend.show(inCall({ cause: loss, lostFromUnitPermille: 81 }));
  await settled();
  expect(live()).toBe(region);
  expect(region).toHaveTextContent("The Wi-Fi in room 101 loses 8 % of the sound.");
  let spoken = 0;
  const observer = new MutationObserver(() => (spoken += 1));
  observer.observe(region, { childList: true, characterData: true, subtree: true });
  backend.show(inCall({ cause: loss, lostFromUnitPermille: 84 }));
  await settled();
  expect(spoken).toBe(0);
  backend.show(inCall({}));
  await settled();
  expect(region).toBeEmptyDOMElement();
  expect(spoken).toBeGreaterThan(0);
  observer.disconnect();
  expect(screen.getAllByRole("status")).toHaveLength(1);
});

test("a silent microphone is said once, though two look at it", async () => {
  const backend = await open("in-call-silent-microphone");
  const { app } = STATES["in-call-silent-microphone"];
  if (app.kind !== "desk") throw new Error("the story is at a desk");
  const silent = quality({ cause: { kind: "microphoneSilent" } });
  backend.show({ ...app, quality: silent });
  await settled();
  expect(screen.getAllByText(/Your microphone is silent/)).toHaveLength(1);
  backend.show({ ...app, quality: silent, devices: { ...app.devices, trouble: null } });
  await settled();
  expect(live()).toHaveTextContent("Your microphone is silent");
});

test("opened figures stay open while they move", async () => {
  const backend = await open("in-call-loss");
  await userEvent.click(screen.getByText("Sound quality"));
  backend.show(inCall({ roundTripMs: 777 }));
  await settled();
  expect(screen.getByText("There and back").parentElement).toHaveTextContent("777 ms");
  expect(screen.getByText("There and back")).toBeVisible();
});

test("no sentence blames an end that nobody knows", () => {
  for (const way of ["fromUnit", "toUnit", "both"] as const) {
    const sentence = t.quality.cause({ kind: "loss", way, place: "onTheWay", percent: 8 }, "Mrs Jones", "101");
    expect(sentence).toContain("8 %");
    expect(sentence).not.toMatch(/Wi-Fi|network|PC/);
  }
  expect(t.quality.cause(loss, "Unknown room", null)).toBe("The Wi-Fi in the unknown room loses 8 % of the sound.");
});

test("every cause has its sentence", () => {
  const say = (cause: CauseView) => t.quality.cause(cause, "Mrs Jones", "101");
  expect(say({ kind: "microphoneSilent" })).toMatch(/^Your microphone is silent/);
  expect(say({ kind: "pcBusy" })).toMatch(/^This PC is too busy/);
  expect(say({ kind: "loss", way: "both", place: "desk", percent: 3 })).toMatch(/^This desk’s network loses 3 %/);
  expect(say({ kind: "uneven", percent: 4 })).toContain("4 %");
  expect(say({ kind: "delay", tenths: 5 })).toContain("about half a second");
  expect(say({ kind: "delay", tenths: 10 })).toContain("about a second");
  expect(say({ kind: "delay", tenths: 20 })).toContain("more than a second");
});
