//! What a skill package says in each of the eight locales.

/// The texts of one locale.
#[derive(Debug)]
pub(super) struct Phrases {
    /// Alexa's name of the locale.
    pub(super) locale: &'static str,
    pub(super) name: &'static str,
    pub(super) invocation_name: &'static str,
    pub(super) summary: &'static str,
    pub(super) description: &'static str,
    /// How the skill is opened and asked; `{invocation}` is the invocation name. Amazon's testers say each of them.
    pub(super) examples: [&'static str; 2],
    /// What people may say once the skill is open.
    pub(super) samples: [&'static str; 5],
    pub(super) keywords: [&'static str; 3],
}

const EN_US: Phrases = Phrases {
    locale: "en-US",
    name: "Front Desk Calling",
    invocation_name: "house calling",
    summary: "Calls between rooms and the staff of the property.",
    description: "Connects the Echo devices in the rooms of a property with its staff. Residents and guests say \"Alexa, \
                  call\" and the name of the desk; staff call a room from their computer. The skill works only in \
                  properties that have set it up. It is not a nurse-call or emergency system.",
    examples: ["Alexa, open {invocation}", "Alexa, ask {invocation} how do I call"],
    samples: ["how do I call", "who can I call", "is somebody there", "what is the status", "call somebody"],
    keywords: ["calling", "front desk", "staff"],
};

const EN_GB: Phrases = Phrases {
    locale: "en-GB",
    examples: ["Alexa, open {invocation}", "Alexa, ask {invocation} how do I ring"],
    samples: ["how do I ring", "who can I ring", "is anybody there", "what is the status", "call somebody"],
    ..EN_US
};

const DE_DE: Phrases = Phrases {
    locale: "de-DE",
    name: "Anruf im Haus",
    invocation_name: "haus anruf",
    summary: "Anrufe zwischen Zimmern und Personal des Hauses.",
    description: "Verbindet die Echo-Geräte in den Zimmern eines Hauses mit dem Personal. Bewohner und Gäste sagen \
                  \"Alexa, rufe … an\"; das Personal ruft ein Zimmer vom Computer aus an. Der Skill wirkt nur in Häusern, \
                  die ihn eingerichtet haben. Er ist keine Rufanlage und kein Notruf.",
    examples: ["Alexa, öffne {invocation}", "Alexa, frage {invocation} wie rufe ich an"],
    samples: ["wie rufe ich an", "wen kann ich anrufen", "ist jemand da", "wie ist der Stand", "rufe jemanden an"],
    keywords: ["Anrufe", "Rezeption", "Personal"],
};

const FR_FR: Phrases = Phrases {
    locale: "fr-FR",
    name: "Appel de la maison",
    invocation_name: "appel maison",
    summary: "Appels entre les chambres et le personnel de l'établissement.",
    description: "Relie les appareils Echo des chambres d'un établissement à son personnel. Les résidents et les clients \
                  disent \"Alexa, appelle\" ; le personnel appelle une chambre depuis son ordinateur. La skill ne \
                  fonctionne que dans les établissements qui l'ont installée. Ce n'est ni un appel malade ni un appel \
                  d'urgence.",
    examples: ["Alexa, ouvre {invocation}", "Alexa, demande à {invocation} comment appeler"],
    samples: ["comment appeler", "qui puis-je appeler", "y a-t-il quelqu'un", "quel est l'état", "appelle quelqu'un"],
    keywords: ["appels", "réception", "personnel"],
};

const FR_CA: Phrases = Phrases { locale: "fr-CA", ..FR_FR };

const IT_IT: Phrases = Phrases {
    locale: "it-IT",
    name: "Chiamata in casa",
    invocation_name: "chiamata casa",
    summary: "Chiamate tra le camere e il personale della struttura.",
    description: "Collega i dispositivi Echo nelle camere di una struttura con il personale. Gli ospiti dicono \"Alexa, \
                  chiama\"; il personale chiama una camera dal computer. La skill funziona solo nelle strutture che \
                  l'hanno configurata. Non è un sistema di chiamata infermieri né di emergenza.",
    examples: ["Alexa, apri {invocation}", "Alexa, chiedi a {invocation} come posso chiamare"],
    samples: ["come posso chiamare", "chi posso chiamare", "c'è qualcuno", "qual è lo stato", "chiama qualcuno"],
    keywords: ["chiamate", "reception", "personale"],
};

const ES_ES: Phrases = Phrases {
    locale: "es-ES",
    name: "Llamada de la casa",
    invocation_name: "llamada casa",
    summary: "Llamadas entre las habitaciones y el personal del edificio.",
    description: "Conecta los dispositivos Echo de las habitaciones con el personal. Los residentes y huéspedes dicen \
                  \"Alexa, llama a\"; el personal llama a una habitación desde su ordenador. La skill solo funciona en los \
                  edificios que la han configurado. No es un sistema de llamada de enfermería ni de emergencia.",
    examples: ["Alexa, abre {invocation}", "Alexa, pregunta a {invocation} cómo puedo llamar"],
    samples: ["cómo puedo llamar", "a quién puedo llamar", "hay alguien", "cuál es el estado", "llama a alguien"],
    keywords: ["llamadas", "recepción", "personal"],
};

const ES_US: Phrases = Phrases { locale: "es-US", ..ES_ES };

const ALL: [&Phrases; 8] = [&EN_US, &EN_GB, &DE_DE, &FR_FR, &IT_IT, &ES_ES, &ES_US, &FR_CA];

/// The texts of a locale, if there are any.
pub(super) fn of(locale: &str) -> Option<&'static Phrases> {
    ALL.into_iter().find(|phrases| phrases.locale.eq_ignore_ascii_case(locale))
}
