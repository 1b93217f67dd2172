//! Which devices the server has, and which of them are for people.

use std::ffi::CStr;

use pulseaudio::protocol::{Command, Prop, Props, ServerInfo, SinkInfo, SourceInfo, SubscriptionMask};

use super::super::list::{Device, Devices};
use super::client::{Client, Message, Trouble};

/// What the server calls the hole that sound falls into while there is no device at all.
const NO_DEVICE: &str = "auto_null";

/// Asks for all devices.
pub(in super::super) fn devices(client: &mut Client) -> Result<Devices, Trouble> {
    let server: ServerInfo = client.ask(&Command::GetServerInfo)?;
    let sinks: Vec<SinkInfo> = client.ask(&Command::GetSinkInfoList)?;
    let sources: Vec<SourceInfo> = client.ask(&Command::GetSourceInfoList)?;
    let speakers = sinks.iter().map(|sink| Found::new(&sink.name, sink.description.as_deref(), &sink.props));
    let speakers = for_people(speakers.filter(|found| found.device.id != NO_DEVICE).collect());
    // What a loudspeaker plays can be recorded, too; that is nobody's voice.
    let microphones = sources.iter().filter(|source| source.monitor_of_sink_index.is_none());
    let microphones = microphones.map(|source| Found::new(&source.name, source.description.as_deref(), &source.props));
    let microphones = for_people(microphones.collect());
    Ok(Devices {
        default_microphone: default(&microphones, "PULSE_SOURCE", server.default_source_name.as_deref()),
        default_speaker: default(&speakers, "PULSE_SINK", server.default_sink_name.as_deref()),
        microphones,
        speakers,
    })
}

impl Client {
    /// From now on [`Client::until_devices_change`] is told of every change.
    pub(in super::super) fn watches_devices(&mut self) -> Result<(), Trouble> {
        self.tell(&Command::Subscribe(SubscriptionMask::SINK | SubscriptionMask::SOURCE | SubscriptionMask::SERVER))?;
        self.waits_for_ever()
    }

    /// Waits until a device comes, goes or is changed, or another becomes the default.
    pub(in super::super) fn until_devices_change(&mut self) -> Result<(), Trouble> {
        while !std::mem::take(&mut self.overheard) {
            self.overheard = matches!(self.next()?, Message::Told(Command::SubscribeEvent(_)));
        }
        Ok(())
    }
}

/// What the server has.
struct Found {
    device: Device,
    /// Plumbing that the server knows no device behind.
    is_dead_end: bool,
}

impl Found {
    fn new(id: &CStr, description: Option<&CStr>, props: &Props) -> Self {
        let id = id.to_string_lossy().into_owned();
        let name = description.map(|text| text.to_string_lossy().into_owned()).filter(|name| !name.is_empty());
        let is_plumbing = props.get(Prop::DeviceClass).is_some_and(|class| class.starts_with(b"filter"));
        let is_dead_end = is_plumbing && props.get(Prop::DeviceMasterDevice).is_none();
        Self { device: Device { name: name.unwrap_or_else(|| id.clone()), id, is_plumbing }, is_dead_end }
    }
}

/// Nothing at all, if all that is there leads nowhere: a person must not speak into a pipe that ends in the wall.
fn for_people(found: Vec<Found>) -> Vec<Device> {
    let leads_somewhere = found.iter().any(|found| !found.is_dead_end);
    found.into_iter().filter(|_| leads_somewhere).map(|found| found.device).collect()
}

/// The device that the environment names, as all programs of this sound system take it, else the server's; if that is none of ours,
/// the first that is no plumbing.
fn default(devices: &[Device], variable: &str, servers: Option<&CStr>) -> Option<String> {
    let wanted = std::env::var(variable).ok();
    let servers = servers.map(|name| name.to_string_lossy().into_owned());
    let is_there = |id: &String| devices.iter().any(|device| device.id == *id);
    let first = || devices.iter().find(|device| !device.is_plumbing).map(|device| device.id.clone());
    wanted.filter(is_there).or_else(|| servers.filter(is_there)).or_else(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(id: &CStr, class: &CStr, master: Option<&CStr>) -> Found {
        let mut props = Props::new();
        props.set(Prop::DeviceClass, class);
        if let Some(master) = master {
            props.set(Prop::DeviceMasterDevice, master);
        }
        Found::new(id, None, &props)
    }

    #[test]
    fn a_filter_with_no_device_behind_it_is_no_loudspeaker() {
        assert!(for_people(vec![found(c"filter", c"filter", None)]).is_empty());
        assert_eq!(for_people(vec![found(c"filter", c"filter", None), found(c"usb", c"sound", None)]).len(), 2);
        let behind = for_people(vec![found(c"canceller", c"filter", Some(c"usb"))]);
        assert!(behind[0].is_plumbing, "it may be chosen");
    }
}
