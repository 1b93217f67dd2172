// What stands around the places: the house's name, the rail, closing, a desk that cannot start.

import type { Text } from "../en";

export const app: Text["app"] = {
  name: "Roomline",
  smallWindow: "Roomline, appel entrant",
  promise: "Chaque chambre en un clic.",
  emergency: "Pour parler avec les résidents. En cas d’urgence, utilisez l’appel malade ou votre numéro d’urgence.",
  close: "Fermer",
};

export const rail: Text["rail"] = {
  label: "Menu principal",
  residents: "Résidents",
  callbacks: "À rappeler",
  rounds: "Tournées",
  settings: "Réglages",
  handover: "Relève",
  // The rail is narrower than the word.
  lock: "Verrouil\u00adler",
  change: "Autre per\u00adsonne",
  waiting: " en attente",
  reachable: "Prêt",
  reachableHint: "Les appels sonnent ici",
  noMicrophone: "Pas de micro",
  noSpeaker: "Pas de son",
  plugIn: "Branchez un casque",
  away: "En retrait",
  awayHint: "Les autres sonnent d’abord",
  aloneHint: "Personne d’autre",
  connecting: "Démarrage",
  connectingHint: "un instant",
  unreachable: "Pas de ligne",
  unreachableHint: "Rien ne sonne",
  noGroup: "Sans groupe",
  noGroupHint: "Aucun appel ne sonne ici",
};

export const close: Text["close"] = {
  question: (name) => `Raccrocher avec ${name} et fermer ?`,
  what: "Fermer met fin à l’appel, et plus aucun appel ne sonne à ce poste tant que Roomline n’est pas relancé.",
  stay: "Rester en ligne",
  leave: "Raccrocher et fermer",
  ring: {
    question: "Fermer Roomline ?",
    what: "Plus aucun appel ne sonnera à ce poste tant que Roomline n’est pas relancé. Pour dégager l’écran, réduisez la fenêtre.",
    stay: "Laisser ouvert",
    leave: "Fermer Roomline",
  },
};

export const broken: Text["broken"] = {
  title: "Roomline ne peut pas démarrer à ce poste",
  what: "Un fichier de réglages de ce poste contient une erreur. Les appels sonnent toujours aux autres postes. Prévenez votre service informatique.",
  forIt: "Pour votre service informatique :",
};

export const keys: Text["keys"] = { search: "F2", answer: "F4", mute: "F8", hangUp: "F9", close: "Échap" };
