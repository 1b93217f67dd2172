//! Sound devices without a sound card: a PulseAudio of our own with one headset per desk, made of null sinks.
//!
//! What a program plays to the headset's speaker can be recorded from its monitor; what a test plays into the microphone's
//! sink comes out of the microphone. A program that knows only ALSA sees one device, the default, and that is its desk's headset.
//! Both halves of a headset can be unplugged and plugged in again, and other devices beside it.

mod recording;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::ensure;

use crate::tools::tool;
use crate::wait::START;
use crate::{Folder, Process, wait};

pub use recording::{Recorded, Recording};

/// A sound server and its headsets.
#[derive(Debug)]
pub struct Sound {
    headsets: Vec<Headset>,
    _server: Process,
}

/// What is plugged in of a headset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plugged {
    /// Speaker and microphone.
    Headset,
    /// Nothing to talk into.
    SpeakerOnly,
    /// Nothing to hear with.
    MicrophoneOnly,
    /// Nothing at all.
    Nothing,
}

/// A desk's speaker and microphone.
#[derive(Clone, Debug)]
pub struct Headset {
    name: String,
    folder: PathBuf,
    server: String,
    alsa_config: PathBuf,
}

impl Sound {
    /// Starts the server with one headset for each name (letters, digits and `-`).
    ///
    /// # Errors
    /// When PulseAudio is missing or does not come up.
    pub fn start(folder: &Folder, names: &[&str]) -> anyhow::Result<Self> {
        let run = folder.inside("run")?;
        let mut pulseaudio = Command::new(tool("pulseaudio", "pulseaudio")?);
        pulseaudio.args(["--daemonize=no", "-n", "--exit-idle-time=-1", "--realtime=no"]);
        // The best resampler, so that scores tell of the program and not of the rig.
        pulseaudio.arg("--resample-method=speex-float-10");
        pulseaudio.args(["-L", "module-native-protocol-unix"]);
        for name in names {
            pulseaudio.arg("-L").arg(speaker(&format!("{name}-speaker"), "Headset"));
            // Nobody's loudspeaker: what is played here comes out of the microphones.
            let plumbing = "sink_properties=device.class=filter";
            pulseaudio.arg("-L").arg(format!("module-null-sink sink_name={name}-mic rate=48000 channels=1 {plumbing}"));
            pulseaudio.arg("-L").arg(microphone(&format!("{name}-microphone"), "Headset", &format!("{name}-mic")));
        }
        pulseaudio.env("HOME", folder.inside("home")?).env("XDG_RUNTIME_DIR", &run).env_remove("PULSE_RUNTIME_PATH");
        let mut server = Process::start("pulseaudio", pulseaudio, folder.path())?;
        let socket = run.join("pulse/native");
        let server_address = format!("unix:{}", socket.display());
        let headsets = names.iter().map(|name| Headset::new(name, folder.path(), &server_address));
        let headsets = headsets.collect::<anyhow::Result<Vec<Headset>>>()?;

        server.wait_until("the sound server's socket", START, |_| Ok(socket.exists().then_some(())))?;
        wait::until("the headsets", START, || {
            let list = Command::new(tool("pactl", "pulseaudio-utils")?)
                .args(["list", "short", "sources"])
                .env("PULSE_SERVER", &server_address)
                .output()?;
            let list = String::from_utf8_lossy(&list.stdout).into_owned();
            Ok(names.iter().all(|name| list.contains(&format!("{name}-microphone"))).then_some(()))
        })?;
        Ok(Self { headsets, _server: server })
    }

    /// The headset of a desk.
    ///
    /// # Panics
    /// When no headset of that name was asked for at the start.
    #[must_use]
    pub fn headset(&self, name: &str) -> &Headset {
        let found = self.headsets.iter().find(|headset| headset.name == name);
        found.unwrap_or_else(|| panic!("no headset {name} was asked for"))
    }
}

