// The other end of a call in words.

import type { WhoView } from "./bindings";
import { t } from "./text";

export const nameOf = (who: WhoView): string => (who.kind === "resident" ? who.name : t.call.unknownRoom);
export const roomOf = (who: WhoView): string => (who.kind === "resident" ? who.room : "?");
export const notesOf = (who: WhoView): string | null => (who.kind === "resident" ? who.notes : null);

/** Name and room, `Mrs Jones, 101`: how lists, buttons and screen readers say it. */
export const fullNameOf = (who: WhoView): string =>
  who.kind === "resident" ? `${who.name}, ${who.room}` : t.call.unknownRoom;

/** Where they are, `Room 101, Garden wing`. */
export const placeOf = (who: WhoView): string =>
  who.kind === "resident" ? t.panel.room(who.room, who.place) : t.call.unknownHint;

/** That they call, `Mrs Jones, 101, is calling`. */
export const callingOf = (who: WhoView): string =>
  t.incoming.calling(nameOf(who), who.kind === "resident" ? who.room : null);
