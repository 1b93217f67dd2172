// What a person may set at a desk, and what does not work there.

import type { LackView, SoundTroubleView } from "../../bindings";
import type { Text } from "../en";
import { movedIn } from "../moved";
import { and, percent, plural } from "./words";

const LACKS: Record<LackView, string> = {
  keyring:
    "Après un redémarrage, quelqu’un doit se connecter pour que les appels sonnent ici : ce PC n’a pas d’endroit sûr pour les mots de passe. Prévenez votre service informatique.",
  notifications:
    "Les appels sonnent et s’affichent seulement dans les fenêtres : ce PC n’affiche pas de notifications. Prévenez votre service informatique.",
};

const TROUBLE: Record<SoundTroubleView, string> = {
  noMicrophone: "Ce PC n’a pas de micro : personne ne vous entend. Branchez un casque.",
  noSpeaker: "Ce PC n’a pas de haut-parleur : vous n’entendez personne. Branchez un casque.",
  blocked: "Ce PC refuse le micro à Roomline. Autorisez-le dans les réglages de confidentialité.",
  busy: "Les appareils audio ne démarrent pas. Fermez les autres programmes qui les utilisent.",
  deviceGone: "Le casque n’est plus là. Rebranchez-le ; l’appel continue.",
  silentMicrophone: "Votre micro est muet : personne ne vous entend. Est-il coupé sur le casque ou sur son câble ?",
};

export const trouble: Text["settings"]["trouble"] = (what) => TROUBLE[what];

export const settings: Text["settings"] = {
  title: "Réglages",
  talking: "Parler et entendre",
  microphones: "Micros",
  speakers: "Haut-parleurs",
  order: "Le premier qui fonctionne est utilisé, et repris dès qu’il revient.",
  system: "Selon les réglages de ce PC",
  gone: (name) => `${name} (non branché)`,
  up: (name) => `Monter ${name}`,
  down: (name) => `Descendre ${name}`,
  place: (name, place, of) => `${name} est maintenant ${place} sur ${of}`,
  ringVolume: "Volume de la sonnerie",
  ringVolumeHint: "Elle commence doucement, sur tous les haut-parleurs. Le volume réglé sur ce PC compte aussi.",
  again: "Rechercher les appareils",
  lacks: (lack) => LACKS[lack],
  desk: "Ce poste",
  signedIn: (staff, station) => `Session ouverte : ${staff}, ${station}.`,
  takesCalls: "Prendre les appels à ce poste",
  takesCallsHint: "Sinon, ce poste ne sonne que si aucun autre ne le peut.",
  signOut: "Se déconnecter",
  signOutHint:
    "Ensuite, rien ne sonne ici tant que personne ne se connecte. La connexion et le code PIN sont effacés de ce PC.",
  about: "À propos",
  fine: "Le micro et le haut-parleur sont prêts.",
  trouble,
  moved: movedIn(
    {
      gone: (names, count) => `${names} ${plural(count, "n’est", "ne sont")} plus là.`,
      back: (names, count) => `${names} ${plural(count, "est", "sont")} de retour.`,
      both: (device) => `Vous parlez et entendez maintenant avec ${device}.`,
      each: (microphone, speaker) => `Vous parlez maintenant avec ${microphone} et entendez avec ${speaker}.`,
      microphone: (device) => `Vous parlez maintenant avec ${device}.`,
      speaker: (device) => `Vous entendez maintenant avec ${device}.`,
    },
    and,
  ),
  look: {
    title: "Langue et apparence",
    language: "Langue",
    textSize: "Taille du texte",
    theme: "Couleurs",
    asTheComputer: "Comme l’ordinateur",
    size: percent,
    window: "Fenêtre",
    strip: "Bande étroite au bord",
    whole: "Taille habituelle",
    themes: { light: "Clair", dark: "Sombre", contrast: "Contraste élevé" },
  },
};
