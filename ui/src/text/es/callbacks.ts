// Residents to be called back.

import type { Text } from "../en";
import type { Awaited } from "../en/callbacks";
import { las, plural } from "./words";

/** Small numbers are read better as words. */
const SMALL = "ninguna una dos tres cuatro cinco seis siete ocho nueve diez once doce".split(" ");

export const AWAITED: Record<Awaited, string> = {
  call: "una llamada",
  visit: "una visita",
  either: "una llamada o una visita",
};

export const callbacks: Text["callbacks"] = {
  title(waiting, caredFor, what) {
    const count = waiting || caredFor;
    const people = `${SMALL[count] ?? count} ${plural(count, "persona", "personas")}`;
    if (waiting)
      return `${people.charAt(0).toUpperCase()}${people.slice(1)} ${plural(count, "espera", "esperan")} ${AWAITED[what]}`;
    return caredFor ? `Se devuelve la llamada a ${people}` : "No espera nadie";
  },
  under(waiting, caredFor) {
    if (waiting) return "Quedan aquí hasta que alguien se ocupe de ellas.";
    return caredFor ? "No espera nadie más." : "Todas las llamadas se contestaron o se devolvieron.";
  },
  called: (room, time) => (room ? `Habitación ${room}. Llamó a ${las(time)}.` : `Llamó a ${las(time)}.`),
  waiting: "en espera",
  yoursSince: (time) => `suya desde ${las(time)}`,
  claimedAt: (time) => `asumida a ${las(time)}`,
  callBack: "Devolver la llamada",
  callBackWho: (who) => `Devolver la llamada a ${who}`,
  claim: "Me ocupo yo",
  claimWho: (who) => `Me ocupo yo, ${who}`,
  release: "Dejarla para otros",
  releaseWho: (who) => `Dejarla para otros, ${who}`,
  notNeeded: "No hace falta llamar",
  notNeededWho: (who) => `No hace falta llamar, ${who}`,
  done: "Hecho",
  doneWho: (who) => `Hecho, ${who}`,
  theirs: (staff, station) => `${staff}, ${station}, está devolviendo la llamada`,
};
