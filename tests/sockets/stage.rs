//! What most stories need: a property, a headset, and ears at both ends.

use std::time::{Duration, SystemTime};

use anyhow::ensure;
use roomline_rig::{DESKS, DeskCard, Folder, Headset, Process, Property, PropertyOptions, Recorded, Recording, Sound};
use serde_json::{Value, json};

use crate::clerk::Clerk;
use crate::{PATIENCE, RESIDENT_HZ, STAFF_HZ};

/// The one desk of most stories.
pub(crate) const FRONT_DESK: DeskCard = DESKS[0];
/// So long a piece of sound is looked at.
pub(crate) const PIECE: Duration = Duration::from_secs(1);
/// A tone is there if it is heard in this share of a piece: a busy machine makes sound stumble, and what is looked for is
/// whether sound flows at all.
const THERE: f64 = 0.2;

/// A property with one desk.
pub(crate) struct Stage {
    pub(crate) property: Property,
    /// What the desk's speaker plays.
    pub(crate) speaker: Recording,
    /// What the desk's microphone hears.
    pub(crate) microphone: Recording,
    sound: Sound,
    _sound_folder: Folder,
}

impl Stage {
    /// Starts everything but the station. Both ends of the headset are listened to from now on, so that the sound server
    /// does not let it sleep.
    pub(crate) async fn set(options: PropertyOptions) -> anyhow::Result<Self> {
        let folder = Folder::new()?;
        let sound = Sound::start(&folder, &["desk"])?;
        let (speaker, microphone) = (sound.headset("desk").hear()?, sound.headset("desk").hear_microphone()?);
        let property = Property::start(options).await?;
        Ok(Self { property, speaker, microphone, sound, _sound_folder: folder })
    }

    pub(crate) fn headset(&self) -> &Headset {
        self.sound.headset("desk")
    }

    /// Somebody signs in at the desk and does what `arguments` say.
    pub(crate) fn clerk(&self, arguments: &[&str]) -> anyhow::Result<Clerk> {
        Clerk::sit_down(&self.property, self.headset(), FRONT_DESK, arguments)
    }

    /// Staff begin to speak their tone; dropping it silences them.
    pub(crate) fn staff_speak(&self) -> anyhow::Result<Process> {
        let speaking = speak(&self.property, self.headset(), STAFF_HZ)?;
        self.microphone.wait_for_tone(STAFF_HZ, PATIENCE)?;
        Ok(speaking)
    }

    /// A piece of what the desk's speaker plays from now on holds the resident's tone.
    pub(crate) fn staff_hear_the_resident(&self) -> anyhow::Result<()> {
        self.speaker.wait_for_tone(RESIDENT_HZ, PATIENCE)
    }

    /// What the Echo of `unit` heard in its newest call, once that is over and kept.
    pub(crate) async fn heard_by_echo(&self, mark: u64, unit: &str) -> anyhow::Result<Recorded> {
        heard_by_echo(&self.property, mark, unit).await
    }
}

/// How an Echo behaves whose resident speaks the tone; `special` is what differs from the usual.
pub(crate) fn script(special: Value) -> Value {
    let mut script = json!({ "voice": { "tone": RESIDENT_HZ } });
    if let (Some(script), Some(special)) = (script.as_object_mut(), special.as_object()) {
        script.extend(special.clone());
    }
    script
}

/// Somebody speaks a tone for two minutes, or until it is dropped.
pub(crate) fn speak(property: &Property, headset: &Headset, hz: f64) -> anyhow::Result<Process> {
    let file = property.folder().path().join(format!("{hz}.wav"));
    if !file.exists() {
        Recorded::tone(hz, Duration::from_secs(120)).save(&file)?;
    }
    headset.say(&file)
}

/// What the Echo of `unit` heard in its newest call, once that is over and kept.
pub(crate) async fn heard_by_echo(property: &Property, mark: u64, unit: &str) -> anyhow::Result<Recorded> {
    property.happened(mark, Some(unit), "recorded").await?;
    let file = property.folder().path().join("heard.wav");
    std::fs::write(&file, property.heard(unit).await?)?;
    Recorded::load(&file)
}

/// The piece that an Echo heard from `when` on, in a recording that began at `accepted`.
pub(crate) fn piece(heard: &Recorded, accepted: SystemTime, when: SystemTime) -> Recorded {
    let from = when.duration_since(accepted).unwrap_or_default();
    heard.part(from, from + PIECE)
}

/// A tone is in a recording.
pub(crate) fn ensure_tone(recorded: &Recorded, hz: f64, who: &str) -> anyhow::Result<()> {
    let share = recorded.share_of_tone(hz);
    ensure!(share > THERE, "{who}: {hz} Hz is in {share:.2} of the piece: {}", picture(recorded, hz));
    Ok(())
}

/// A tone is nowhere in a recording.
pub(crate) fn ensure_no_tone(recorded: &Recorded, hz: f64, who: &str) -> anyhow::Result<()> {
    let share = recorded.share_of_tone(hz);
    ensure!(share < f64::EPSILON, "{who}: {hz} Hz is in {share:.3} of the piece: {}", picture(recorded, hz));
    Ok(())
}

/// A character for every 20 ms: the tone, another sound, or silence.
fn picture(recorded: &Recorded, hz: f64) -> String {
    let stretch = Duration::from_millis(20);
    let stretches = (0..).map(|at| recorded.part(stretch * at, stretch * (at + 1)));
    let stretches = stretches.take_while(|stretch| !stretch.samples.is_empty());
    stretches
        .map(|stretch| match stretch.share_of_tone(hz) > 0.5 {
            true => '#',
            false if stretch.loudness() > -50.0 => '+',
            false => '.',
        })
        .collect()
}
