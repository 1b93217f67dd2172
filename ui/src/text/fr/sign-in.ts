// Signing in, and why it did not work.

import type { SignInProblemView } from "../../bindings";
import type { Text } from "../en";

const PROBLEMS: Record<SignInProblemView, string> = {
  wrongCredentials:
    "Le nom d’utilisateur ou le mot de passe est incorrect. Le verrouillage des majuscules est-il activé ?",
  disabled: "Ce compte est désactivé. Votre responsable peut le réactiver.",
  tooMany: "Trop d’essais à la suite. Attendez une minute, puis réessayez.",
  sessionOver: "Votre session a expiré. Reconnectez-vous, et les appels sonneront ici.",
  unreachable: "Le serveur ne répond pas. Le câble réseau est-il branché ?",
  wrongCertificate:
    "Ce serveur n’est peut-être pas celui qu’il prétend être. Vérifiez l’adresse, puis demandez à votre service informatique.",
  plainHttp: "L’adresse doit commencer par https, pour que personne n’écoute.",
  badAddress: "Ce n’est pas une adresse. Elle ressemble à https://calls.example.org.",
  notRoomline: "Autre chose répond à cette adresse. Vérifiez comment elle est écrite.",
  serverFault: "Le serveur est en panne. Réessayez dans une minute, puis demandez à votre service informatique.",
};

export const signIn: Text["signIn"] = {
  title: "Se connecter à ce poste",
  server: "Serveur",
  serverExample: "https://calls.example.org",
  station: "Nom de ce poste",
  stationHint: "Les appels sonnent au poste qui porte ce nom.",
  user: "Nom d’utilisateur",
  password: "Mot de passe",
  submit: "Se connecter",
  asking: "Connexion en cours",
  forgotten: "Mot de passe oublié ? Votre responsable peut en définir un nouveau.",
  eachTime:
    "Rien n’est conservé sur ce PC. Après un redémarrage, quelqu’un doit se connecter pour que les appels sonnent ici.",
  noKeyring: {
    title: "Une connexion à chaque démarrage.",
    text: "Ce PC n’a pas d’endroit sûr pour les mots de passe : après un redémarrage, quelqu’un doit se connecter pour que les appels sonnent ici. Roomline n’écrit jamais un mot de passe en clair.",
    forIt:
      "Pour votre service informatique : installez et déverrouillez gnome-keyring ou KWallet, puis relancez Roomline.",
  },
  problem: (problem) => PROBLEMS[problem],
};
