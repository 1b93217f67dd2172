// Rounds: rooms that are called one after the other, and what came of each.

import type { Text } from "../en";
import { outcome as outcomes } from "./outcome";
import { plural } from "./words";

const rooms = (count: number) => `${count} ${plural(count, "chambre", "chambres")}`;
const skipped = "Laissée de côté";

export const rounds: Text["rounds"] = {
  title: "Tournées",
  open: (count) =>
    count === 0
      ? "Aucune tournée n’est en cours."
      : `${count} ${plural(count, "tournée n’est pas terminée", "tournées ne sont pas terminées")}.`,
  what: "Une tournée appelle les chambres l’une après l’autre, par exemple chaque matin pour savoir si tout va bien.",
  whatFor:
    "Le résultat de chaque appel est noté, chaque poste de votre groupe peut continuer, et un rapport résume le tout.",
  make: "Nouvelle tournée",
  oneEach:
    "Un poste ne fait qu’une tournée à la fois. Interrompez ou terminez la vôtre avant d’en commencer une autre.",
  parts: {
    mine: "À ce poste",
    paused: "Interrompues",
    theirs: "À d’autres postes",
    finished: "Terminées depuis moins de 24 heures",
  },
  all: "Toutes les tournées",
  /** What a round is called. */
  begun: (time) => `Tournée, début : ${time}`,
  begunBy: (staff, time) => `Commencée par ${staff}, ${time}.`,
  done: (done, of) => `${done} sur ${of} ${plural(done, "faite", "faites")}`,
  progress: "Avancement de la tournée",
  runsHere: (time) => `Elle se fait ici depuis ${time}.`,
  runsThere: (staff, station, time) => `${staff} s’en occupe à ${station} depuis ${time}.`,
  pausedBy: (staff, time) => `Interrompue par ${staff} depuis ${time}.`,
  finishedBy: (staff, time) => `Terminée par ${staff}, ${time}.`,
  isPaused: "La tournée est interrompue",
  runsAt: (station) => `La tournée se fait à ${station}`,
  isFinished: "La tournée est terminée",
  show: "Voir",
  toRound: "Aller à la tournée",
  goOn: "Continuer ici",
  takeOver: "Reprendre",
  takeOverQuestion: (staff) => `Reprendre la tournée de ${staff} ?`,
  takeOverWhat: (station) => `Elle se fera alors à ce poste et non plus à ${station}.`,
  leaveThere: "La laisser là-bas",
  pause: "Interrompre",
  finish: "Terminer la tournée",
  finishQuestion: (open) => `Terminer, alors qu’il reste ${rooms(open)} à faire ?`,
  finishWhat: "Le rapport dira que personne n’y a appelé. Une tournée terminée ne peut pas être continuée.",
  keepOn: "Continuer les appels",
  save: "Enregistrer le rapport",
  saved: (path) => `Le rapport est enregistré sous ${path}`,
  next: (who) => `Ensuite : ${who}`,
  noneLeft: "Il ne reste personne à appeler.",
  allDone: "Toutes les chambres sont faites. Corrigez ci-dessous ce qui est faux, puis terminez la tournée.",
  gone: "Cette chambre n’est plus dans la liste et ne peut pas être appelée. Laissez-la de côté.",
  skip: "Laisser de côté",
  skipWho: (who) => `Laisser de côté : ${who}`,
  skipHint: "Personne n’y appelle pendant cette tournée, et le rapport le dit.",
  skipNow: "Laisser cette chambre de côté",
  notSkip: "Ne pas la laisser de côté",
  stops: "Toutes les chambres de cette tournée",
  isNext: "La suivante",
  toCome: "À venir",
  notCalled: "Pas appelée",
  skipped,
  noted: (outcome) => `Noté : ${outcome === "skipped" ? skipped : outcomes.word(outcome)}.`,
  change: "Corriger",
  changeWho: (who) => `Corriger le résultat : ${who}`,
  changeHint: "Cela compte pour la tournée et son rapport. La liste de rappels reste telle quelle.",
  keepChange: "Garder la correction",
  keep: "Laisser tel quel",
  summary: "Résultat de la tournée",
  needed: "On a besoin de quelqu’un ici",
  others: "Les autres chambres",
  tickAll: "Tout cocher",
  untickAll: "Tout décocher",
  tickShown: "Cocher tout ce qui est affiché",
  untickShown: "Décocher tout ce qui est affiché",
  ofGroup: (ticked, of) => `${ticked} sur ${of}`,
  enterTicks: "Entrée coche la ligne marquée",
  chosen: (count) => (count === 0 ? "Aucune chambre cochée" : `${rooms(count)} ${plural(count, "cochée", "cochées")}`),
  tickOne: "Cochez au moins une chambre.",
  tooMany: (most, over) => `Une tournée a ${most} chambres au plus. Décochez-en ${over}.`,
  start: "Commencer la tournée",
  starting: "La tournée commence",
};
