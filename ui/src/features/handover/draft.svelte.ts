// The note that somebody is writing for the next shift. It outlasts the page, not the program: it may name residents, so it is kept
// nowhere but in memory, and shown to nobody but whoever wrote it.

import type { AppView } from "../../bindings";

export class Draft {
  #staff = $state<string>();
  #note = $state("");
  /** How the hand-over stood when it was last seen. */
  #stood: "idle" | "asking" | "failed" = "idle";

  of(staff: string): string {
    return this.#staff === staff ? this.#note : "";
  }

  write(staff: string, note: string) {
    this.#staff = staff;
    this.#note = note;
  }

  /** Sees what becomes of a hand-over: once it is taken the note is the server's. Behind a lock nobody sees it. */
  follow(app: AppView | undefined) {
    if (!app || (app.kind === "desk" && app.lock.kind === "locked")) return;
    const stands = app.kind === "desk" ? app.handover.sending.kind : "idle";
    if (this.#stood === "asking" && stands === "idle") this.#note = "";
    this.#stood = stands;
  }
}

export const draft = new Draft();
