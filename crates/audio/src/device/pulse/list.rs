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
    let speakers: Vec<Device> = sinks
        .iter()
        .map(|sink| device(&sink.name, sink.description.as_deref(), &sink.props))
        .filter(|device| device.id != NO_DEVICE)
        .collect();
    let microphones: Vec<Device> = sources
        .iter()
        // What a loudspeaker plays can be recorded, too; that is nobody's voice.
        .filter(|source| source.monitor_of_sink_index.is_none())
        .map(|source| device(&source.name, source.description.as_deref(), &source.props))
        .collect();
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

fn device(id: &CStr, description: Option<&CStr>, props: &Props) -> Device {
    let id = id.to_string_lossy().into_owned();
    let name = description.map(|text| text.to_string_lossy().into_owned()).filter(|name| !name.is_empty());
    let is_plumbing = props.get(Prop::DeviceClass).is_some_and(|class| class.starts_with(b"filter"));
    Device { name: name.unwrap_or_else(|| id.clone()), id, is_plumbing }
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
