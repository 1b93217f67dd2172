// Reads every story with axe-core in headless Chromium: `npm run axe [-- NAME …]`. Fails with a list of what breaks WCAG 2.2 AA, and
// prints how well every pair of colours stands out.

import { told } from "./served.mjs";
import { PICTURES } from "./stories.mjs";

const wanted = process.argv.slice(2);
const stories = PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

/** Shows one story after the other in a frame of its size, and posts what each says of itself. */
const reader = `<!doctype html><title>Reader</title><body style="margin:0"><script type="module">
const readings = [];
for (const { name, state, size, look } of ${JSON.stringify(stories)}) {
  const frame = document.createElement("iframe");
  const [width, height] = size.split(",");
  Object.assign(frame, { width, height, title: name });
  frame.style.border = 0;
  const heard = new Promise((done) => {
    const late = setTimeout(() => done(undefined), 30000);
    addEventListener("message", ({ data }) => (clearTimeout(late), done(data)), { once: true });
  });
  // Every frame is a new page: its address differs in what stands before the hash.
  frame.src = "gallery.html?" + name + "#" + new URLSearchParams({ state, ...look, axe: "" });
  document.body.append(frame);
  readings.push({ name, ...(await heard) });
  frame.remove();
}
await fetch("/figures", { method: "POST", body: JSON.stringify(readings) });
</script>`;

const readings = await told("read.html", { size: "1400,900", withinS: 900, pages: { "/read.html": reader } });
const silent = readings.filter(({ rules }) => !rules);
const breaches = readings.flatMap(({ name, breaches }) => (breaches ?? []).map((breach) => ({ name, ...breach })));
const pairs = new Map();
for (const { contrasts } of readings) {
  for (const { pair, ratio, least } of contrasts ?? []) pairs.set(`${pair} (${least})`, { pair, ratio, least });
}
const worst = [...pairs.values()].toSorted((one, other) => one.ratio / one.least - other.ratio / other.least);
console.log("Contrast of every pair of colours, the weakest first");
for (const { pair, ratio, least } of worst) console.log(`  ${ratio.toFixed(2).padStart(6)} of ${least}  ${pair}`);
for (const { name, rule, what, where } of breaches) {
  console.log(`${name}: ${rule}: ${what}`);
  where.forEach((each) => console.log(`    ${each.replace(/\s+/g, " ")}`));
}
for (const { name } of silent) console.log(`${name}: was not read`);
console.log(`${readings.length} stories read, ${breaches.length} breaches, ${silent.length} not read`);
if (breaches.length || silent.length) process.exit(1);
