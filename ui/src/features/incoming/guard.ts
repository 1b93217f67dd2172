// A call may arrive just as somebody clicks or types: what is meant for another button must not answer it.

/** For this long after a call is seen neither click, Enter nor Space acts. F4 and F9 do: nobody types them by chance. */
export const GUARD_MS = 400;

export interface Guard {
  /** Begins anew: the call is shown from the next frame on. */
  restart(): void;
  /** Nobody looks any more. */
  stop(): void;
  /** Whether a click is old enough to be meant. */
  open(): boolean;
}

/**
 * Begins at once. `told` hears whether a click would be dropped.
 *
 * The time counts from the first frame: on a busy PC more than it may pass before anything is seen, and a click that waited
 * meanwhile was meant for what stood there before. A hidden window has no frames, so it stays guarded until it is seen.
 */
export function guard(told: (guarded: boolean) => void = () => {}): Guard {
  let since = Infinity;
  let frame = 0;
  let opening: ReturnType<typeof setTimeout> | undefined;
  function stop() {
    cancelAnimationFrame(frame);
    clearTimeout(opening);
    since = Infinity;
  }
  function restart() {
    stop();
    told(true);
    frame = requestAnimationFrame(() => {
      since = performance.now();
      opening = setTimeout(() => told(false), GUARD_MS);
    });
  }
  restart();
  return { restart, stop, open: () => performance.now() - since >= GUARD_MS };
}
