// French puts a narrow space that never breaks before ; : ? ! and inside « ». Sentences are written here with plain spaces, which
// everybody can see and type; this module gives them the right ones.

const NARROW = "\u202f";

/** Gives every sentence of a catalogue, and whatever its functions say, its spaces. */
export function spaced<T>(said: T): T {
  if (typeof said === "string") return sentence(said) as T;
  if (typeof said === "function") return ((...given: unknown[]) => spaced(said(...given))) as T;
  if (Array.isArray(said)) return said.map(spaced) as T;
  if (typeof said !== "object" || said === null) return said;
  return Object.fromEntries(Object.entries(said).map(([name, part]) => [name, spaced(part)])) as T;
}

function sentence(text: string): string {
  return text.replace(/ (?=[;:?!»%])/g, NARROW).replace(/« /g, `«${NARROW}`);
}
