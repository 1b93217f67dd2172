//! What an administrator decided for this station (`station.toml`), what its people chose, and who the station is.
//!
//! Two folders hold all of it: the configuration, which the program only reads, and the data, which it writes. The
//! environment variables `ROOMLINE_CONFIG_DIR` and `ROOMLINE_DATA_DIR` move them.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use roomline_signaling::call::StationId;
use serde::{Deserialize, Serialize};

use crate::state::ChosenDevices;

const SETTINGS_FILE: &str = "station.toml";
const CHOICES_FILE: &str = "choices.toml";
const STATION_ID_FILE: &str = "station-id";

/// The two folders of a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Holds `station.toml`; only read.
    pub config_dir: PathBuf,
    /// Holds the station's id, its people's choices and its log; written.
    pub data_dir: PathBuf,
}

/// `station.toml`: what an administrator decided. Every key may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StationSettings {
    /// URL of the middleware: `https://…`, or `http://` to this very computer.
    pub server: Option<String>,
    /// A PEM file with root certificates to trust beside the system's; relative to the folder of `station.toml`.
    pub ca_file: Option<PathBuf>,
    /// The name people and ring groups know this station by, 1 to 50 characters.
    pub station_name: Option<String>,
    /// Settings that people at the desk may not change.
    pub locked: Vec<LockedSetting>,
    /// Whether this very computer may be the other end of a call, as in the demo and in training.
    pub loopback_media: bool,
    /// Whether people sign in at every start, with nothing kept in the keyring: for a computer that many share.
    pub sign_in_each_time: bool,
}

/// A setting that can be fixed for the people at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockedSetting {
    /// The middleware's URL.
    Server,
    /// The station's name.
    StationName,
    /// Microphone and speaker.
    Devices,
}

/// What people at the desk chose; kept in the data folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) station_name: Option<String>,
    pub(crate) devices: ChosenDevices,
}

/// Everything a station knows about itself when it starts.
#[derive(Clone, Debug)]
pub struct StationConfig {
    /// Its folders.
    pub places: Places,
    /// Who it is: a random id made at its first start.
    pub station_id: StationId,
    /// What an administrator decided.
    pub settings: StationSettings,
    pub(crate) choices: Choices,
}

