// What a person may set at a desk, and what does not work there.

import type { LackView, SoundTroubleView } from "../../bindings";
import type { Text } from "../en";
import { movedIn } from "../moved";
import { and, percent, plural } from "./words";

const LACKS: Record<LackView, string> = {
  keyring:
    "Nach einem Neustart muss sich jemand anmelden, bevor hier Anrufe klingeln: Dieser PC hat keinen sicheren Ort für Passwörter. Sagen Sie Ihrer IT Bescheid.",
  notifications:
    "Anrufe klingeln und stehen nur in den Fenstern: Dieser PC zeigt keine Benachrichtigungen. Sagen Sie Ihrer IT Bescheid.",
};

const TROUBLE: Record<SoundTroubleView, string> = {
  noMicrophone: "Dieser PC hat kein Mikrofon, deshalb hört Sie niemand. Schließen Sie ein Headset an.",
  noSpeaker: "Dieser PC hat keinen Lautsprecher, deshalb hören Sie niemanden. Schließen Sie ein Headset an.",
  blocked: "Dieser PC gibt Roomline das Mikrofon nicht. Erlauben Sie es in den Einstellungen zum Datenschutz.",
  busy: "Die Audiogeräte starten nicht. Schließen Sie andere Programme, die sie benutzen.",
  deviceGone: "Das Headset ist weg. Schließen Sie es wieder an; das Gespräch läuft weiter.",
  silentMicrophone: "Ihr Mikrofon ist stumm, deshalb hört Sie niemand. Ist es am Headset oder am Kabel ausgeschaltet?",
};

export const trouble: Text["settings"]["trouble"] = (what) => TROUBLE[what];

export const settings: Text["settings"] = {
  title: "Einstellungen",
  talking: "Sprechen und hören",
  microphones: "Mikrofone",
  speakers: "Lautsprecher",
  order: "Das erste, das funktioniert, wird benutzt – auch wieder, sobald es zurück ist.",
  system: "Wie an diesem PC eingestellt",
  gone: (name) => `${name} (nicht angeschlossen)`,
  up: (name) => `${name} nach oben`,
  down: (name) => `${name} nach unten`,
  place: (name, place, of) => `${name} ist jetzt ${place} von ${of}`,
  ringVolume: "Wie laut es klingelt",
  ringVolumeHint: "Es beginnt leise, auf allen Lautsprechern. Auch die Lautstärke dieses PCs zählt.",
  again: "Geräte neu suchen",
  lacks: (lack) => LACKS[lack],
  desk: "Dieser Arbeitsplatz",
  signedIn: (staff, station) => `${staff} ist angemeldet, ${station}.`,
  takesCalls: "Anrufe an diesem Arbeitsplatz annehmen",
  takesCallsHint: "Ausgeschaltet klingelt es hier nur, wenn es an keinem anderen Arbeitsplatz klingeln kann.",
  signOut: "Abmelden",
  signOutHint:
    "Danach klingelt hier nichts, bis sich jemand anmeldet. Anmeldung und PIN werden auf diesem PC gelöscht.",
  about: "Über Roomline",
  fine: "Mikrofon und Lautsprecher sind bereit.",
  trouble,
  moved: movedIn(
    {
      gone: (names, count) => `${names} ${plural(count, "ist", "sind")} nicht mehr da.`,
      back: (names, count) => `${names} ${plural(count, "ist", "sind")} wieder da.`,
      both: (device) => `Sie sprechen und hören jetzt über ${device}.`,
      each: (microphone, speaker) => `Sie sprechen jetzt über ${microphone} und hören über ${speaker}.`,
      microphone: (device) => `Sie sprechen jetzt über ${device}.`,
      speaker: (device) => `Sie hören jetzt über ${device}.`,
    },
    and,
  ),
  look: {
    title: "Sprache und Aussehen",
    language: "Sprache",
    textSize: "Schriftgröße",
    theme: "Farben",
    asTheComputer: "Wie der Computer",
    size: percent,
    window: "Fenster",
    strip: "Schmaler Streifen am Rand",
    whole: "Übliche Größe",
    themes: { light: "Hell", dark: "Dunkel", contrast: "Hoher Kontrast" },
  },
};
