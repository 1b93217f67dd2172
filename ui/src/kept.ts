// What this window keeps over a restart of the program: in the browser engine, for this PC.

/** What was kept; `null` where nothing was, or nothing that can be read. */
export function kept(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps nothing under a key any more. */
export function drop(key: string) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Where nothing can be kept nothing is.
  }
}

/** Without a place to keep it, it holds until the program ends. */
export function keep(key: string, value: unknown) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // See above.
  }
}
