// Tells what the app shows: everything that the program behind the window gives it.
const [done] = arguments;
const { invoke } = window.__TAURI_INTERNALS__;
Promise.all([invoke("current_app"), invoke("current_directory")]).then(
  ([app, directory]) => done({ app, directory }),
  (error) => done({ failed: String(error) }),
);
