// Somebody calls this desk.

import type { Text } from "../en";
import { capital } from "../formats";
import { plural } from "./words";

export const incoming: Text["incoming"] = {
  calling: (name, room) => (room ? `${name}, ${room}, appelle` : `${name} appelle`),
  callingHere: (time) => `Appel à ce poste, ${time}`,
  answering: "Réponse en cours",
  callsToo: (name) => `${capital(name)} appelle aussi`,
  answeringEnds: "Répondre met fin à cet appel.",
  answer: "Répondre",
  decline: "Refuser",
  declineHint: "Refuser ne fait taire que ce poste. Les autres continuent de sonner.",
  declineAlone: "Aucun autre poste ne sonne. Si vous refusez, l’appel va dans la liste des rappels.",
  before: "Avant de répondre",
  also: "Sonne aussi",
  nobodyAlso: "Aucun autre poste",
  ifNobody: "Si personne ne répond",
  ifNobodyHint: "L’appel reste dans la liste des rappels jusqu’à ce que quelqu’un ait rappelé.",
  alsoLine: (desks) => (desks.length ? `Sonne aussi : ${desks.join(", ")}` : "Aucun autre poste ne sonne"),
  isCalling: (room) => `La chambre ${room} appelle`,
  more: (count) => `${count} ${plural(count, "autre appel", "autres appels")}`,
  none: "Personne n’appelle",
  taken: (staff, station) => `${staff}, ${station}, a répondu.`,
  second: "Deuxième appel",
};
