// Everybody who can be called, and the panel about one of them.

import type { Text } from "../en";
import { AWAITED } from "./callbacks";
import { and, las, plural } from "./words";

export const directory: Text["directory"] = {
  title: "Residentes",
  search: "Buscar residentes y habitaciones",
  placeholder: "Nombre o habitación",
  rooms: "Habitaciones",
  call: "Llamar",
  callWho: (name, room) => `Llamar a ${name}, ${room}`,
  details: "Detalles de ",
  echo: {
    online: "Echo en línea",
    offline: (since) => (since ? `Echo sin conexión desde ${since}` : "Echo sin conexión"),
    unknown: (seen) => (seen ? `Echo sin comprobar, visto por última vez ${seen}` : "Echo aún sin comprobar"),
  },
  waiting: (time) => `Espera: ${time}`,
  found: (count) => `${count} ${plural(count, "resultado", "resultados")}`,
  enterCalls: "Intro llama a la línea marcada",
  none: (what) => `Aquí nadie se llama «${what}».`,
  noneHint: "Pruebe con el número de habitación o solo con las primeras letras.",
  clear: "Borrar la búsqueda",
  clearShort: "Borrar",
  loading: "Cargando los residentes",
  empty: "Aún no hay residentes",
  emptyHint: "Su responsable añade los residentes y las habitaciones en el servidor. Aparecen aquí por sí solos.",
  owed: (count, what) => `${count} ${plural(count, "persona espera", "personas esperan")} ${AWAITED[what]}`,
  owedLongest: (time) => `, la espera más larga: ${time}`,
  show: "Mostrar",
  favourites: "Favoritos",
  favourite: "Favorito",
  floor: "Planta",
  wing: "Ala",
  allFloors: "Todas las plantas",
  allWings: "Todas las alas",
  elsewhere: "En otra parte",
  fromTo: (first, last) => `Mostrar las habitaciones ${first} a ${last}`,
  sameName: (rooms) =>
    rooms.length === 1 ? `Mismo nombre en la ${rooms[0]}` : `Mismo nombre en ${rooms.length} habitaciones`,
  whichOne: (name, room) => `¿Llamar a ${name}, habitación ${room}?`,
  others(name, rooms) {
    if (rooms.length > 4) return `Hay otras ${rooms.length} personas que se llaman ${name}.`;
    return rooms.length === 1
      ? `Otra persona se llama ${name}, en la habitación ${rooms[0]}.`
      : `Otras personas se llaman ${name}, en las habitaciones ${and(rooms)}.`;
  },
  thisOne: (room) => `Llamar a la habitación ${room}`,
  otherOne: (room) => `Llamar mejor a la habitación ${room}`,
  notThisOne: "No llamar",
};

export const panel: Text["panel"] = {
  about: (name) => `Sobre ${name}`,
  call: (name) => `Llamar a ${name}`,
  room: (room, place) => (place ? `Habitación ${room}, ${place}` : `Habitación ${room}`),
  echoOnline: "El Echo está en línea",
  echoOffline: (room, since, seen) => {
    const advice = "Alguien debería revisar el enchufe.";
    if (since) return `El Echo de la habitación ${room} está sin conexión desde ${since}. ${advice}`;
    if (seen) return `El Echo de la habitación ${room} está sin conexión, visto por última vez ${seen}. ${advice}`;
    return `El Echo de la habitación ${room} está sin conexión. ${advice}`;
  },
  echoUnknown: (seen) =>
    seen
      ? `Ahora no se sabe si el Echo está en línea. Visto por última vez ${seen}.`
      : "Aún no se sabe si el Echo está en línea",
  speaks: (language) => `Habla ${language}`,
  waiting: (time) => `Llamó a este puesto a ${las(time)} y espera una llamada`,
  noNotes: "No hay notas para la llamada.",
  notesBefore: "Antes de hablar",
  notes: "Notas",
};
