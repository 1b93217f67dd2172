// A program behind the window that does what a test or a picture wants, and remembers what it was asked.

import type { Backend, Commands } from "../backend";
import type { AppView, CommandError, DirectoryView, Loss, Shown, UnitView } from "../bindings";
import { REPORT, SAVED } from "./house";

export interface Asked {
  command: keyof Commands;
  args: unknown[];
}

export class FakeBackend implements Backend {
  readonly asked: Asked[] = [];
  /** Where reports are written to. */
  savesAs = "/home/ann/Documents/Roomline round 2026-11-23 10-05.csv";
  /** Why the next commands are refused; absent: they are taken. */
  refuseWith: CommandError | undefined;
  /** What commands tell that tell something. */
  answers: Partial<Record<keyof Commands, unknown>> = {
    saveRoundReport: this.savesAs,
    makeReport: REPORT,
    saveReport: SAVED,
  };
  commands: Commands;
  #revision = 1;
  #app: AppView;
  #units: UnitView[];
  #apps = new Set<(shown: Shown) => void>();
  #directories = new Set<(directory: DirectoryView) => void>();
  #closings = new Set<(loss: Loss) => void>();

  constructor(app: AppView, units: UnitView[] = []) {
    this.#app = app;
    this.#units = units;
    this.commands = new Proxy({} as Commands, {
      get:
        (_, command: keyof Commands) =>
        async (...args: unknown[]) => {
          this.asked.push({ command, args });
          if (this.refuseWith) return { status: "error", error: this.refuseWith };
          return { status: "ok", data: (await this.answers[command]) ?? null };
        },
    });
  }

  /** The program changes its mind: every window hears it. */
  show(app: AppView) {
    this.#app = app;
    this.#revision += 1;
    this.#apps.forEach((hear) => hear({ revision: this.#revision, app }));
  }

  list(units: UnitView[]) {
    this.#units = units;
    this.#revision += 1;
    this.#directories.forEach((hear) => hear({ revision: this.#revision, units }));
  }

  /** Somebody closes the window and would lose this. */
  askToClose(loss: Loss = "call") {
    this.#closings.forEach((hear) => hear(loss));
  }

  async onCloseAsked(hear: (loss: Loss) => void) {
    this.#closings.add(hear);
    return () => void this.#closings.delete(hear);
  }

  async currentApp(): Promise<Shown> {
    return { revision: this.#revision, app: this.#app };
  }

  async currentDirectory(): Promise<DirectoryView> {
    return { revision: this.#revision, units: this.#units };
  }

  async onApp(hear: (shown: Shown) => void) {
    this.#apps.add(hear);
    return () => void this.#apps.delete(hear);
  }

  async onDirectory(hear: (directory: DirectoryView) => void) {
    this.#directories.add(hear);
    return () => void this.#directories.delete(hear);
  }
}
