// The check of this desk: what is tried, what was found, and what to do about it.

import type { CheckStepView, CheckStopView, IceServerFaultView, VerdictView } from "../../bindings";
import type { Text } from "../en";
import { capital } from "../formats";
import { serverName } from "../servers";
import { call } from "./call";
import { lock } from "./lock";
import { reach } from "./problems";
import { trouble } from "./settings";
import { signIn } from "./sign-in";
import { plural } from "./words";

const STEPS: Record<CheckStepView, string> = {
  microphone: "Micro",
  speaker: "Haut-parleur",
  ringer: "Sonnerie",
  notification: "Notification du PC",
  server: "Serveur",
  line: "Ligne des appels",
  signIn: "Session",
  iceServers: "Chemin du son",
  testCall: "Appel d’essai",
};
const VERDICTS: Record<VerdictView, string> = {
  passed: "Fonctionne",
  failed: "Ne fonctionne pas",
  notTested: "N’a pas pu être vérifié",
};
const STOPPED: Record<CheckStopView, string> = {
  person: "Vous avez arrêté la vérification.",
  call: "Un appel passait d’abord : la vérification s’est arrêtée.",
  locked: "Le poste a été verrouillé : la vérification s’est arrêtée.",
};
const FAULTS: Record<IceServerFaultView, string> = {
  unusable: "est inutilisable",
  silent: "ne répond pas",
  refused: "refuse",
};
const steps = (count: number) => `${count} ${plural(count, "étape", "étapes")}`;

const doing: Text["check"]["doing"] = (what) => {
  switch (what.kind) {
    case "listening":
      return what.device === null ? "Le micro s’ouvre." : `Dites quelque chose. ${what.device} écoute.`;
    case "playing":
      return "Un son est joué là où vous entendez les résidents.";
    case "ringing":
      return "Tous les haut-parleurs sonnent.";
    case "asking":
      return what.sound === "tone" ? "Avez-vous entendu le son ?" : "Avez-vous entendu la sonnerie ?";
    case "notifying":
      return "Une notification d’essai s’affiche.";
    case "askingServer":
      return "Le serveur est interrogé.";
    case "awaitingLine":
      return "Un signe de vie du serveur est attendu.";
    case "renewingSignIn":
      return "Votre session est renouvelée.";
    case "askingIceServers":
      return "Les serveurs qui aident le son à passer sont interrogés.";
    case "choosing":
      return "Choisissez une chambre où quelqu’un est au courant de l’essai.";
    case "calling":
      return "La chambre est appelée. La vérification se termine avec l’appel.";
    default:
      return what satisfies never;
  }
};

const found: Text["check"]["found"] = (what) => {
  switch (what.kind) {
    case "hears":
      return `${what.device} vous entend.`;
    case "heard":
      return "Vous l’avez entendu.";
    case "shown":
      return "Ce PC affiche les notifications.";
    case "answered":
      return `Le serveur a répondu en ${what.afterMs} ms.`;
    case "rings":
      return "Les appels sonnent ici.";
    case "renewed":
      return `Elle a été renouvelée, vaut ${what.validMin} ${plural(what.validMin, "minute", "minutes")} et se renouvelle d’elle-même.`;
    case "iceServersAnswered":
      return what.count === 1
        ? "Le serveur qui aide le son à passer a répondu."
        : `Les ${what.count} serveurs qui aident le son à passer ont répondu.`;
    case "noIceServers":
      return "Aucun serveur n’est prévu pour aider le son à passer : il va directement.";
    case "talked":
      return what.end === null
        ? "Vous pouvez parler ; l’appel continue."
        : `Vous avez pu parler. Ensuite : ${call.end(what.end)}.`;
    case "sound":
      return trouble(what.trouble);
    case "notHeard":
      return what.sound === "tone"
        ? "Montez le volume de ce PC, ou mettez un autre haut-parleur en tête de la liste."
        : "Montez le volume de ce PC, et le « Volume de la sonnerie ».";
    case "ringIsOff":
      return "La sonnerie est réglée sur silence. Montez le « Volume de la sonnerie ».";
    case "notShown":
      return "Ce PC n’accepte pas les notifications ; les appels sonnent et s’affichent quand même dans les fenêtres. Prévenez votre service informatique.";
    case "server":
      return signIn.problem(what.problem);
    case "doesNotRing":
      return `${reach.nothingRings} ${reach.why(what.reason)}`;
    case "inNoRingGroup":
      return lock.noGroupHint;
    case "iceServersFailed": {
      const failed = what.failed.map(({ url, why }) => `${serverName(url)} ${FAULTS[why]}`).join(", ");
      return `Certains appels peuvent rester sans son. Dites à votre service informatique : ${failed}.`;
    }
    case "callFailed":
      return [`${capital(call.end(what.end))}.`, call.remedy(what.end)].filter(Boolean).join(" ");
    case "nobodySpoke":
      return "Le micro fonctionne, mais personne n’a parlé. Vérifiez de nouveau et dites quelque chose.";
    case "nobodyAnswered":
      return "Personne n’a répondu ici à temps. Vérifiez de nouveau quand quelqu’un est au poste.";
    case "skipped":
      return "Vous avez passé cette étape.";
    case "notReached":
      return "La vérification s’est arrêtée avant. Vérifiez de nouveau.";
    case "noNotifications":
      return "Roomline n’affiche pas de notifications sur ce PC ; les appels sonnent et s’affichent dans les fenêtres.";
    case "cannotCall":
      return "Le serveur est injoignable : aucune chambre ne peut être appelée. Réglez cela d’abord.";
    case "callNotTaken":
      return `${capital(call.end(what.end))}. Pour vérifier le son, appelez une chambre où quelqu’un répond.`;
    default:
      return what satisfies never;
  }
};

export const check: Text["check"] = {
  title: "Vérifier ce poste",
  what: "Micro, haut-parleur, sonnerie, notifications et serveur sont essayés l’un après l’autre. Cela prend deux minutes ; un appel qui arrive l’arrête et sonne comme toujours.",
  start: "Vérifier ce poste",
  again: "Vérifier de nouveau",
  stop: "Arrêter la vérification",
  skip: "Passer cette étape",
  heard: "Je l’ai entendu",
  notHeard: "Je n’ai rien entendu",
  room: "Chambre à appeler",
  choose: "Choisir une chambre",
  call: "Appeler pour l’essai",
  level: "Volume de votre micro",
  now: "Maintenant",
  later: "Pas encore",
  step: (step) => STEPS[step],
  verdict: (verdict) => VERDICTS[verdict],
  doing,
  found,
  stopped: (why) => STOPPED[why],
  summary(failed, untested) {
    if (failed === 0 && untested === 0) return "Tout fonctionne.";
    const open =
      untested === 0
        ? []
        : [`${steps(untested)} ${plural(untested, "n’a pas pu être vérifiée", "n’ont pas pu être vérifiées")}.`];
    const broken = `${steps(failed)} ${plural(failed, "a échoué", "ont échoué")}.`;
    return [failed === 0 ? "Rien n’a échoué." : broken, ...open].join(" ");
  },
};
