// The list in groups: favourites, then wing by wing, else floor by floor, in the order of the rooms.

import type { UnitView } from "../../bindings";

export interface Group {
  key: string;
  title: string;
  hint: string | null;
  units: UnitView[];
}

/** Which part of the home is shown; absent: all of it. */
export interface Part {
  floor: string | null;
  wing: string | null;
}

export const EVERYWHERE: Part = { floor: null, wing: null };

export const isIn = (unit: UnitView, { floor, wing }: Part): boolean =>
  (floor === null || unit.floor === floor) && (wing === null || unit.wing === wing);

/** What is shown after somebody has chosen `next` while `part` was: of a floor and a wing that do not meet the one chosen last. */
export function choosePart(units: UnitView[], part: Part, next: Part): Part {
  if (units.some((unit) => isIn(unit, next))) return next;
  return {
    floor: next.floor === part.floor ? null : next.floor,
    wing: next.wing === part.wing ? null : next.wing,
  };
}

/** What one can choose between; where every wing is a floor of its own, the wings alone. */
export function choices(units: UnitView[]): { floors: string[]; wings: string[] } {
  const floors = new Set<string>();
  const wings = new Set<string>();
  const both = new Set<string>();
  for (const { floor, wing } of units) {
    if (floor !== null) floors.add(floor);
    if (wing !== null) wings.add(wing);
    both.add(`${floor}\n${wing}`);
  }
  const same = floors.size === wings.size && both.size === wings.size;
  const worth = (names: Set<string>) => (names.size > 1 ? [...names] : []);
  return { floors: same ? [] : worth(floors), wings: worth(wings) };
}

export function grouped(
  units: UnitView[],
  favourites: ReadonlySet<string>,
  titles: { favourites: string; rooms: string },
): Group[] {
  const first: Group = { key: "favourites", title: titles.favourites, hint: null, units: [] };
  const groups = new Map<string, Group>();
  for (const unit of units) {
    if (favourites.has(unit.unitId)) {
      first.units.push(unit);
      continue;
    }
    const { wing, floor } = unit;
    const title = wing ?? floor ?? titles.rooms;
    const hint = wing ? floor : null;
    const key = `in ${title}\n${hint ?? ""}`;
    const group = groups.get(key);
    if (group) group.units.push(unit);
    else groups.set(key, { key, title, hint, units: [unit] });
  }
  return first.units.length ? [first, ...groups.values()] : [...groups.values()];
}
