// A call may arrive just as somebody clicks or types: what is meant for another button must not answer it.

/** For this long after a call is shown neither click, Enter nor Space acts. F4 and F9 do: nobody types them by chance. */
export const GUARD_MS = 400;

export interface Guard {
  /** Begins anew: the call is shown from now on. */
  restart(): void;
  /** Whether a click is old enough to be meant. */
  open(): boolean;
}

export function guard(now: () => number = () => performance.now()): Guard {
  let since = now();
  return {
    restart: () => (since = now()),
    open: () => now() - since >= GUARD_MS,
  };
}
