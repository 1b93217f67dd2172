// Builds the gallery, serves it to one headless Chromium and waits for what the page tells.

import { execFileSync, spawn } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "./chromium.mjs";

export const ui = fileURLToPath(new URL("..", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** Opens `address` (below the gallery's folder) in a window of `size` and returns what it posts to `/figures`. */
export function told(address, { size = "1280,800", withinS = 240, pages = {} } = {}) {
  const browser = chromium();
  execFileSync("npx", ["vite", "build", "--logLevel", "error"], {
    cwd: ui,
    stdio: "inherit",
    env: { ...process.env, ROOMLINE_GALLERY: "1" },
  });
  return new Promise((done, fail) => {
    const profile = mkdtempSync(join(tmpdir(), "roomline-gallery-"));
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
      const { pathname } = new URL(request.url, "http://page");
      if (pages[pathname]) return response.setHeader("content-type", "text/html").end(pages[pathname]);
      const file = join(ui, "dist-gallery", normalize(pathname));
      if (!existsSync(file)) return response.writeHead(404).end();
      response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
      createReadStream(file).pipe(response);
    });
    const late = setTimeout(() => over(() => fail(new Error(`the page told nothing in ${withinS} s`))), withinS * 1000);
    // The browser's helpers write into the profile for a while after the browser itself is gone: all of them go at once.
    function closeAll() {
      process.kill(-window.pid, "SIGKILL");
    }
    function over(then) {
      clearTimeout(late);
      server.close();
      window.once("exit", () => {
        process.off("exit", closeAll);
        rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }).then(then, fail);
      });
      closeAll();
    }
    server.listen(0, "127.0.0.1", () => {
      const page = `http://127.0.0.1:${server.address().port}/${address}`;
      const how = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        `--window-size=${size}`,
        `--user-data-dir=${profile}`,
      ];
      const env = { ...process.env, LANGUAGE: "en", LC_ALL: "C.UTF-8" };
      window = spawn(browser, [...how, page], { stdio: "ignore", env, detached: true });
      process.once("exit", closeAll);
    });
  });
}
