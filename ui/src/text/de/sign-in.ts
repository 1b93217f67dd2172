// Signing in, and why it did not work.

import type { SignInProblemView } from "../../bindings";
import type { Text } from "../en";

const PROBLEMS: Record<SignInProblemView, string> = {
  wrongCredentials: "Benutzername oder Passwort stimmt nicht. Ist die Feststelltaste an?",
  disabled: "Dieses Konto ist gesperrt. Ihre Leitung kann es wieder freigeben.",
  tooMany: "Zu viele Versuche hintereinander. Warten Sie eine Minute und versuchen Sie es dann noch einmal.",
  sessionOver: "Ihre Anmeldung ist abgelaufen. Melden Sie sich neu an, dann klingeln hier wieder Anrufe.",
  unreachable: "Der Server antwortet nicht. Steckt das Netzwerkkabel?",
  wrongCertificate:
    "Vielleicht ist dieser Server nicht der, für den er sich ausgibt. Prüfen Sie die Adresse, fragen Sie dann Ihre IT.",
  plainHttp: "Die Adresse muss mit https beginnen, damit niemand mithört.",
  badAddress: "Das ist keine Adresse. Sie sieht etwa so aus: https://calls.example.org.",
  notRoomline: "Unter dieser Adresse antwortet etwas anderes. Prüfen Sie die Schreibweise.",
  serverFault: "Der Server hat eine Störung. Versuchen Sie es in einer Minute noch einmal, fragen Sie dann Ihre IT.",
};

export const signIn: Text["signIn"] = {
  title: "An diesem Arbeitsplatz anmelden",
  server: "Server",
  serverExample: "https://calls.example.org",
  station: "Name dieses Arbeitsplatzes",
  stationHint: "Anrufe klingeln am Arbeitsplatz mit diesem Namen.",
  user: "Benutzername",
  password: "Passwort",
  submit: "Anmelden",
  asking: "Anmeldung läuft",
  forgotten: "Passwort vergessen? Ihre Leitung kann ein neues vergeben.",
  eachTime:
    "Auf diesem PC wird nichts gespeichert. Nach einem Neustart meldet sich jemand an, erst dann klingeln hier Anrufe.",
  noKeyring: {
    title: "Jedes Mal anmelden.",
    text: "Dieser PC hat keinen sicheren Ort für Passwörter. Nach einem Neustart muss sich deshalb jemand anmelden, bevor hier Anrufe klingeln. Roomline schreibt Passwörter nie im Klartext auf.",
    forIt: "Für Ihre IT: gnome-keyring oder KWallet installieren und entsperren, dann Roomline neu starten.",
  },
  problem: (problem) => PROBLEMS[problem],
};
