// The notes that people are writing for the next shift. They outlast the page, not the program: they may name residents, so they are kept
// nowhere but in memory, and shown to nobody but whoever wrote them.

import type { AppView } from "../../bindings";

export class Draft {
  /** By the id of whoever writes. */
  #notes = $state.raw<ReadonlyMap<string, string>>(new Map());
  /** Who hands over, as long as the server has not answered. */
  #asking: string | undefined;

  of(person: string): string {
    return this.#notes.get(person) ?? "";
  }

  write(person: string, note: string) {
    this.#notes = new Map(this.#notes).set(person, note);
  }

  /** Sees what becomes of a hand-over: once it is taken the note is the server's. Behind a lock nobody sees it. */
  follow(app: AppView | undefined) {
    if (!app || (app.kind === "desk" && app.lock.kind === "locked")) return;
    const stands = app.kind === "desk" ? app.handover.sending.kind : "idle";
    // Whoever looks now may have sat down behind the lock.
    if (this.#asking !== undefined && stands === "idle") this.write(this.#asking, "");
    this.#asking = app.kind === "desk" && stands === "asking" ? app.person : undefined;
  }
}

export const draft = new Draft();
