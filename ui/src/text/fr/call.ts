// A call: the six words of its state, why it ended, what to do then.

import type { Text } from "../en";
import { capital } from "../formats";
import { plural } from "./words";

const seconds = (count: number) => `${count} ${plural(count, "seconde", "secondes")}`;

export const call: Text["call"] = {
  state: {
    calling: "Appel",
    ringing: "Ça sonne",
    connecting: "Connexion",
    inCall: "En communication",
    reconnecting: "Reconnexion",
    ended: (reason) => `Appel terminé : ${reason}`,
  },
  unknownRoom: "Chambre inconnue",
  unknownHint: "Cet Echo n’est pas dans la liste des chambres",
  you: (station) => `Vous, ${station}`,
  youAreHeard: "On vous entend",
  youAreNotHeard: "On ne vous entend pas",
  room: (room) => `Chambre ${room}`,
  /** The same within a sentence. */
  theRoom: (room) => `la chambre ${room}`,
  lockedHint: "Aucun nom ne s’affiche tant que ce poste est verrouillé",
  // Names may begin with a vowel: no sentence puts *de* or *que* before one.
  tell: {
    calling: (name, room) =>
      `Nous cherchons à joindre l’Echo de la chambre ${room}. ${capital(name)} doit d’abord répondre ; jusque-là, personne ne vous entend.`,
    ringing: (name, room) =>
      `L’Echo de la chambre ${room} sonne. ${capital(name)} doit d’abord répondre ; jusque-là, personne ne vous entend.`,
    theyAnswered: (name) => `${capital(name)} a répondu. La ligne s’ouvre.`,
    youAnswered: (name) => `Vous avez répondu à ${name}. La ligne s’ouvre.`,
    reconnecting: (name) => `Restez en ligne, l’appel revient de lui-même. D’ici là, ${name} n’entend rien.`,
  },
  tryingFor: (left) => `Nouvel essai pendant encore ${seconds(left)}`,
  lineLost: "Le son s’est coupé",
  lengthLabel: "Durée de l’appel",
  mute: "Couper le micro",
  hangUp: "Raccrocher",
  callAgain: "Appeler de nouveau",
  callBackNow: "Rappeler maintenant",
  close: "Fermer",
  talked: (time) => `Vous avez parlé pendant ${time}.`,
  notTalked: "Personne n’était en ligne.",
  owed: "L’appel reste dans la liste des rappels jusqu’à ce que quelqu’un ait rappelé.",
  strip: "Appel en cours",
  backToCall: "revenir à l’appel",
  end(end) {
    switch (end.kind) {
      case "hungUpHere":
        return "vous avez raccroché";
      case "hungUpThere":
        return "on a raccroché dans la chambre";
      case "cancelled":
        return "abandonné avant une réponse";
      case "declined":
        return "refusé";
      case "busy":
        return end.by ? `déjà en ligne avec ${end.by}` : "occupé";
      case "nobodyReachable":
        return "aucun poste n’a pu être joint";
      case "noAnswer":
        return `personne n’a répondu pendant ${seconds(end.afterS)}`;
      case "expired":
        return "le temps prévu pour cet appel était écoulé";
      case "answeredElsewhere":
        return "un autre poste a répondu";
      case "notAllowed":
        return "ce poste n’a pas le droit d’appeler cette chambre";
      case "signalingFailed":
        return "Alexa n’a pas répondu";
      case "mediaFailed":
        return "aucun son n’est passé";
      case "stationLost":
        return "le poste n’était plus là";
      case "shutDown":
        return "le programme du poste a été fermé";
      default:
        return end satisfies never;
    }
  },
  remedy(end) {
    switch (end.kind) {
      case "mediaFailed":
        return end.vpn
          ? "Essayez encore une fois. Ce PC utilise un VPN, qui bloque peut-être le son : prévenez votre service informatique."
          : "Essayez encore une fois. Si cela se reproduit, un pare-feu est peut-être en cause : prévenez votre service informatique.";
      case "signalingFailed":
        return "Réessayez dans une minute. Si cela se reproduit, passez voir dans la chambre et prévenez votre service informatique.";
      case "notAllowed":
        return "Votre responsable décide quel poste peut appeler quelle chambre.";
      case "noAnswer":
      case "declined":
        return "Quelqu’un pourrait passer voir dans la chambre.";
      case "busy":
        return "Réessayez dans quelques minutes.";
      case "expired":
      case "nobodyReachable":
      case "stationLost":
        return "Essayez encore une fois.";
      case "hungUpHere":
      case "hungUpThere":
      case "cancelled":
      case "answeredElsewhere":
      case "shutDown":
        return null;
      default:
        return end satisfies never;
    }
  },
};
