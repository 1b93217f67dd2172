// The desk is locked: what calls do meanwhile, and the PIN that opens it.

import type { Text } from "../en";
import { las, plural } from "./words";

export const lock: Text["lock"] = {
  title: "Este puesto está bloqueado",
  /** What calls do meanwhile, in large letters and in one sentence below. */
  rings: "Las llamadas siguen sonando aquí",
  answer: "Se pueden contestar sin el PIN.",
  away: "Primero suenan los demás puestos",
  awayHint: "Si ningún otro puede sonar, suena este.",
  starting: "Las llamadas sonarán aquí en un momento",
  noGroup: "Aquí no suena ninguna llamada",
  noGroupHint: "Este puesto no está en ningún grupo. Su servicio de informática puede cambiarlo.",
  hidden: "Los nombres y las notas quedan ocultos hasta que se desbloquee.",
  /** Beside a call that rings, where the notes stand otherwise. */
  answerNow: "Se puede contestar sin el PIN. El nombre y las notas aparecen después.",
  pin: "PIN",
  unlock: "Desbloquear",
  checking: "Comprobando",
  wrong: "Este PIN no es correcto. Inténtelo de nuevo.",
  wait: (time) => `Demasiados PIN incorrectos. Inténtelo de nuevo a ${las(time)}.`,
  left: (seconds) => `${plural(seconds, "Queda", "Quedan")} ${seconds} ${plural(seconds, "segundo", "segundos")}`,
  digits: "Un PIN tiene de 4 a 8 cifras.",
  forgotten: "¿Ha olvidado el PIN?",
  forgottenQuestion: "¿Cerrar sesión para seguir sin el PIN?",
  forgottenWhat:
    "Después no suena ninguna llamada en este puesto hasta que alguien inicie sesión. Para que sigan sonando, elija «Otra persona» e inicie sesión con su contraseña.",
  stay: "Quedarse",
  needsPin: "Ponga primero un PIN; después se podrá bloquear este puesto.",
  card: {
    title: "Bloquear este puesto",
    what: "Bloqueado, no muestra nombres ni notas hasta que usted escriba su PIN. Las llamadas siguen sonando y se pueden contestar.",
    newPin: "PIN nuevo",
    again: "PIN nuevo otra vez",
    set: "Poner el PIN",
    change: "Cambiar el PIN",
    remove: "Quitar el PIN",
    keep: "Conservar el PIN",
    isSet: "Su PIN está puesto.",
    saved: "Su PIN está puesto. Ctrl+L bloquea este puesto.",
    removed: "Su PIN se ha quitado. Este puesto ya no se puede bloquear.",
    weak: "Este PIN es fácil de adivinar. Evite series como 1234 y cifras repetidas.",
    differ: "Los dos PIN no coinciden. Escríbalos de nuevo.",
    removeQuestion: "¿Quitar el PIN?",
    removeWhat: "Este puesto ya no se podrá bloquear, ni se bloqueará por sí solo.",
    after: "Se bloquea por sí solo tras",
    never: "Nunca",
    afterHint: "Cuenta mientras nadie toca el ratón ni el teclado en Roomline, y nunca durante una llamada.",
  },
};
