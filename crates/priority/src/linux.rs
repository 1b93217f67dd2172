//! Linux: ourselves where we may, else through RealtimeKit, which every desktop with PipeWire or PulseAudio has.

use std::thread;

use rustix::process::setpriority_process;
use rustix::thread::gettid;

/// The nice value of a thread that carries a voice: that of PulseAudio's and PipeWire's own threads, and within the −15 that
/// RealtimeKit gives at most (its `--min-nice-level`).
const NICE: i32 = -11;

pub(crate) fn raise_this_thread() {
    // The calling thread alone: Linux reads "this process" so. Source: setpriority(2), "C library/kernel differences".
    if setpriority_process(None, NICE).is_ok() {
        return;
    }
    let who = gettid().as_raw_nonzero().get().unsigned_abs();
    // The answer may take as long as the bus is slow, and the voice does not wait for it.
    let asked = thread::Builder::new().name("roomline-rtkit".to_owned()).spawn(move || {
        if let Err(error) = zbus::blocking::Connection::system().and_then(|bus| kit::raise(&bus, who.into())) {
            tracing::debug!(%error, "a thread keeps its priority");
        }
    });
    if let Err(error) = asked {
        tracing::debug!(%error, "a thread keeps its priority");
    }
}

mod kit {
    //! The one call of RealtimeKit that is needed. Source: rtkit, README, "D-Bus interface".

    use zbus::blocking::Connection;

    use super::NICE;

    #[zbus::proxy(
        interface = "org.freedesktop.RealtimeKit1",
        default_service = "org.freedesktop.RealtimeKit1",
        default_path = "/org/freedesktop/RealtimeKit1",
        gen_async = false,
        gen_blocking = true
    )]
    trait RealtimeKit {
        fn make_thread_high_priority(&self, thread: u64, nice: i32) -> zbus::Result<()>;
    }

    /// Asks for the thread with this id of our process.
    pub(super) fn raise(bus: &Connection, thread: u64) -> zbus::Result<()> {
        RealtimeKitProxy::new(bus)?.make_thread_high_priority(thread, NICE)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;

    use roomline_rig::{Bus, Folder};
    use rustix::process::getpriority_process;

    use super::*;

    /// RealtimeKit as it looks from the bus.
    struct Kit(Sender<(u64, i32)>);

    #[zbus::interface(name = "org.freedesktop.RealtimeKit1")]
    impl Kit {
        fn make_thread_high_priority(&self, thread: u64, nice: i32) {
            self.0.send((thread, nice)).expect("the test waits");
        }
    }

    #[test]
    fn the_kit_is_asked_for_the_thread_by_its_number() {
        let folder = Folder::new().expect("a folder");
        let bus = Bus::start(&folder).expect("a bus");
        let (tell, told) = channel();
        let address = &bus.env()[0].1;
        let connect = || zbus::blocking::connection::Builder::address(address.as_str());
        let _service = connect()
            .and_then(|bus| bus.name("org.freedesktop.RealtimeKit1"))
            .and_then(|bus| bus.serve_at("/org/freedesktop/RealtimeKit1", Kit(tell)))
            .and_then(|bus| bus.build())
            .expect("a service");
        let asking = connect().and_then(|bus| bus.build()).expect("a bus");
        kit::raise(&asking, 4711).expect("an answer");
        assert_eq!(told.recv_timeout(Duration::from_secs(5)), Ok((4711, -11)));
    }

    #[test]
    fn only_the_thread_that_asks_is_raised() {
        let ours = getpriority_process(None).expect("a nice value");
        let allowed = thread::spawn(|| setpriority_process(None, NICE).is_ok()).join().expect("no panic");
        let raised = thread::spawn(|| {
            raise_this_thread();
            getpriority_process(None).expect("a nice value")
        });
        assert_eq!(raised.join().expect("no panic"), if allowed { NICE } else { ours });
        assert_eq!(getpriority_process(None).expect("a nice value"), ours);
    }
}
