// What stands around the places: the house's name, the rail, closing, a desk that cannot start.

import type { Text } from "../en";

export const app: Text["app"] = {
  name: "Roomline",
  smallWindow: "Roomline, llamada entrante",
  promise: "Cada habitación, a un clic.",
  emergency:
    "Para hablar con los residentes. En una emergencia, use la llamada de enfermería o su número de emergencias.",
  close: "Cerrar",
};

export const rail: Text["rail"] = {
  label: "Menú principal",
  residents: "Residentes",
  callbacks: "Pendientes",
  rounds: "Rondas",
  settings: "Ajustes",
  handover: "Relevo",
  lock: "Bloquear",
  change: "Otra persona",
  waiting: " en espera",
  reachable: "Listo",
  reachableHint: "Las llamadas suenan aquí",
  noMicrophone: "Sin micrófono",
  noSpeaker: "Sin altavoz",
  plugIn: "Conecte unos auriculares",
  away: "Ausente",
  awayHint: "Primero suenan otros",
  aloneHint: "No hay nadie más",
  connecting: "Iniciando",
  connectingHint: "un momento",
  unreachable: "Sin línea",
  unreachableHint: "No suena nada",
  noGroup: "Sin grupo",
  noGroupHint: "Aquí no suena ninguna llamada",
};

export const close: Text["close"] = {
  question: (name) => `¿Colgar a ${name} y cerrar?`,
  what: "Al cerrar termina la llamada, y en este puesto no suena ninguna más hasta que Roomline se inicie de nuevo.",
  stay: "Seguir en la llamada",
  leave: "Colgar y cerrar",
  ring: {
    question: "¿Cerrar Roomline?",
    what: "En este puesto no sonará ninguna llamada más hasta que Roomline se inicie de nuevo. Para despejar la pantalla, minimice la ventana.",
    stay: "Dejar abierto",
    leave: "Cerrar Roomline",
  },
};

export const broken: Text["broken"] = {
  title: "Roomline no puede iniciarse en este puesto",
  what: "Un archivo con los ajustes de este puesto tiene un error. Las llamadas siguen sonando en los demás puestos. Avise a su servicio de informática.",
  forIt: "Para su servicio de informática:",
};

export const keys: Text["keys"] = { search: "F2", answer: "F4", mute: "F8", hangUp: "F9", close: "Esc" };
