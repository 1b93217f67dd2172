// Tells the program which language the windows speak, for what it says outside of them.

import type { Commands } from "./backend";
import { look } from "./look.svelte";

export function tellLanguage(commands: Commands) {
  $effect.root(() => {
    $effect(() => void commands.setLanguage(look.language));
  });
}
