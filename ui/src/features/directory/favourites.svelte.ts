// The residents somebody calls most, chosen by themselves. Kept in this window for each person; the names are not, only
// the ids of the units.

const keyOf = (staff: string) => `roomline.favourites.${staff}`;

export class Favourites {
  readonly #key: string;
  #ids = $state.raw<ReadonlySet<string>>(new Set());

  constructor(staff: string) {
    this.#key = keyOf(staff);
    this.#ids = read(this.#key);
  }

  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  toggle(unitId: string) {
    const ids = new Set(this.#ids);
    if (!ids.delete(unitId)) ids.add(unitId);
    this.#ids = ids;
    write(this.#key, ids);
  }
}

/** Chooses beforehand, for pictures and tests. */
export const chooseFavourites = (staff: string, ids: string[]) => write(keyOf(staff), new Set(ids));

/** Whatever stands there that is no list of ids counts as nothing chosen. */
function read(key: string): Set<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : []);
  } catch {
    return new Set();
  }
}

function write(key: string, ids: Set<string>) {
  try {
    localStorage.setItem(key, JSON.stringify([...ids]));
  } catch {
    // Without a place to keep them they last until the program ends.
  }
}
