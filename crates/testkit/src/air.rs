//! The sound, played: two ends that know each other's descriptions are joined, and a voice is heard where gates allow.

use std::collections::{BTreeMap, BTreeSet};

use roomline_signaling::call::description::Flow;
use roomline_signaling::call::{CallId, Sdp};

/// One end of a call's sound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// A desk's.
    Desk(String, CallId),
    /// An Echo's, by the number of its media.
    Echo(u64),
}

#[derive(Debug, Default)]
struct Half {
    local: Option<String>,
    remote: Option<String>,
    /// What passes its gate, seen from itself; `None`: shut.
    gate: Option<Flow>,
    joined: bool,
}

/// All ends there are.
#[derive(Debug, Default)]
pub(crate) struct Air {
    ends: BTreeMap<End, Half>,
    /// Every (speaker, listener) there ever was.
    heard: BTreeSet<(End, End)>,
}

impl Air {
    pub(crate) fn describe(&mut self, end: &End, local: &Sdp) {
        self.half(end).local = Some(who(local));
    }

    pub(crate) fn hear_of(&mut self, end: &End, remote: &Sdp) {
        self.half(end).remote = Some(who(remote));
    }

    pub(crate) fn gate(&mut self, end: &End, gate: Option<Flow>) {
        self.half(end).gate = gate;
        self.listen();
    }

    /// Closes an end and says who loses its other half by that.
    pub(crate) fn close(&mut self, end: &End) -> Option<End> {
        let other = self.other(end);
        self.ends.remove(end);
        if let Some(other) = &other {
            self.half(other).joined = false;
        }
        other
    }

    /// Ends that can now hear each other for the first time.
    pub(crate) fn join(&mut self) -> Vec<End> {
        let fresh: Vec<End> = self.ends.iter().filter(|(_, half)| !half.joined).map(|(end, _)| end.clone()).collect();
        let joined: Vec<End> = fresh.into_iter().filter(|end| self.match_of(end).is_some()).collect();
        for end in &joined {
            self.half(end).joined = true;
        }
        self.listen();
        joined
    }

    /// Whether `speaker` is heard by `listener` now.
    pub(crate) fn hears(&self, listener: &End, speaker: &End) -> bool {
        let passes = |end: &End, way: fn(Flow) -> bool| {
            self.ends.get(end).is_some_and(|half| half.joined && half.gate.is_some_and(way))
        };
        self.other(speaker).as_ref() == Some(listener)
            && passes(speaker, Flow::sends)
            && passes(listener, Flow::receives)
    }

    /// Whether `speaker` was ever heard by anybody.
    pub(crate) fn was_heard(&self, speaker: &End) -> bool {
        self.heard.iter().any(|(end, _)| end == speaker)
    }

    pub(crate) fn other(&self, end: &End) -> Option<End> {
        self.match_of(end).filter(|_| self.ends[end].joined)
    }

    fn match_of(&self, end: &End) -> Option<End> {
        let half = self.ends.get(end)?;
        let fits = |other: &Half| {
            half.local.is_some() && half.remote.is_some() && other.local == half.remote && other.remote == half.local
        };
        self.ends.iter().find(|(other, candidate)| *other != end && fits(candidate)).map(|(other, _)| other.clone())
    }

    fn listen(&mut self) {
        let ends: Vec<End> = self.ends.keys().cloned().collect();
        for speaker in &ends {
            if let Some(listener) = self.other(speaker).filter(|listener| self.hears(listener, speaker)) {
                self.heard.insert((speaker.clone(), listener));
            }
        }
    }

    fn half(&mut self, end: &End) -> &mut Half {
        self.ends.entry(end.clone()).or_default()
    }
}

/// Whose description it is: the ICE credentials, which no two ends share.
fn who(sdp: &Sdp) -> String {
    let line = sdp.as_str().lines().find(|line| line.starts_with("a=ice-ufrag:"));
    line.expect("a description on paper has ICE credentials").to_owned()
}
