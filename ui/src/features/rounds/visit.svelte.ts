// Where somebody is among the rounds, and which rooms they have ticked for a new one. It outlasts the page: every call takes that
// away, and whoever looks up something else finds a half-made choice as they left it.

import type { RoundView } from "../../bindings";

export type Where =
  /** At the round of this desk, if there is one; else at the list. */
  { kind: "arriving" } | { kind: "list" } | { kind: "choosing" } | { kind: "round"; id: string };

export class Visit {
  where = $state.raw<Where>({ kind: "arriving" });
  /** Ids of units; some may have left the directory meanwhile. */
  chosen = $state.raw<ReadonlySet<string>>(new Set());

  tick(unitIds: readonly string[], ticked: boolean) {
    const chosen = new Set(this.chosen);
    for (const id of unitIds) {
      if (ticked) chosen.add(id);
      else chosen.delete(id);
    }
    this.chosen = chosen;
  }

  /** A round runs at this desk: if it is the one whose rooms were ticked, they need not be ticked any more. */
  follow({ id, stops }: RoundView) {
    const begun = stops.length === this.chosen.size && stops.every((stop) => this.chosen.has(stop.unitId));
    if (this.where.kind === "choosing" && begun) this.chosen = new Set();
    this.where = { kind: "round", id };
  }
}
