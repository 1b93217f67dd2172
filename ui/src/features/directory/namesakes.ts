// Residents who are easily taken for each other: their names are the same but for case, accents and dots.
//
// Only equal names count. "Mr Jones" beside "Mrs Jones" is told apart by everybody, and a question asked at every second
// call is one that nobody reads.

import type { UnitView } from "../../bindings";
import { formsOf, wordsOf } from "./fold";

/** By unit: the rooms of the others of that name. */
export type Namesakes = ReadonlyMap<string, string[]>;

export function namesakesOf(units: UnitView[]): Namesakes {
  const byName = new Map<string, UnitView[]>();
  const known = new Map<string, string[]>();
  const forms = (word: string) => {
    let found = known.get(word);
    if (!found) known.set(word, (found = formsOf(word)));
    return found;
  };
  for (const unit of units) {
    for (const spelling of spellingsOf(unit.name, forms)) {
      const same = byName.get(spelling);
      if (same) same.push(unit);
      else byName.set(spelling, [unit]);
    }
  }
  const namesakes = new Map<string, string[]>();
  for (const same of byName.values()) {
    if (same.length < 2) continue;
    for (const unit of same) {
      const rooms = new Set(namesakes.get(unit.unitId));
      // Two Echos in one room are the same resident's.
      for (const other of same) if (other.room !== unit.room) rooms.add(other.room);
      if (rooms.size) namesakes.set(unit.unitId, [...rooms]);
    }
  }
  return namesakes;
}

/** A name without accents, and with them spelled out: Müller is taken for Muller and for Mueller. */
function spellingsOf(name: string, formsOf: (word: string) => string[]): Set<string> {
  const words = wordsOf(name).map(formsOf);
  const spelled = [words.map(([plain]) => plain), words.map((forms) => forms[forms.length - 1])];
  return new Set(spelled.map((each) => each.join(" ")).filter(Boolean));
}
