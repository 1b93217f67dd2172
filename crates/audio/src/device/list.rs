//! Which sound devices this computer has, by ids that stay the same when they are unplugged and plugged in again, and news when that
//! changes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use super::cards;
use super::error::Way;
#[cfg(target_os = "linux")]
use super::pulse;

/// How often devices are looked for where nobody tells when one comes. Long enough to cost nothing, and a plug that was put in takes
/// a person longer.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// A microphone or a loudspeaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// What it is chosen by: stays the same over restarts and when it is plugged in again.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether sound only passes it on the way to another device: may be chosen, is never taken by itself, and does not ring.
    pub is_plumbing: bool,
}

/// All devices there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Devices {
    /// What can be talked into.
    pub microphones: Vec<Device>,
    /// What can be heard.
    pub speakers: Vec<Device>,
    /// The id of the microphone that the system would take.
    pub default_microphone: Option<String>,
    /// The id of the loudspeaker that the system would take.
    pub default_speaker: Option<String>,
}

impl Devices {
    /// Looks for all devices; takes some milliseconds with a sound server, and up to a second without one.
    #[must_use]
    pub fn now() -> Self {
        #[cfg(target_os = "linux")]
        if pulse::is_here() {
            let found = pulse::Client::connect().and_then(|mut client| pulse::devices(&mut client));
            return found.unwrap_or_default();
        }
        cards::devices()
    }

    /// Those of one way, and the id of the system's own choice.
    pub(super) fn of(&self, way: Way) -> (&[Device], Option<&str>) {
        match way {
            Way::In => (&self.microphones, self.default_microphone.as_deref()),
            Way::Out => (&self.speakers, self.default_speaker.as_deref()),
        }
    }
}

/// Watches the devices until it is dropped.
pub struct Watch {
    shared: Arc<Shared>,
    thread: Option<Thread>,
}

#[derive(Default)]
struct Shared {
    stopped: AtomicBool,
    /// Ends the wait for the sound server.
    #[cfg(target_os = "linux")]
    waiting: Mutex<Option<std::os::unix::net::UnixStream>>,
    #[cfg(not(target_os = "linux"))]
    waiting: Mutex<()>,
}

/// Tells `changed` which devices there are, first at once and then whenever that changes, on a thread of its own.
///
/// With a sound server news comes in milliseconds, else within two seconds.
#[must_use]
pub fn watch(changed: impl FnMut(Devices) + Send + 'static) -> Watch {
    let shared = Arc::new(Shared::default());
    let ours = Arc::clone(&shared);
    let spawned = thread::Builder::new().name("roomline-devices".to_owned()).spawn(move || {
        let mut news = News { last: None, changed };
        while !ours.stopped.load(Ordering::Acquire) {
            ours.follow_server(&mut news);
            if !ours.stopped.load(Ordering::Acquire) {
                news.tell(Devices::now());
                thread::park_timeout(LOOK_EVERY);
            }
        }
    });
    if spawned.is_err() {
        tracing::warn!("no thread to watch the sound devices");
    }
    Watch { shared, thread: spawned.ok().map(|handle| handle.thread().clone()) }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Release);
        #[cfg(target_os = "linux")]
        if let Some(socket) = self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).take() {
            drop(socket.shutdown(std::net::Shutdown::Both));
        }
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}

impl Shared {
    /// Tells what the sound server tells, as long as there is one.
    #[cfg(target_os = "linux")]
    fn follow_server(&self, news: &mut News<impl FnMut(Devices)>) {
        let follow = |news: &mut News<_>| {
            let mut client = pulse::Client::connect()?;
            *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(client.socket()?);
            client.watches_devices()?;
            while !self.stopped.load(Ordering::Acquire) {
                news.tell(pulse::devices(&mut client)?);
                client.until_devices_change()?;
            }
            Ok::<(), pulse::Trouble>(())
        };
        if pulse::is_here() && follow(news).is_err() {
            tracing::debug!("the sound server does not tell of its devices");
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn follow_server(&self, _: &mut News<impl FnMut(Devices)>) {}
}

struct News<F> {
    last: Option<Devices>,
    changed: F,
}

impl<F: FnMut(Devices)> News<F> {
    fn tell(&mut self, now: Devices) {
        if self.last.as_ref() != Some(&now) {
            self.last = Some(now.clone());
            (self.changed)(now);
        }
    }
}
