// What the program says is true, kept for the components; plus what it does not know: what came of the last click.

import type { AppView, CommandError, Loss, StopOutcomeView, UnitView } from "./bindings";
import type { Backend, Commands } from "./backend";

type Answer<Data = unknown> = { status: "ok"; data: Data } | { status: "error"; error: CommandError };

/** What somebody has just said came of a call, or of a stop of a round. */
export interface Noted {
  outcome: StopOutcomeView;
  /** Where; absent: in a room that nobody knows, or that a locked desk does not name. */
  unitId: string | null;
}

export class Desk {
  /** Absent until the program has answered for the first time. */
  app = $state<AppView>();
  units = $state.raw<UnitView[]>([]);
  /** Why the last click was refused, until the next one. */
  refused = $state<CommandError>();
  /** Where the last click has written a report, until the next one. */
  saved = $state<string>();
  /** What somebody has just said; for a moment. */
  settled = $state<Noted>();
  /** What closing the program would lose, while it asks whether that is meant. */
  closing = $state<Loss>();
  /** Wall time, in milliseconds; ticks once a second. */
  now = $state(Date.now());

  readonly commands: Commands;
  #backend: Backend;
  #revision = { app: -1, directory: -1 };

  constructor(backend: Backend) {
    this.#backend = backend;
    this.commands = backend.commands;
  }

  /** Follows the program: subscribes first, then asks, so that nothing is lost between. Returns how to stop. */
  follow(): () => void {
    const stops: (() => void)[] = [];
    const tick = setInterval(() => (this.now = Date.now()), 1000);
    let over = false;
    const keep = (stop: () => void) => (over ? stop() : stops.push(stop));
    void (async () => {
      keep(await this.#backend.onApp((shown) => this.#show(shown)));
      this.#show(await this.#backend.currentApp());
      keep(await this.#backend.onCloseAsked((loss) => (this.closing = loss)));
      keep(await this.#backend.onDirectory((directory) => this.#list(directory)));
      this.#list(await this.#backend.currentDirectory());
    })();
    return () => {
      over = true;
      clearInterval(tick);
      stops.forEach((stop) => stop());
    };
  }

  /** Puts the question away whether to close: the program stays. */
  stay() {
    this.closing = undefined;
    void this.commands.stay();
  }

  /** Runs a command and shows why, should it be refused. */
  async ask(command: Promise<Answer>): Promise<boolean> {
    return (await this.#answered(command)).status === "ok";
  }

  /** The same for a command that tells something; nothing, should it be refused. */
  async answer<Data>(command: Promise<Answer<Data>>): Promise<Data | undefined> {
    const answer = await this.#answered(command);
    return answer.status === "ok" ? answer.data : undefined;
  }

  /** The same for a command that writes a file and says where. */
  async save(command: Promise<Answer<string>>) {
    this.saved = await this.answer(command);
  }

  async #answered<Data>(command: Promise<Answer<Data>>): Promise<Answer<Data>> {
    this.refused = this.saved = undefined;
    const answer = await command;
    if (answer.status === "error") this.refused = answer.error;
    return answer;
  }

  #show({ revision, app }: { revision: number; app: AppView }) {
    if (revision <= this.#revision.app) return;
    this.#revision.app = revision;
    this.now = Date.now();
    this.app = app;
  }

  #list({ revision, units }: { revision: number; units: UnitView[] }) {
    if (revision <= this.#revision.directory) return;
    this.#revision.directory = revision;
    this.units = units;
  }
}
