//! The exchange: both sides of every call, its rules and its memory, without a clock or a socket of its own.
//!
//! What happens is stored in one transaction of the database, and what it leads to is done only after that transaction:
//! a crash at any moment forgets nothing that anybody was told. After every input drain [`Exchange::poll_action`]
//! until `None` and come back at [`Exchange::poll_timeout`].

mod callbacks;
mod claims;
mod colleagues;
mod commands;
mod figures;
mod from_alexa;
mod handover;
mod heard;
mod ids;
mod listening;
mod outbox;
mod outcome;
mod port;
mod quality;
mod rounds;
mod snapshot;
mod sockets;
mod stops;
mod to_alexa;
mod units;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use roomline_signaling::call::CallId;
use roomline_signaling::call::switchboard::{
    self, Action as Wish, Delivery, Input as Fact, Switchboard, Topic, WallTime,
};
use roomline_signaling::rest::CallLog;
use roomline_signaling::staff::{Event, MOST_ECHOS};

use crate::calls::{CalleeAddress, EarlyAnswer, Settings};
use crate::fanout::Fanout;
use crate::store::{AuditEntry, Store, StoreError};
use claims::Claims;
use colleagues::Colleagues;
use heard::Ear;
use listening::Listening;
use outbox::{Due, Outbox, Outcome};
use sockets::Sockets;
use units::Units;

pub use crate::fanout::SocketId;
pub use callbacks::CallbackRefusal;
pub use figures::Figures;
pub use handover::HandoverRefusal;
pub use heard::Heard;
pub use ids::Ids;
pub use listening::GroupReach;
pub use outbox::LetterId;
pub use outcome::BadNote;
pub use port::{Action, Input};
pub use rounds::RoundRefusal;
pub use sockets::CloseReason;

/// When more Echos changed at once, one fetch of the directory is less than all these events.
const MOST_ECHOS_TOLD: usize = 5 * MOST_ECHOS;

/// Both sides of all calls.
#[derive(Debug)]
pub struct Exchange {
    store: Store,
    switchboard: Switchboard,
    outbox: Outbox,
    sockets: Sockets,
    fanout: Fanout,
    units: Units,
    colleagues: Colleagues,
    listening: Listening,
    callee_address: CalleeAddress,
    ear: Ear,
    figures: Figures,
    claims: Claims,
    ids: Ids,
    desks_changed: bool,
    actions: VecDeque<Action>,
}

impl Exchange {
    /// Takes up all calls as the database has them.
    ///
    /// # Errors
    /// [`StoreError`]: without its memory the exchange does not start.
    pub fn open(store: Store, settings: Settings, ids: Ids, now: WallTime) -> Result<Self, StoreError> {
        let colleagues = Colleagues::new(&settings.ring_groups);
        let mut switchboard = Switchboard::restore(now, settings.ring_groups, store.live_calls()?);
        switchboard.set_early_answer_at_once(settings.early_answer == EarlyAnswer::Apply);
        switchboard.set_own_reoffers(settings.ice_restart);
        let mut exchange = Self {
            outbox: Outbox::restore(&store, now)?,
            claims: Claims::new(settings.claims_last, &store.open_callbacks()?),
            store,
            switchboard,
            sockets: Sockets::default(),
            fanout: Fanout::default(),
            units: Units::new(settings.units),
            colleagues,
            listening: Listening::default(),
            callee_address: settings.callee_address,
            ear: Ear::default(),
            figures: Figures::default(),
            ids,
            desks_changed: true,
            actions: VecDeque::new(),
        };
        exchange.handle_timeout(now)?;
        Ok(exchange)
    }

    /// Takes what happened outside; when it returns, its effect is stored.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was stored and nothing will be done; drop the exchange and open it anew.
    pub fn handle_input(&mut self, now: WallTime, input: Input) -> Result<(), StoreError> {
        self.handle_inputs(now, [input])
    }

    /// Takes what happened at the same time, one after the other but in one transaction: a slow disk is waited for once.
    ///
    /// # Errors
    /// As for [`Exchange::handle_input`]; none of them was stored.
    pub fn handle_inputs(&mut self, now: WallTime, inputs: impl IntoIterator<Item = Input>) -> Result<(), StoreError> {
        self.in_transaction(now, |exchange| {
            for input in inputs {
                exchange.take(now, input)?;
                exchange.settle(now)?;
            }
            Ok(())
        })
    }

    /// Does what the deadlines up to now ask for.
    ///
    /// # Errors
    /// As for [`Exchange::handle_input`].
    pub fn handle_timeout(&mut self, now: WallTime) -> Result<(), StoreError> {
        self.in_transaction(now, |exchange| {
            exchange.switchboard.handle_timeout(now);
            exchange.release_lapsed(now)?;
            exchange.desks_changed |= exchange.listening.poll_timeout().is_some_and(|look| look <= now);
            for socket in exchange.sockets.silent(now) {
                exchange.close(now, socket, CloseReason::Silent)?;
            }
            Ok(())
        })
    }

