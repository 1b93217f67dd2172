// Finding residents: by any part of the name, or by the beginning of the room.

import type { UnitView } from "../../bindings";

export interface Found {
  unit: UnitView;
  /** The name in pieces; every second one is what was typed. */
  name: string[];
}

export interface Group {
  title: string;
  hint: string | null;
  found: Found[];
}

/** The same letters without case and accents, position by position, so that pieces can be cut from the original. */
function plain(text: string): string {
  return Array.from(text, (letter) => letter.normalize("NFD").charAt(0).toLowerCase()).join("");
}

export function find(units: UnitView[], typed: string): Found[] {
  const wanted = plain(typed.trim());
  if (!wanted) return units.map((unit) => ({ unit, name: [unit.name] }));
  const found: (Found & { rank: number })[] = [];
  for (const unit of units) {
    const letters = Array.from(unit.name);
    const at = plain(unit.name).indexOf(wanted);
    const room = plain(unit.room).startsWith(wanted);
    if (at < 0 && !room) continue;
    const name =
      at < 0
        ? [unit.name]
        : [letters.slice(0, at), letters.slice(at, at + wanted.length), letters.slice(at + wanted.length)].map((part) =>
            part.join(""),
          );
    const startsWord = at === 0 || (at > 0 && letters[at - 1] === " ");
    found.push({ unit, name, rank: room ? 0 : startsWord ? 1 : 2 });
  }
  return found.sort((one, other) => one.rank - other.rank);
}

/** Rooms by wing, else by floor, in the order of the rooms. */
export function grouped(found: Found[], otherwise: string): Group[] {
  const groups = new Map<string, Group>();
  for (const each of found) {
    const { wing, floor } = each.unit;
    const title = wing ?? floor ?? otherwise;
    const hint = wing ? floor : null;
    const key = `${title}\n${hint ?? ""}`;
    const group = groups.get(key) ?? { title, hint, found: [] };
    group.found.push(each);
    groups.set(key, group);
  }
  return [...groups.values()];
}
