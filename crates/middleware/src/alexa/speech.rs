//! What the skill says aloud, in the eight locales of Amazon's sample.
//!
//! The spoken name of the first ring group is woven in where a sentence has `{group}`. No sentence puts an article before
//! it, but for English: gender and case of a name that somebody chose are not known.

/// The sentences of one locale.
#[derive(Debug)]
pub struct Speech {
    /// Alexa's name of the locale, such as `en-US`.
    pub locale: &'static str,
    welcome: &'static str,
    help: &'static str,
    reprompt: &'static str,
    not_understood: &'static str,
    goodbye: &'static str,
}

const EN_US: Speech = Speech {
    locale: "en-US",
    welcome: "This skill connects calls with the {group}. Say: Alexa, call {group}.",
    help: "To talk with the {group}, say: Alexa, call {group}.",
    reprompt: "You can say help.",
    not_understood: "I can't help with that. To talk with the {group}, say: Alexa, call {group}.",
    goodbye: "Goodbye.",
};

const EN_GB: Speech = Speech { locale: "en-GB", ..EN_US };

const DE_DE: Speech = Speech {
    locale: "de-DE",
    welcome: "Mit diesem Skill rufen Sie im Haus an. Sagen Sie: Alexa, rufe {group} an.",
    help: "Wenn Sie mit jemandem sprechen möchten, sagen Sie: Alexa, rufe {group} an.",
    reprompt: "Sie können Hilfe sagen.",
    not_understood: "Dabei kann ich nicht helfen. Wenn Sie mit jemandem sprechen möchten, sagen Sie: Alexa, rufe \
                     {group} an.",
    goodbye: "Auf Wiederhören.",
};

const FR_FR: Speech = Speech {
    locale: "fr-FR",
    welcome: "Cette skill vous met en relation avec le personnel. Dites : Alexa, appelle {group}.",
    help: "Pour parler à quelqu'un, dites : Alexa, appelle {group}.",
    reprompt: "Vous pouvez dire aide.",
    not_understood: "Je ne peux pas vous aider pour cela. Pour parler à quelqu'un, dites : Alexa, appelle {group}.",
    goodbye: "Au revoir.",
};

const FR_CA: Speech = Speech { locale: "fr-CA", ..FR_FR };

const IT_IT: Speech = Speech {
    locale: "it-IT",
    welcome: "Questa skill la mette in contatto con il personale. Dica: Alexa, chiama {group}.",
    help: "Per parlare con qualcuno, dica: Alexa, chiama {group}.",
    reprompt: "Può dire aiuto.",
    not_understood: "Non posso aiutarla in questo. Per parlare con qualcuno, dica: Alexa, chiama {group}.",
    goodbye: "Arrivederci.",
};

const ES_ES: Speech = Speech {
    locale: "es-ES",
    welcome: "Esta skill le pone en contacto con el personal. Diga: Alexa, llama a {group}.",
    help: "Para hablar con alguien, diga: Alexa, llama a {group}.",
    reprompt: "Puede decir ayuda.",
    not_understood: "No puedo ayudarle con eso. Para hablar con alguien, diga: Alexa, llama a {group}.",
    goodbye: "Adiós.",
};

const ES_US: Speech = Speech {
    locale: "es-US",
    welcome: "Esta skill lo comunica con el personal. Diga: Alexa, llama a {group}.",
    ..ES_ES
};

/// Every locale; where a language has several, its first is the one others of that language fall back to.
pub const ALL: [&Speech; 8] = [&EN_US, &EN_GB, &DE_DE, &FR_FR, &IT_IT, &ES_ES, &ES_US, &FR_CA];

impl Speech {
    /// The sentences for a request's locale: its own, else its language's, else English.
    #[must_use]
    pub fn of(locale: &str) -> &'static Self {
        let language = |locale: &str| locale.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let exact = ALL.into_iter().find(|speech| speech.locale.eq_ignore_ascii_case(locale));
        let close = || ALL.into_iter().find(|speech| language(speech.locale) == language(locale));
        exact.or_else(close).unwrap_or(&EN_US)
    }

    /// For somebody who opened the skill.
    #[must_use]
    pub fn welcome(&self, group: &str) -> String {
        self.weave(self.welcome, group)
    }

    /// For somebody who asked for help or about the skill.
    #[must_use]
    pub fn help(&self, group: &str) -> String {
        self.weave(self.help, group)
    }

    /// For somebody who said something else.
    #[must_use]
    pub fn not_understood(&self, group: &str) -> String {
        self.weave(self.not_understood, group)
    }

    /// For somebody who says nothing.
    #[must_use]
    pub const fn reprompt(&self) -> &'static str {
        self.reprompt
    }

    /// For somebody who is done.
    #[must_use]
    pub const fn goodbye(&self) -> &'static str {
        self.goodbye
    }

    fn weave(&self, sentence: &str, group: &str) -> String {
        sentence.replace("{group}", &self.spoken(group))
    }

    /// A name in the middle of a sentence. German writes nouns in capitals, the others do not; abbreviations stay.
    fn spoken(&self, group: &str) -> String {
        let mut letters = group.chars();
        let (first, second) = (letters.next(), letters.clone().next());
        match first {
            Some(first) if self.locale != "de-DE" && second.is_some_and(char::is_lowercase) => {
                first.to_lowercase().chain(letters).collect()
            }
            _ => group.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_locale_is_spoken_to_in_its_language_or_in_english() {
        for (locale, spoken) in [
            ("de-DE", "de-DE"),
            ("fr-CA", "fr-CA"),
            ("ES-us", "es-US"),
            ("de-AT", "de-DE"),
            ("es-MX", "es-ES"),
            ("fr_CH", "fr-FR"),
            ("en-IN", "en-US"),
            ("ja-JP", "en-US"),
            ("", "en-US"),
            ("-", "en-US"),
        ] {
            assert_eq!(Speech::of(locale).locale, spoken, "{locale}");
        }
    }

    #[test]
    fn every_locale_has_its_words_and_names_the_group_where_it_should() {
        for speech in ALL {
            for sentence in
                [speech.welcome("Front desk"), speech.help("Front desk"), speech.not_understood("Front desk")]
            {
                let named = sentence.to_lowercase().contains("front desk");
                assert!(named && sentence.contains("Alexa, ") && !sentence.contains(['{', '}']), "{sentence}");
                assert!(sentence.ends_with('.') && sentence.len() < 200, "{sentence}");
            }
            for sentence in [speech.reprompt(), speech.goodbye()] {
                assert!(sentence.ends_with('.') && !sentence.contains('{'), "{sentence}");
            }
        }
    }

    #[test]
    fn a_name_is_spoken_as_the_language_writes_it() {
        assert!(EN_US.help("Nurses").contains("with the nurses,"));
        assert!(EN_US.help("ICU").contains("with the ICU,"));
        assert!(DE_DE.help("Rezeption").contains("rufe Rezeption an"));
        assert!(FR_FR.help("Réception").contains("appelle réception"));
    }
}
