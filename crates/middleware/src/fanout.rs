//! The one place where events fan out to stations: numbered, kept for a while, replayed after a reconnect.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{StationId, StreamId};
use roomline_signaling::staff::{Desk, Event, Reply, ServerMessage, Unheard};

/// How many events are kept for a station that comes back.
const KEPT_EVENTS: usize = 256;
/// How long they are kept.
const KEPT_FOR: Duration = Duration::from_secs(10 * 60);

/// One socket of one station, numbered by whoever accepts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub u64);

/// The streams of events to all stations, and the frames that are to be sent now.
#[derive(Debug, Default)]
pub(crate) struct Fanout {
    streams: BTreeMap<StationId, Stream>,
    frames: VecDeque<(SocketId, String)>,
}

/// One unbroken numbering of events to one station.
#[derive(Debug)]
struct Stream {
    id: StreamId,
    station_name: String,
    last: u64,
    kept: VecDeque<Kept>,
    reader: Reader,
    sight: Sight,
    /// Its station was away and may have missed how its colleagues' desks changed.
    behind: bool,
}

/// What a station sees of its ring groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// Its desks.
    pub(crate) desks: Vec<Desk>,
    /// Those that nobody listens for.
    pub(crate) unheard: Vec<Unheard>,
}

/// Who reads a stream.
#[derive(Clone, Copy, Debug)]
enum Reader {
    Socket(SocketId),
    Nobody { since: WallTime },
}

#[derive(Debug)]
struct Kept {
    at: WallTime,
    seq: u64,
    event: Event,
}

impl Fanout {
    /// Gives a station's events to a socket if it left off at `seq` of `stream` and nothing since is lost.
    ///
    /// `false`: it must start anew, see [`Fanout::start`].
    pub(crate) fn resume(
        &mut self,
        now: WallTime,
        (station, station_name): (&StationId, &str),
        socket: SocketId,
        left_off: Option<(&StreamId, u64)>,
    ) -> bool {
        let (Some(stream), Some((id, seq))) = (self.streams.get_mut(station), left_off) else { return false };
        stream.forget_old(now);
        let oldest = stream.kept.front().map_or(stream.last + 1, |kept| kept.seq);
        if stream.id != *id || seq > stream.last || seq + 1 < oldest {
            return false;
        }
        stream.reader = Reader::Socket(socket);
        stream.behind = true;
        station_name.clone_into(&mut stream.station_name);
        let welcome = Reply::Welcome { stream: id.clone(), seq: stream.last, resumed: true };
        self.frames.push_back((socket, ServerMessage::Reply(welcome).encode()));
        for kept in stream.kept.iter().filter(|kept| kept.seq > seq) {
            let message = ServerMessage::Event { seq: kept.seq, event: aged(kept.event.clone(), kept.at.until(now)) };
            self.frames.push_back((socket, message.encode()));
        }
        true
    }

    /// Ends a station's stream; until [`Fanout::start`] nothing is told to it.
    pub(crate) fn forget(&mut self, station: &StationId) {
        self.streams.remove(station);
    }

    /// Starts a new stream on a socket with `welcome` and what `snapshot` says.
    pub(crate) fn start(
        &mut self,
        station: StationId,
        station_name: String,
        socket: SocketId,
        id: StreamId,
        snapshot: roomline_signaling::staff::Snapshot,
    ) {
        let welcome = Reply::Welcome { stream: id.clone(), seq: 0, resumed: false };
        let sight = Sight { desks: snapshot.desks.clone(), unheard: snapshot.unheard.clone() };
        for reply in [welcome, Reply::Snapshot(snapshot)] {
            self.reply(socket, reply);
        }
        let (reader, kept, behind) = (Reader::Socket(socket), VecDeque::new(), false);
        self.streams.insert(station, Stream { id, station_name, last: 0, kept, reader, sight, behind });
    }

    /// Keeps a station's events for its return; forgets stations that have been away for too long.
    pub(crate) fn left(&mut self, now: WallTime, station: &StationId) {
        if let Some(stream) = self.streams.get_mut(station) {
            stream.reader = Reader::Nobody { since: now };
        }
        self.streams.retain(|_, stream| match stream.reader {
            Reader::Socket(_) => true,
            Reader::Nobody { since } => since + KEPT_FOR > now,
        });
    }

