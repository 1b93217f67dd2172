// Draws every state of the window with headless Chromium into docs/pictures: `npm run pictures [-- NAME …]`.
//
// Chromium is looked for under CHROMIUM, then by its usual names. Pictures are reduced to 256 colours by pngquant or
// ImageMagick where one is there; without them they are only larger.

import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium, screenshot } from "./chromium.mjs";

const run = promisify(execFile);
const ui = fileURLToPath(new URL("..", import.meta.url));
const out = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

const WIDE = "1280,800";
const SMALL = "496,400";
const STRIP = "380,800";

/** Every picture: name, size of the window, and what is chosen in Settings. States are those of `src/testing/states.ts`. */
const PICTURES = [
  ...states().map((state) => picture(state)),
  ...["directory", "in-call", "callbacks", "sign-in", "settings"].map((state) =>
    picture(state, "dark", { theme: "dark" }),
  ),
  ...["directory", "in-call", "incoming", "callbacks"].map((state) => picture(state, "380", { size: STRIP })),
  ...["directory", "incoming"].map((state) => picture(state, "contrast", { theme: "contrast" })),
  // German words are the longest.
  ...[
    ...[
      "sign-in-no-keyring",
      "directory",
      "directory-offline-panel",
      "in-call-loss",
      "in-call-second",
      "in-call-strip",
    ],
    ...["ended-no-sound", "incoming", "incoming-small", "callbacks", "settings-trouble", "unreachable"],
  ].map((state) => picture(state, "de", { language: "de" })),
  ...["callbacks", "in-call"].map((state) => picture(state, "de-380", { language: "de", size: STRIP })),
  ...["directory-panel", "incoming", "in-call-loss"].map((state) => picture(state, "fr", { language: "fr" })),
  ...["callbacks", "reconnecting", "incoming-small"].map((state) => picture(state, "es", { language: "es" })),
  ...[
    ...["sign-in", "directory", "directory-panel", "in-call", "reconnecting", "ended-no-answer", "incoming"],
    ...["incoming-small-long", "callbacks", "settings", "unreachable"],
  ].map((state) => picture(state, "text-200", { textSize: 200 })),
  ...["directory", "incoming-small"].map((state) => picture(state, "de-text-200", { language: "de", textSize: 200 })),
];

function picture(state, variant, { size = state.includes("small") ? SMALL : WIDE, ...look } = {}) {
  return { name: variant ? `${state}-${variant}` : state, state, size, look };
}

function states() {
  const source = readFileSync(join(ui, "src/testing/states.ts"), "utf8").split("export const STATES = {")[1];
  return [...source.matchAll(/^ {2}"?([a-z0-9-]+)"?: /gm)].map((match) => match[1]);
}

async function draw(browser, { name, state, size, look }) {
  const file = join(out, `${name}.png`);
  const page = `${pathToFileURL(join(ui, "dist-gallery/gallery.html"))}#${new URLSearchParams({ state, ...look })}`;
  await screenshot(browser, page, size, file);
  for (const [tool, args] of [
    ["pngquant", ["--force", "--ext", ".png", "--strip", "128", file]],
    ["convert", [file, "-strip", "+dither", "-colors", "128", `PNG8:${file}`]],
  ]) {
    try {
      await run(tool, args);
      break;
    } catch (problem) {
      if (problem.code !== "ENOENT") throw problem;
    }
  }
}

const wanted = process.argv.slice(2);
execFileSync("npx", ["vite", "build", "--logLevel", "error"], {
  cwd: ui,
  stdio: "inherit",
  env: { ...process.env, ROOMLINE_GALLERY: "1" },
});
mkdirSync(out, { recursive: true });
const browser = chromium();
for (const picture of PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  await draw(browser, picture);
  console.log(`docs/pictures/${picture.name}.png`);
}
