//! The calls of one desk: any number may ring, one has the voice.

mod heard;
mod recent;

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use rand::rngs::StdRng;
use roomline_signaling::call::machine::{self, Call, PathNews, Phase};
use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::outcome::CallOutcome;
use roomline_signaling::quality::CallQuality;
use roomline_signaling::staff::{CommandBody, UnitCard};

use super::one_call::OneCall;
use super::words::wish_of;
use super::{MediaAction, MediaEvent, Wall, ids};
use crate::quality::{LiveQuality, Memory, Meter, Sample};
use crate::request::RequestError;
use crate::state::{CallState, CurrentCall, Notice, RecentCall, Taken};

use recent::Recent;

/// How many calls that rang here are remembered, to say who answered them.
const REMEMBERED: usize = 16;

/// All calls of this desk.
#[derive(Debug)]
pub(super) struct Calls {
    calls: BTreeMap<CallId, OneCall>,
    /// The call that has, or will have, this desk's voice.
    voice: Option<CallId>,
    /// A second call that was answered here; the award will give it the voice.
    second: Option<CallId>,
    ended: Option<CurrentCall>,
    taken: Option<Taken>,
    rang: VecDeque<(CallId, Option<UnitCard>)>,
    /// How well earlier calls could be heard.
    memory: Memory,
    recent: Recent,
    /// Whether the middleware takes reports of quality; one of an older version does not.
    reports: bool,
    randomness: StdRng,
    wishes: VecDeque<Wish>,
}

/// What calls want of the rest of the station.
#[derive(Debug)]
pub(super) enum Wish {
    /// Tell the middleware.
    Say(CommandBody),
    /// Do something with media.
    Media(CallId, MediaAction),
    /// This call has the voice now: a reconnect names it.
    VoiceIs(Option<CallId>),
    /// Tell the person at the desk.
    Notice(Notice),
    /// A new talk begins: nobody is muted by an old one.
    Unmute,
}

impl Calls {
    pub(super) fn new(randomness: StdRng) -> Self {
        Self {
            calls: BTreeMap::new(),
            voice: None,
            second: None,
            ended: None,
            taken: None,
            rang: VecDeque::new(),
            memory: Memory::default(),
            recent: Recent::default(),
            reports: true,
            randomness,
            wishes: VecDeque::new(),
        }
    }

    pub(super) fn voice(&self) -> Option<(CallId, &OneCall)> {
        let id = self.voice?;
        self.calls.get(&id).map(|call| (id, call))
    }

    pub(super) fn ended(&self) -> Option<&CurrentCall> {
        self.ended.as_ref()
    }

    pub(super) fn taken(&self) -> Option<&Taken> {
        self.taken.as_ref()
    }

    /// How the last calls of this desk were, without whom they were with.
    pub(super) fn recent(&self, wall: Wall) -> Vec<RecentCall> {
        self.recent.shown(wall)
    }

    /// Calls that ring here and do not have the voice, oldest first.
    pub(super) fn ringing(&self) -> Vec<(CallId, &OneCall)> {
        let rings =
            |call: &OneCall| matches!(call.call.phase(), Phase::Arriving | Phase::Answering) && !call.call.is_over();
        let mut ringing: Vec<_> = self
            .calls
            .iter()
            .filter(|(id, call)| Some(**id) != self.voice && rings(call))
            .map(|(id, call)| (*id, call))
            .collect();
        ringing.sort_by_key(|(id, call)| (call.since, *id));
        ringing
    }

    /// Whether every call is over and closed.
    pub(super) fn is_quiet(&self) -> bool {
        self.calls.is_empty()
    }

    pub(super) fn start(&mut self, now: Instant, wall: Wall, unit: UnitCard) -> Result<(), RequestError> {
        self.check_voice_is_free()?;
        let id = CallId::from_u128(self.new_id(now, wall));
        self.insert(now, id, Call::to_unit(now), Some(unit), String::new(), Vec::new());
        self.give_voice(Some(id));
        self.settle(now, id);
        Ok(())
    }

    /// A new id for something that begins at this desk.
    pub(super) fn new_id(&mut self, now: Instant, wall: Wall) -> u128 {
        ids::uuid(wall.ms_at(now), &mut self.randomness)
    }

    pub(super) fn answer(&mut self, now: Instant, id: CallId) -> Result<(), RequestError> {
        let rings = self.calls.get(&id).is_some_and(|call| call.call.phase() == Phase::Arriving);
        if !rings {
            return Err(RequestError::NoSuchCall);
        }
        if let Some(second) = self.second {
            return Err(RequestError::AlreadyInCall {
                unit: self.calls.get(&second).and_then(|call| call.unit.clone()),
            });
        }
        match self.check_voice_is_free() {
            Ok(()) => self.give_voice(Some(id)),
            Err(_) => self.second = Some(id),
        }
        self.feed(now, id, machine::Input::Answer);
        Ok(())
    }

