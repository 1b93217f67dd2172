//! A whole desk in one value.

use std::process::Command;

use crate::{Bus, Display, Folder, Headset, Keyring, KeyringState, Notifications, Reader, Sound, Tray};

/// The name of the headset that a [`Desk`] has.
const HEADSET: &str = "desk";

/// What a desk has; the default has everything that most desks have.
#[derive(Clone, Copy, Debug)]
pub struct DeskOptions {
    /// Whether there is a keyring and whether it is open; `None`: no Secret Service at all.
    pub keyring: Option<KeyringState>,
    /// Whether a notification service runs.
    pub notifications: bool,
    /// Whether there is a speaker and a microphone.
    pub sound: bool,
    /// Whether somebody works there with a screen reader.
    pub reader: bool,
}

impl Default for DeskOptions {
    fn default() -> Self {
        Self { keyring: Some(KeyringState::Unlocked), notifications: true, sound: true, reader: false }
    }
}

/// A front-desk PC of its own: screen, session bus, keyring, notifications, headset and home folder.
///
/// Several desks live side by side without seeing each other.
#[derive(Debug)]
pub struct Desk {
    notifications: Option<Notifications>,
    _keyring: Option<Keyring>,
    sound: Option<Sound>,
    reader: Option<Reader>,
    bus: Bus,
    display: Display,
    folder: Folder,
}

impl Desk {
    /// Starts everything the desk has.
    ///
    /// # Errors
    /// When a program is missing, with the package that brings it, or does not come up.
    pub fn start(options: DeskOptions) -> anyhow::Result<Self> {
        let folder = Folder::new()?;
        let display = Display::start(&folder)?;
        let bus = Bus::start(&folder)?;
        let keyring = options.keyring.map(|state| Keyring::start(&folder, &bus, state)).transpose()?;
        let notifications = options.notifications.then(|| Notifications::start(&bus)).transpose()?;
        let sound = options.sound.then(|| Sound::start(&folder, &[HEADSET])).transpose()?;
        let reader = options.reader.then(|| Reader::start(&folder, &bus, &display)).transpose()?;
        Ok(Self { notifications, _keyring: keyring, sound, reader, bus, display, folder })
    }

    /// Its private folder, for configurations, logs and recordings.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Its screen.
    #[must_use]
    pub fn display(&self) -> &Display {
        &self.display
    }

    /// Its headset.
    ///
    /// # Panics
    /// When the desk was started without sound.
    #[must_use]
    pub fn headset(&self) -> &Headset {
        self.sound.as_ref().expect("the desk was started with sound").headset(HEADSET)
    }

    /// Its notifications.
    ///
    /// # Panics
    /// When the desk was started without them.
    #[must_use]
    pub fn notifications(&self) -> &Notifications {
        self.notifications.as_ref().expect("the desk was started with notifications")
    }

    /// Its screen reader.
    ///
    /// # Panics
    /// When the desk was started without one.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        self.reader.as_ref().expect("the desk was started with a screen reader")
    }

    /// Gives it a tray, until that is dropped; without one it is like a bare desktop.
    ///
    /// # Errors
    /// When there is one already.
    pub fn tray(&self) -> anyhow::Result<Tray> {
        Tray::start(&self.bus)
    }

    /// Lets a program run at this desk.
    ///
    /// # Errors
    /// When the home folder cannot be made.
    pub fn seat(&self, program: &mut Command) -> anyhow::Result<()> {
        program
            .env("HOME", self.folder.inside("home")?)
            .env("XDG_CONFIG_HOME", self.folder.inside("home/.config")?)
            .env("XDG_DATA_HOME", self.folder.inside("home/.local/share")?)
            .env("XDG_CACHE_HOME", self.folder.inside("home/.cache")?)
            .env("XDG_RUNTIME_DIR", self.folder.inside("run")?)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("PULSE_RUNTIME_PATH")
            .envs(self.display.env())
            .envs(self.bus.env());
        if self.reader.is_some() {
            // GTK tells its part, too, as wherever somebody listens; and it is told to this desk, not to the machine's.
            program.env_remove("NO_AT_BRIDGE").env_remove("AT_SPI_BUS_ADDRESS");
        }
        match &self.sound {
            Some(sound) => program.envs(sound.headset(HEADSET).env()),
            // Without a server to reach and with an empty configuration there is no device, whatever the machine has.
            None => program.env("PULSE_SERVER", "unix:/nonexistent").env("ALSA_CONFIG_PATH", "/dev/null"),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_desk_shows_notifications_and_their_buttons_can_be_clicked() {
        let desk = Desk::start(DeskOptions { keyring: None, sound: false, ..Default::default() }).expect("a desk");
        let bus = desk.bus.connect().expect("the bus answers");
        let hints = std::collections::HashMap::from([("urgency", zbus::zvariant::Value::from(2_u8))]);
        let buttons = vec!["answer", "Answer", "decline", "Decline"];
        let name = Some("org.freedesktop.Notifications");
        let body = ("Roomline", 0_u32, "", "Room 102", "asks for the front desk", buttons, hints, 0_i32);
        let signals =
            zbus::blocking::MessageIterator::for_match_rule("type='signal',member='ActionInvoked'", &bus, None);
        let mut signals = signals.expect("the bus takes the rule");
        bus.call_method(name, "/org/freedesktop/Notifications", name, "Notify", &body).expect("it is shown");
        let shown = desk.notifications().wait_for(Duration::from_secs(5), |one| one.summary == "Room 102");
        let shown = shown.expect("it was shown");
        assert_eq!(shown.urgency, 2);
        desk.notifications().click(&shown, "Answer").expect("there is such a button");
        let signal = signals.next().expect("a signal").expect("no error");
        let (id, action): (u32, String) = signal.body().deserialize().expect("number and action");
        assert_eq!((id, action.as_str()), (shown.id, "answer"));
        assert!(desk.notifications().all().iter().all(|one| !one.shown));
    }

    fn secret_tool(desk: &Desk, arguments: &[&str]) -> std::process::Output {
        // The bus tells whether the default collection is locked; no second program is needed for that.
        let mut program = Command::new("dbus-send");
        desk.seat(&mut program).expect("a home");
        program.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"]).args(arguments);
        program.output().expect("dbus-send runs")
    }

    #[test]
    fn a_keyring_is_open_locked_or_not_there() {
        let locked = |keyring| {
            let options = DeskOptions { keyring, notifications: false, sound: false, reader: false };
            let desk = Desk::start(options).expect("a desk");
            let output = secret_tool(
                &desk,
                &[
                    "/org/freedesktop/secrets/aliases/default",
                    "org.freedesktop.DBus.Properties.Get",
                    "string:org.freedesktop.Secret.Collection",
                    "string:Locked",
                ],
            );
            let answer = String::from_utf8_lossy(&output.stdout).into_owned();
            output.status.success().then(|| answer.contains("boolean true"))
        };
        assert_eq!(locked(Some(KeyringState::Unlocked)), Some(false));
        assert_eq!(locked(Some(KeyringState::Locked)), Some(true));
        assert_eq!(locked(None), None);
    }
}