    /// Says something outside the numbering.
    pub(crate) fn reply(&mut self, socket: SocketId, reply: Reply) {
        self.frames.push_back((socket, ServerMessage::Reply(reply).encode()));
    }

    /// Tells one station.
    pub(crate) fn tell(&mut self, now: WallTime, station: &StationId, event: Event) {
        if let Some(stream) = self.streams.get_mut(station) {
            stream.push(now, event, &mut self.frames);
        }
    }

    /// Tells every station whose name `concerned` picks.
    pub(crate) fn tell_all(&mut self, now: WallTime, event: &Event, concerned: impl Fn(&str) -> bool) {
        for stream in self.streams.values_mut().filter(|stream| concerned(&stream.station_name)) {
            stream.push(now, event.clone(), &mut self.frames);
        }
    }

    /// Tells every connected station what its ring groups look like, if that changed. Looked at are those whose name `concerned`
    /// picks, and those that have just come back.
    pub(crate) fn show_desks(
        &mut self,
        now: WallTime,
        concerned: impl Fn(&str) -> bool,
        sight_of: impl Fn(&str) -> Sight,
    ) {
        for stream in self.streams.values_mut().filter(|stream| matches!(stream.reader, Reader::Socket(_))) {
            if !std::mem::take(&mut stream.behind) && !concerned(&stream.station_name) {
                continue;
            }
            let sight = sight_of(&stream.station_name);
            if stream.sight != sight {
                stream.sight.clone_from(&sight);
                let Sight { desks, unheard } = sight;
                stream.push(now, Event::PresenceChanged { desks, unheard }, &mut self.frames);
            }
        }
    }

    /// The next frame to be sent.
    pub(crate) fn poll_frame(&mut self) -> Option<(SocketId, String)> {
        self.frames.pop_front()
    }
}

impl Stream {
    fn push(&mut self, now: WallTime, event: Event, frames: &mut VecDeque<(SocketId, String)>) {
        self.last += 1;
        if let Reader::Socket(socket) = self.reader {
            frames.push_back((socket, ServerMessage::Event { seq: self.last, event: event.clone() }.encode()));
        }
        self.kept.push_back(Kept { at: now, seq: self.last, event });
        self.forget_old(now);
    }

    fn forget_old(&mut self, now: WallTime) {
        while self.kept.len() > KEPT_EVENTS || self.kept.front().is_some_and(|kept| kept.at + KEPT_FOR <= now) {
            self.kept.pop_front();
        }
    }
}

/// An event as it must be read so much later.
fn aged(mut event: Event, age: Duration) -> Event {
    if let Event::CallIncoming(incoming) = &mut event {
        let age = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
        incoming.remaining_ms = incoming.remaining_ms.saturating_sub(age);
    }
    event
}

#[cfg(test)]
mod tests {
    use roomline_signaling::staff::{Presence, Snapshot};

    use super::*;

    fn desks(busy: bool) -> Vec<Desk> {
        vec![Desk { station: "Desk 1".into(), staff: None, presence: Presence::Available, connected: true, busy }]
    }

    fn sight(busy: bool) -> Sight {
        Sight { desks: desks(busy), unheard: Vec::new() }
    }

    #[test]
    fn a_station_that_was_away_is_shown_its_desks_though_nothing_changed_since() {
        let (mut fanout, now) = (Fanout::default(), WallTime::default());
        let station = StationId::new("station-1").expect("an id");
        let stream = StreamId::new("s-1").expect("an id");
        let snapshot = Snapshot { desks: desks(false), ..Snapshot::default() };
        fanout.start(station.clone(), "Desk 1".into(), SocketId(1), stream.clone(), snapshot);
        fanout.left(now, &station);
        fanout.show_desks(now, |_| true, |_| sight(true));
        assert!(fanout.resume(now, (&station, "Desk 1"), SocketId(2), Some((&stream, 0))));
        while fanout.poll_frame().is_some() {}
        fanout.show_desks(now, |_| false, |_| sight(true));
        let (socket, frame) = fanout.poll_frame().expect("it is told");
        assert_eq!((socket, frame.contains("presence.changed")), (SocketId(2), true));
        fanout.show_desks(now, |_| false, |_| sight(false));
        assert_eq!(fanout.poll_frame(), None, "it is not concerned any more");
    }
}
