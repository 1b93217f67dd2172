// A call: the six words of its state, why it ended, what to do then.

import type { Text } from "../en";
import { capital } from "../formats";
import { plural } from "./words";

const seconds = (count: number) => `${count} ${plural(count, "segundo", "segundos")}`;

export const call: Text["call"] = {
  state: {
    calling: "Llamando",
    ringing: "Sonando",
    connecting: "Conectando",
    inCall: "En llamada",
    reconnecting: "Reconectando",
    ended: (reason) => `Llamada terminada: ${reason}`,
  },
  unknownRoom: "Habitación desconocida",
  unknownHint: "Este Echo no está en la lista de habitaciones",
  you: (station) => `Usted, ${station}`,
  youAreHeard: "Se le oye",
  youAreNotHeard: "No se le oye",
  room: (room) => `Habitación ${room}`,
  /** The same within a sentence. */
  theRoom: (room) => `la habitación ${room}`,
  lockedHint: "No se muestra ningún nombre mientras el puesto esté bloqueado",
  tell: {
    calling: (name, room) =>
      `Contactando con el Echo de la habitación ${room}. Nadie le oye hasta que ${name} conteste.`,
    ringing: (name, room) => `El Echo de la habitación ${room} está sonando. Nadie le oye hasta que ${name} conteste.`,
    theyAnswered: (name) => `${capital(name)} ha contestado. Se está abriendo la línea.`,
    youAnswered: (name) => `Ha contestado a ${name}. Se está abriendo la línea.`,
    reconnecting: (name) => `Siga en la línea, la llamada vuelve por sí sola. Hasta entonces, ${name} no oye nada.`,
  },
  tryingFor: (left) => `Se sigue intentando ${seconds(left)} más`,
  lineLost: "El sonido se ha cortado",
  lengthLabel: "Duración de la llamada",
  mute: "Silenciar",
  hangUp: "Colgar",
  callAgain: "Llamar otra vez",
  callBackNow: "Devolver la llamada ahora",
  close: "Cerrar",
  talked: (time) => `Ha hablado durante ${time}.`,
  notTalked: "No había nadie en la línea.",
  owed: "La llamada queda en la lista de pendientes hasta que alguien la devuelva.",
  strip: "Llamada en curso",
  backToCall: "volver a la llamada",
  end(end) {
    switch (end.kind) {
      case "hungUpHere":
        return "ha colgado usted";
      case "hungUpThere":
        return "han colgado en la habitación";
      case "cancelled":
        return "abandonada antes de una respuesta";
      case "declined":
        return "rechazada";
      case "busy":
        return end.by ? `ya en llamada con ${end.by}` : "línea ocupada";
      case "nobodyReachable":
        return "no se pudo contactar con ningún puesto";
      case "noAnswer":
        return `nadie ha contestado durante ${seconds(end.afterS)}`;
      case "expired":
        return "se acabó el tiempo previsto para esta llamada";
      case "answeredElsewhere":
        return "contestada en otro puesto";
      case "notAllowed":
        return "este puesto no puede llamar a esta habitación";
      case "signalingFailed":
        return "Alexa no ha respondido";
      case "mediaFailed":
        return "no ha llegado ningún sonido";
      case "stationLost":
        return "el puesto se ha desconectado";
      case "shutDown":
        return "se ha cerrado el programa del puesto";
      default:
        return end satisfies never;
    }
  },
  remedy(end) {
    switch (end.kind) {
      case "mediaFailed":
        return end.vpn
          ? "Inténtelo otra vez. Este PC usa una VPN, que quizá bloquea el sonido: avise a su servicio de informática."
          : "Inténtelo otra vez. Si se repite, puede que un cortafuegos lo impida: avise a su servicio de informática.";
      case "signalingFailed":
        return "Inténtelo otra vez en un minuto. Si se repite, pase por la habitación y avise a su servicio de informática.";
      case "notAllowed":
        return "Su responsable decide qué puesto puede llamar a qué habitación.";
      case "noAnswer":
      case "declined":
        return "Quizá convenga que alguien pase por la habitación.";
      case "busy":
        return "Inténtelo otra vez en unos minutos.";
      case "expired":
      case "nobodyReachable":
      case "stationLost":
        return "Inténtelo otra vez.";
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
