//! Sound devices without a sound card: a PulseAudio of our own with one headset per desk, made of null sinks.
//!
//! What a program plays to the headset's speaker can be recorded from its monitor; what a test plays into the microphone's
//! sink comes out of the microphone. A program sees one ALSA device, the default, and that is its desk's headset.

mod recording;

use std::path::{Path, PathBuf};
use std::process::Command;

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

/// What is plugged in at a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plugged {
    /// Speaker and microphone.
    Headset,
    /// Nothing to talk into.
    SpeakerOnly,
    /// Nothing to hear with.
    MicrophoneOnly,
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
            pulseaudio.arg("-L").arg(format!("module-null-sink sink_name={name}-speaker rate=48000 channels=2"));
            pulseaudio.arg("-L").arg(format!("module-null-sink sink_name={name}-mic rate=48000 channels=1"));
            let microphone = format!("module-remap-source source_name={name}-microphone master={name}-mic.monitor");
            pulseaudio.arg("-L").arg(microphone);
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
        headset.plug(Plugged::Headset)?;
        Ok(headset)
    }

    /// Changes what the programs that start from now on find plugged in.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn plug(&self, plugged: Plugged) -> anyhow::Result<()> {
        let name = &self.name;
        let speaker = format!(r#"playback.pcm {{ type pulse device "{name}-speaker" handle_underrun 0 }}"#);
        let microphone = format!(r#"capture.pcm {{ type pulse device "{name}-microphone" }}"#);
        // The system's own configuration defines a whole headset wherever a sound server runs, so it is left out when only
        // half of one is plugged in.
        let (system, devices) = match plugged {
            Plugged::Headset => ("</usr/share/alsa/alsa.conf>\n", speaker + "\n  " + &microphone),
            Plugged::SpeakerOnly => ("", speaker),
            Plugged::MicrophoneOnly => ("", microphone),
        };
        let config = format!(
            r#"{system}pcm.!default {{ type asym
  {devices}
  hint {{ show on description "Default" }} }}
ctl.!default {{ type pulse }}
"#
        );
        Ok(std::fs::write(&self.alsa_config, config)?)
    }

    /// What a program needs so that this headset is its default device, through ALSA as through PulseAudio.
    #[must_use]
    pub fn env(&self) -> Vec<(String, String)> {
        vec![
            ("PULSE_SERVER".into(), self.server.clone()),
            ("PULSE_SINK".into(), format!("{}-speaker", self.name)),
            ("PULSE_SOURCE".into(), format!("{}-microphone", self.name)),
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
        paplay.arg(format!("--device={}-mic", self.name)).arg("--latency-msec=500").arg(wav);
        paplay.env("PULSE_SERVER", &self.server);
        Process::start(&format!("{}-say", self.name), paplay, &self.folder)
    }

    /// Records what the speaker plays from now on.
    ///
    /// # Errors
    /// When parec is missing or the server is gone.
    pub fn hear(&self) -> anyhow::Result<Recording> {
        self.record(&format!("{}-speaker.monitor", self.name))
    }

    /// Records what a program hears from the microphone.
    ///
    /// # Errors
    /// As [`Headset::hear`].
    pub fn hear_microphone(&self) -> anyhow::Result<Recording> {
        self.record(&format!("{}-microphone", self.name))
    }

    fn record(&self, source: &str) -> anyhow::Result<Recording> {
        let mut parec = Command::new(tool("parec", "pulseaudio-utils")?);
        parec.args(["--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=10"]);
        parec.arg(format!("--device={source}")).env("PULSE_SERVER", &self.server);
        Recording::start(Process::start_piped(&format!("{}-hear", self.name), parec, &self.folder)?)
    }
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
