// What somebody has chosen who is not signed in here, and what is shown of it as the program's mind changes under their hands.

import type { PeopleView, PersonView, TakeoverView } from "../../bindings";

/** Where somebody is: at the list, at their own name, or at the form for user name and password. */
export type Chosen = { kind: "list" } | { kind: "person"; id: string } | { kind: "new"; user: string };

export type Failure = Extract<TakeoverView, { kind: "failed" }>;

export type Shown = { kind: "list" } | { kind: "person"; person: PersonView } | { kind: "new"; user: string };

export const LIST = { kind: "list" } as const;

/** Where somebody begins: whom the server has just refused, at the form. */
export const firstOf = ({ takeover }: PeopleView): Chosen =>
  takeover.kind === "failed" && takeover.person === null ? { kind: "new", user: takeover.user } : LIST;

/** Whoever is known no more signs in with the password if the server wants that, and else begins at the list. */
export function shownOf(chosen: Chosen, { known, takeover }: PeopleView): Shown {
  const failure = takeover.kind === "failed" ? takeover : null;
  switch (chosen.kind) {
    case "list":
      return chosen;
    case "person": {
      const person = known.find(({ id }) => id === chosen.id);
      if (person) return { kind: "person", person };
      return failure && failure.person === null ? { kind: "new", user: failure.user } : LIST;
    }
    case "new":
      return chosen;
    default:
      return chosen satisfies never;
  }
}

/** What came of the last attempt of this account, if it came to nothing. */
export const failureOf = ({ takeover }: PeopleView, user: string): Failure | undefined =>
  takeover.kind === "failed" && takeover.person === null && takeover.user === user ? takeover : undefined;

/** Whether a name is not enough to tell people apart. */
export const isShared = (people: PersonView[], { name }: PersonView): boolean =>
  people.filter((each) => each.name === name).length > 1;

/** The letters that stand for a name. */
export const initialsOf = (name: string): string => name.trim().slice(0, 2).toUpperCase();
