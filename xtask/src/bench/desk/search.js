// Types a word into the search, letter by letter, and clears it again. Tells of every key what it cost, in milliseconds: until our
// own code was done, in the frame that followed, and from the key to the end of that frame.
const [word, done] = arguments;
const field = document.querySelector("[role=search] input");
const later = (ms) => new Promise((go) => setTimeout(go, ms));

/** Comes behind what is due already: our own code after an event, or a frame's style, layout and paint. */
const behind = () =>
  new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => go(performance.now());
    port2.postMessage(null);
  });
const frame = () =>
  new Promise((go) =>
    requestAnimationFrame(() => {
      const begins = performance.now();
      void behind().then((ends) => go({ begins, ends }));
    }),
  );

let strokes = 0;
async function strike(kind, key, edit) {
  // Nobody types to the beat of the screen: keys fall anywhere between two frames.
  await later(45 + ((strokes++ * 7) % 17));
  const struck = performance.now();
  const drawing = frame();
  field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  edit();
  const coded = await behind();
  const { begins, ends } = await drawing;
  // Where the frame came first, its work is not our code's.
  return { kind, code_ms: Math.min(coded, begins) - struck, frame_ms: ends - begins, whole_ms: ends - struck };
}

async function type() {
  field.focus();
  const costs = [];
  let typed = "";
  for (const letter of word) {
    costs.push(
      await strike(typed ? "next" : "first", letter, () => document.execCommand("insertText", false, letter)),
    );
    typed += letter;
    if (field.value !== typed) throw new Error(`“${field.value}” stands in the search instead of “${typed}”`);
  }
  costs.push(await strike("clear", "Escape", () => {}));
  if (field.value !== "") throw new Error("Escape does not clear the search");
  return costs;
}
type().then(done, (error) => done({ failed: String(error) }));
