// The residents somebody calls most, chosen by themselves. Kept in this window for each person; the names are not, only
// the ids of the units.

import { keep, kept } from "../../kept";

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
    keep(this.#key, [...ids]);
  }
}

/** Chooses beforehand, for pictures and tests. */
export const chooseFavourites = (staff: string, ids: string[]) => keep(keyOf(staff), ids);

/** Whatever stands there that is no list of ids counts as nothing chosen. */
function read(key: string): Set<string> {
  const ids = kept(key);
  return new Set(Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : []);
}
