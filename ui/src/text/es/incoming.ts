// Somebody calls this desk.

import type { Text } from "../en";
import { capital } from "../formats";
import { plural } from "./words";

export const incoming: Text["incoming"] = {
  calling: (name, room) => (room ? `${name}, ${room}, está llamando` : `${name} está llamando`),
  callingHere: (time) => `Llamada a este puesto, ${time}`,
  answering: "Contestando",
  callsToo: (name) => `${capital(name)} también está llamando`,
  answeringEnds: "Contestar termina esta llamada.",
  answer: "Contestar",
  decline: "Rechazar",
  declineHint: "Rechazar silencia solo este puesto. Los demás siguen sonando.",
  declineAlone: "No suena ningún otro puesto. Si rechaza la llamada, queda en la lista de pendientes.",
  before: "Antes de contestar",
  also: "También suena en",
  nobodyAlso: "Ningún otro puesto",
  ifNobody: "Si nadie contesta",
  ifNobodyHint: "La llamada queda en la lista de pendientes hasta que alguien la devuelva.",
  alsoLine: (desks) => (desks.length ? `También suena en: ${desks.join(", ")}` : "No suena ningún otro puesto"),
  isCalling: (room) => `Llama la habitación ${room}`,
  more: (count) => `${count} ${plural(count, "llamada más", "llamadas más")}`,
  none: "No llama nadie",
  taken: (staff, station) => `Ha contestado ${staff}, ${station}.`,
  second: "Segunda llamada",
};
