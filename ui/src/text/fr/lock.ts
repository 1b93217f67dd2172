// The desk is locked: what calls do meanwhile, and the PIN that opens it.

import type { Text } from "../en";
import { plural } from "./words";

export const lock: Text["lock"] = {
  title: "Ce poste est verrouillé",
  /** What calls do meanwhile, in large letters and in one sentence below. */
  rings: "Les appels sonnent toujours ici",
  answer: "On peut y répondre sans le code PIN.",
  away: "Les autres postes sonnent d’abord",
  awayHint: "Si aucun autre poste ne peut sonner, celui-ci sonne.",
  starting: "Les appels sonnent ici dans un instant",
  noGroup: "Aucun appel ne sonne ici",
  noGroupHint: "Ce poste n’est dans aucun groupe. Votre service informatique peut y remédier.",
  hidden: "Les noms et les consignes restent masqués jusqu’au déverrouillage.",
  /** Beside a call that rings, where the notes stand otherwise. */
  answerNow: "On peut répondre sans le code PIN. Le nom et les consignes s’affichent ensuite.",
  pin: "Code PIN",
  unlock: "Déverrouiller",
  checking: "Vérification",
  wrong: "Ce code PIN n’est pas le bon. Réessayez.",
  wait: (time) => `Trop de codes PIN faux. Réessayez à ${time}.`,
  left: (seconds) => `Encore ${seconds} ${plural(seconds, "seconde", "secondes")}`,
  digits: "Un code PIN a de 4 à 8 chiffres.",
  forgotten: "Code PIN oublié ?",
  forgottenQuestion: "Se déconnecter pour continuer sans le code PIN ?",
  forgottenWhat:
    "Ensuite, aucun appel ne sonne à ce poste tant que personne ne se connecte. Pour que les appels continuent de sonner, choisissez « Quelqu’un d’autre » et connectez-vous avec votre mot de passe.",
  stay: "Rester ici",
  needsPin: "Définissez d’abord un code PIN ; ce poste pourra alors être verrouillé.",
  card: {
    title: "Verrouiller ce poste",
    what: "Verrouillé, il n’affiche ni noms ni consignes tant que vous n’avez pas saisi votre code PIN. Les appels sonnent toujours et on peut y répondre.",
    newPin: "Nouveau code PIN",
    again: "Nouveau code PIN, encore une fois",
    set: "Définir le code PIN",
    change: "Changer le code PIN",
    remove: "Supprimer le code PIN",
    keep: "Garder le code PIN",
    isSet: "Votre code PIN est défini.",
    saved: "Votre code PIN est défini. Ctrl+L verrouille ce poste.",
    removed: "Votre code PIN est supprimé. Ce poste ne peut plus être verrouillé.",
    weak: "Ce code PIN est facile à deviner. Évitez les suites comme 1234 et les chiffres répétés.",
    differ: "Les deux codes PIN sont différents. Saisissez-les de nouveau.",
    removeQuestion: "Supprimer le code PIN ?",
    removeWhat: "Ce poste ne pourra plus être verrouillé, et ne se verrouillera plus de lui-même.",
    after: "Se verrouille de lui-même après",
    never: "Jamais",
    afterHint: "Compte tant que personne ne touche ni souris ni clavier dans Roomline, et jamais pendant un appel.",
  },
};
