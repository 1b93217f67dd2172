// Rounds: rooms that are called one after the other, and what came of each.

import type { Text } from "../en";
import { plural } from "./words";

const rooms = (count: number) => `${count} ${plural(count, "habitación", "habitaciones")}`;

export const rounds: Text["rounds"] = {
  title: "Rondas",
  open: (count) =>
    count === 0
      ? "No hay ninguna ronda en curso."
      : `${count} ${plural(count, "ronda no ha terminado", "rondas no han terminado")}.`,
  what: "Una ronda llama a las habitaciones una tras otra, por ejemplo cada mañana para saber si todo va bien.",
  whatFor:
    "Se anota en qué quedó cada llamada, cualquier puesto de su grupo puede continuar y un informe lo resume todo.",
  make: "Ronda nueva",
  oneEach: "Un puesto hace una sola ronda a la vez. Interrumpa o termine la suya antes de empezar otra.",
  parts: {
    mine: "En este puesto",
    paused: "Interrumpidas",
    theirs: "En otros puestos",
    finished: "Terminadas en las últimas 24 horas",
  },
  all: "Todas las rondas",
  /** What a round is called. */
  begun: (time) => `Ronda, inicio: ${time}`,
  begunBy: (staff, time) => `Empezada por ${staff}, ${time}.`,
  done: (done, of) => `${done} de ${of} ${plural(done, "hecha", "hechas")}`,
  progress: "Avance de la ronda",
  runsHere: (time) => `Se hace aquí desde ${time}.`,
  runsThere: (staff, station, time) => `${staff} la lleva en ${station} desde ${time}.`,
  pausedBy: (staff, time) => `Interrumpida por ${staff} desde ${time}.`,
  finishedBy: (staff, time) => `Terminada por ${staff}, ${time}.`,
  isPaused: "La ronda está interrumpida",
  runsAt: (station) => `La ronda se hace en ${station}`,
  isFinished: "La ronda ha terminado",
  show: "Ver",
  toRound: "A la ronda",
  goOn: "Continuar aquí",
  takeOver: "Asumir",
  takeOverQuestion: (staff) => `¿Asumir la ronda de ${staff}?`,
  takeOverWhat: (station) => `Entonces se hace en este puesto y ya no en ${station}.`,
  leaveThere: "Dejarla allí",
  pause: "Interrumpir",
  finish: "Terminar la ronda",
  finishQuestion: (open) => `¿Terminar, aunque ${plural(open, "falta", "faltan")} ${rooms(open)}?`,
  finishWhat: "El informe dirá que allí no llamó nadie. Nadie puede continuar una ronda terminada.",
  keepOn: "Seguir llamando",
  save: "Guardar el informe",
  saved: (path) => `El informe se ha guardado como ${path}`,
  next: (who) => `Después: ${who}`,
  noneLeft: "No queda nadie a quien llamar.",
  allDone: "Todas las habitaciones están hechas. Corrija abajo lo que no sea así y después termine la ronda.",
  gone: "Esta habitación ya no está en la lista y no se puede llamar. Omítala.",
  skip: "Omitir",
  skipWho: (who) => `Omitir: ${who}`,
  skipHint: "En esta ronda no llama nadie allí, y el informe lo dice.",
  skipNow: "Omitir esta habitación",
  notSkip: "No omitirla",
  stops: "Todas las habitaciones de esta ronda",
  isNext: "La siguiente",
  toCome: "Por llamar",
  notCalled: "Sin llamar",
  skipped: "Omitida",
  notedSkipped: "Anotado: Omitida.",
  change: "Corregir",
  changeWho: (who) => `Corregir en qué quedó: ${who}`,
  keepChange: "Guardar la corrección",
  keep: "Dejarlo como está",
  summary: "En qué quedó la ronda",
  needed: "Aquí hace falta alguien",
  others: "Las demás habitaciones",
  tickAll: "Marcar todas",
  untickAll: "No marcar ninguna",
  tickShown: "Marcar todas las que se muestran",
  untickShown: "Desmarcar todas las que se muestran",
  ofGroup: (ticked, of) => `${ticked} de ${of}`,
  enterTicks: "Intro marca la línea señalada",
  chosen: (count) =>
    count === 0 ? "Ninguna habitación marcada" : `${rooms(count)} ${plural(count, "marcada", "marcadas")}`,
  tickOne: "Marque al menos una habitación.",
  tooMany: (most, over) =>
    `Una ronda tiene como máximo ${most} habitaciones. ${plural(over, "Sobra", "Sobran")} ${over}.`,
  start: "Empezar la ronda",
  starting: "La ronda empieza",
};