    /// What is to be done next.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When to call [`Exchange::handle_timeout`], if nothing happens before.
    #[must_use]
    pub fn poll_timeout(&self, now: WallTime) -> Option<WallTime> {
        let deadlines = [
            self.switchboard.poll_timeout(now),
            self.outbox.poll_timeout(),
            self.sockets.poll_timeout(),
            self.claims.poll_timeout(),
            self.listening.poll_timeout(),
        ];
        deadlines.into_iter().flatten().min()
    }

    /// A page of the call log, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be read.
    pub fn call_log(&self, cursor: Option<&str>) -> Result<CallLog, StoreError> {
        self.store.call_log(cursor)
    }

    /// Live calls and undelivered letters.
    #[must_use]
    pub fn load(&self) -> (usize, usize) {
        (self.switchboard.live_calls().len(), self.outbox.len())
    }

    /// How many messages came from Alexa, and how many of them came again.
    #[must_use]
    pub const fn heard(&self) -> Heard {
        self.ear.counts()
    }

    /// What became of calls and messages since the start.
    #[must_use]
    pub const fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Stations that are connected and have said where they left off.
    #[must_use]
    pub fn stations(&self) -> usize {
        self.sockets.live()
    }

    /// Age of the oldest letter that Alexa has not taken; `None`: there is none.
    #[must_use]
    pub fn oldest_undelivered(&self, now: WallTime) -> Option<Duration> {
        self.outbox.oldest(now)
    }

