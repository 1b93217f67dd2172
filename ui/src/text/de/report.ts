// A report for whoever looks after this desk.

import type { ReportKindView } from "../../bindings";
import type { Text } from "../en";

const FILES: Record<ReportKindView, string> = {
  about: "Programm, System und Einstellungen",
  devices: "Mikrofone und Lautsprecher",
  check: "Die letzte Prüfung dieses Arbeitsplatzes",
  calls: "Wie die letzten Anrufe waren, ohne Namen",
  log: "Was das Programm zuletzt aufgeschrieben hat",
};

export const report: Text["report"] = {
  title: "Bericht für die Verwaltung",
  what: "Ihre IT fragt vielleicht danach, wenn etwas nicht funktioniert. Er enthält keine Namen, keine Hinweise und keine Passwörter, und Sie lesen alles, bevor er gespeichert wird.",
  make: "Bericht erstellen",
  making: "Der Bericht wird erstellt",
  namesDesk: "Den Namen dieses Arbeitsplatzes darin lassen",
  look: "Lesen Sie, was darin steht:",
  file: (kind) => FILES[kind],
  save: "Bericht speichern",
  discard: "Nicht speichern",
  saved: "Der Bericht ist gespeichert. Geben Sie diese Datei Ihrer IT:",
  discarded: "Der Bericht wurde nicht gespeichert.",
};
