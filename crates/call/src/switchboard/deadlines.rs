//! How long the switchboard waits for whom. `docs/protocol.md` §4 says what follows.

use std::time::Duration;

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// Alexa says nothing after our offer: she does not know the unit, or lost the message.
pub const ALEXA_SILENT: Duration = secs(10);
/// An Echo rings: longer, and the resident is not in the room.
pub const ECHO_RINGS: Duration = secs(45);
/// A step in which only stations in a call are left: they rarely come free, the next group may be idle.
pub const ONLY_BUSY_LEFT: Duration = secs(10);
/// A call from a unit rings, all steps together: nobody waits longer at an Echo.
pub const WHOLE_RING: Duration = secs(60);
/// A ring after a withdrawn award: time enough to reach for the mouse again.
pub const RING_AGAIN: Duration = secs(15);
/// After a start the desks need a moment to reconnect; until then no ring-group step is skipped.
pub const WAIT_FOR_DESKS: Duration = secs(12);
/// An award of whose acceptance nothing is heard: longer than any message to Alexa lives, so this only ever ends a call
/// whose post was forgotten.
pub const NO_OUTCOME: Duration = secs(15);
/// No `call.media connected` after acceptance: a little more than the station's own 10 s.
pub const NO_SOUND: Duration = secs(15);
/// A station is gone in a call: time for its computer to wake or its network to come back.
pub const STATION_GONE: Duration = secs(120);
/// The longest call: what lasts longer was forgotten.
pub const LONGEST_CALL: Duration = secs(4 * 60 * 60);
/// A connected station leaves a re-offer unanswered: the switchboard answers a plain one for it.
pub const STATION_SILENT: Duration = secs(2);
/// Our own re-offer stays unanswered: whoever wanted it goes on with what there was.
pub const OWN_REOFFER_UNANSWERED: Duration = secs(10);
/// A re-offer stays unanswered: Alexa would end the call, and the sound is broken already.
pub const REOFFER_UNANSWERED: Duration = secs(5);
