// Somebody else at the same desk: who is known there, and how one person follows the other.

import type { Text } from "../en";
import { signIn } from "./sign-in";

export const people: Text["people"] = {
  somebodyElse: "Quelqu’un d’autre",
  who: "Qui êtes-vous ?",
  nobodyElse:
    "Personne d’autre n’est encore connu à ce poste. Qui s’y connecte et définit un code PIN figure ensuite dans cette liste.",
  noKeyring:
    "Personne ne peut changer avec un code PIN ici : ce PC n’a pas d’endroit sûr pour garder plusieurs connexions. Votre service informatique peut installer et déverrouiller un trousseau de clés.",
  eachTime:
    "Personne ne peut changer avec un code PIN ici : rien n’est gardé sur ce PC. Votre responsable a fixé ce réglage pour ce poste.",
  newcomer: "Se connecter avec un mot de passe",
  staysKnown: (name) => `${name} reste dans la liste et revient avec le code PIN.`,
  isSignedOut: (name) => `Cela déconnecte ${name}.`,
  stays: (name) => `${name} reste`,
  goOnAs: (name) => `Continuer en tant que ${name}`,
  asking: "Le serveur est interrogé",
  back: "Retour",
  failed(name, problem) {
    switch (problem) {
      case "sessionOver":
        return `La session ouverte pour ${name} a expiré. Connectez-vous avec le mot de passe.`;
      case "disabled":
        return `Le compte ouvert pour ${name} est désactivé. Votre responsable peut le réactiver.`;
      case "unreachable":
        return `Le serveur ne répond pas ; ${name} ne peut donc pas continuer ici pour le moment. Réessayez dans un instant.`;
      default:
        return signIn.problem(problem);
    }
  },
  forget: "Ne plus me mémoriser ici",
  forgetTitle: (name) => `Ne plus mémoriser ${name} à ce poste ?`,
  forgetWhat: "La connexion et le code PIN sont effacés de ce PC. Ensuite, il vous faut ici votre mot de passe.",
  forgetYes: "Ne plus me mémoriser",
  stayKnown: "Rester dans la liste",
};
