// Somebody else at the same desk: who is known there, and how one person follows the other.

import type { Text } from "../en";
import { signIn } from "./sign-in";

export const people: Text["people"] = {
  somebodyElse: "Otra persona",
  who: "¿Quién es usted?",
  nobodyElse:
    "Este puesto todavía no recuerda a nadie más. Quien inicia sesión aquí y pone un PIN aparece después en esta lista.",
  noKeyring:
    "Aquí nadie puede cambiar con un PIN: este PC no tiene un lugar seguro para guardar varias sesiones. Su servicio de informática puede instalar y desbloquear un depósito de claves.",
  eachTime:
    "Aquí nadie puede cambiar con un PIN: en este PC no se guarda nada. Su responsable ha fijado este ajuste para el puesto.",
  newcomer: "Iniciar sesión con contraseña",
  staysKnown: (name) => `${name} sigue en la lista y vuelve con el PIN.`,
  isSignedOut: (name) => `Con eso se cierra la sesión de ${name}.`,
  stays: (name) => `${name} se queda`,
  goOnAs: (name) => `Seguir como ${name}`,
  asking: "Consultando al servidor",
  back: "Volver",
  failed(name, problem) {
    switch (problem) {
      case "sessionOver":
        return `La sesión de ${name} ha caducado. Inicie sesión con la contraseña.`;
      case "disabled":
        return `La cuenta de ${name} está desactivada. Su responsable puede activarla de nuevo.`;
      case "unreachable":
        return `El servidor no responde, así que ${name} no puede seguir aquí ahora. Inténtelo de nuevo en un momento.`;
      default:
        return signIn.problem(problem);
    }
  },
  forget: "Dejar de recordarme aquí",
  forgetTitle: (name) => `¿Dejar de recordar a ${name} en este puesto?`,
  forgetWhat: "La sesión y el PIN se borran de este PC. Después necesita aquí su contraseña.",
  forgetYes: "Dejar de recordarme",
  stayKnown: "Seguir en la lista",
};