impl Headset {
    fn new(name: &str, folder: &Path, server: &str) -> anyhow::Result<Self> {
        let alsa_config = folder.join(format!("{name}-asound.conf"));
        let headset = Self { name: name.to_owned(), folder: folder.to_owned(), server: server.to_owned(), alsa_config };
        let config = format!(
            r#"</usr/share/alsa/alsa.conf>
pcm.!default {{ type asym
  playback.pcm {{ type pulse device "{name}-speaker" handle_underrun 0 }}
  capture.pcm {{ type pulse device "{name}-microphone" }}
  hint {{ show on description "Default" }} }}
ctl.!default {{ type pulse }}
"#
        );
        std::fs::write(&headset.alsa_config, config)?;
        Ok(headset)
    }

    /// Pulls out or plugs in halves of the headset, now.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn plug(&self, plugged: Plugged) -> anyhow::Result<()> {
        let (speaks, hears) = match plugged {
            Plugged::Headset => (true, true),
            Plugged::SpeakerOnly => (true, false),
            Plugged::MicrophoneOnly => (false, true),
            Plugged::Nothing => (false, false),
        };
        self.set(&self.speaker(), speaks, &speaker(&self.speaker(), "Headset"))?;
        self.set(&self.microphone(), hears, &microphone(&self.microphone(), "Headset", &self.mic()))
    }

    /// Plugs in another microphone, called *Webcam*, and another speaker, called *Monitor*, which this PC prefers from now on to
    /// everything but the headset. The webcam hears what is said into the headset.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn plug_in_others(&self) -> anyhow::Result<()> {
        let (monitor, webcam) = (self.monitor(), format!("{}-webcam", self.name));
        self.set(&monitor, true, &speaker(&monitor, "Monitor"))?;
        self.set(&webcam, true, &microphone(&webcam, "Webcam", &self.mic()))?;
        self.pactl(&["set-default-sink", &monitor])?;
        self.pactl(&["set-default-source", &webcam]).map(drop)
    }

    fn speaker(&self) -> String {
        format!("{}-speaker", self.name)
    }

    fn microphone(&self) -> String {
        format!("{}-microphone", self.name)
    }

    fn mic(&self) -> String {
        format!("{}-mic", self.name)
    }

    fn monitor(&self) -> String {
        format!("{}-monitor", self.name)
    }

    /// Loads or unloads the module that is a device.
    fn set(&self, device: &str, is_there: bool, module: &str) -> anyhow::Result<()> {
        let modules = self.pactl(&["list", "short", "modules"])?;
        let name = format!("_name={device} ");
        let loaded = modules.lines().find(|line| line.contains(&name)).and_then(|line| line.split('\t').next());
        match loaded {
            Some(number) if !is_there => self.pactl(&["unload-module", number]).map(drop),
            None if is_there => {
                let words: Vec<&str> = ["load-module"].into_iter().chain(module.split(' ')).collect();
                self.pactl(&words).map(drop)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn pactl(&self, words: &[&str]) -> anyhow::Result<String> {
        let mut pactl = Command::new(tool("pactl", "pulseaudio-utils")?);
        let output = pactl.args(words).env("PULSE_SERVER", &self.server).output()?;
        ensure!(output.status.success(), "pactl {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// What a program needs so that this headset is its default device, through ALSA as through PulseAudio.
    #[must_use]
    pub fn env(&self) -> Vec<(String, String)> {
        vec![
            ("PULSE_SERVER".into(), self.server.clone()),
            ("PULSE_SINK".into(), self.speaker()),
            ("PULSE_SOURCE".into(), self.microphone()),
            ("ALSA_CONFIG_PATH".into(), self.alsa_config.to_string_lossy().into_owned()),
        ]
    }

    /// Speaks a WAV file into the microphone; the process ends when it is over, dropping it falls silent at once.
    ///
    /// # Errors
    /// When paplay is missing or the file cannot be read.
    pub fn say(&self, wav: &Path) -> anyhow::Result<Process> {
        // Half a second lies ready in the server, so that a busy machine tears no gaps into what is said.
        let mut paplay = Command::new(tool("paplay", "pulseaudio-utils")?);
        paplay.arg(format!("--device={}", self.mic())).arg("--latency-msec=500").arg(wav);
        paplay.env("PULSE_SERVER", &self.server);
        Process::start(&format!("{}-say", self.name), paplay, &self.folder)
    }

    /// Records what the speaker plays from now on.
    ///
    /// # Errors
    /// When parec is missing or the server is gone.
    pub fn hear(&self) -> anyhow::Result<Recording> {
        self.record(&format!("{}.monitor", self.speaker()))
    }

    /// Records what the other speaker plays from now on.
    ///
    /// # Errors
    /// As [`Headset::hear`], and when it is not plugged in.
    pub fn hear_monitor(&self) -> anyhow::Result<Recording> {
        self.record(&format!("{}.monitor", self.monitor()))
    }

    /// Records what a program hears from the microphone.
    ///
    /// # Errors
    /// As [`Headset::hear`].
    pub fn hear_microphone(&self) -> anyhow::Result<Recording> {
        self.record(&self.microphone())
    }

    fn record(&self, source: &str) -> anyhow::Result<Recording> {
        let mut parec = Command::new(tool("parec", "pulseaudio-utils")?);
        parec.args(["--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=10"]);
        parec.arg(format!("--device={source}")).env("PULSE_SERVER", &self.server);
        Recording::start(Process::start_piped(&format!("{}-hear", self.name), parec, &self.folder)?)
    }
}

/// PulseAudio's words for a speaker.
fn speaker(device: &str, called: &str) -> String {
    format!("module-null-sink sink_name={device} rate=48000 channels=2 sink_properties=device.description={called}")
}

/// PulseAudio's words for a microphone that hears what is played into the sink `hears`.
fn microphone(device: &str, called: &str, hears: &str) -> String {
    format!(
        "module-remap-source source_name={device} master={hears}.monitor source_properties=device.description={called}"
    )
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;
    use std::time::Duration;

    use super::*;

    fn tone(file: &Path) {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 48_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut wav = hound::WavWriter::create(file, spec).expect("a file");
        for at in 0..48_000_u16 {
            let sample = (f32::from(at) / 48_000.0 * 440.0 * TAU).sin() * 16_000.0;
            wav.write_sample(sample as i16).expect("written");
        }
        wav.finalize().expect("written");
    }

    #[test]
    fn a_headset_is_unplugged_and_plugged_in_again_and_others_beside_it() {
        let folder = Folder::new().expect("a folder");
        let sound = Sound::start(&folder, &["ann"]).expect("PulseAudio starts");
        let headset = sound.headset("ann");
        headset.plug_in_others().expect("plugged in");
        let devices = || {
            let list = |kind| headset.pactl(&["list", "short", kind]).expect("a list");
            let has = |list: &str, name: &str| list.contains(&format!("\t{name}\t"));
            let (sinks, sources) = (list("sinks"), list("sources"));
            [
                has(&sinks, "ann-speaker"),
                has(&sources, "ann-microphone"),
                has(&sinks, "ann-monitor"),
                has(&sources, "ann-webcam"),
            ]
        };
        assert_eq!(devices(), [true; 4]);
        headset.plug(Plugged::SpeakerOnly).expect("pulled");
        assert_eq!(devices(), [true, false, true, true]);
        headset.plug(Plugged::Nothing).expect("pulled");
        assert_eq!(devices(), [false, false, true, true]);
        headset.plug(Plugged::Headset).expect("plugged in");
        assert_eq!(devices(), [true; 4]);
    }

    #[test]
    fn what_is_said_into_one_microphone_is_heard_there_and_at_no_other_desk() {
        let folder = Folder::new().expect("a folder");
        let sound = Sound::start(&folder, &["ann", "ben"]).expect("PulseAudio starts");
        let file = folder.path().join("tone.wav");
        tone(&file);
        let at_anns = sound.headset("ann").hear_microphone().expect("a recording");
        let at_bens = sound.headset("ben").hear_microphone().expect("a recording");
        let mut saying = sound.headset("ann").say(&file).expect("paplay starts");
        assert!(saying.wait_for_end(Duration::from_secs(20)).expect("the file is short").success());
        let (at_anns, at_bens) = (at_anns.stop().expect("samples"), at_bens.stop().expect("samples"));
        assert!(at_anns.first_sound(-40.0).is_some());
        assert!(at_bens.first_sound(-40.0).is_none());
        assert!(at_anns.loudness() > -20.0, "{}", at_anns.loudness());
    }
}
