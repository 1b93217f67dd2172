// The desk cannot be reached, or something asked for did not happen.

import type { UnreachableView } from "../../bindings";
import type { Text } from "../en";
import { lock } from "./lock";
import { trouble } from "./settings";
import { and, las, plural } from "./words";

const WHY: Record<UnreachableView, string> = {
  noAnswer: "Lo primero que hay que comprobar: el cable de red.",
  wrongCertificate: "El certificado del servidor no es de confianza. Su servicio de informática debe revisarlo.",
  serverFault: "El servidor tiene una avería. Su servicio de informática debe revisarlo.",
  replaced: "Otro programa está conectado como este puesto. Ciérrelo e inténtelo de nuevo.",
};

export const reach: Text["reach"] = {
  title: "No se puede contactar con este puesto",
  since: (time, minutes) =>
    minutes < 1 ? `Desde ${las(time)}` : `Desde ${las(time)} (${minutes} ${plural(minutes, "minuto", "minutos")})`,
  nothingRings: "Aquí no suenan las llamadas.",
  stillRing: (desks) => `Deberían seguir sonando en ${and(desks)}.`,
  nothingLost: "No se pierde nada: lo que nadie contesta queda en la lista de pendientes.",
  callGoesOn: "Su llamada continúa.",
  tryNow: "Intentarlo ahora",
  trying: "Se sigue intentando automáticamente.",
  why: (reason) => WHY[reason],
};

export const notice: Text["notice"] = (notice, sound) => {
  switch (notice.kind) {
    case "callbackGone":
      return "Otro puesto ya se ocupa de esta llamada.";
    case "notReached":
      return "No se pudo consultar al servidor. Inténtelo de nuevo en un momento.";
    case "answerFailed":
      return sound
        ? `${trouble(sound)} La llamada sigue sonando.`
        : "No se pudo contestar aquí. Inténtelo de nuevo; la llamada sigue sonando.";
    case "outcomeLost":
      return "El servidor no aceptó el resultado de la última llamada. Apúntelo en otro lugar.";
    case "roundMoved":
      return "Alguien se adelantó: mire cómo está ahora la ronda.";
    case "stillSignedIn":
      return "El relevo está hecho. Su sesión sigue abierta: bloquee este puesto o cierre la sesión.";
    case "signedOut":
      return `La sesión de ${notice.name} está cerrada. La sesión y el PIN se han borrado de este PC.`;
    case "personForgotten":
      return `Este puesto ya no recuerda a ${notice.name}.`;
    case "madeRoom":
      return `Este puesto recuerda a ocho personas. ${notice.name} es quien más tiempo lleva sin venir y la próxima vez inicia sesión con la contraseña.`;
    default:
      return notice satisfies never;
  }
};

export const refused: Text["refused"] = (error) => {
  switch (error.code) {
    case "notSignedIn":
      return "Nadie ha iniciado sesión. Inicie sesión primero.";
    case "unreachable":
      return "No hay conexión con este puesto y por eso no puede llamar. ¿Está conectado el cable de red?";
    case "alreadyInCall":
      return `Está en una llamada con ${error.name ?? "una habitación desconocida"}. Cuelgue primero.`;
    case "inCall":
      return "En este puesto hay una llamada en curso. Termínela primero y después cambie de persona.";
    case "ringing":
      return "Un residente está llamando a este puesto. Conteste primero.";
    case "noSuchUnit":
      return "Esta habitación ya no está en la lista. Búsquela de nuevo.";
    case "noSuchCall":
      return "Esta llamada ya ha terminado.";
    case "noSuchCallback":
      return "Alguien ya se ha ocupado de esta llamada.";
    case "roundRunning":
      return "En este puesto ya se hace una ronda. Interrúmpala o termínela primero.";
    case "noSuchRound":
      return "Esta ronda ya ha terminado, o el servidor ya no la conoce.";
    case "emptyRound":
      return "Marque al menos una habitación para la ronda, y 200 como máximo.";
    case "notWritten":
      return "El informe no se pudo guardar en este PC. ¿Está lleno el disco? Si no, avise a su servicio de informática.";
    case "locked":
      return "Su responsable ha fijado este ajuste para el puesto.";
    case "signingIn":
      return "Ya se está iniciando sesión. Espere un momento.";
    case "signedIn":
      return "Alguien ya ha iniciado sesión. Bloquee primero el puesto o cierre la sesión.";
    case "noSuchPerson":
      return "Este puesto ya no recuerda a esta persona. Inicie sesión con la contraseña.";
    case "stationName":
      return "El nombre de este puesto debe tener de 1 a 50 caracteres.";
    case "noPin":
      return lock.needsPin;
    case "deskLocked":
      return "Este puesto está bloqueado. Desbloquéelo primero.";
    case "badPin":
      return lock.digits;
    case "easyPin":
      return lock.card.weak;
    case "notMade":
      return "El informe no se pudo preparar a tiempo. Inténtelo otra vez o avise a su servicio de informática.";
    case "stopped":
      return "Roomline se ha detenido. Ciérrelo e inícielo de nuevo.";
    case "malformed":
      return "No ha funcionado. Inicie Roomline de nuevo y avise a su servicio de informática.";
    default:
      return error satisfies never;
  }
};
