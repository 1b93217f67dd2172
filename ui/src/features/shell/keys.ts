// The keys that work everywhere in the main window. Esc never hangs up and never declines.

import type { Desk } from "../../desk.svelte";
import { isTyping } from "../../focus";
import { PLACES, type Place } from "../../places";
import { canHangUp, canMute } from "../call/call";

/** Does what a key asks for; `true` if it did something. */
export function acted(
  event: KeyboardEvent,
  desk: Desk,
  go: (place: Place) => void,
  lock: () => void,
  change: () => void,
): boolean {
  const view = desk.app?.kind === "desk" ? desk.app : undefined;
  if (!view || event.defaultPrevented || event.repeat) return false;
  const { call, incoming } = view;
  const ringing = incoming[0];
  switch (event.key) {
    case "F4":
      if (!ringing || ringing.answering) return false;
      void desk.ask(desk.commands.answer(ringing.callId));
      return true;
    case "F8":
      if (!canMute(call)) return false;
      void desk.ask(desk.commands.setMuted(!call.muted));
      return true;
    case "F9":
      if (canHangUp(call)) void desk.ask(desk.commands.hangUp());
      else if (ringing) void desk.ask(desk.commands.decline(ringing.callId));
      else return false;
      return true;
    case "F6":
      return toRegion(event.shiftKey ? -1 : 1);
    case "Escape":
      // A note that is being typed is not lost by one key.
      if (call.kind !== "ended" || ringing || isTyping()) return false;
      void desk.ask(desk.commands.closeCall());
      return true;
    default: {
      if (!event.ctrlKey || event.altKey) return false;
      if (event.key.toLowerCase() === "l") {
        if (event.shiftKey) change();
        else lock();
        return true;
      }
      // Behind a lock there are no places to go to.
      const place = view.lock.kind === "locked" ? undefined : PLACES[Number(event.key) - 1];
      if (place) go(place);
      return place !== undefined;
    }
  }
}

/** Moves the focus to the next or previous region of the page. */
function toRegion(by: 1 | -1): boolean {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(here + by + regions.length) % regions.length];
  const first = next?.querySelector<HTMLElement>("input, button:not([tabindex='-1']):not(:disabled), a, select");
  first?.focus();
  return first !== null && first !== undefined;
}
