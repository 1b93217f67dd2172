// Somebody else at the same desk: who is known there, and how one person follows the other.

import type { Text } from "../en";
import { signIn } from "./sign-in";

export const people: Text["people"] = {
  somebodyElse: "Jemand anderes",
  who: "Wer sind Sie?",
  nobodyElse:
    "Hier ist noch niemand sonst bekannt. Wer sich an diesem Arbeitsplatz anmeldet und eine PIN festlegt, steht danach in dieser Liste.",
  noKeyring:
    "Hier kann niemand mit der PIN wechseln: Dieser PC hat keinen sicheren Ort für mehrere Anmeldungen. Ihre IT kann einen Schlüsselbund einrichten und entsperren.",
  eachTime:
    "Hier kann niemand mit der PIN wechseln: Auf diesem PC wird nichts gespeichert. Ihre Leitung hat das für diesen Arbeitsplatz so festgelegt.",
  newcomer: "Mit Passwort anmelden",
  staysKnown: (name) => `${name} bleibt hier bekannt und kommt mit der PIN zurück.`,
  isSignedOut: (name) => `${name} wird dadurch abgemeldet.`,
  stays: (name) => `${name} bleibt`,
  goOnAs: (name) => `Weiter als ${name}`,
  asking: "Der Server wird gefragt",
  back: "Zurück",
  failed(name, problem) {
    switch (problem) {
      case "sessionOver":
        return `Die Anmeldung von ${name} ist abgelaufen. Melden Sie sich mit dem Passwort an.`;
      case "disabled":
        return `Das Konto von ${name} ist gesperrt. Ihre Leitung kann es wieder freigeben.`;
      case "unreachable":
        return `Der Server antwortet nicht, deshalb geht es hier als ${name} gerade nicht weiter. Versuchen Sie es gleich noch einmal.`;
      default:
        return signIn.problem(problem);
    }
  },
  forget: "Mich hier nicht mehr merken",
  forgetTitle: (name) => `${name} an diesem Arbeitsplatz nicht mehr merken?`,
  forgetWhat: "Anmeldung und PIN werden auf diesem PC gelöscht. Danach brauchen Sie hier Ihr Passwort.",
  forgetYes: "Nicht mehr merken",
  stayKnown: "Bekannt bleiben",
};
