// The desk cannot be reached, or something asked for did not happen.

import type { UnreachableView } from "../../bindings";
import type { Text } from "../en";
import { lock } from "./lock";
import { trouble } from "./settings";
import { and, plural } from "./words";

const WHY: Record<UnreachableView, string> = {
  noAnswer: "À vérifier en premier : le câble réseau.",
  wrongCertificate: "Le certificat du serveur n’est pas reconnu. Votre service informatique doit s’en occuper.",
  serverFault: "Le serveur est en panne. Votre service informatique doit s’en occuper.",
  replaced: "Un autre programme est connecté au nom de ce poste. Fermez-le, puis réessayez.",
};

export const reach: Text["reach"] = {
  title: "Ce poste est injoignable",
  since: (time, minutes) =>
    minutes < 1 ? `Depuis ${time}` : `Depuis ${time} (${minutes} ${plural(minutes, "minute", "minutes")})`,
  nothingRings: "Les appels ne sonnent pas ici.",
  stillRing: (desks) => `Ils devraient continuer de sonner ailleurs : ${and(desks)}.`,
  nothingLost: "Rien n’est perdu : les appels sans réponse attendent dans la liste des rappels.",
  callGoesOn: "Votre appel continue.",
  tryNow: "Essayer maintenant",
  trying: "De nouveaux essais se font automatiquement.",
  why: (reason) => WHY[reason],
};

export const notice: Text["notice"] = (notice, sound) => {
  switch (notice.kind) {
    case "callbackGone":
      return "Un autre poste s’occupe déjà de cet appel.";
    case "notReached":
      return "Le serveur n’a pas pu être joint. Réessayez dans un instant.";
    case "answerFailed":
      return sound
        ? `${trouble(sound)} L’appel continue de sonner.`
        : "Impossible de répondre ici. Réessayez ; l’appel continue de sonner.";
    case "outcomeLost":
      return "Le serveur n’a pas pris le résultat du dernier appel. Notez-le ailleurs.";
    case "roundMoved":
      return "Quelqu’un a été plus rapide : voyez où en est la tournée.";
    case "stillSignedIn":
      return "Le relais est passé. Votre session est encore ouverte : verrouillez ce poste ou déconnectez-vous.";
    case "signedOut":
      return `La session ouverte pour ${notice.name} est fermée. La connexion et le code PIN sont effacés de ce PC.`;
    case "personForgotten":
      return `Ce poste ne connaît plus ${notice.name}.`;
    case "madeRoom":
      return `Huit personnes sont connues à ce poste. ${notice.name}, dont la dernière visite est la plus ancienne, se connectera la prochaine fois avec le mot de passe.`;
    default:
      return notice satisfies never;
  }
};

export const refused: Text["refused"] = (error) => {
  switch (error.code) {
    case "notSignedIn":
      return "Personne n’est connecté. Connectez-vous d’abord.";
    case "unreachable":
      return "Ce poste est injoignable et ne peut donc pas appeler. Le câble réseau est-il branché ?";
    case "alreadyInCall":
      return `Vous êtes en communication avec ${error.name ?? "une chambre inconnue"}. Raccrochez d’abord.`;
    case "inCall":
      return "Un appel est en cours à ce poste. Terminez-le d’abord, puis changez de personne.";
    case "ringing":
      return "Un résident appelle ce poste. Répondez d’abord.";
    case "noSuchUnit":
      return "Cette chambre n’est plus dans la liste. Recherchez-la de nouveau.";
    case "noSuchCall":
      return "Cet appel est déjà terminé.";
    case "noSuchCallback":
      return "Quelqu’un s’est déjà occupé de cet appel.";
    case "roundRunning":
      return "Une tournée se fait déjà à ce poste. Interrompez-la ou terminez-la d’abord.";
    case "noSuchRound":
      return "Cette tournée est déjà terminée, ou le serveur ne la connaît plus.";
    case "emptyRound":
      return "Cochez au moins une chambre pour la tournée, et 200 au plus.";
    case "notWritten":
      return "Le rapport n’a pas pu être enregistré sur ce PC. Le disque est-il plein ? Sinon, prévenez votre service informatique.";
    case "locked":
      return "Votre responsable a fixé ce réglage pour ce poste.";
    case "signingIn":
      return "La connexion est déjà en cours. Attendez un instant.";
    case "signedIn":
      return "Quelqu’un est déjà connecté. Verrouillez d’abord le poste ou déconnectez-vous.";
    case "noSuchPerson":
      return "Cette personne n’est plus connue à ce poste. Connectez-vous avec le mot de passe.";
    case "stationName":
      return "Le nom de ce poste doit compter de 1 à 50 caractères.";
    case "noPin":
      return lock.needsPin;
    case "deskLocked":
      return "Ce poste est verrouillé. Déverrouillez-le d’abord.";
    case "badPin":
      return lock.digits;
    case "easyPin":
      return lock.card.weak;
    case "notMade":
      return "Le rapport n’a pas pu être établi à temps. Réessayez, ou prévenez votre service informatique.";
    case "stopped":
      return "Roomline s’est arrêté. Fermez-le et relancez-le.";
    case "malformed":
      return "Cela n’a pas fonctionné. Relancez Roomline, puis prévenez votre service informatique.";
    default:
      return error satisfies never;
  }
};
