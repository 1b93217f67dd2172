// The catalogue in use. Whatever reads it while a component is drawn is drawn again when somebody chooses another language.

import { look } from "../look.svelte";
import { de } from "./de";
import { en, type Text } from "./en";
import { es } from "./es";
import { fr } from "./fr";
import * as languages from "./languages";
import { times, type Times } from "./time";

export const CATALOGUES: Record<languages.Language, Text> = { en, de, fr, es };

/** Every sentence, in the language of this moment: never to be taken apart outside of what is drawn. */
export const t: Text = new Proxy(en, {
  get: (_, area) => Reflect.get(CATALOGUES[look.language], area),
});

const spokenHere = new Map<languages.Language, Times>();
/** Made once for each language that is used: the engine takes its time over calendars. */
function here(): Times {
  const language = look.language;
  const made = spokenHere.get(language) ?? times(language, CATALOGUES[language].times);
  spokenHere.set(language, made);
  return made;
}

export { duration } from "./time";
export const clock: Times["clock"] = (ms) => here().clock(ms);
export const moment: Times["moment"] = (ms, now) => here().moment(ms, now);
export const spoken: Times["spoken"] = (seconds) => here().spoken(seconds);
export const waited: Times["waited"] = (ms) => here().waited(ms);
export const languageName = (tag: string) => languages.languageName(tag, look.language);
