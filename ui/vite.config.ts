import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const page = (name: string) => fileURLToPath(new URL(`./${name}.html`, import.meta.url));

// The gallery draws every state from the fake backend; it is built for pictures only and never shipped.
const gallery = process.env.ROOMLINE_GALLERY === "1";

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  base: "./",
  build: {
    target: "safari16",
    outDir: gallery ? "dist-gallery" : "dist",
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: gallery ? { gallery: page("gallery") } : { main: page("index"), incoming: page("incoming") },
    },
  },
  server: { port: 5173, strictPort: true },
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    // Patience for a machine that is busy with something else.
    testTimeout: 30_000,
    setupFiles: ["src/testing/setup.ts"],
  },
});
