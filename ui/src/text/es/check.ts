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
  microphone: "Micrófono",
  speaker: "Altavoz",
  ringer: "Timbre",
  notification: "Notificación",
  server: "Servidor",
  line: "Línea de llamadas",
  signIn: "Sesión",
  iceServers: "Camino del sonido",
  testCall: "Llamada de prueba",
};
const VERDICTS: Record<VerdictView, string> = {
  passed: "Funciona",
  failed: "No funciona",
  notTested: "No se pudo comprobar",
};
const STOPPED: Record<CheckStopView, string> = {
  person: "Usted ha parado la comprobación.",
  call: "Una llamada iba primero, así que la comprobación se paró.",
  locked: "El puesto se bloqueó, así que la comprobación se paró.",
};
const FAULTS: Record<IceServerFaultView, string> = {
  unusable: "no se puede usar",
  silent: "no responde",
  refused: "rechaza",
};
const steps = (count: number) => `${count} ${plural(count, "paso", "pasos")}`;

const doing: Text["check"]["doing"] = (what) => {
  switch (what.kind) {
    case "listening":
      return what.device === null ? "Se está abriendo el micrófono." : `Diga algo. ${what.device} escucha.`;
    case "playing":
      return "Suena un tono donde usted oye a los residentes.";
    case "ringing":
      return "Suena el timbre en todos los altavoces.";
    case "asking":
      return what.sound === "tone" ? "¿Ha oído el tono?" : "¿Ha oído el timbre?";
    case "notifying":
      return "Se está mostrando una notificación de prueba.";
    case "askingServer":
      return "Se está preguntando al servidor.";
    case "awaitingLine":
      return "Se espera una señal de vida del servidor.";
    case "renewingSignIn":
      return "Se está renovando su sesión.";
    case "askingIceServers":
      return "Se está preguntando a los servidores que ayudan al sonido a pasar.";
    case "choosing":
      return "Elija una habitación donde alguien sepa de la prueba.";
    case "calling":
      return "Se está llamando a la habitación. La comprobación termina con la llamada.";
    default:
      return what satisfies never;
  }
};

const found: Text["check"]["found"] = (what) => {
  switch (what.kind) {
    case "hears":
      return `${what.device} le oye.`;
    case "heard":
      return "Usted lo ha oído.";
    case "shown":
      return "Este PC muestra notificaciones.";
    case "answered":
      return `El servidor respondió en ${what.afterMs} ms.`;
    case "rings":
      return "Aquí suenan las llamadas.";
    case "renewed":
      return `Se ha renovado, vale ${what.validMin} ${plural(what.validMin, "minuto", "minutos")} y se sigue renovando por sí sola.`;
    case "iceServersAnswered":
      return what.count === 1
        ? "El servidor que ayuda al sonido a pasar ha respondido."
        : `Los ${what.count} servidores que ayudan al sonido a pasar han respondido.`;
    case "noIceServers":
      return "No hay ningún servidor que ayude al sonido a pasar: va directamente.";
    case "talked":
      return what.end === null
        ? "Usted puede hablar; la llamada continúa."
        : `Usted pudo hablar. Después: ${call.end(what.end)}.`;
    case "sound":
      return trouble(what.trouble);
    case "notHeard":
      return what.sound === "tone"
        ? "Suba el volumen de este PC, o ponga otro altavoz al principio de la lista."
        : "Suba el volumen de este PC, y el «Volumen del timbre».";
    case "ringIsOff":
      return "El timbre está en silencio. Suba el «Volumen del timbre».";
    case "notShown":
      return "Este PC no acepta notificaciones; las llamadas suenan y aparecen igualmente en las ventanas. Avise a su servicio de informática.";
    case "server":
      return signIn.problem(what.problem);
    case "doesNotRing":
      return `${reach.nothingRings} ${reach.why(what.reason)}`;
    case "inNoRingGroup":
      return lock.noGroupHint;
    case "iceServersFailed": {
      const failed = what.failed.map(({ url, why }) => `${serverName(url)} ${FAULTS[why]}`).join(", ");
      return `Algunas llamadas pueden quedarse sin sonido. Diga a su servicio de informática: ${failed}.`;
    }
    case "callFailed":
      return [`${capital(call.end(what.end))}.`, call.remedy(what.end)].filter(Boolean).join(" ");
    case "nobodySpoke":
      return "El micrófono funciona, pero nadie ha hablado. Compruebe de nuevo y diga algo.";
    case "nobodyAnswered":
      return "Nadie ha respondido aquí a tiempo. Compruebe de nuevo cuando haya alguien en el puesto.";
    case "skipped":
      return "Usted ha saltado este paso.";
    case "notReached":
      return "La comprobación terminó antes. Compruebe de nuevo.";
    case "noNotifications":
      return "Roomline no muestra notificaciones en este PC; las llamadas suenan y aparecen en las ventanas.";
    case "cannotCall":
      return "No hay conexión con el servidor, así que no se puede llamar a ninguna habitación. Resuelva eso primero.";
    case "callNotTaken":
      return `${capital(call.end(what.end))}. Para comprobar el sonido, llame a una habitación donde alguien conteste.`;
    default:
      return what satisfies never;
  }
};

export const check: Text["check"] = {
  title: "Comprobar este puesto",
  what: "Micrófono, altavoz, timbre, notificaciones y servidor se prueban uno tras otro. Dura dos minutos; una llamada que llega lo para y suena como siempre.",
  start: "Comprobar este puesto",
  again: "Comprobar de nuevo",
  stop: "Parar la comprobación",
  skip: "Saltar este paso",
  heard: "Lo he oído",
  notHeard: "No he oído nada",
  room: "Habitación a la que llamar",
  choose: "Elegir una habitación",
  call: "Llamar para la prueba",
  level: "Volumen de su micrófono",
  now: "Ahora",
  later: "Todavía no",
  step: (step) => STEPS[step],
  verdict: (verdict) => VERDICTS[verdict],
  doing,
  found,
  stopped: (why) => STOPPED[why],
  summary(failed, untested) {
    if (failed === 0 && untested === 0) return "Todo funciona.";
    const open = untested === 0 ? [] : [`${steps(untested)} no se ${plural(untested, "pudo", "pudieron")} comprobar.`];
    const broken = `${plural(failed, "Ha fallado", "Han fallado")} ${steps(failed)}.`;
    return [failed === 0 ? "Nada ha fallado." : broken, ...open].join(" ");
  },
};
