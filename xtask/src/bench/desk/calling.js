// Clicks on the button of this name, and tells after how many milliseconds *Calling* stood on the screen.
const [name, done] = arguments;
const state = () => document.querySelector("[role=status]")?.textContent.trim();
const button = [...document.querySelectorAll("button[aria-label]")].find((each) => each.ariaLabel === name);
const clicked = performance.now();
const watch = new MutationObserver(() => {
  const word = state();
  if (!word) return;
  watch.disconnect();
  if (word !== "Calling") return done({ failed: `the first state of the call is ${word}` });
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done({ ms: performance.now() - clicked });
    port2.postMessage(null);
  });
});
if (!button || state()) done({ failed: button ? "there is a call already" : `there is no ${name}` });
else {
  watch.observe(document, { subtree: true, childList: true, characterData: true });
  button.click();
}
