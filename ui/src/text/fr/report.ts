// A report for whoever looks after this desk.

import type { ReportKindView } from "../../bindings";
import type { Text } from "../en";

const FILES: Record<ReportKindView, string> = {
  about: "Programme, système et réglages",
  devices: "Micros et haut-parleurs",
  check: "La dernière vérification de ce poste",
  calls: "Les derniers appels et leur qualité, sans noms",
  log: "Ce que le programme a noté en dernier",
};

export const report: Text["report"] = {
  title: "Rapport pour l’administration",
  what: "Votre service informatique peut le demander si quelque chose ne fonctionne pas. Il ne contient ni noms, ni consignes, ni mots de passe, et vous lisez tout avant de l’enregistrer.",
  make: "Créer un rapport",
  making: "Le rapport se prépare",
  namesDesk: "Y laisser le nom de ce poste",
  look: "Lisez ce qu’il contient :",
  file: (kind) => FILES[kind],
  save: "Enregistrer le rapport",
  discard: "Ne pas l’enregistrer",
  saved: "Le rapport est enregistré. Donnez ce fichier à votre service informatique :",
  discarded: "Le rapport n’a pas été enregistré.",
};
