//! A desk has a headset and a loudspeaker; ALSA knows forty names for them. People see and configure few names, and always the same.

use cpal::traits::{DeviceTrait, HostTrait};

use super::error::{DeviceError, Way};
use super::list::{Device, Devices};

/// All devices that people may choose, and the system's own choice. On Linux only without a sound server.
pub(super) fn devices() -> Devices {
    let Some(host) = host() else { return Devices::default() };
    Devices {
        microphones: for_people(&host, Way::In),
        speakers: for_people(&host, Way::Out),
        default_microphone: host.default_input_device().as_ref().and_then(id_of),
        default_speaker: host.default_output_device().as_ref().and_then(id_of),
    }
}

/// The device of that id.
pub(super) fn find(id: &str, way: Way) -> Result<cpal::Device, DeviceError> {
    let host = host().ok_or(way.missing())?;
    let default = match way {
        Way::In => host.default_input_device(),
        Way::Out => host.default_output_device(),
    };
    // ALSA has its default also where it does not list it.
    default
        .filter(|device| id_of(device).as_deref() == Some(id))
        .or_else(|| all(&host, way).into_iter().find(|device| id_of(device).as_deref() == Some(id)))
        .ok_or(way.missing())
}

fn id_of(device: &cpal::Device) -> Option<String> {
    device.id().ok().map(|id| id.id().to_owned())
}

/// On Linux the ALSA host: sound servers are spoken to without cpal.
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

fn for_people(host: &cpal::Host, way: Way) -> Vec<Device> {
    let mut found: Vec<Device> = Vec::new();
    for device in all(host, way) {
        let Some((id, name)) = id_of(&device).zip(name_of(&device)) else { continue };
        if name.is_for_people() && found.iter().all(|known| known.id != id) {
            found.push(Device { id, name: name.shown, is_plumbing: false });
        }
    }
    found
}

fn all(host: &cpal::Host, way: Way) -> Vec<cpal::Device> {
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
}
