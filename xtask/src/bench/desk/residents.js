// Tells how many residents the app knows.
const [done] = arguments;
window.__TAURI_INTERNALS__.invoke("current_directory").then(({ units }) => done(units.length));
