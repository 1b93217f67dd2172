// A click that is meant once.

/** Does `act`, but neither for the second click of a double click nor while the program has not replied to the first. */
export function once(act: () => Promise<unknown>): (event?: UIEvent) => Promise<void> {
  let asking = false;
  return async (event) => {
    if (asking || (event?.detail ?? 0) > 1) return;
    asking = true;
    try {
      await act();
    } finally {
      asking = false;
    }
  };
}