    pub(super) fn decline(&mut self, now: Instant, id: CallId) -> Result<(), RequestError> {
        let rings =
            self.calls.get(&id).is_some_and(|call| matches!(call.call.phase(), Phase::Arriving | Phase::Answering));
        if !rings {
            return Err(RequestError::NoSuchCall);
        }
        self.feed(now, id, machine::Input::Decline);
        Ok(())
    }

    pub(super) fn hang_up(&mut self, now: Instant) -> Result<(), RequestError> {
        let id = self.voice.ok_or(RequestError::NoSuchCall)?;
        self.feed(now, id, machine::Input::HangUp);
        Ok(())
    }

    pub(super) fn close_ended(&mut self) {
        self.ended = None;
    }

    /// A person says what came of the call that is over; without a connection it is told later.
    pub(super) fn settle_ended(&mut self, outcome: CallOutcome) -> Result<(), RequestError> {
        let ended = self.ended.take_if(|ended| ended.known_there).ok_or(RequestError::NoSuchCall)?;
        self.wishes.push_back(Wish::Say(CommandBody::CallOutcome { call_id: ended.call_id, outcome }));
        Ok(())
    }

    /// Somebody else sits down here, who has nothing to say of what is over.
    pub(super) fn put_away(&mut self) {
        self.ended = None;
        self.taken = None;
    }

    /// # Errors
    /// [`RequestError::InCall`]: the call goes first. It names nobody, because the desk may be locked.
    pub(super) fn check_silence(&self) -> Result<(), RequestError> {
        self.check_voice_is_free().map_err(|_| RequestError::InCall)
    }

    pub(super) fn dismiss_taken(&mut self) {
        self.taken = None;
    }

    /// The program stops, or nobody is signed in any more: every call is told so.
    pub(super) fn shut_down(&mut self, now: Instant) {
        self.feed_all(now, &machine::Input::ShutDown);
    }

    /// The session is over, so nothing can be told any more.
    pub(super) fn abandon(&mut self, now: Instant) {
        self.feed_all(now, &machine::Input::Over(EndReason::NotAllowed));
        self.put_away();
        self.wishes.retain(|wish| !matches!(wish, Wish::Say(_)));
    }

    /// This computer's network changed: calls look after their paths.
    pub(super) fn network_changed(&mut self, now: Instant) {
        self.feed_all(now, &machine::Input::Path(PathNews::NetworkChanged));
    }

    pub(super) fn media(&mut self, now: Instant, id: CallId, event: MediaEvent) {
        let input = match event {
            MediaEvent::DescriptionReady(sdp) => machine::Input::DescriptionReady(sdp),
            MediaEvent::ReanswerReady { update_id, answer } => machine::Input::ReanswerReady { update_id, answer },
            MediaEvent::PathStands => machine::Input::Path(PathNews::Stands),
            MediaEvent::ReofferReady(sdp) => machine::Input::Path(PathNews::ReofferReady(sdp)),
            MediaEvent::Connected => machine::Input::MediaConnected,
            MediaEvent::Lost { silent_since } => machine::Input::MediaLost { silent_since },
            MediaEvent::Failed => machine::Input::MediaFailed,
            MediaEvent::Closed => machine::Input::MediaClosed,
        };
        self.feed(now, id, input);
    }

    /// How well the call with the voice can be heard now.
    pub(super) fn quality(&self) -> Option<LiveQuality> {
        let (_, one) = self.voice().filter(|(_, one)| one.is_talking())?;
        one.meter.as_ref()?.live()
    }

