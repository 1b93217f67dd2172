// Measures the directory of 5,000 residents in headless Chromium: `npm run pace`. Prints a table, and with a file's name
// writes the figures there, in the shape of `cargo xtask bench`.

import { execFileSync, spawn } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus, tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "./chromium.mjs";

const ui = fileURLToPath(new URL("..", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** Serves the gallery and waits for what the page has measured. */
function measured(browser) {
  return new Promise((done, fail) => {
    const profile = mkdtempSync(join(tmpdir(), "roomline-pace-"));
    let window;
    const server = createServer((request, response) => {
      if (request.method === "POST") {
        let body = "";
        request.on("data", (piece) => (body += piece));
        request.on("end", () => {
          response.end();
          over(() => done(JSON.parse(body)));
        });
        return;
      }
      const file = join(ui, "dist-gallery", normalize(new URL(request.url, "http://page").pathname));
      if (!existsSync(file)) return response.writeHead(404).end();
      response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
      createReadStream(file).pipe(response);
    });
    const late = setTimeout(() => over(() => fail(new Error("the page measured nothing in four minutes"))), 240_000);
    function over(then) {
      clearTimeout(late);
      server.close();
      window.once("exit", () => {
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
        then();
      });
      window.kill();
    }
    server.listen(0, "127.0.0.1", () => {
      const page = `http://127.0.0.1:${server.address().port}/gallery.html#state=directory-5000&theme=light&pace`;
      const how = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--window-size=1280,800",
        `--user-data-dir=${profile}`,
      ];
      window = spawn(browser, [...how, page], { stdio: "ignore" });
    });
  });
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

execFileSync("npx", ["vite", "build", "--logLevel", "error"], {
  cwd: ui,
  stdio: "inherit",
  env: { ...process.env, ROOMLINE_GALLERY: "1" },
});
const figures = [];
for (const [name, times] of Object.entries(await measured(chromium()))) {
  const sorted = times.toSorted((one, other) => one - other);
  const round = (value) => Math.round(value * 100) / 100;
  const [p50, p99, max] = [at(sorted, 0.5), at(sorted, 0.99), sorted.at(-1)].map(round);
  console.log(`${name.padEnd(26)} n=${String(sorted.length).padEnd(4)} p50 ${p50}  p99 ${p99}  max ${max}`);
  const figure = (which, value) => ({ name: which, value, unit: name.includes("_in_page") ? "" : "ms" });
  if (sorted.length === 1) figures.push(figure(name, max));
  else figures.push(figure(`${name}_p50`, p50), figure(`${name}_p99`, p99));
}
if (process.argv[2]) {
  const commit = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { cwd: ui, encoding: "utf8" }).trim();
  writeFileSync(process.argv[2], JSON.stringify({ bench: "directory", commit, machine: cpus()[0].model, figures }));
}
