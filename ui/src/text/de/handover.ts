// The change of shifts: what is open, how it went, and a note for whoever comes next.

import type { TimeToAnswerView } from "../../bindings";
import type { Text } from "../en";
import { and, plural } from "./words";

const seconds = (count: number) => `${count} ${plural(count, "Sekunde", "Sekunden")}`;

function within(answered: number, { medianS, p90S }: TimeToAnswerView): string {
  const most = `innerhalb von ${seconds(p90S)}`;
  if (answered === 1) return ` ${most}`;
  return `, die Hälfte davon innerhalb von ${seconds(medianS)}, ${answered < 10 ? "alle" : "neun von zehn"} ${most}`;
}

export const handover: Text["handover"] = {
  title: "Übergabe",
  under: "Wer als Nächstes kommt, findet Ihre Notiz an jedem Arbeitsplatz Ihrer Gruppe.",
  open: "Gerade offen",
  nothingOpen: "Niemand wartet.",
  goesBack: "Bei Ihnen, geht an alle zurück",
  goesBackOf: (staff) => `Hier von ${staff} übernommen, geht an alle zurück`,
  more: (count) => `und ${count} ${plural(count, "weiterer Eintrag", "weitere Einträge")} in der Rückrufliste`,
  shift: "So war die Schicht",
  loading: "Der Server wird gefragt",
  notLoaded: "Der Server konnte nicht sagen, wie die Schicht war.",
  since: (time, staff) =>
    staff === null ? "In den letzten 24 Stunden" : `Seit ${time}, nach der Übergabe von ${staff}`,
  went(calls, answered, time) {
    if (calls === 0) return "Keine Anrufe.";
    const all = `${calls} ${plural(calls, "Anruf", "Anrufe")}`;
    if (answered === 0) return `${all}, ${plural(calls, "nicht", "keiner")} angenommen.`;
    const many = answered < calls ? `${answered} angenommen` : plural(calls, "angenommen", "alle angenommen");
    return `${all}, ${many}${time ? within(answered, time) : ""}.`;
  },
  wrote: (staff, time) => `Notiz von ${staff}, ${time}:`,
  readBy: (staff) => `Gelesen von ${staff}.`,
  unread: "Noch hat sie niemand gelesen.",
  next: "Für die nächste Schicht",
  note: "Notiz für die nächste Schicht",
  example: "Zum Beispiel: Frau Jones hat bis vier Uhr Besuch.",
  hint: "Bis zu 500 Zeichen.",
  lock: "Übergeben und sperren",
  lockHint: "Anrufe klingeln weiter hier, bis sich die nächste Person anmeldet.",
  signOut: "Übergeben und abmelden",
  inCall: "Sie sind im Gespräch. Legen Sie auf, bevor Sie sich abmelden.",
  asking: "Wird übergeben",
  failed(problem) {
    switch (problem) {
      case "notReached":
        return "Der Server antwortet nicht. Ihre Notiz steht noch hier: Versuchen Sie es gleich noch einmal.";
      case "noRingGroup":
        return "Dieser Arbeitsplatz ist in keiner Gruppe, also gibt es niemanden, an den Sie übergeben. Ihre IT kann das ändern.";
      case "notTaken":
        return "Der Server hat sie nicht angenommen. Ihre Notiz steht noch hier: Schreiben Sie sie anderswo auf und sagen Sie Ihrer IT Bescheid.";
      default:
        return problem satisfies never;
    }
  },
  question: "Jetzt übergeben?",
  notYet: "Noch nicht",
  will({ note, back, round, then, alone }) {
    return [
      note ? "Ihre Notiz geht an jeden Arbeitsplatz Ihrer Gruppe." : "Sie hinterlassen keine Notiz.",
      back > 0 ? `${back} ${plural(back, "Rückruf geht", "Rückrufe gehen")} an alle zurück.` : "",
      round ? "Ihre Runde wird angehalten: Jeder Arbeitsplatz kann sie fortsetzen." : "",
      then === "lock"
        ? "Danach ist dieser Arbeitsplatz gesperrt: Anrufe klingeln weiter hier und lassen sich annehmen."
        : "Danach ist hier niemand angemeldet, und an diesem Arbeitsplatz klingelt kein Anruf, bis sich jemand anmeldet.",
      then === "signOut" && alone ? "Kein anderer Arbeitsplatz nimmt gerade Anrufe an." : "",
    ]
      .filter((sentence) => sentence !== "")
      .join(" ");
  },
  from: (staff, station, time) => `Notiz von ${staff}, ${station}, ${time}`,
  read: "Gelesen",
  readWho: (staff) => `Gelesen: Notiz von ${staff}`,
};

/** Ring groups that nobody listens for. */
export const unheard: Text["unheard"] = {
  nobody: (groups) => `Niemand sonst kann Anrufe für ${and(groups)} annehmen.`,
  nobodyHint: "Sie klingeln hier, obwohl dieser Arbeitsplatz abwesend ist.",
  locked: "Entsperren Sie diesen Arbeitsplatz, um wieder bereit zu sein.",
  available: "Wieder bereit",
  elsewhere: (group, instead) => `Für ${group} ist niemand da: Die Anrufe klingeln bei ${instead}.`,
};
