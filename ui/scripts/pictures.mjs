// Draws every state of the window with headless Chromium into docs/pictures: `npm run pictures [-- NAME …]`.
//
// Chromium is looked for under CHROMIUM, then by its usual names. Pictures are reduced to 256 colours by pngquant or
// ImageMagick where one is there; without them they are only larger.

import { execFile, execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium, screenshot } from "./chromium.mjs";
import { PICTURES } from "./stories.mjs";

const run = promisify(execFile);
const ui = fileURLToPath(new URL("..", import.meta.url));
const out = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

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
