// Finds a Chromium and takes pictures with it.

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export function chromium() {
  for (const name of [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean)) {
    try {
      execFileSync(name, ["--version"], { stdio: "ignore" });
      return name;
    } catch {
      // Not this one.
    }
  }
  throw new Error("no Chromium was found: install the package chromium, or set CHROMIUM to its path");
}

/** Draws `page` at `size` (`"1280,800"`) into `file`, standing still, on a transparent ground. */
export async function screenshot(browser, page, size, file) {
  const profile = mkdtempSync(join(tmpdir(), "roomline-pictures-"));
  try {
    // English wherever it is drawn, if the page does not choose.
    const env = { ...process.env, LANGUAGE: "en", LC_ALL: "C.UTF-8" };
    const args = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--hide-scrollbars",
      "--allow-file-access-from-files",
      "--force-prefers-reduced-motion",
      "--default-background-color=00000000",
      "--virtual-time-budget=2000",
      `--user-data-dir=${profile}`,
      `--window-size=${size}`,
      `--screenshot=${file}`,
      page,
    ];
    await run(browser, args, { env });
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
