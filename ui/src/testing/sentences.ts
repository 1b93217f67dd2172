// Reads a whole catalogue aloud: every sentence of it, and what its functions say to the samples.

import type { Text } from "../text/en";
import { SAMPLES } from "./samples";

/** Every sentence under the name of its place, `call.end(3)`. Where nothing is said there is none. */
export function sentences(catalogue: Text): Map<string, string> {
  const said = new Map<string, string>();
  read(catalogue, SAMPLES, "", said);
  return said;
}

function read(part: unknown, samples: unknown, path: string, said: Map<string, string>) {
  if (typeof part === "string") said.set(path, part);
  else if (typeof part === "function") {
    if (!Array.isArray(samples) || samples.length === 0) throw new Error(`${path} is said to no sample`);
    samples.forEach((given, k) => read(part(...given), undefined, `${path}(${k})`, said));
  } else if (typeof part === "object" && part !== null) {
    for (const [name, inner] of Object.entries(part)) {
      read(inner, (samples as Record<string, unknown> | undefined)?.[name], path ? `${path}.${name}` : name, said);
    }
  }
}
