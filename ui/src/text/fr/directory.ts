// Everybody who can be called, and the panel about one of them.

import type { Text } from "../en";
import { AWAITED } from "./callbacks";
import { and, plural } from "./words";

export const directory: Text["directory"] = {
  title: "Résidents",
  search: "Rechercher un résident ou une chambre",
  placeholder: "Nom ou chambre",
  rooms: "Chambres",
  call: "Appeler",
  callWho: (name, room) => `Appeler ${name}, ${room}`,
  details: "Détails sur ",
  echo: {
    online: "Echo en ligne",
    offline: (since) => (since ? `Echo hors ligne depuis ${since}` : "Echo hors ligne"),
    unknown: (seen) => (seen ? `Echo : état inconnu, dernier contact : ${seen}` : "Echo pas encore vérifié"),
  },
  waiting: (time) => `Attente ${time}`,
  found: (count) => `${count} ${plural(count, "résultat", "résultats")}`,
  enterCalls: "Entrée appelle la ligne marquée",
  none: (what) => `Personne ici ne s’appelle « ${what} ».`,
  noneHint: "Essayez le numéro de la chambre, ou seulement les premières lettres.",
  clear: "Effacer la recherche",
  clearShort: "Effacer",
  loading: "Chargement des résidents",
  empty: "Pas encore de résidents",
  emptyHint: "Votre responsable ajoute les résidents et les chambres sur le serveur. Ils s’affichent ici d’eux-mêmes.",
  owed: (count, what) => `${count} ${plural(count, "personne attend", "personnes attendent")} ${AWAITED[what]}`,
  owedLongest: (time) => `, attente la plus longue : ${time}`,
  show: "Afficher",
  favourites: "Favoris",
  favourite: "Favori",
  floor: "Étage",
  wing: "Aile",
  allFloors: "Tous les étages",
  allWings: "Toutes les ailes",
  elsewhere: "Ailleurs",
  fromTo: (first, last) => `Afficher les chambres ${first} à ${last}`,
  sameName: (rooms) => (rooms.length === 1 ? `Même nom au ${rooms[0]}` : `Même nom dans ${rooms.length} chambres`),
  whichOne: (name, room) => `Appeler ${name}, chambre ${room} ?`,
  others(name, rooms) {
    if (rooms.length > 4) return `${rooms.length} autres personnes s’appellent ${name}.`;
    return rooms.length === 1
      ? `Une autre personne s’appelle ${name}, chambre ${rooms[0]}.`
      : `D’autres personnes s’appellent ${name}, chambres ${and(rooms)}.`;
  },
  thisOne: (room) => `Appeler la chambre ${room}`,
  otherOne: (room) => `Appeler plutôt la chambre ${room}`,
  notThisOne: "Ne pas appeler",
};

export const panel: Text["panel"] = {
  about: (name) => `À propos de ${name}`,
  call: (name) => `Appeler ${name}`,
  room: (room, place) => (place ? `Chambre ${room}, ${place}` : `Chambre ${room}`),
  echoOnline: "L’Echo est en ligne",
  echoOffline: (room, since, seen) => {
    const advice = "Quelqu’un devrait vérifier sa prise.";
    if (since) return `L’Echo de la chambre ${room} est hors ligne depuis ${since}. ${advice}`;
    if (seen)
      return `L’Echo de la chambre ${room} est hors ligne, vu en ligne pour la dernière fois : ${seen}. ${advice}`;
    return `L’Echo de la chambre ${room} est hors ligne. ${advice}`;
  },
  echoUnknown: (seen) =>
    seen
      ? `On ne sait pas si l’Echo est en ligne. Vu en ligne pour la dernière fois : ${seen}.`
      : "On ne sait pas encore si l’Echo est en ligne",
  speaks: (language) => `Parle ${language}`,
  waiting: (time) => `A appelé ce poste à ${time} et attend un appel`,
  noNotes: "Aucune consigne pour l’appel.",
  notesBefore: "Avant de parler",
  notes: "Consignes",
};
