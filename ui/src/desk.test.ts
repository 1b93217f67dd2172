import { expect, test } from "vitest";
import { Desk } from "./desk.svelte";
import { FakeBackend } from "./testing/fake-backend";
import { settled } from "./testing/open";
import { STATES } from "./testing/states";

test("what is told between subscribing and asking is not lost to the older answer", async () => {
  const backend = new FakeBackend(STATES.directory.app);
  const old = await backend.currentApp();
  backend.currentApp = async () => {
    backend.show(STATES.incoming.app);
    return old;
  };
  const desk = new Desk(backend);
  const stop = desk.follow();
  await settled();
  expect(desk.app).toEqual(STATES.incoming.app);
  stop();
});

test("after it stops following nothing changes any more", async () => {
  const backend = new FakeBackend(STATES.directory.app);
  const desk = new Desk(backend);
  const stop = desk.follow();
  await settled();
  stop();
  backend.show(STATES.incoming.app);
  expect(desk.app).toEqual(STATES.directory.app);
});
