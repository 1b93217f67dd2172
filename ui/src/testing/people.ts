// Colleagues of Ann who are known at her desk.

import type { PeopleView, PersonView, PinAttemptView, TakeoverView } from "../bindings";

const person = (name: string, attempt: PinAttemptView = { kind: "none" }): PersonView => ({
  id: `hash-of-${name.toLowerCase().replace(" ", "-")}`,
  user: name.toLowerCase().replace(" ", "."),
  name,
  attempt,
});
export const TOM = person("Tom Ashworth");
export const MARIA = person("Maria");
const KNOWN = [person("Irma Kowalczyk"), MARIA, TOM];

/** Who may sit down beside Ann. */
export const people = (over: Partial<PeopleView> = {}): PeopleView => ({
  remembering: "keyring",
  known: KNOWN,
  takeover: { kind: "none" },
  ...over,
});
/** Nobody but whoever is signed in. */
export const NOBODY_ELSE = people({ known: [] });
/** The server has just refused Tom. */
export const REFUSED: Extract<TakeoverView, { kind: "failed" }> = {
  kind: "failed",
  user: TOM.user,
  name: TOM.name,
  person: null,
  problem: "sessionOver",
};
