// The change of shifts: what is open, how it went, and a note for whoever comes next.

import type { TimeToAnswerView } from "../../bindings";
import type { Text } from "../en";
import { and, plural } from "./words";

const atMost = (count: number) => `en ${count} ${plural(count, "seconde", "secondes")} au plus`;

function within(answered: number, { medianS, p90S }: TimeToAnswerView): string {
  if (answered === 1) return ` ${atMost(p90S)}`;
  return `, la moitié ${atMost(medianS)}, ${answered < 10 ? "tous" : "neuf sur dix"} ${atMost(p90S)}`;
}

export const handover: Text["handover"] = {
  title: "Passer le relais",
  under: "La personne suivante trouve votre note sur chaque poste de votre groupe.",
  open: "Ce qui est ouvert",
  nothingOpen: "Personne n’attend.",
  goesBack: "À vous, revient à tout le monde",
  goesBackOf: (staff) => `Pris en charge par ${staff} à ce poste, revient à tout le monde`,
  more: (count) => `et ${count} ${plural(count, "autre", "autres")} dans la liste des rappels`,
  shift: "Le déroulement du service",
  loading: "Le serveur est interrogé",
  notLoaded: "Le serveur n’a pas pu dire comment le service s’est passé.",
  since: (time, staff) =>
    staff === null ? "Au cours des dernières 24 heures" : `Depuis ${time}, quand ${staff} a passé le relais`,
  went(calls, answered, time) {
    if (calls === 0) return "Aucun appel.";
    const all = `${calls} ${plural(calls, "appel", "appels")}`;
    if (answered === 0) return `${all}, ${plural(calls, "sans réponse", "tous sans réponse")}.`;
    const many = answered < calls ? `${answered} avec réponse` : plural(calls, "avec réponse", "tous avec réponse");
    return `${all}, ${many}${time ? within(answered, time) : ""}.`;
  },
  wrote: (staff, time) => `Note de ${staff}, ${time} :`,
  readBy: (staff) => `Lue par ${staff}.`,
  unread: "Personne ne l’a encore lue.",
  next: "Pour la prochaine équipe",
  note: "Note pour la prochaine équipe",
  example: "Par exemple : Mme Jones a de la visite jusqu’à quatre heures.",
  hint: "500 caractères au plus.",
  lock: "Passer le relais et verrouiller",
  lockHint: "Les appels sonnent toujours ici jusqu’à la prochaine connexion.",
  signOut: "Passer le relais et se déconnecter",
  inCall: "Vous êtes en ligne. Raccrochez avant de vous déconnecter.",
  asking: "Transmission en cours",
  failed(problem) {
    switch (problem) {
      case "notReached":
        return "Le serveur ne répond pas. Votre note est toujours là : réessayez dans un instant.";
      case "noRingGroup":
        return "Ce poste n’est dans aucun groupe : il n’y a personne à qui passer le relais. Votre service informatique peut y remédier.";
      case "notTaken":
        return "Le serveur ne l’a pas acceptée. Votre note est toujours là : recopiez-la ailleurs et prévenez votre service informatique.";
      default:
        return problem satisfies never;
    }
  },
  question: "Passer le relais maintenant ?",
  notYet: "Pas encore",
  will({ note, back, round, then, alone }) {
    return [
      note ? "Votre note s’affiche sur chaque poste de votre groupe." : "Vous ne laissez pas de note.",
      back > 0 ? `${back} ${plural(back, "rappel revient", "rappels reviennent")} à tout le monde.` : "",
      round ? "Votre tournée est mise en pause : n’importe quel poste peut la reprendre." : "",
      then === "lock"
        ? "Ensuite, ce poste est verrouillé : les appels sonnent toujours ici et on peut y répondre."
        : "Ensuite, personne n’est connecté ici et aucun appel ne sonne à ce poste jusqu’à la prochaine connexion.",
      then === "signOut" && alone ? "Aucun autre poste ne prend d’appels en ce moment." : "",
    ]
      .filter((sentence) => sentence !== "")
      .join(" ");
  },
  from: (staff, station, time) => `Note de ${staff}, ${station}, ${time}`,
  read: "Lue",
  readWho: (staff) => `Lue : note de ${staff}`,
};

/** Ring groups that nobody listens for. */
export const unheard: Text["unheard"] = {
  nobody: (groups) => `Personne d’autre ne peut répondre aux appels pour ${and(groups)}.`,
  nobodyHint: "Ils sonnent ici, bien que ce poste soit en retrait.",
  locked: "Déverrouillez ce poste pour être de nouveau disponible.",
  available: "Redevenir disponible",
  elsewhere: (group, instead) => `Personne n’est là pour ${group} : les appels sonnent chez ${instead}.`,
};
