// Residents to be called back.

import type { Text } from "../en";
import type { Awaited } from "../en/callbacks";
import { plural } from "./words";

/** Small numbers are read better as words. */
const SMALL = "Niemand Eine Zwei Drei Vier Fünf Sechs Sieben Acht Neun Zehn Elf Zwölf".split(" ");

export const AWAITED: Record<Awaited, string> = {
  call: "einen Rückruf",
  visit: "einen Besuch",
  either: "einen Rückruf oder Besuch",
};

export const callbacks: Text["callbacks"] = {
  title(waiting, caredFor, what) {
    const count = waiting || caredFor;
    const people = `${SMALL[count] ?? count} ${plural(count, "Person", "Personen")}`;
    if (waiting) return `${people} ${plural(count, "wartet", "warten")} auf ${AWAITED[what]}`;
    return caredFor ? `${people} ${plural(count, "wird", "werden")} gerade zurückgerufen` : "Niemand wartet";
  },
  under(waiting, caredFor) {
    if (waiting) return "Sie bleiben hier, bis sich jemand gekümmert hat.";
    return caredFor ? "Sonst wartet niemand." : "Alle Anrufe wurden angenommen oder zurückgerufen.";
  },
  called: (room, time) => (room ? `Zimmer ${room}. Anruf um ${time}.` : `Anruf um ${time}.`),
  waiting: "wartet",
  yoursSince: (time) => `bei Ihnen seit ${time}`,
  claimedAt: (time) => `übernommen um ${time}`,
  callBack: "Zurückrufen",
  callBackWho: (who) => `${who} zurückrufen`,
  claim: "Ich kümmere mich darum",
  claimWho: (who) => `Ich kümmere mich darum, ${who}`,
  release: "Zurückgeben",
  releaseWho: (who) => `Zurückgeben, ${who}`,
  notNeeded: "Kein Anruf nötig",
  notNeededWho: (who) => `Kein Anruf nötig, ${who}`,
  done: "Erledigt",
  doneWho: (who) => `Erledigt, ${who}`,
  theirs: (staff, station) => `${staff}, ${station}, ruft zurück`,
};
