//! What the linking page says, in the five languages of the skill.

/// The sentences of one language.
#[derive(Debug)]
pub(super) struct Words {
    /// For `lang`.
    pub(super) tag: &'static str,
    pub(super) title: &'static str,
    pub(super) intro: &'static str,
    pub(super) user: &'static str,
    pub(super) password: &'static str,
    pub(super) submit: &'static str,
    pub(super) wrong: &'static str,
    pub(super) disabled: &'static str,
    pub(super) too_many: &'static str,
    pub(super) unavailable: &'static str,
    pub(super) broken: &'static str,
    pub(super) unknown_client: &'static str,
}

const ENGLISH: Words = Words {
    tag: "en",
    title: "Link Alexa with the front desk",
    intro: "Sign in with your Roomline account to let residents call the front desk from their Echo.",
    user: "User name",
    password: "Password",
    submit: "Sign in and link",
    wrong: "User name or password is not right. Please try again.",
    disabled: "This account is disabled. Please use another one or ask your administrator.",
    too_many: "Too many attempts. Please wait a minute and try again.",
    unavailable: "The server cannot do this now. Please try again in a few seconds.",
    broken: "This page cannot be opened",
    unknown_client: "The link that led here is not one that this server knows. Please go back to the Alexa app and \
                     begin again. If it happens again, ask your administrator to check the account linking of the \
                     skill.",
};

const GERMAN: Words = Words {
    tag: "de",
    title: "Alexa mit dem Empfang verknüpfen",
    intro: "Melden Sie sich mit Ihrem Roomline-Konto an, damit Bewohner den Empfang über ihren Echo anrufen können.",
    user: "Benutzername",
    password: "Passwort",
    submit: "Anmelden und verknüpfen",
    wrong: "Benutzername oder Passwort stimmt nicht. Bitte versuchen Sie es noch einmal.",
    disabled: "Dieses Konto ist gesperrt. Bitte nehmen Sie ein anderes oder fragen Sie Ihre Verwaltung.",
    too_many: "Zu viele Versuche. Bitte warten Sie eine Minute und versuchen Sie es noch einmal.",
    unavailable: "Der Server kann das gerade nicht. Bitte versuchen Sie es in einigen Sekunden noch einmal.",
    broken: "Diese Seite kann nicht geöffnet werden",
    unknown_client: "Der Verweis hierher ist diesem Server nicht bekannt. Bitte gehen Sie zurück zur Alexa-App und \
                     beginnen Sie von vorn. Geschieht es wieder, bitten Sie Ihre Verwaltung, die Kontoverknüpfung des \
                     Skills zu prüfen.",
};

const FRENCH: Words = Words {
    tag: "fr",
    title: "Associer Alexa à la réception",
    intro: "Connectez-vous avec votre compte Roomline pour que les résidents puissent appeler la réception depuis leur \
            Echo.",
    user: "Nom d’utilisateur",
    password: "Mot de passe",
    submit: "Se connecter et associer",
    wrong: "Le nom d’utilisateur ou le mot de passe est incorrect. Veuillez réessayer.",
    disabled: "Ce compte est désactivé. Utilisez-en un autre ou adressez-vous à votre administrateur.",
    too_many: "Trop de tentatives. Attendez une minute, puis réessayez.",
    unavailable: "Le serveur n’est pas disponible. Réessayez dans quelques secondes.",
    broken: "Cette page ne peut pas être ouverte",
    unknown_client: "Ce serveur ne connaît pas le lien qui vous a amené ici. Retournez dans l’application Alexa et \
                     recommencez. Si cela se reproduit, demandez à votre administrateur de vérifier l’association de \
                     comptes de la skill.",
};

const SPANISH: Words = Words {
    tag: "es",
    title: "Vincular Alexa con la recepción",
    intro: "Inicie sesión con su cuenta de Roomline para que los residentes puedan llamar a la recepción desde su Echo.",
    user: "Nombre de usuario",
    password: "Contraseña",
    submit: "Iniciar sesión y vincular",
    wrong: "El nombre de usuario o la contraseña no son correctos. Inténtelo de nuevo.",
    disabled: "Esta cuenta está desactivada. Use otra o pregunte a su administrador.",
    too_many: "Demasiados intentos. Espere un minuto e inténtelo de nuevo.",
    unavailable: "El servidor no está disponible. Inténtelo de nuevo en unos segundos.",
    broken: "No se puede abrir esta página",
    unknown_client: "Este servidor no conoce el enlace que le trajo aquí. Vuelva a la aplicación Alexa y empiece de \
                     nuevo. Si se repite, pida a su administrador que revise la vinculación de cuentas de la skill.",
};

const ITALIAN: Words = Words {
    tag: "it",
    title: "Collegare Alexa alla reception",
    intro: "Acceda con il suo account Roomline affinché gli ospiti possano chiamare la reception dal loro Echo.",
    user: "Nome utente",
    password: "Password",
    submit: "Accedi e collega",
    wrong: "Il nome utente o la password non sono corretti. Riprovi.",
    disabled: "Questo account è disattivato. Ne usi un altro o chieda all’amministratore.",
    too_many: "Troppi tentativi. Attenda un minuto e riprovi.",
    unavailable: "Il server non è disponibile. Riprovi tra qualche secondo.",
    broken: "Impossibile aprire questa pagina",
    unknown_client: "Questo server non conosce il link che l’ha portata qui. Torni all’app Alexa e ricominci. Se \
                     succede di nuovo, chieda all’amministratore di controllare il collegamento dell’account della \
                     skill.",
};

const LANGUAGES: [&Words; 5] = [&ENGLISH, &GERMAN, &FRENCH, &SPANISH, &ITALIAN];

/// The words of the language that a browser likes best, by its `Accept-Language`; English if it likes none of ours.
///
/// The list's order decides, weights do not: every browser sends its list in the order of its weights.
pub(super) fn preferred(accept: &str) -> &'static Words {
    let wanted = accept.split(',').map(|one| one.split([';', '-']).next().unwrap_or_default().trim());
    let known = |tag: &str| LANGUAGES.into_iter().find(|words| tag.eq_ignore_ascii_case(words.tag));
    wanted.take(16).find_map(known).unwrap_or(&ENGLISH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_language_of_ours_is_spoken() {
        for (accept, tag) in [
            ("", "en"),
            ("de-DE,de;q=0.9,en;q=0.8", "de"),
            ("nl, FR-ca;q=0.7, en;q=0.5", "fr"),
            ("ja", "en"),
            ("es", "es"),
            ("it-IT", "it"),
        ] {
            assert_eq!(preferred(accept).tag, tag, "{accept}");
        }
    }
}
