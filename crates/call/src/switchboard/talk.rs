//! What the two ends last said about media, and the re-offers that wait for an answer.
//!
//! ```text
//!                 the station re-offers
//!       Stable ─────────────────────────────► LocalOffer
//!        ▲ │ ◄──answered, refused, too late──────┘ │
//!        │ │                                       │ the Echo re-offers too: ours gives way,
//!        │ └──the Echo re-offers──► RemoteOffer ◄──┘ and comes again once hers is answered
//!        └───────────answered───────────┘
//! ```

use serde::{Deserialize, Serialize};

use super::call::{Call, Scene, State};
use super::own_offer::OwnOffer;
use super::{Action, News, Say, Side, Update, WallTime, deadlines};
use crate::description::{Description, Reoffer, answer_reoffer, classify_reoffer};
use crate::{EndReason, Sdp, UpdateId};

/// The last description of each end, and a re-offer on top of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    ours: Sdp,
    theirs: Sdp,
    /// The Echo's first description; absent in a call that an older middleware stored.
    #[serde(default)]
    first: Option<Sdp>,
    asked: Option<Asked>,
    /// The station's newest re-offer of its own.
    #[serde(default)]
    own: Option<OwnOffer>,
}

/// Whose re-offer waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Negotiation {
    /// Nobody's.
    Stable,
    /// The station's.
    LocalOffer,
    /// The Echo's.
    RemoteOffer,
}

/// A re-offer that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    update: Update,
    /// Who can answer it.
    by: Answerer,
    give_up_at: WallTime,
}

/// Who can answer a re-offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answerer {
    /// The station, and from this moment on we ourselves: it changes neither transport nor codec.
    Anybody {
        /// When we stop waiting for the station.
        ourselves_at: WallTime,
    },
    /// Only the station's WebRTC stack.
    StationOnly,
}

impl Talk {
    pub(super) fn new(ours: Sdp, theirs: Sdp) -> Self {
        Self { ours, first: Some(theirs.clone()), theirs, asked: None, own: None }
    }

    /// Whose re-offer waits for an answer. The Echo's goes first: while one waits, ours stands back.
    #[must_use]
    pub fn negotiation(&self) -> Negotiation {
        if self.asked.is_some() {
            Negotiation::RemoteOffer
        } else if self.own.as_ref().is_some_and(OwnOffer::is_at_alexa) {
            Negotiation::LocalOffer
        } else {
            Negotiation::Stable
        }
    }

    /// The Echo's first description: what it answered our offer with, or its own offer.
    #[must_use]
    pub fn first(&self) -> &Sdp {
        self.first.as_ref().unwrap_or(&self.theirs)
    }

    /// The Echo's last description that was answered.
    #[must_use]
    pub const fn theirs(&self) -> &Sdp {
        &self.theirs
    }

    /// The re-offer that waits for an answer.
    #[must_use]
    pub fn update(&self) -> Option<&Update> {
        self.asked.as_ref().map(|asked| &asked.update)
    }

    /// The station's newest re-offer of its own, and what became of it.
    #[must_use]
    pub const fn own_offer(&self) -> Option<&OwnOffer> {
        self.own.as_ref()
    }

    pub(super) const fn own_offer_mut(&mut self) -> &mut Option<OwnOffer> {
        &mut self.own
    }

    /// Both ends speak by these from now on.
    pub(super) fn agree(&mut self, ours: Sdp, theirs: Sdp) {
        (self.ours, self.theirs) = (ours, theirs);
    }

    /// Our last description.
    pub(super) const fn ours(&self) -> &Sdp {
        &self.ours
    }

    pub(super) fn poll_timeout(&self) -> Option<WallTime> {
        match &self.asked {
            Some(Asked { by: Answerer::Anybody { ourselves_at }, give_up_at, .. }) => {
                Some(WallTime::min(*ourselves_at, *give_up_at))
            }
            Some(Asked { by: Answerer::StationOnly, give_up_at, .. }) => Some(*give_up_at),
            None => self.own.as_ref().and_then(OwnOffer::poll_timeout),
        }
    }

    /// Whether a re-offer is the one that waits, or older than it.
    fn is_behind(&self, offer: &Sdp) -> bool {
        let is_older = |waiting: &Sdp| {
            let both = Description::parse(offer).ok().zip(Description::parse(waiting).ok());
            both.is_some_and(|(offer, waiting)| offer.is_older_than(&waiting))
        };
        self.update().is_some_and(|waiting| waiting.offer == *offer || is_older(&waiting.offer))
    }

