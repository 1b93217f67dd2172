// The change of shifts: what is open, how it went, and a note for whoever comes next.

import type { TimeToAnswerView } from "../../bindings";
import type { Text } from "../en";
import { and, plural } from "./words";

const atMost = (count: number) => `en ${count} ${plural(count, "segundo", "segundos")} como mucho`;

function within(answered: number, { medianS, p90S }: TimeToAnswerView): string {
  if (answered === 1) return ` ${atMost(p90S)}`;
  return `, la mitad ${atMost(medianS)}, ${answered < 10 ? "todas" : "nueve de cada diez"} ${atMost(p90S)}`;
}

export const handover: Text["handover"] = {
  title: "Hacer el relevo",
  under: "Quien venga después encuentra su nota en cada puesto de su grupo.",
  open: "Pendiente ahora",
  nothingOpen: "No espera nadie.",
  goesBack: "Suya, queda libre para todos",
  goesBackOf: (staff) => `A cargo de ${staff} en este puesto, queda libre para todos`,
  more: (count) => `y ${count} más en la lista de pendientes`,
  shift: "Cómo ha ido el turno",
  loading: "Consultando al servidor",
  notLoaded: "El servidor no pudo decir cómo ha ido el turno.",
  since: (time, staff) =>
    staff === null ? "En las últimas 24 horas" : `Desde ${time}, cuando ${staff} hizo el relevo`,
  went(calls, answered, time) {
    if (calls === 0) return "Ninguna llamada.";
    const all = `${calls} ${plural(calls, "llamada", "llamadas")}`;
    if (answered === 0) return `${all}, ${plural(calls, "sin contestar", "ninguna contestada")}.`;
    const some = `${answered} ${plural(answered, "contestada", "contestadas")}`;
    const many = answered < calls ? some : plural(calls, "contestada", "todas contestadas");
    return `${all}, ${many}${time ? within(answered, time) : ""}.`;
  },
  wrote: (staff, time) => `Nota de ${staff}, ${time}:`,
  readBy: (staff) => `Leída por ${staff}.`,
  unread: "Todavía no la ha leído nadie.",
  next: "Para el turno siguiente",
  note: "Nota para el turno siguiente",
  example: "Por ejemplo: la señora Jones tiene visita hasta las cuatro.",
  hint: "Hasta 500 caracteres.",
  lock: "Hacer el relevo y bloquear",
  lockHint: "Las llamadas siguen sonando aquí hasta que inicie sesión la persona siguiente.",
  signOut: "Hacer el relevo y cerrar sesión",
  inCall: "Está en una llamada. Cuelgue antes de cerrar sesión.",
  asking: "Haciendo el relevo",
  failed(problem) {
    switch (problem) {
      case "notReached":
        return "El servidor no responde. Su nota sigue aquí: inténtelo de nuevo en un momento.";
      case "noRingGroup":
        return "Este puesto no está en ningún grupo, así que no hay a quién hacer el relevo. Su servicio de informática puede cambiarlo.";
      case "notTaken":
        return "El servidor no la aceptó. Su nota sigue aquí: apúntela en otro lugar y avise a su servicio de informática.";
      default:
        return problem satisfies never;
    }
  },
  question: "¿Hacer el relevo ahora?",
  notYet: "Todavía no",
  will({ note, back, round, then, alone }) {
    const free = plural(
      back,
      "llamada pendiente queda libre para todos",
      "llamadas pendientes quedan libres para todos",
    );
    return [
      note ? "Su nota aparece en cada puesto de su grupo." : "No deja ninguna nota.",
      back > 0 ? `${back} ${free}.` : "",
      round ? "Su ronda queda en pausa: cualquier puesto puede seguirla." : "",
      then === "lock"
        ? "Después este puesto queda bloqueado: las llamadas siguen sonando aquí y se pueden contestar."
        : "Después no queda ninguna sesión abierta aquí, y en este puesto no suena ninguna llamada hasta que alguien inicie sesión.",
      then === "signOut" && alone ? "Ahora ningún otro puesto recibe llamadas." : "",
    ]
      .filter((sentence) => sentence !== "")
      .join(" ");
  },
  from: (staff, station, time) => `Nota de ${staff}, ${station}, ${time}`,
  read: "Leída",
  readWho: (staff) => `Leída: nota de ${staff}`,
};

/** Ring groups that nobody listens for. */
export const unheard: Text["unheard"] = {
  nobody: (groups) => `Nadie más puede contestar las llamadas de ${and(groups)}.`,
  nobodyHint: "Suenan aquí aunque este puesto esté ausente.",
  locked: "Desbloquee este puesto para volver a estar disponible.",
  available: "Volver a estar disponible",
  elsewhere: (group, instead) => `No hay nadie en ${group}: sus llamadas suenan en ${instead}.`,
};
