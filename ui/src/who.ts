// The other end of a call in words. While the desk is locked nobody's name is known here: then the room stands for it.

import type { WhoView } from "./bindings";
import { t } from "./text";

/** By what somebody is called where it stands alone: `Mrs Jones`, or `Room 101`. */
export function nameOf(who: WhoView): string {
  switch (who.kind) {
    case "resident":
      return who.name;
    case "room":
      return t.call.room(who.room);
    case "unknownRoom":
      return t.call.unknownRoom;
    default:
      return who satisfies never;
  }
}

/** The same within a sentence: `Mrs Jones`, or `room 101`. */
export const nameWithin = (who: WhoView): string => (who.kind === "room" ? t.call.theRoom(who.room) : nameOf(who));

/** The room's name, or nothing where nobody knows which it is. */
export const knownRoomOf = (who: WhoView): string | null => (who.kind === "unknownRoom" ? null : who.room);
export const roomOf = (who: WhoView): string => knownRoomOf(who) ?? "?";
export const notesOf = (who: WhoView): string | null => (who.kind === "resident" ? who.notes : null);

/** Name and room, `Mrs Jones, 101`: how lists, buttons and screen readers say it. */
export const fullNameOf = (who: WhoView): string =>
  who.kind === "resident" ? `${who.name}, ${who.room}` : nameOf(who);

/** What stands under the name: `Room 101, Garden wing`, and no room a second time. */
export function placeOf(who: WhoView): string {
  switch (who.kind) {
    case "resident":
      return t.panel.room(who.room, who.place);
    case "room":
      return who.place ?? t.call.lockedHint;
    case "unknownRoom":
      return t.call.unknownHint;
    default:
      return who satisfies never;
  }
}

/** That they call: `Mrs Jones, 101, is calling`, or `Room 101 is calling`. */
export const callingOf = (who: WhoView): string =>
  who.kind === "room" ? t.incoming.isCalling(who.room) : t.incoming.calling(nameOf(who), knownRoomOf(who));
