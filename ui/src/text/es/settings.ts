// What a person may set at a desk, and what does not work there.

import type { LackView, SoundTroubleView } from "../../bindings";
import type { Text } from "../en";
import { movedIn } from "../moved";
import { and, percent, plural } from "./words";

const LACKS: Record<LackView, string> = {
  keyring:
    "Después de un reinicio, alguien debe iniciar sesión para que suenen llamadas aquí: este PC no tiene un lugar seguro para las contraseñas. Avise a su servicio de informática.",
  notifications:
    "Las llamadas suenan y aparecen solo en las ventanas: este PC no muestra notificaciones. Avise a su servicio de informática.",
};

const TROUBLE: Record<SoundTroubleView, string> = {
  noMicrophone: "Este PC no tiene micrófono, así que nadie le oye. Conecte unos auriculares.",
  noSpeaker: "Este PC no tiene altavoz, así que usted no oye a nadie. Conecte unos auriculares.",
  blocked: "Este PC no le da el micrófono a Roomline. Permítalo en los ajustes de privacidad.",
  busy: "Los dispositivos de sonido no arrancan. Cierre otros programas que los usen.",
  deviceGone: "Los auriculares se han desconectado. Conéctelos de nuevo; la llamada continúa.",
  silentMicrophone:
    "Su micrófono está en silencio, así que nadie le oye. ¿Está apagado en los auriculares o en su cable?",
};

export const trouble: Text["settings"]["trouble"] = (what) => TROUBLE[what];

export const settings: Text["settings"] = {
  title: "Ajustes",
  talking: "Hablar y oír",
  microphones: "Micrófonos",
  speakers: "Altavoces",
  order: "Se usa el primero que funciona, y otra vez en cuanto vuelve.",
  system: "Según los ajustes de este PC",
  gone: (name) => `${name} (sin conectar)`,
  up: (name) => `Subir ${name}`,
  down: (name) => `Bajar ${name}`,
  place: (name, place, of) => `${name} es ahora ${place} de ${of}`,
  ringVolume: "Volumen del timbre",
  ringVolumeHint: "Empieza suave, en todos los altavoces. El volumen de este PC también cuenta.",
  again: "Buscar dispositivos de nuevo",
  lacks: (lack) => LACKS[lack],
  desk: "Este puesto",
  signedIn: (staff, station) => `${staff} ha iniciado sesión en ${station}.`,
  takesCalls: "Recibir llamadas en este puesto",
  takesCallsHint: "Si está desactivado, este puesto suena solo si ningún otro puede.",
  signOut: "Cerrar sesión",
  signOutHint: "Después no suena nada aquí hasta que alguien inicie sesión. La sesión y el PIN se borran de este PC.",
  about: "Acerca de Roomline",
  fine: "El micrófono y el altavoz están listos.",
  trouble,
  moved: movedIn(
    {
      gone: (names, count) => `${names} ya no ${plural(count, "está", "están")}.`,
      back: (names, count) => `${names} ${plural(count, "vuelve", "vuelven")} a estar.`,
      both: (device) => `Ahora habla y oye por ${device}.`,
      each: (microphone, speaker) => `Ahora habla por ${microphone} y oye por ${speaker}.`,
      microphone: (device) => `Ahora habla por ${device}.`,
      speaker: (device) => `Ahora oye por ${device}.`,
    },
    and,
  ),
  look: {
    title: "Idioma y aspecto",
    language: "Idioma",
    textSize: "Tamaño del texto",
    theme: "Colores",
    asTheComputer: "Como el ordenador",
    size: percent,
    window: "Ventana",
    strip: "Franja estrecha al borde",
    whole: "Tamaño habitual",
    themes: { light: "Claro", dark: "Oscuro", contrast: "Alto contraste" },
  },
};