/// Why a station cannot start with its configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No folder for configuration or data is known: set the two environment variables.
    #[error("no home folder is known; set ROOMLINE_CONFIG_DIR and ROOMLINE_DATA_DIR")]
    NoHome,
    /// A file or folder cannot be read or written: check its permissions.
    #[error("{path} cannot be used; check its permissions")]
    Unusable {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// `station.toml` has a mistake: correct the line it names.
    #[error("{path} has a mistake: {source}")]
    Mistake {
        /// The file.
        path: PathBuf,
        /// What and where.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// People may not change the server, and there is none.
    #[error("{path}: `locked` names \"server\", but no `server` is set, so nobody could sign in; set it")]
    NoServer {
        /// The file.
        path: PathBuf,
    },
    /// The station's name is empty or longer than 50 characters.
    #[error("{path}: station_name must have 1 to 50 characters")]
    StationName {
        /// The file.
        path: PathBuf,
    },
}

impl Places {
    /// The folders by environment variable, else the customary ones of this operating system.
    ///
    /// # Errors
    /// [`ConfigError::NoHome`]: set both variables.
    pub fn from_environment() -> Result<Self, ConfigError> {
        let place = |variable: &str, customary: fn() -> Option<PathBuf>| {
            env::var_os(variable).map(PathBuf::from).or_else(customary).ok_or(ConfigError::NoHome)
        };
        Ok(Self {
            config_dir: place("ROOMLINE_CONFIG_DIR", customary::config_dir)?,
            data_dir: place("ROOMLINE_DATA_DIR", customary::data_dir)?,
        })
    }
}

impl StationConfig {
    /// Reads the configuration and makes the station's id if it has none yet.
    ///
    /// # Errors
    /// [`ConfigError`] names the file and what to do. Unreadable choices of people count as none.
    pub fn load(places: Places) -> Result<Self, ConfigError> {
        let settings = read_settings(&places.config_dir)?;
        fs::create_dir_all(&places.data_dir).map_err(unusable(&places.data_dir))?;
        let station_id = station_id(&places.data_dir.join(STATION_ID_FILE))?;
        let choices = fs::read_to_string(places.data_dir.join(CHOICES_FILE))
            .ok()
            .and_then(|text| toml::from_str(&text).ok())
            .unwrap_or_default();
        Ok(Self { places, station_id, settings, choices })
    }

    /// The file with additional root certificates, if one is set.
    #[must_use]
    pub fn ca_file(&self) -> Option<PathBuf> {
        self.settings.ca_file.as_ref().map(|file| self.places.config_dir.join(file))
    }

    /// The middleware's URL: the administrator's, unless a person chose another and may.
    #[must_use]
    pub fn server(&self) -> Option<String> {
        let chosen = self.choices.server.clone().filter(|_| !self.locks(LockedSetting::Server));
        chosen.or_else(|| self.settings.server.clone())
    }

    /// The station's name: the administrator's, unless a person chose another and may; else the computer's.
    #[must_use]
    pub fn station_name(&self) -> String {
        let chosen = self.choices.station_name.clone().filter(|_| !self.locks(LockedSetting::StationName));
        chosen.or_else(|| self.settings.station_name.clone()).unwrap_or_else(computer_name)
    }

    /// Whether people at the desk may not change a setting.
    #[must_use]
    pub fn locks(&self, setting: LockedSetting) -> bool {
        self.settings.locked.contains(&setting)
    }

    /// Keeps what people chose for the next start.
    pub(crate) fn save_choices(&self) -> Result<(), ConfigError> {
        let path = self.places.data_dir.join(CHOICES_FILE);
        let text = toml::to_string(&self.choices).expect("choices are a table of strings");
        let draft = path.with_extension("new");
        fs::write(&draft, text).and_then(|()| fs::rename(&draft, &path)).map_err(unusable(&path))
    }
}

/// Whether a text can name a station: 1 to 50 characters, none of them a control character.
pub(crate) fn is_station_name(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty() && name.chars().count() <= 50 && !name.chars().any(char::is_control)
}

fn read_settings(config_dir: &Path) -> Result<StationSettings, ConfigError> {
    let path = config_dir.join(SETTINGS_FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(StationSettings::default()),
        Err(source) => return Err(ConfigError::Unusable { path, source }),
    };
    let settings: StationSettings = toml::from_str(&text)
        .map_err(|source| ConfigError::Mistake { path: path.clone(), source: Box::new(source) })?;
    match &settings.station_name {
        Some(name) if !is_station_name(name) => Err(ConfigError::StationName { path }),
        Some(_) | None if settings.server.is_none() && settings.locked.contains(&LockedSetting::Server) => {
            Err(ConfigError::NoServer { path })
        }
        Some(_) | None => Ok(settings),
    }
}

fn station_id(path: &Path) -> Result<StationId, ConfigError> {
    if let Some(id) = fs::read_to_string(path).ok().and_then(|text| StationId::new(text.trim()).ok()) {
        return Ok(id);
    }
    let id = uuid::Uuid::new_v4().to_string();
    fs::write(path, &id).map_err(unusable(path))?;
    Ok(StationId::new(id).expect("a UUID is an id"))
}

fn computer_name() -> String {
    let name = env::var("COMPUTERNAME").ok().or_else(|| fs::read_to_string("/etc/hostname").ok()).unwrap_or_default();
    let name: String = name.trim().chars().take(50).collect();
    if is_station_name(&name) { name } else { "Desk".to_owned() }
}

fn unusable(path: &Path) -> impl FnOnce(io::Error) -> ConfigError {
    let path = path.to_owned();
    move |source| ConfigError::Unusable { path, source }
}

#[cfg(target_os = "linux")]
mod customary {
    use std::env;
    use std::path::PathBuf;

    pub(super) fn config_dir() -> Option<PathBuf> {
        let own = in_home("XDG_CONFIG_HOME", ".config");
        let of_administrator = PathBuf::from("/etc/roomline");
        own.filter(|dir| dir.exists() || !of_administrator.exists()).or(Some(of_administrator))
    }

    pub(super) fn data_dir() -> Option<PathBuf> {
        in_home("XDG_DATA_HOME", ".local/share")
    }

    fn in_home(variable: &str, otherwise: &str) -> Option<PathBuf> {
        let base = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
        Some(base.or_else(|| env::home_dir().map(|home| home.join(otherwise)))?.join("roomline"))
    }
}

#[cfg(target_os = "macos")]
mod customary {
    use std::env;
    use std::path::PathBuf;

    pub(super) fn config_dir() -> Option<PathBuf> {
        Some(PathBuf::from("/Library/Application Support/Roomline"))
    }

    pub(super) fn data_dir() -> Option<PathBuf> {
        Some(env::home_dir()?.join("Library/Application Support/Roomline"))
    }
}

#[cfg(windows)]
mod customary {
    use std::env;
    use std::path::PathBuf;

    pub(super) fn config_dir() -> Option<PathBuf> {
        Some(PathBuf::from(env::var_os("ProgramData")?).join("Roomline"))
    }

    pub(super) fn data_dir() -> Option<PathBuf> {
        Some(PathBuf::from(env::var_os("LOCALAPPDATA")?).join("Roomline"))
    }
}

#[cfg(test)]
mod tests {
    use roomline_rig::Folder;

    use super::*;

    fn load(folder: &Folder, settings: &str) -> Result<StationConfig, ConfigError> {
        let config_dir = folder.inside("config").expect("a folder");
        fs::write(config_dir.join(SETTINGS_FILE), settings).expect("written");
        StationConfig::load(Places { config_dir, data_dir: folder.path().join("data") })
    }

    #[test]
    fn a_broken_file_is_refused_with_its_name_and_line() {
        for (settings, clue) in [
            ("server = ", "line 1"),
            ("\nserver = 7", "line 2"),
            ("sever = \"https://calls.example.org\"", "unknown field `sever`"),
            ("locked = [\"colour\"]", "unknown variant `colour`"),
            ("station_name = \"\"", "1 to 50 characters"),
            ("locked = [\"server\"]", "no `server` is set"),
        ] {
            let folder = Folder::new().expect("a folder");
            let told = load(&folder, settings).expect_err("it is broken").to_string();
            assert!(told.contains(SETTINGS_FILE) && told.contains(clue), "{settings:?}: {told}");
        }
    }

    #[test]
    fn a_station_keeps_its_id_and_what_its_people_chose() {
        let folder = Folder::new().expect("a folder");
        let mut first = load(&folder, "").expect("nothing needs to be set");
        first.choices.server = Some("https://chosen.example.org".into());
        first.save_choices().expect("written");
        let again = load(&folder, "server = \"https://fixed.example.org\"").expect("good");
        assert_eq!(again.station_id, first.station_id);
        assert_eq!(again.server().as_deref(), Some("https://chosen.example.org"));
    }

    #[test]
    fn what_is_locked_is_the_administrators_choice() {
        let folder = Folder::new().expect("a folder");
        let mut first = load(&folder, "").expect("good");
        first.choices.server = Some("https://chosen.example.org".into());
        first.save_choices().expect("written");
        let locked = load(&folder, "server = \"https://fixed.example.org\"\nlocked = [\"server\"]").expect("good");
        assert_eq!(locked.server().as_deref(), Some("https://fixed.example.org"));
    }

    #[test]
    fn unreadable_choices_count_as_none() {
        let folder = Folder::new().expect("a folder");
        fs::write(folder.inside("data").expect("a folder").join(CHOICES_FILE), "= nonsense").expect("written");
        assert_eq!(load(&folder, "").expect("good").choices, Choices::default());
    }
}
