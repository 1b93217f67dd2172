// Notes on the page's own time line when something first stood on the screen, for whoever measures: `cargo xtask bench desk`.

const noted = new Set<string>();

/** Call it when the page has been changed; counts the first time only. */
export function noteDrawn(what: string) {
  if (noted.has(what)) return;
  noted.add(what);
  // A task behind a frame's own work: by then it is laid out and painted.
  requestAnimationFrame(() => setTimeout(() => performance.mark(what)));
}