    /// Answers the waiting re-offer by text alone, if that is possible.
    fn answer_ourselves(&self) -> Option<Sdp> {
        let asked = self.asked.as_ref()?;
        answer_reoffer(&self.ours, &self.theirs, &asked.update.offer).ok().map(|answer| answer.sdp)
    }

    fn answered(&mut self, answer: Sdp) -> Option<Say> {
        let Update { id, kind, offer } = self.asked.take()?.update;
        self.theirs = offer;
        self.ours = answer.clone();
        Some(Say::UpdateAnswer { update: id, kind, answer })
    }
}

impl Call {
    /// The Echo re-offers: the station answers, or we for it, or the call ends.
    pub(super) fn reoffered(&mut self, update: Update, scene: &mut Scene<'_>) {
        let (State::Awarded { holder, talk, .. } | State::Talking { holder, talk, .. }) = &mut self.state else {
            return self.keep_for_later(update);
        };
        if talk.is_behind(&update.offer) {
            return;
        }
        let by = match classify_reoffer(&talk.ours, &talk.theirs, &update.offer) {
            Ok(Reoffer::Stale) => return,
            Ok(Reoffer::Repeat) => {
                let Update { id, kind, .. } = update;
                let say = Say::UpdateAnswer { update: id, kind, answer: talk.ours.clone() };
                scene.out.push_back(Action::Say { call: self.id, say });
                return;
            }
            Ok(Reoffer::Plain) => Answerer::Anybody { ourselves_at: scene.now + deadlines::STATION_SILENT },
            Ok(Reoffer::IceRestart | Reoffer::CodecChange) | Err(_) => Answerer::StationOnly,
        };
        let absent = holder.gone_until.is_some();
        let station = holder.seat.station.clone();
        if let Some(own) = &mut talk.own {
            own.give_way((self.id, &station), matches!(by, Answerer::Anybody { .. }), scene);
        }
        scene.tell(&station, self.id, News::Update(update.clone()));
        talk.asked = Some(Asked { update, by, give_up_at: scene.now + deadlines::REOFFER_UNANSWERED });
        if absent {
            self.answer_update_for_absent_station(scene);
        }
    }

    /// The station's answer; one to a re-offer that was answered or replaced meanwhile changes nothing.
    pub(super) fn update_answered(&mut self, update: &UpdateId, answer: Sdp, scene: &mut Scene<'_>) {
        let (State::Awarded { talk, .. } | State::Talking { talk, .. }) = &mut self.state else { return };
        if talk.update().is_some_and(|waiting| waiting.id == *update)
            && let Some(say) = talk.answered(answer)
        {
            scene.out.push_back(Action::Say { call: self.id, say });
        }
    }

    /// Answers a plain re-offer whose station cannot.
    pub(super) fn answer_update_for_absent_station(&mut self, scene: &mut Scene<'_>) {
        let (State::Awarded { talk, .. } | State::Talking { talk, .. }) = &mut self.state else { return };
        if let Some(say) = talk.answer_ourselves().and_then(|answer| talk.answered(answer)) {
            scene.out.push_back(Action::Say { call: self.id, say });
        }
    }

    /// Does what the deadlines of the waiting re-offer ask for.
    pub(super) fn watch_update(&mut self, scene: &mut Scene<'_>) {
        let (State::Awarded { talk, .. } | State::Talking { talk, .. }) = &mut self.state else { return };
        let Some(asked) = &mut talk.asked else { return };
        // First: after a stop of the middleware both moments may have passed, and a plain one needs no station.
        if matches!(asked.by, Answerer::Anybody { ourselves_at } if ourselves_at <= scene.now) {
            // Should that fail after all, the station may still answer in the time that is left.
            asked.by = Answerer::StationOnly;
            self.answer_update_for_absent_station(scene);
        }
        let (State::Awarded { talk, .. } | State::Talking { talk, .. }) = &self.state else { return };
        if talk.asked.as_ref().is_some_and(|asked| asked.give_up_at <= scene.now) {
            self.end(EndReason::MediaFailed, Side::Middleware, scene);
        }
    }
}
