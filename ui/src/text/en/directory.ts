// Everybody who can be called, and the panel about one of them.

import { AWAITED, type Awaited } from "./callbacks";
import { and, plural } from "./words";

export const directory = {
  title: "Residents",
  search: "Search residents and rooms",
  placeholder: "Name or room",
  rooms: "Rooms",
  call: "Call",
  callWho: (name: string, room: string) => `Call ${name}, ${room}`,
  details: "Details of ",
  echo: {
    online: "Echo online",
    offline: (since: string | null) => (since ? `Echo offline since ${since}` : "Echo offline"),
    unknown: (seen: string | null) => (seen ? `Echo not known, last seen ${seen}` : "Echo not checked yet"),
  },
  waiting: (time: string) => `Waiting ${time}`,
  found: (count: number) => `${count} found`,
  enterCalls: "Enter calls the marked one",
  none: (what: string) => `Nobody here is called “${what}”.`,
  noneHint: "Try the room number, or the first letters only.",
  clear: "Clear the search",
  clearShort: "Clear",
  loading: "Loading residents",
  empty: "No residents yet",
  emptyHint: "Your manager adds residents and rooms on the server. They show here by themselves.",
  owed: (count: number, what: Awaited) => `${count} ${plural(count, "is", "are")} waiting for ${AWAITED[what]}`,
  owedLongest: (time: string) => `, the longest ${time}`,
  show: "Show",
  favourites: "Favourites",
  favourite: "Favourite",
  floor: "Floor",
  wing: "Wing",
  allFloors: "All floors",
  allWings: "All wings",
  elsewhere: "Elsewhere",
  fromTo: (first: string, last: string) => `Show rooms ${first} to ${last}`,
  sameName: (rooms: string[]) => (rooms.length === 1 ? `Another in ${rooms[0]}` : `Another in ${rooms.length} rooms`),
  whichOne: (name: string, room: string) => `Call ${name} in room ${room}?`,
  others(name: string, rooms: string[]) {
    if (rooms.length > 4) return `There are ${rooms.length} others called ${name}.`;
    return rooms.length === 1
      ? `Another ${name} lives in room ${rooms[0]}.`
      : `Others called ${name} live in rooms ${and(rooms)}.`;
  },
  thisOne: (room: string) => `Call room ${room}`,
  otherOne: (room: string) => `Call room ${room} instead`,
  notThisOne: "Do not call",
};

export const panel = {
  about: (name: string) => `About ${name}`,
  call: (name: string) => `Call ${name}`,
  room: (room: string, place: string | null) => (place ? `Room ${room}, ${place}` : `Room ${room}`),
  echoOnline: "The Echo is online",
  echoOffline: (room: string, since: string | null, seen: string | null) => {
    const advice = "Somebody should look at its plug.";
    if (since) return `The Echo in room ${room} has been offline since ${since}. ${advice}`;
    if (seen) return `The Echo in room ${room} is offline, last seen online: ${seen}. ${advice}`;
    return `The Echo in room ${room} is offline. ${advice}`;
  },
  echoUnknown: (seen: string | null) =>
    seen
      ? `Nobody knows now whether the Echo is online. Last seen online: ${seen}.`
      : "Nobody knows yet whether the Echo is online",
  speaks: (language: string) => `Speaks ${language}`,
  waiting: (time: string) => `Called this desk at ${time} and waits for a call`,
  noNotes: "No notes for the caller.",
  notesBefore: "Before you talk",
  notes: "Notes",
};
