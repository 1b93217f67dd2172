// Which ring groups nobody listens for, and what that means at this desk.

import type { DeskView, UnheardView } from "../../bindings";

/** Those whose calls nobody takes but desks that are away, as this one is. */
export const alone = (view: DeskView): string[] =>
  view.presence === "away" ? view.unheard.filter((each) => each.instead === null).map(({ group }) => group) : [];

/** Those whose calls ring at another group. */
export const elsewhere = (view: DeskView): (UnheardView & { instead: string })[] =>
  view.unheard.flatMap(({ group, instead }) => (instead === null ? [] : [{ group, instead }]));
