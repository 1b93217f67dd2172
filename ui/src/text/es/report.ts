// A report for whoever looks after this desk.

import type { ReportKindView } from "../../bindings";
import type { Text } from "../en";

const FILES: Record<ReportKindView, string> = {
  about: "Programa, sistema y ajustes",
  devices: "Micrófonos y altavoces",
  check: "La última comprobación de este puesto",
  calls: "Cómo fueron las últimas llamadas, sin nombres",
  log: "Lo último que anotó el programa",
};

export const report: Text["report"] = {
  title: "Informe para la administración",
  what: "Su servicio de informática puede pedirlo si algo no funciona. No contiene nombres, ni notas, ni contraseñas, y usted lo lee todo antes de guardarlo.",
  make: "Crear un informe",
  making: "Se está creando el informe",
  namesDesk: "Dejar en él el nombre de este puesto",
  look: "Lea lo que contiene:",
  file: (kind) => FILES[kind],
  save: "Guardar el informe",
  discard: "No guardarlo",
  saved: "El informe está guardado. Entregue este archivo a su servicio de informática:",
  discarded: "El informe no se ha guardado.",
};
