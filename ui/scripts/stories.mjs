// Every story that is drawn and read: its state, the size of the window and what is chosen in Settings.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const WIDE = "1280,800";
const SMALL = "496,400";
const STRIP = "380,800";

/** Every picture: name, size of the window, and what is chosen in Settings. States are those of `src/testing/states.ts`. */
export const PICTURES = [
  ...states().map((state) => picture(state)),
  ...["directory", "in-call", "callbacks", "round", "sign-in", "settings", "locked", "handover", "unheard"].map(
    (state) => picture(state, "dark", { theme: "dark" }),
  ),
  ...["directory", "in-call", "incoming", "callbacks", "round", "round-new", "locked"].map((state) =>
    picture(state, "380", { size: STRIP }),
  ),
  ...["handover", "directory-note", "unheard", "change-list", "change-pin"].map((state) =>
    picture(state, "380", { size: STRIP }),
  ),
  ...["directory", "incoming", "round", "unheard"].map((state) => picture(state, "contrast", { theme: "contrast" })),
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
    ...["ended-no-sound", "incoming", "incoming-small", "callbacks", "settings-trouble", "unreachable", "locked"],
    ...["rounds", "round", "round-new", "round-change", "round-finish"],
    ...["handover", "handover-question", "unheard"],
    ...["change-list", "change-refused", "sign-in-known"],
  ].map((state) => picture(state, "de", { language: "de" })),
  ...["callbacks", "in-call"].map((state) => picture(state, "de-380", { language: "de", size: STRIP })),
  ...["directory-panel", "incoming", "in-call-loss", "rounds", "round-new-too-many", "handover"].map((state) =>
    picture(state, "fr", { language: "fr" }),
  ),
  ...["callbacks", "reconnecting", "incoming-small", "round", "round-finished", "handover"].map((state) =>
    picture(state, "es", { language: "es" }),
  ),
  ...[
    ...["sign-in", "directory", "directory-panel", "in-call", "reconnecting", "ended-no-answer", "incoming"],
    ...["incoming-small-long", "callbacks", "settings", "unreachable", "locked", "rounds", "round", "round-new"],
    ...["handover", "directory-notes", "unheard-both", "change-list", "change-forget"],
  ].map((state) => picture(state, "text-200", { textSize: 200 })),
  ...["directory", "incoming-small"].map((state) => picture(state, "de-text-200", { language: "de", textSize: 200 })),
];

function picture(state, variant, { size = state.includes("small") ? SMALL : WIDE, ...look } = {}) {
  return { name: variant ? `${state}-${variant}` : state, state, size, look };
}

function states() {
  const source = readFileSync(fileURLToPath(new URL("../src/testing/states.ts", import.meta.url)), "utf8").split(
    "export const STATES = {",
  )[1];
  return [...source.matchAll(/^ {2}"?([a-z0-9-]+)"?: /gm)].map((match) => match[1]);
}
