//! The calls of a played demo: each step as a person would do it, each time and score where a person would notice it.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::ensure;
use roomline_rig::{Desk, Property, Recorded, Recording, Scorer, Window, eventually};
use serde_json::{Value, json};

use super::figures::Figures;
use super::ms_between;
use crate::step;

/// Room 101 is called; room 102 calls.
const CALLED: &str = "room-101";
const CALLER: &str = "room-102";
/// Sound counts as heard from this loudness on, over 20 ms.
const HEARD_DBFS: f64 = -40.0;
/// Below this loudness there is a pause.
const QUIET_DBFS: f64 = -55.0;
/// For anything that a person waits for.
const PATIENCE: Duration = Duration::from_secs(30);
/// No pause between two words of the recordings is as long.
const END_OF_SPEECH: Duration = Duration::from_millis(1200);

/// Everything a call needs.
pub(super) struct Stage<'a> {
    pub(super) property: &'a Property,
    pub(super) desk: &'a Desk,
    pub(super) window: &'a Window,
    pub(super) scorer: Scorer,
    pub(super) pictures: PathBuf,
}

impl Stage<'_> {
    /// Staff calls; the resident answers and speaks, then staff, then staff muted; staff hangs up.
    pub(super) async fn call_to_a_unit(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let call = self.ring_a_unit(true).await?;
        figures.time("to_unit.click_to_ringing_ms", ms_between(call.clicked, call.rang), 150.0);
        self.picture("2-ringing").await?;
        let answered = self.resident_answers(&call, figures, "to_unit.answer_to_first_audio_ms").await?;
        self.picture("3-in-call").await?;
        self.until_quiet(&call.heard_here, END_OF_SPEECH).await?;
        let resident = self.keep(&call.heard_here.stop()?.since(answered), "to-unit-heard-by-station")?;
        figures.score("to_unit.heard_by_station_pesq", self.scorer.pesq(&voice("resident"), &resident)?, 3.3);

        let spoken = self.speak("staff").await?;
        self.window.click("Mute").await?;
        self.window.switched_on("Mute").await?;
        let muted = self.speak("staff").await?;
        self.window.click("Hang up").await?;
        self.ended("you hung up").await?;
        self.property.happened(call.mark, Some(CALLED), "ended").await?;
        self.window.click("Close").await?;

        let at_echo = self.heard_by_echo(CALLED, "to-unit").await?;
        let since = |time: SystemTime| time.duration_since(answered).unwrap_or_default();
        let staff = self.keep(&at_echo.part(since(spoken.0), since(muted.0)), "to-unit-heard-by-echo")?;
        figures.score("to_unit.heard_by_echo_pesq", self.scorer.pesq(&voice("staff"), &staff)?, 3.3);
        let silence = self.keep(&at_echo.part(since(muted.0), since(muted.1)), "muted-heard-by-echo")?;
        figures.score("control.muted_pesq", self.scorer.pesq(&voice("staff"), &silence)?, 1.5);
        figures.score("control.wrong_wav_pesq", self.scorer.pesq(&voice("resident"), &staff)?, 1.5);
        Ok(())
    }

    /// The same way, when the Echo keeps its answer until the resident picks up.
    pub(super) async fn call_without_early_answer(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let call = self.ring_a_unit(false).await?;
        self.resident_answers(&call, figures, "to_unit.answer_to_first_audio_early_off_ms").await?;
        self.window.click("Hang up").await?;
        self.ended("you hung up").await?;
        self.property.happened(call.mark, Some(CALLED), "ended").await?;
        self.window.click("Close").await.map(drop)
    }

    /// A resident asks; staff answers and speaks; the resident hangs up.
    pub(super) async fn call_from_a_unit(&self, figures: &mut Figures) -> anyhow::Result<()> {
        self.property.script(CALLER, &script(true)).await?;
        let headset = self.desk.headset();
        let (heard_here, microphone) = (headset.hear()?, headset.hear_microphone()?);
        let mark = self.property.newest().await?;
        self.window.watch_for("Answer").await?;
        self.property.ask(CALLER).await?;
        let asked = self.property.happened(mark, Some(CALLER), "asked").await?;
        let rang = self.window.appeared().await?;
        figures.time("from_unit.asked_to_ringing_ms", ms_between(asked, rang), 300.0);
        self.picture("4-incoming").await?;

        // Somebody at the desk is speaking while they click, so the first sound tells how fast the way was open.
        let greeting = headset.say(&voice("stranger"))?;
        eventually("a voice at the desk", PATIENCE, async || {
            let loudness = microphone.loudness_of_last(Duration::from_millis(20));
            Ok(loudness.filter(|loudness| *loudness > HEARD_DBFS))
        })
        .await?;
        let clicked = self.window.click("Answer").await?;
        let first = self.property.happened(mark, Some(CALLER), "first_audio").await?;
        drop(greeting);
        figures.time("from_unit.answer_to_first_audio_ms", ms_between(clicked, first), 400.0);
        self.window.status(PATIENCE, |text| text == "In call").await?;
        let accepted = self.property.happened(mark, Some(CALLER), "accepted").await?;
        self.picture("5-in-call-from-unit").await?;
        self.until_quiet(&heard_here, END_OF_SPEECH).await?;
        let resident = self.keep(&heard_here.stop()?.since(accepted), "from-unit-heard-by-station")?;
        figures.score("from_unit.heard_by_station_pesq", self.scorer.pesq(&voice("resident"), &resident)?, 3.3);

        let spoken = self.speak("staff").await?;
        self.property.act(CALLER, &json!({"act": "hang_up"})).await?;
        self.ended("the resident hung up").await?;
        self.picture("6-ended").await?;
        let at_echo = self.heard_by_echo(CALLER, "from-unit").await?;
        let since = |time: SystemTime| time.duration_since(accepted).unwrap_or_default();
        let staff = self.keep(&at_echo.part(since(spoken.0), since(spoken.1)), "from-unit-heard-by-echo")?;
        figures.score("from_unit.heard_by_echo_pesq", self.scorer.pesq(&voice("staff"), &staff)?, 3.3);
        Ok(())
    }

    /// Saves a picture of the whole screen.
    pub(super) async fn picture(&self, name: &str) -> anyhow::Result<()> {
        self.window.drawn().await?;
        self.desk.display().picture(&self.pictures.join(name).with_extension("png"))
    }

    async fn ring_a_unit(&self, early_answer: bool) -> anyhow::Result<Ringing> {
        self.property.script(CALLED, &script(early_answer)).await?;
        let heard_here = self.desk.headset().hear()?;
        let mark = self.property.newest().await?;
        let clicked = self.window.click("Call …, 101").await?;
        let rang = self.property.happened(mark, Some(CALLED), "ringing").await?;
        self.window.status(PATIENCE, |text| text == "Ringing").await?;
        Ok(Ringing { mark, clicked, rang, heard_here })
    }

    /// Waits for a pause of the ringback, so that the first sound after it is the resident, then picks up.
    async fn resident_answers(
        &self,
        call: &Ringing,
        figures: &mut Figures,
        name: &'static str,
    ) -> anyhow::Result<SystemTime> {
        eventually("the ringback", PATIENCE, async || {
            let loudness = call.heard_here.loudness_of_last(Duration::from_millis(20));
            Ok(loudness.filter(|loudness| *loudness > HEARD_DBFS))
        })
        .await?;
        self.until_quiet(&call.heard_here, Duration::from_millis(300)).await?;
        self.property.act(CALLED, &json!({"act": "answer"})).await?;
        let answered = self.property.happened(call.mark, Some(CALLED), "picked_up").await?;
        let first = eventually("the resident's voice", PATIENCE, async || {
            Ok(call.heard_here.so_far().since(answered).first_sound(HEARD_DBFS))
        })
        .await?;
        figures.time(name, ms_between(answered, first), 400.0);
        self.window.status(PATIENCE, |text| text == "In call").await?;
        Ok(answered)
    }

    async fn until_quiet(&self, recording: &Recording, length: Duration) -> anyhow::Result<f64> {
        eventually("a pause", PATIENCE, async || {
            Ok(recording.loudness_of_last(length).filter(|loudness| *loudness < QUIET_DBFS))
        })
        .await
    }

    /// Speaks at the desk, and returns when that began and was heard out.
    async fn speak(&self, name: &str) -> anyhow::Result<(SystemTime, SystemTime)> {
        let microphone = self.desk.headset().hear_microphone()?;
        let began = now();
        let mut speaking = self.desk.headset().say(&voice(name))?;
        speaking.wait_for_end(PATIENCE)?;
        self.until_quiet(&microphone, END_OF_SPEECH).await?;
        Ok((began, now()))
    }

    async fn ended(&self, how: &str) -> anyhow::Result<()> {
        let wanted = format!("Call ended: {how}");
        self.window.status(PATIENCE, |text| text.eq_ignore_ascii_case(&wanted)).await.map(drop)
    }

    async fn heard_by_echo(&self, unit: &str, name: &str) -> anyhow::Result<Recorded> {
        let file = self.pictures.join(format!("{name}-echo-whole-call.wav"));
        std::fs::write(&file, self.property.heard(unit).await?)?;
        let heard = Recorded::load(&file)?;
        ensure!(!heard.samples.is_empty(), "the Echo's recording is empty");
        Ok(heard)
    }

    fn keep(&self, recorded: &Recorded, name: &str) -> anyhow::Result<PathBuf> {
        let file = self.pictures.join(name).with_extension("wav");
        recorded.save(&file)?;
        Ok(file)
    }
}

/// A call that rings in a room.
struct Ringing {
    mark: u64,
    clicked: SystemTime,
    rang: SystemTime,
    heard_here: Recording,
}

/// An Echo whose resident is played by hand and speaks the fixed recording as soon as sound can travel.
fn script(early_answer: bool) -> Value {
    json!({"early_answer": early_answer, "voice": {"file": voice("resident")}, "speaks": "connected"})
}

fn voice(name: &str) -> PathBuf {
    step::root().join(Path::new("tests/voices").join(name)).with_extension("wav")
}

#[expect(clippy::disallowed_methods, reason = "compared with the times that other programs report")]
fn now() -> SystemTime {
    SystemTime::now()
}
