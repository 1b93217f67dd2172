//! What is tried for the check of this desk outside of a call: the microphone, the speaker, the STUN and TURN servers. One thing at a
//! time, and dropping it stops it.

use std::time::Duration;

use roomline_audio::device::{Chime, ChimeSound, DeviceError, Ear, Wanted};
use roomline_peer::{Probed, probe};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::voice::{known, trouble_of};
use crate::core::{IceServerTried, Input, TrialNews};
use crate::state::{IceServerFault, SoundTrouble};

/// A server that needs longer helps no call: a call gathers for half a second.
const ICE_SERVER_ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// Something that is being tried.
#[expect(dead_code, reason = "held, to be dropped")]
pub(crate) enum Trying {
    Ear(Ear),
    Tone(Chime),
    IceServers(Aborting),
}

/// A task that ends when nobody waits for it any more.
pub(crate) struct Aborting(AbortHandle);

impl Drop for Aborting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Tells news of the trial `number`.
pub(super) struct Tell {
    pub(super) number: u32,
    pub(super) to: mpsc::Sender<Input>,
}

impl Tell {
    /// For threads of the sound, which must not wait: the next level comes in a tenth of a second.
    fn now(&self, news: TrialNews) {
        let _busy_or_stopped = self.to.try_send(Input::Tried { number: self.number, news });
    }

    /// For the last word of a thread that does nothing else.
    fn in_time(&self, news: TrialNews) {
        let _stopped = self.to.blocking_send(Input::Tried { number: self.number, news });
    }
}

pub(super) fn listen(microphones: Vec<Wanted>, tell: Tell) -> Trying {
    Trying::Ear(Ear::open(microphones, move |heard| match heard {
        Ok(heard) => tell.now(TrialNews::Hears { device: known(heard.device), level: heard.level }),
        Err(error) => tell.in_time(TrialNews::Sound(gone_as(SoundTrouble::NoMicrophone, error))),
    }))
}

pub(super) fn play_tone(speakers: Vec<Wanted>, tell: Tell) -> Trying {
    Trying::Tone(Chime::start_and_tell(ChimeSound::Trial, speakers, move |over| {
        tell.in_time(match over {
            Ok(_) => TrialNews::Played,
            Err(error) => TrialNews::Sound(gone_as(SoundTrouble::NoSpeaker, error)),
        });
    }))
}

/// Asks every server at the same time. Must be called on a tokio runtime.
pub(super) fn ask_ice_servers(servers: Vec<roomline_peer::IceServer>, include_loopback: bool, tell: Tell) -> Trying {
    let task = tokio::spawn(async move {
        let mut asking = JoinSet::new();
        for (place, server) in servers.iter().cloned().enumerate() {
            asking.spawn(async move { (place, probe(&server, include_loopback, ICE_SERVER_ANSWERS_WITHIN).await) });
        }
        let mut faults = vec![Some(IceServerFault::Silent); servers.len()];
        while let Some(asked) = asking.join_next().await {
            if let Ok((place, probed)) = asked {
                faults[place] = fault_of(probed);
            }
        }
        let tried = servers.into_iter().zip(faults).map(|(server, fault)| IceServerTried { url: server.url, fault });
        let news = TrialNews::IceServers(tried.collect());
        let _stopped = tell.to.send(Input::Tried { number: tell.number, news }).await;
    });
    Trying::IceServers(Aborting(task.abort_handle()))
}

fn fault_of(probed: Probed) -> Option<IceServerFault> {
    match probed {
        Probed::Answered => None,
        Probed::Refused => Some(IceServerFault::Refused),
        Probed::Silent => Some(IceServerFault::Silent),
        Probed::Unusable => Some(IceServerFault::Unusable),
    }
}

/// Outside of a call a device that went is one that is not there.
fn gone_as(missing: SoundTrouble, error: DeviceError) -> SoundTrouble {
    match error {
        DeviceError::DeviceGone => missing,
        error => trouble_of(error),
    }
}
