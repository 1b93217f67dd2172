// Colours and size of the text before the first paint: what somebody chose stands on the page before anything is drawn.
// What is no choice of ours has no rule in `src/style`, so nothing is checked here; `src/look.svelte.ts` does that.
try {
  Object.assign(document.documentElement.dataset, JSON.parse(localStorage.getItem("roomline-look")));
} catch {
  // Nothing chosen, or nothing to be read.
}
