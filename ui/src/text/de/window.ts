// What stands around the places: the house's name, the rail, closing, a desk that cannot start.

import type { Text } from "../en";

export const app: Text["app"] = {
  name: "Roomline",
  smallWindow: "Roomline, eingehender Anruf",
  promise: "Mit einem Klick in jedes Zimmer.",
  emergency:
    "Für Gespräche mit Bewohnerinnen und Bewohnern. Im Notfall nutzen Sie die Rufanlage oder Ihre Notrufnummer.",
  close: "Schließen",
};

export const rail: Text["rail"] = {
  label: "Hauptmenü",
  residents: "Bewohner",
  callbacks: "Rückrufe",
  rounds: "Runden",
  // The rail is narrower than the word.
  settings: "Einstel\u00adlungen",
  handover: "Übergabe",
  lock: "Sperren",
  change: "Person wech\u00adseln",
  waiting: " offen",
  reachable: "Bereit",
  reachableHint: "Anrufe klingeln hier",
  noMicrophone: "Kein Mikrofon",
  noSpeaker: "Kein Ton",
  plugIn: "Headset anschließen",
  away: "Abwesend",
  awayHint: "Andere klingeln zuerst",
  aloneHint: "Sonst ist niemand da",
  connecting: "Startet",
  connectingHint: "einen Moment",
  unreachable: "Getrennt",
  unreachableHint: "Hier klingelt nichts",
  noGroup: "Keine Gruppe",
  noGroupHint: "Hier klingeln keine Anrufe",
};

export const close: Text["close"] = {
  question: (name) => `Gespräch mit ${name} beenden und schließen?`,
  what: "Damit endet das Gespräch, und an diesem Arbeitsplatz klingelt kein Anruf mehr, bis Roomline wieder gestartet wird.",
  stay: "Im Gespräch bleiben",
  leave: "Auflegen und schließen",
  ring: {
    question: "Roomline schließen?",
    what: "An diesem Arbeitsplatz klingelt dann kein Anruf mehr, bis Roomline wieder gestartet wird. Soll nur das Fenster aus dem Weg, minimieren Sie es.",
    stay: "Geöffnet lassen",
    leave: "Roomline schließen",
  },
};

export const broken: Text["broken"] = {
  title: "Roomline kann an diesem Arbeitsplatz nicht starten",
  what: "Eine Datei mit den Einstellungen dieses Arbeitsplatzes enthält einen Fehler. An den anderen Arbeitsplätzen klingeln Anrufe weiterhin. Sagen Sie Ihrer IT Bescheid.",
  forIt: "Für Ihre IT:",
};

export const keys: Text["keys"] = { search: "F2", answer: "F4", mute: "F8", hangUp: "F9", close: "Esc" };
