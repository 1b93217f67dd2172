// Every sentence people read, in Spanish, with *usted*.

import type { Text } from "../en";
import { call } from "./call";
import { callbacks } from "./callbacks";
import { check } from "./check";
import { directory, panel } from "./directory";
import { handover, unheard } from "./handover";
import { hearing } from "./hearing";
import { incoming } from "./incoming";
import { lock } from "./lock";
import { outcome } from "./outcome";
import { people } from "./people";
import { notice, reach, refused } from "./problems";
import { quality } from "./quality";
import { report } from "./report";
import { rounds } from "./rounds";
import { settings } from "./settings";
import { signIn } from "./sign-in";
import { app, broken, close, keys, rail } from "./window";
import { times } from "./words";

export const es: Text = {
  app,
  signIn,
  rail,
  directory,
  panel,
  call,
  incoming,
  callbacks,
  reach,
  settings,
  close,
  broken,
  notice,
  refused,
  handover,
  unheard,
  hearing,
  lock,
  outcome,
  people,
  quality,
  check,
  report,
  rounds,
  keys,
  times,
};
