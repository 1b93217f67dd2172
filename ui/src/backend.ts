// The one door to the program behind the window: what may be asked, what is told. The gallery and the tests bring their own.

import { commands, events, type DirectoryView, type Loss, type Shown } from "./bindings";

export type Commands = Omit<typeof commands, "currentApp" | "currentDirectory">;

export interface Backend {
  commands: Commands;
  currentApp(): Promise<Shown>;
  currentDirectory(): Promise<DirectoryView>;
  /** Hears every change from now on; call what it returns to stop. */
  onApp(hear: (shown: Shown) => void): Promise<() => void>;
  onDirectory(hear: (directory: DirectoryView) => void): Promise<() => void>;
  /** Hears that somebody closes the window in the middle of a call. */
  onCloseAsked(hear: (loss: Loss) => void): Promise<() => void>;
}

export const tauriBackend: Backend = {
  commands,
  currentApp: () => commands.currentApp(),
  currentDirectory: () => commands.currentDirectory(),
  onApp: (hear) => events.appChanged.listen((event) => hear(event.payload)),
  onDirectory: (hear) => events.directoryChanged.listen((event) => hear(event.payload)),
  onCloseAsked: (hear) => events.closeAsked.listen(({ payload }) => hear(payload)),
};
