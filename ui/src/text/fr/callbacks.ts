// Residents to be called back.

import type { Text } from "../en";
import type { Awaited } from "../en/callbacks";
import { plural } from "./words";

/** Small numbers are read better as words. */
const SMALL = "aucune une deux trois quatre cinq six sept huit neuf dix onze douze".split(" ");

export const AWAITED: Record<Awaited, string> = {
  call: "un appel",
  visit: "une visite",
  either: "un appel ou une visite",
};

export const callbacks: Text["callbacks"] = {
  title(waiting, caredFor, what) {
    const count = waiting || caredFor;
    const people = `${SMALL[count] ?? count} ${plural(count, "personne", "personnes")}`;
    if (waiting)
      return `${people.charAt(0).toUpperCase()}${people.slice(1)} ${plural(count, "attend", "attendent")} ${AWAITED[what]}`;
    return caredFor ? `On rappelle ${people}` : "Personne n’attend";
  },
  under(waiting, caredFor) {
    if (waiting) return "Elles restent ici jusqu’à ce que quelqu’un s’en soit occupé.";
    return caredFor ? "Personne d’autre n’attend." : "Tous les appels ont reçu une réponse ou un rappel.";
  },
  called: (room, time) => (room ? `Chambre ${room}. Appel à ${time}.` : `Appel à ${time}.`),
  waiting: "en attente",
  yoursSince: (time) => `à vous depuis ${time}`,
  claimedAt: (time) => `pris en charge à ${time}`,
  callBack: "Rappeler",
  callBackWho: (who) => `Rappeler ${who}`,
  claim: "Je m’en occupe",
  claimWho: (who) => `Je m’en occupe, ${who}`,
  release: "Le laisser aux autres",
  releaseWho: (who) => `Le laisser aux autres, ${who}`,
  notNeeded: "Inutile de rappeler",
  notNeededWho: (who) => `Inutile de rappeler, ${who}`,
  done: "C’est fait",
  doneWho: (who) => `C’est fait, ${who}`,
  theirs: (staff, station) => `${staff}, ${station}, s’occupe du rappel`,
};