    /// Sessions of which anything is remembered beside the log: what Alexa said, or what she was told.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.ear.sessions().chain(self.outbox.sessions()).collect::<BTreeSet<_>>().len()
    }

    /// The live calls as they are, oldest first.
    #[must_use]
    pub fn live_calls(&self) -> Vec<&switchboard::Call> {
        self.switchboard.live_calls()
    }

    /// Gives the database back, as it would be found after a crash.
    #[must_use]
    pub fn into_store(self) -> Store {
        self.store
    }

    fn in_transaction<T>(
        &mut self,
        now: WallTime,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.store.begin()?;
        let result = work(self).and_then(|done| self.settle(now).map(|()| done)).and_then(|done| {
            self.store.commit()?;
            Ok(done)
        });
        if result.is_err() {
            self.actions.clear();
            // The first error says what went wrong; that nothing was stored is what was to be reached.
            drop(self.store.roll_back());
        }
        result
    }

    fn take(&mut self, now: WallTime, input: Input) -> Result<(), StoreError> {
        match input {
            Input::SocketOpened { socket, who } => {
                if let Some(older) = self.sockets.open(now, socket, who) {
                    self.actions.push_back(Action::Close { socket: older, reason: CloseReason::Replaced });
                }
                Ok(())
            }
            Input::Frame { socket, text } => self.frame(now, socket, &text),
            Input::SocketGone { socket } => self.socket_gone(now, socket),
            Input::Alexa(message) => self.alexa_says(now, message),
            Input::Posted { letter, outcome } => {
                let heard = self.outbox.posted(&mut self.store, now, letter, outcome)?;
                if let Some(Outcome { call, topic, delivery, age }) = heard {
                    if delivery == Delivery::Taken {
                        self.figures.letter_taken(age);
                    }
                    self.delivered(now, call, topic, delivery);
                }
                Ok(())
            }
            Input::RingGroupsChanged(groups) => {
                self.colleagues = Colleagues::new(&groups);
                self.switchboard.set_ring_groups(groups);
                self.desks_changed = true;
                Ok(())
            }
            Input::DirectoryChanged(units) => {
                self.units = Units::new(units);
                self.fanout.tell_all(now, &Event::DirectoryChanged, |_| true);
                Ok(())
            }
            Input::EchosChanged(units) => {
                if units.len() > MOST_ECHOS_TOLD {
                    self.fanout.tell_all(now, &Event::DirectoryChanged, |_| true);
                } else {
                    for units in units.chunks(MOST_ECHOS) {
                        let event = Event::EchoChanged { units: units.to_vec() };
                        self.fanout.tell_all(now, &event, |_| true);
                    }
                }
                Ok(())
            }
            Input::Revoked { session } => {
                for socket in self.sockets.of_session(&session) {
                    self.close(now, socket, CloseReason::Revoked)?;
                }
                Ok(())
            }
        }
    }

    fn close(&mut self, now: WallTime, socket: SocketId, reason: CloseReason) -> Result<(), StoreError> {
        self.actions.push_back(Action::Close { socket, reason });
        self.socket_gone(now, socket)
    }

    fn socket_gone(&mut self, now: WallTime, socket: SocketId) -> Result<(), StoreError> {
        let Some(who) = self.sockets.close(socket) else { return Ok(()) };
        self.fanout.left(now, &who.station_id);
        self.tell_switchboard(now, Fact::DeskGone { station: who.station_id })
    }

    /// Tells the switchboard a fact that it does not refuse, and does what it wants.
    fn tell_switchboard(&mut self, now: WallTime, fact: Fact) -> Result<(), StoreError> {
        if let Err(refusal) = self.switchboard.handle_input(now, fact) {
            tracing::debug!(%refusal, "the switchboard refused a fact");
        }
        self.fulfil(now)
    }

    fn delivered(&mut self, now: WallTime, call: CallId, topic: Topic, delivery: Delivery) {
        if delivery != Delivery::Taken {
            tracing::warn!(call_id = %call, ?topic, ?delivery, "Alexa did not take a message");
        }
        let fact = Fact::Delivered { call, topic, delivery };
        if let Err(refusal) = self.switchboard.handle_input(now, fact) {
            tracing::debug!(%refusal, "the switchboard refused a fact");
        }
    }

    /// Goes on until nothing is left to do now: wishes lead to letters, letters to posts, posts to facts.
    fn settle(&mut self, now: WallTime) -> Result<(), StoreError> {
        self.fulfil(now)?;
        while let Some(due) = self.outbox.due(&mut self.store, now)? {
            match due {
                Due::Post(post) => {
                    if post.say.topic() == Topic::Acceptance {
                        self.tell_switchboard(now, Fact::AcceptanceAttempted { call: post.call })?;
                    }
                    let (call_id, session_id, topic) = (post.call, &post.session, post.say.topic());
                    tracing::debug!(%call_id, %session_id, ?topic, "Alexa is told");
                    let signal = self.signal(post.session, post.say);
                    self.actions.push_back(Action::Post { letter: post.letter, signal, deadline: post.time_left });
                }
                Due::TooLate { call, topic } => self.delivered(now, call, topic, Delivery::TooLate),
            }
            self.fulfil(now)?;
        }
        if std::mem::take(&mut self.desks_changed) {
            self.show_desks(now);
        }
        self.flush_frames();
        Ok(())
    }

    fn flush_frames(&mut self) {
        while let Some((socket, frame)) = self.fanout.poll_frame() {
            self.actions.push_back(Action::Send { socket, frame });
        }
    }

    /// Does what the switchboard wants and stores the calls as they are now.
    fn fulfil(&mut self, now: WallTime) -> Result<(), StoreError> {
        while let Some(wish) = self.switchboard.poll_action() {
            self.fulfil_one(now, wish)?;
        }
        for call in self.switchboard.take_changed() {
            let card = call.unit().and_then(|unit| self.units.card(unit));
            self.store.save_call(&call, card)?;
        }
        Ok(())
    }

    fn fulfil_one(&mut self, now: WallTime, wish: Wish) -> Result<(), StoreError> {
        match wish {
            Wish::Tell { station, call, news } => {
                let event = self.event(now, call, news);
                self.fanout.tell(now, &station, event);
            }
            Wish::Say { call, say } => {
                if let Some(session) = self.switchboard.call(call).map(|call| call.session().clone()) {
                    self.outbox.say(&mut self.store, now, call, &session, say)?;
                }
            }
            Wish::Unsay { call, topic } => {
                if let Some(session) = self.switchboard.call(call).map(|call| call.session().clone()) {
                    self.outbox.unsay(&mut self.store, &session, &topic)?;
                }
            }
            Wish::Over { call, tell_alexa } => self.over(now, call, tell_alexa)?,
            Wish::Talked { call } => self.finish_callbacks(now, call)?,
            Wish::OpenCallback { call, reason } => self.open_callback(now, call, reason)?,
            Wish::DesksChanged => self.desks_changed = true,
        }
        Ok(())
    }

    fn over(
        &mut self,
        now: WallTime,
        id: CallId,
        tell_alexa: Option<roomline_signaling::call::EndReason>,
    ) -> Result<(), StoreError> {
        let Some(call) = self.switchboard.call(id) else { return Ok(()) };
        let switchboard::State::Ended { reason, by, .. } = call.state() else { return Ok(()) };
        tracing::info!(call_id = %id, session_id = %call.session(), ?reason, ?by, "a call is over");
        let outcome = serde_json::to_value(reason).ok();
        let outcome = outcome.as_ref().and_then(|word| word.as_str());
        let entry = AuditEntry { deed: "call.over", call: Some(id), unit: call.unit(), seat: call.seat(), outcome };
        self.store.audit(now, entry)?;
        self.figures.call_over(call, *reason);
        self.ear.forget(call.session());
        self.outbox.over(&mut self.store, now, id, call.session(), tell_alexa)
    }
}
