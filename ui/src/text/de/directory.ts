// Everybody who can be called, and the panel about one of them.

import type { Text } from "../en";
import { AWAITED } from "./callbacks";
import { and, plural } from "./words";

export const directory: Text["directory"] = {
  title: "Bewohner",
  search: "Bewohner und Zimmer suchen",
  placeholder: "Name oder Zimmer",
  rooms: "Zimmer",
  call: "Anrufen",
  callWho: (name, room) => `${name}, ${room} anrufen`,
  details: "Details zu ",
  echo: {
    online: "Echo online",
    offline: (since) => (since ? `Echo offline seit ${since}` : "Echo offline"),
    unknown: (seen) => (seen ? `Echo nicht bekannt, zuletzt online: ${seen}` : "Echo noch nicht geprüft"),
  },
  waiting: (time) => `Wartet ${time}`,
  found: (count) => `${count} gefunden`,
  enterCalls: "Die Eingabetaste ruft den markierten Eintrag an",
  none: (what) => `Hier heißt niemand „${what}“.`,
  noneHint: "Versuchen Sie es mit der Zimmernummer oder nur mit den ersten Buchstaben.",
  clear: "Suche leeren",
  clearShort: "Leeren",
  loading: "Bewohner werden geladen",
  empty: "Noch keine Bewohner",
  emptyHint: "Ihre Leitung trägt Bewohner und Zimmer auf dem Server ein. Sie erscheinen hier von selbst.",
  owed: (count, what) => `${count} ${plural(count, "Person wartet", "Personen warten")} auf ${AWAITED[what]}`,
  owedLongest: (time) => `, längste Wartezeit ${time}`,
  show: "Anzeigen",
  favourites: "Favoriten",
  favourite: "Favorit",
  floor: "Etage",
  wing: "Bereich",
  allFloors: "Alle Etagen",
  allWings: "Alle Bereiche",
  elsewhere: "Anderswo",
  fromTo: (first, last) => `Zimmer ${first} bis ${last} zeigen`,
  sameName: (rooms) =>
    rooms.length === 1 ? `Gleicher Name in ${rooms[0]}` : `Gleicher Name in ${rooms.length} Zimmern`,
  whichOne: (name, room) => `${name} in Zimmer ${room} anrufen?`,
  others(name, rooms) {
    if (rooms.length > 4) return `Noch ${rooms.length} weitere heißen ${name}.`;
    return rooms.length === 1
      ? `In Zimmer ${rooms[0]} heißt noch jemand ${name}.`
      : `Auch in den Zimmern ${and(rooms)} heißt jemand ${name}.`;
  },
  thisOne: (room) => `Zimmer ${room} anrufen`,
  otherOne: (room) => `Stattdessen Zimmer ${room} anrufen`,
  notThisOne: "Nicht anrufen",
};

export const panel: Text["panel"] = {
  about: (name) => `Über ${name}`,
  call: (name) => `${name} anrufen`,
  room: (room, place) => (place ? `Zimmer ${room}, ${place}` : `Zimmer ${room}`),
  echoOnline: "Der Echo ist online",
  echoOffline: (room, since, seen) => {
    const advice = "Jemand sollte nach dem Stecker sehen.";
    if (since) return `Der Echo in Zimmer ${room} ist seit ${since} offline. ${advice}`;
    if (seen) return `Der Echo in Zimmer ${room} ist offline, zuletzt online: ${seen}. ${advice}`;
    return `Der Echo in Zimmer ${room} ist offline. ${advice}`;
  },
  echoUnknown: (seen) =>
    seen
      ? `Ob der Echo gerade online ist, ist nicht bekannt. Zuletzt online: ${seen}.`
      : "Ob der Echo online ist, ist noch nicht bekannt",
  speaks: (language) => `Spricht ${language}`,
  waiting: (time) => `Hat um ${time} hier angerufen und wartet auf einen Rückruf`,
  noNotes: "Keine Hinweise für das Gespräch.",
  notesBefore: "Vor dem Gespräch",
  notes: "Hinweise",
};
