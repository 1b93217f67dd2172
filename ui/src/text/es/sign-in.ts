// Signing in, and why it did not work.

import type { SignInProblemView } from "../../bindings";
import type { Text } from "../en";

const PROBLEMS: Record<SignInProblemView, string> = {
  wrongCredentials: "El nombre de usuario o la contraseña no son correctos. ¿Está activado el bloqueo de mayúsculas?",
  disabled: "Esta cuenta está desactivada. Su responsable puede activarla de nuevo.",
  tooMany: "Demasiados intentos seguidos. Espere un minuto e inténtelo de nuevo.",
  sessionOver: "Su sesión ha caducado. Inicie sesión de nuevo y las llamadas sonarán aquí.",
  unreachable: "El servidor no responde. ¿Está conectado el cable de red?",
  wrongCertificate:
    "Puede que este servidor no sea el que dice ser. Compruebe la dirección y pregunte a su servicio de informática.",
  plainHttp: "La dirección debe empezar por https, para que nadie escuche.",
  badAddress: "Esto no es una dirección. Tiene este aspecto: https://calls.example.org.",
  notRoomline: "En esta dirección responde otra cosa. Compruebe cómo está escrita.",
  serverFault:
    "El servidor tiene una avería. Inténtelo de nuevo en un minuto y, si sigue igual, pregunte a su servicio de informática.",
};

export const signIn: Text["signIn"] = {
  title: "Iniciar sesión en este puesto",
  server: "Servidor",
  serverExample: "https://calls.example.org",
  station: "Nombre de este puesto",
  stationHint: "Las llamadas suenan en el puesto con este nombre.",
  user: "Nombre de usuario",
  password: "Contraseña",
  submit: "Iniciar sesión",
  asking: "Iniciando sesión",
  forgotten: "¿Ha olvidado la contraseña? Su responsable puede ponerle una nueva.",
  eachTime:
    "En este PC no se guarda nada. Después de un reinicio, alguien debe iniciar sesión para que suenen llamadas aquí.",
  noKeyring: {
    title: "Hay que iniciar sesión cada vez.",
    text: "Este PC no tiene un lugar seguro para las contraseñas; por eso, después de un reinicio, alguien debe iniciar sesión para que suenen llamadas aquí. Roomline nunca escribe una contraseña sin cifrar.",
    forIt:
      "Para su servicio de informática: instale y desbloquee gnome-keyring o KWallet, y después inicie Roomline de nuevo.",
  },
  problem: (problem) => PROBLEMS[problem],
};
