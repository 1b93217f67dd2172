// The residents somebody calls most, chosen by themselves. Kept in this window for each person, under an id that tells no name; of the
// residents only the ids of the units are kept.

import { drop, keep, kept } from "../../kept";

const keyOf = (person: string) => `roomline.favourites.${person}`;

export class Favourites {
  readonly #key: string;
  #ids = $state.raw<ReadonlySet<string>>(new Set());

  /** `staff`: the name under which an earlier version kept them. */
  constructor(person: string, staff: string) {
    this.#key = keyOf(person);
    const old = kept(keyOf(staff));
    if (old !== null) {
      if (kept(this.#key) === null) keep(this.#key, old);
      drop(keyOf(staff));
    }
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
export const chooseFavourites = (person: string, ids: string[]) => keep(keyOf(person), ids);

/** Whatever stands there that is no list of ids counts as nothing chosen. */
function read(key: string): Set<string> {
  const ids = kept(key);
  return new Set(Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : []);
}
