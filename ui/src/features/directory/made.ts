// What is made once from a directory and not at every key: kept as long as that directory is.

import type { UnitView } from "../../bindings";
import { namesakesOf, type Namesakes } from "./namesakes";
import { indexOf, type Index } from "./search";

interface Made {
  index?: Index;
  namesakes?: Namesakes;
}

const MADE = new WeakMap<UnitView[], Made>();
let latest: WeakRef<UnitView[]> | undefined;

/** For searching; takes a tenth of a second for thousands of long notes, so make it before somebody types. */
export function indexFor(units: UnitView[]): Index {
  const made = madeFor(units);
  return (made.index ??= indexOf(units));
}

export function namesakesFor(units: UnitView[]): Namesakes {
  const made = madeFor(units);
  return (made.namesakes ??= namesakesOf(units));
}

function madeFor(units: UnitView[]): Made {
  let made = MADE.get(units);
  if (made) return made;
  const before = latest?.deref();
  const old = before && MADE.get(before);
  // An Echo that comes or goes changes no word.
  made = old && before && sameTexts(units, before) ? { ...old } : {};
  if (made.index) made.index = { ...made.index, units };
  MADE.set(units, made);
  latest = new WeakRef(units);
  return made;
}

function sameTexts(units: UnitView[], others: UnitView[]): boolean {
  const same = (one: UnitView, other: UnitView) =>
    one.unitId === other.unitId && one.name === other.name && one.room === other.room && one.notes === other.notes;
  return units.length === others.length && units.every((unit, k) => same(unit, others[k]!));
}