    pub(super) fn measured(&mut self, now: Instant, id: CallId, sample: Sample) {
        let has_voice = self.voice == Some(id);
        let Some(one) = self.calls.get_mut(&id).filter(|one| has_voice && one.is_talking()) else { return };
        let meter = one.meter.get_or_insert_with(|| Meter::new(now));
        meter.take(now, sample, one.unit.as_ref().map(|unit| &unit.unit_id), &self.memory);
        if let Some(quality) = meter.due(now) {
            self.report(id, quality);
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        let due: Vec<CallId> = self
            .calls
            .iter()
            .filter(|(_, call)| call.call.poll_timeout().is_some_and(|deadline| deadline <= now))
            .map(|(id, _)| *id)
            .collect();
        for id in due {
            if let Some(call) = self.calls.get_mut(&id) {
                call.call.handle_timeout(now);
            }
            self.settle(now, id);
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.calls.values().filter_map(|call| call.call.poll_timeout()).min()
    }

    pub(super) fn poll_wish(&mut self) -> Option<Wish> {
        self.wishes.pop_front()
    }

    /// Whether nobody talks, or is about to, with whom this desk has called or answered.
    pub(super) fn check_voice_is_free(&self) -> Result<(), RequestError> {
        match self.voice() {
            Some((_, call)) if !call.call.is_over() => Err(RequestError::AlreadyInCall { unit: call.unit.clone() }),
            Some(_) | None => Ok(()),
        }
    }

    fn give_voice(&mut self, id: Option<CallId>) {
        self.voice = id;
        self.wishes.push_back(Wish::VoiceIs(id));
        if id.is_some() {
            self.ended = None;
            self.taken = None;
            self.wishes.push_back(Wish::Unmute);
        }
    }

    fn insert(
        &mut self,
        now: Instant,
        id: CallId,
        call: Call,
        unit: Option<UnitCard>,
        ring_group: String,
        also_ringing: Vec<String>,
    ) {
        self.calls.insert(
            id,
            OneCall {
                call,
                unit,
                ring_group,
                also_ringing,
                since: now,
                busy_with: None,
                known_there: false,
                meter: None,
                logged: "",
            },
        );
    }

    fn feed_all(&mut self, now: Instant, input: &machine::Input) {
        let ids: Vec<CallId> = self.calls.keys().copied().collect();
        for id in ids {
            self.feed(now, id, input.clone());
        }
    }

    fn feed(&mut self, now: Instant, id: CallId, input: machine::Input) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.call.handle_input(now, input);
            self.settle(now, id);
        }
    }

    /// Passes on what a call wants, and sees who has the voice now.
    fn settle(&mut self, now: Instant, id: CallId) {
        let Some(one) = self.calls.get_mut(&id) else { return };
        let unit = one.unit.clone();
        while let Some(action) = one.call.poll_action() {
            self.wishes.extend(wish_of(id, unit.as_ref(), action));
        }
        let phase = one.call.phase();
        one.log(id, phase);
        match phase {
            Phase::Arriving if self.voice == Some(id) => {
                self.give_voice(None);
                self.wishes.push_back(Wish::Notice(Notice::AnswerFailed));
            }
            Phase::Arriving if self.second == Some(id) => {
                self.second = None;
                self.wishes.push_back(Wish::Notice(Notice::AnswerFailed));
            }
            Phase::Connecting | Phase::InCall { .. } if self.second == Some(id) => self.award_second(now, id),
            Phase::Ended(ending) => self.bury(now, id, ending),
            Phase::Reconnecting { .. } => one.pause(),
            Phase::Calling
            | Phase::Ringing
            | Phase::Arriving
            | Phase::Answering
            | Phase::Connecting
            | Phase::InCall { .. } => {}
        }
    }

    /// The award of a second call ends the first; the middleware ended its leg in the same moment.
    fn award_second(&mut self, now: Instant, id: CallId) {
        self.second = None;
        if let Some(first) = self.voice {
            // The first must shut its gate before the second opens: its wishes go ahead of those of the award.
            let of_second = std::mem::take(&mut self.wishes);
            self.feed(now, first, machine::Input::Over(EndReason::HungUpHere));
            self.wishes.extend(of_second);
        }
        self.give_voice(Some(id));
    }

    fn report(&mut self, call_id: CallId, quality: CallQuality) {
        if self.reports {
            self.wishes.push_back(Wish::Say(CommandBody::CallQuality { call_id, quality }));
        }
    }

    fn bury(&mut self, now: Instant, id: CallId, ending: machine::Ending) {
        let Some(one) = self.calls.remove(&id) else { return };
        let quality = one.meter.as_ref().and_then(|meter| meter.report(true));
        self.recent.keep(now, one.call.direction(), ending, quality);
        if let (Some(meter), Some(unit)) = (&one.meter, &one.unit) {
            self.memory.keep(meter.past(now, unit.unit_id.clone()));
        }
        if let Some(quality) = quality {
            self.report(id, quality);
        }
        if self.second == Some(id) {
            self.second = None;
        }
        if self.voice != Some(id) {
            return;
        }
        self.give_voice(None);
        let answered_elsewhere = ending.reason == EndReason::AnsweredElsewhere;
        self.ended = (!answered_elsewhere).then(|| CurrentCall {
            call_id: id,
            direction: one.call.direction(),
            unit: one.unit,
            busy_with: one.busy_with,
            known_there: one.known_there,
            state: CallState::Ended { reason: ending.reason, rang_for: ending.rang_for, talked_for: ending.talked_for },
        });
    }
}
