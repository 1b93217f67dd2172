// Measures the directory of 5,000 residents in headless Chromium: `npm run pace`. Prints a table, and with a file's name
// writes the figures there, in the shape of `cargo xtask bench`.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { told, ui } from "./served.mjs";

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

const figures = [];
for (const [name, times] of Object.entries(await told("gallery.html#state=directory-5000&theme=light&pace"))) {
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
