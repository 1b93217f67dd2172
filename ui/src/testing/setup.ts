// What every test needs: matchers that speak of the page, a frame as soon as one is asked for, and a page put away with what it kept
// after each test.

import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/svelte";
import { afterEach, vi } from "vitest";

vi.stubGlobal("requestAnimationFrame", (draw: FrameRequestCallback) => {
  draw(performance.now());
  return 0;
});

afterEach(() => {
  cleanup();
  localStorage.clear();
});
