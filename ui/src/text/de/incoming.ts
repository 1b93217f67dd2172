// Somebody calls this desk.

import type { Text } from "../en";
import { plural } from "./words";

export const incoming: Text["incoming"] = {
  calling: (name, room) => (room ? `${name}, ${room}, ruft an` : `${name} ruft an`),
  callingHere: (time) => `Anruf an diesem Arbeitsplatz, ${time}`,
  answering: "Wird angenommen",
  callsToo: (name) => `${name} ruft auch an`,
  answeringEnds: "Annehmen beendet dieses Gespräch.",
  answer: "Annehmen",
  decline: "Ablehnen",
  declineHint: "Ablehnen schaltet nur diesen Arbeitsplatz still. An den anderen klingelt es weiter.",
  declineAlone: "Sonst klingelt es nirgends. Wenn Sie ablehnen, kommt der Anruf in die Rückrufliste.",
  before: "Bevor Sie annehmen",
  also: "Klingelt auch bei",
  nobodyAlso: "Kein anderer Arbeitsplatz",
  ifNobody: "Wenn niemand annimmt",
  ifNobodyHint: "Der Anruf steht in der Rückrufliste, bis jemand zurückgerufen hat.",
  alsoLine: (desks) => (desks.length ? `Klingelt auch bei: ${desks.join(", ")}` : "Sonst klingelt es nirgends"),
  isCalling: (room) => `Zimmer ${room} ruft an`,
  more: (count) => `${count} ${plural(count, "weiterer Anruf", "weitere Anrufe")}`,
  none: "Niemand ruft an",
  taken: (staff, station) => `${staff}, ${station}, hat angenommen.`,
  second: "Zweiter Anruf",
};
