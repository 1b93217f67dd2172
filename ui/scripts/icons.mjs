// Draws icons/*.png, .ico and .icns from icons/roomline.svg: `npm run icons`. Needs Chromium and ImageMagick.

import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium, screenshot } from "./chromium.mjs";

const icon = (name) => fileURLToPath(new URL(`../../icons/${name}`, import.meta.url));
const convert = (...args) => execFileSync("convert", args);

const page = icon("draw.html");
writeFileSync(
  page,
  `<body style="margin:0"><img src="${pathToFileURL(icon("roomline.svg"))}" width="1024" height="1024">`,
);
try {
  await screenshot(chromium(), String(pathToFileURL(page)), "1024,1024", icon("large.png"));
  for (const [name, size] of [
    ["icon.png", 512],
    ["128x128@2x.png", 256],
    ["128x128.png", 128],
    ["32x32.png", 32],
  ]) {
    convert(icon("large.png"), "-resize", `${size}x${size}`, "-strip", `PNG32:${icon(name)}`);
  }
  convert(icon("icon.png"), "-define", "icon:auto-resize=256,64,48,32,16", icon("icon.ico"));
} finally {
  rmSync(page, { force: true });
  rmSync(icon("large.png"), { force: true });
}

// An .icns file is a list of PNGs, each behind its four letters and its length.
const parts = [
  ["ic07", "128x128.png"],
  ["ic08", "128x128@2x.png"],
  ["ic09", "icon.png"],
].map(([kind, name]) => {
  const png = readFileSync(icon(name));
  const head = Buffer.alloc(8);
  head.write(kind, 0, "latin1");
  head.writeUInt32BE(png.length + 8, 4);
  return Buffer.concat([head, png]);
});
const head = Buffer.alloc(8);
head.write("icns", 0, "latin1");
head.writeUInt32BE(
  parts.reduce((sum, part) => sum + part.length, 8),
  4,
);
writeFileSync(icon("icon.icns"), Buffer.concat([head, ...parts]));
