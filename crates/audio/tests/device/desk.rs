//! A desk's sound system without a sound card: a PulseAudio of one's own, its virtual microphone and loudspeaker, and the ALSA names
//! that lead there.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use roomline_audio::tone::{Sine, hears_tone};

/// Nothing at a desk takes longer than this, on any machine that is worth testing on.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

const IN_THE_CHILD: &str = "ROOMLINE_TEST_DESK";

const ALSA: &str = r#"
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse hint { show on description "Default" } }
ctl.!default { type pulse }
"#;

/// Runs `test` in a child process whose sound system is a desk of its own. `name` is the test's own name.
pub(crate) fn at_a_desk(name: &str, test: impl FnOnce(&mut Desk)) {
    if let Some(home) = std::env::var_os(IN_THE_CHILD) {
        let mut desk = Desk { home: home.into(), server: None };
        desk.starts_the_server();
        test(&mut desk);
        return;
    }
    let home = Home::new(name);
    std::fs::write(home.0.join("asound.conf"), ALSA).expect("a writable directory");
    let output = Command::new(std::env::current_exe().expect("a test has a program"))
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(IN_THE_CHILD, &home.0)
        .env("HOME", &home.0)
        .env("XDG_RUNTIME_DIR", &home.0)
        .env("PULSE_SERVER", format!("unix:{}", socket(&home.0).display()))
        .env("ALSA_CONFIG_PATH", home.0.join("asound.conf"))
        .env_remove("PULSE_RUNTIME_PATH")
        .env_remove("PULSE_SINK")
        .env_remove("PULSE_SOURCE")
        .output()
        .expect("a test can be run again");
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let ran = output.status.success() && said.contains("test result: ok. 1 passed");
    assert!(ran, "at the desk: {}\n{said}\n{complained}", output.status);
    // What was measured, for whoever wants to see it.
    eprint!("{complained}");
}

/// A desk of the present process.
pub(crate) struct Desk {
    home: PathBuf,
    server: Option<Process>,
}

impl Desk {
    /// Starts PulseAudio and waits until it answers.
    pub(crate) fn starts_the_server(&mut self) {
        let socket = socket(&self.home);
        let server = Command::new("pulseaudio")
            .args([
                "--daemonize=no",
                "-n",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--realtime=no",
                "--high-priority=no",
            ])
            .args(["-L", &format!("module-native-protocol-unix socket={}", socket.display())])
            .args(["-L", &speaker("speaker", "rate=48000 channels=2")])
            .args(["-L", PLUMBING])
            .args(["-L", &microphone("microphone", "")])
            .stderr(Stdio::null())
            .spawn()
            .expect("pulseaudio is installed (Debian: apt install pulseaudio pulseaudio-utils libasound2-plugins)");
        self.server = Some(Process(server));
        self.until("PulseAudio answers", || pactl(&["set-default-sink", "speaker"]));
        assert!(pactl(&["set-default-source", "microphone"]), "the virtual microphone is there");
    }

    /// Plugs in another loudspeaker of that name, with PulseAudio's words for its format.
    pub(crate) fn plugs_in_speaker(&self, name: &str, format: &str) -> Plugged {
        Plugged::load(&speaker(name, format))
    }

    /// Plugs in another microphone that hears what is played in front of the first.
    pub(crate) fn plugs_in_microphone(&self, name: &str, format: &str) -> Plugged {
        Plugged::load(&microphone(name, format))
    }

    /// Another default, as somebody would choose it in the system's settings.
    pub(crate) fn prefers(&self, speaker: &str, microphone: &str) {
        assert!(pactl(&["set-default-sink", speaker]) && pactl(&["set-default-source", microphone]));
    }

    /// Kills PulseAudio, as an update or a crash would.
    pub(crate) fn stops_the_server(&mut self) {
        self.server = None;
    }

