//! A desk has a headset and a loudspeaker; ALSA knows forty names for them. People see and configure few names, and always the same.

use cpal::traits::{DeviceTrait, HostTrait};

use super::error::{DeviceError, Way};

/// Names of the microphones that may be chosen, as `EngineConfig::capture` takes them. Empty if there is none.
#[must_use]
pub fn inputs() -> Vec<String> {
    names(Way::In)
}

/// Names of the loudspeakers that may be chosen, as `EngineConfig::playback` takes them. Empty if there is none.
#[must_use]
pub fn outputs() -> Vec<String> {
    names(Way::Out)
}

/// The device of that name, or the system's default one.
///
/// On Linux a name is what the sound system shows people, or the PCM's own name in `asound.conf`.
pub(super) fn find(name: Option<&str>, way: Way) -> Result<cpal::Device, DeviceError> {
    let host = host().ok_or(way.missing())?;
    let default = || match way {
        Way::In => host.default_input_device(),
        Way::Out => host.default_output_device(),
    };
    match name {
        None => default(),
        Some(name) => {
            devices(&host, way).into_iter().find(|device| name_of(device).is_some_and(|known| known.is(name)))
        }
    }
    .ok_or(way.missing())
}

/// On Linux the ALSA host, explicitly: cpal's PulseAudio host stalls on virtual devices, and PulseAudio and PipeWire are both
/// reached through ALSA.
fn host() -> Option<cpal::Host> {
    #[cfg(target_os = "linux")]
    let host = {
        hush();
        cpal::host_from_id(cpal::HostId::Alsa).ok()
    };
    #[cfg(not(target_os = "linux"))]
    let host = Some(cpal::default_host());
    host
}

/// Keeps ALSA from writing to this thread's standard error, where a computer without a card gets dozens of lines about each
/// name that is tried. What matters comes back as an error. Doing it again throws away what was said since the last time.
#[cfg(target_os = "linux")]
fn hush() {
    if let Err(error) = alsa::Output::local_error_handler() {
        tracing::debug!(%error, "ALSA goes on talking to standard error");
    }
}

fn names(way: Way) -> Vec<String> {
    let Some(host) = host() else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for name in devices(&host, way).iter().filter_map(name_of).filter(Name::is_for_people) {
        if !names.contains(&name.shown) {
            names.push(name.shown);
        }
    }
    names
}

fn devices(host: &cpal::Host, way: Way) -> Vec<cpal::Device> {
    let found = match way {
        Way::In => host.input_devices().map(Iterator::collect),
        Way::Out => host.output_devices().map(Iterator::collect),
    };
    found.unwrap_or_else(|error| {
        tracing::warn!(kind = ?error.kind(), "the sound devices could not be listed");
        Vec::new()
    })
}

struct Name {
    shown: String,
    /// The PCM of ALSA; elsewhere nothing.
    pcm: Option<String>,
}

fn name_of(device: &cpal::Device) -> Option<Name> {
    let description = device.description().ok()?;
    let pcm = cfg!(target_os = "linux").then(|| description.driver().map(str::to_owned)).flatten();
    Some(Name { shown: description.name().to_owned(), pcm })
}

impl Name {
    fn is(&self, name: &str) -> bool {
        self.shown == name || self.pcm.as_deref() == Some(name)
    }

    /// ALSA also names every wire behind a card and every converter; of a card, `sysdefault` is the one that plays anything.
    fn is_for_people(&self) -> bool {
        const CONVERTERS: [&str; 12] = [
            "null",
            "pulse",
            "pipewire",
            "jack",
            "oss",
            "samplerate",
            "lavrate",
            "speexrate",
            "speex",
            "upmix",
            "vdownmix",
            "usbstream",
        ];
        let Some(pcm) = &self.pcm else { return true };
        match pcm.split_once(':') {
            Some((kind, _)) => kind == "sysdefault",
            None => !CONVERTERS.contains(&pcm.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pcm(name: &str) -> Name {
        Name { shown: format!("The {name}"), pcm: Some(name.to_owned()) }
    }

    #[test]
    fn people_see_devices_and_not_the_plumbing() {
        for device in ["default", "desk_headset", "sysdefault:CARD=PCH"] {
            assert!(pcm(device).is_for_people(), "{device}");
        }
        for plumbing in ["null", "samplerate", "hw:CARD=0,DEV=0", "front:CARD=PCH,DEV=0", "dmix:CARD=PCH"] {
            assert!(!pcm(plumbing).is_for_people(), "{plumbing}");
        }
    }

    #[test]
    fn a_device_answers_to_both_its_names() {
        assert!(pcm("headset").is("headset") && pcm("headset").is("The headset") && !pcm("headset").is("speaker"));
    }
}