    /// Somebody plays a sine of so many Hz, about -13 dBFS, in front of the microphone until the returned value is dropped.
    pub(crate) fn plays_into_microphone(&self, hz: f32) -> impl Drop + use<> {
        let mut player = pulse_client("pacat", &["--playback", "--device=mic"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("pacat is installed (Debian: apt install pulseaudio-utils)");
        let mut pipe = player.stdin.take().expect("a pipe was asked for");
        thread::spawn(move || {
            let mut sine = Sine::new(hz, 0.3);
            let mut bytes = || sine.frame().iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<u8>>();
            while pipe.write_all(&bytes()).is_ok() {}
        });
        let player = Process(player);
        let mut ear = Ear::at("microphone");
        self.until("the microphone hears the tone", || hears_tone(&ear.next_tenth(), hz));
        player
    }

    /// Somebody listens at the loudspeaker.
    pub(crate) fn listens_to_speaker(&self) -> Ear {
        Ear::at("speaker.monitor")
    }

    /// Somebody listens at another loudspeaker.
    pub(crate) fn listens_to(&self, speaker: &str) -> Ear {
        Ear::at(&format!("{speaker}.monitor"))
    }

    /// Waits for something that must come.
    pub(crate) fn until(&self, what: &str, mut has_come: impl FnMut() -> bool) {
        let start = Instant::now();
        while !has_come() {
            assert!(start.elapsed() < DEADLINE, "waited in vain: {what}");
            thread::park_timeout(Duration::from_millis(20));
        }
    }
}

/// Hears a source of the server, in order and without gaps.
pub(crate) struct Ear {
    _recorder: Process,
    sound: Receiver<Vec<f32>>,
}

impl Ear {
    /// Listens from now on; returns once there is something to hear, if only silence.
    fn at(source: &str) -> Self {
        let mut recorder = pulse_client("parec", &["--device", source])
            .stdout(Stdio::piped())
            .spawn()
            .expect("parec is installed (Debian: apt install pulseaudio-utils)");
        let mut pipe = recorder.stdout.take().expect("a pipe was asked for");
        let (send, sound) = sync_channel(100);
        thread::spawn(move || {
            let mut tenth = vec![0; 4_800 * 4];
            while pipe.read_exact(&mut tenth).is_ok() {
                let samples =
                    tenth.chunks_exact(4).map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
                if send.send(samples.collect()).is_err() {
                    return;
                }
            }
        });
        let mut ear = Self { _recorder: Process(recorder), sound };
        ear.next_tenth();
        ear
    }

    /// The next 100 ms.
    pub(crate) fn next_tenth(&mut self) -> Vec<f32> {
        self.sound.recv_timeout(DEADLINE).expect("a sink always sounds, if only of silence")
    }

    /// All that was heard and not asked for yet.
    pub(crate) fn so_far(&mut self) -> Vec<f32> {
        self.sound.try_iter().flatten().collect()
    }
}

/// A device that can be unplugged.
pub(crate) struct Plugged(String);

impl Plugged {
    fn load(module: &str) -> Self {
        let output = Command::new("pactl").arg("load-module").args(module.split(' ')).output();
        let output = output.expect("pactl is installed (Debian: apt install pulseaudio-utils)");
        assert!(output.status.success(), "{module}: {}", String::from_utf8_lossy(&output.stderr));
        Self(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Pulls the plug.
    pub(crate) fn unplug(self) {
        assert!(pactl(&["unload-module", &self.0]), "it was plugged in");
    }
}

/// What is played here comes out of the microphones. No person would choose it, so it says that sound only passes it.
const PLUMBING: &str = "module-null-sink sink_name=mic rate=48000 channels=1 sink_properties=device.class=filter";

fn speaker(name: &str, format: &str) -> String {
    format!("module-null-sink sink_name={name} sink_properties=device.description=The_{name} {format}")
}

fn microphone(name: &str, format: &str) -> String {
    let properties = format!("source_properties=device.description=The_{name}");
    format!("module-remap-source source_name={name} master=mic.monitor {properties} {format}")
}

pub(crate) fn pulse_client(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).args(["--raw", "--format=float32le", "--rate=48000", "--channels=1", "--latency-msec=30"]);
    command.stderr(Stdio::null());
    command
}

fn pactl(arguments: &[&str]) -> bool {
    let status = Command::new("pactl").args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.expect("pactl is installed (Debian: apt install pulseaudio-utils)").success()
}

fn socket(home: &Path) -> PathBuf {
    home.join("pulse.socket")
}

/// A process that ends with its owner.
pub(crate) struct Process(pub(crate) Child);

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A private directory that goes with the test.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        // Short, because a socket's path may not be longer than 107 bytes.
        let short: String = name.chars().filter(|letter| *letter != ':').take(24).collect();
        let home = std::env::temp_dir().join(format!("desk-{}-{short}", std::process::id()));
        std::fs::create_dir_all(&home).expect("a writable temporary directory");
        Self(home)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
