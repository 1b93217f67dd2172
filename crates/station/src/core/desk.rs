//! What the middleware tells this desk beside its calls: residents, call-backs, rounds, colleagues, and whether it can be
//! reached at all.

use std::sync::Arc;
use std::time::{Duration, Instant};

use roomline_signaling::call::{CallId, Private, UnitId};
use roomline_signaling::hearing::HearingHelp;
use roomline_signaling::rest::{Callback, CallbackState, Directory, ErrorCode, IceServer, IceServers};
use roomline_signaling::round::Round;
use roomline_signaling::staff::{self, Event, Presence, Snapshot, Unheard, UnitCard};

use super::echos::Echos;
use super::rounds::Rounds;
use crate::client::link::Failure;
use crate::client::{Ask, AskError};
use crate::request::RequestError;
use crate::state::{Notice, UnreachableReason};

/// How long a lost connection is not worth a word: most come back within a second.
const LOSS_SHOWN_AFTER: Duration = Duration::from_secs(2);
/// How long after a failed question it is asked again.
pub(super) const ASK_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// How long a station that shuts down waits for its last words to be taken.
pub(super) const STOP_WITHIN: Duration = Duration::from_secs(3);

/// See the module.
#[derive(Debug)]
pub(super) struct Desk {
    reach: Reach,
    directory: Arc<Directory>,
    echos: Echos,
    directory_question: Question,
    ice_question: Question,
    hearing: HearingWish,
    callbacks: Vec<Callback>,
    rounds: Rounds,
    presence: Presence,
    desks: Vec<staff::Desk>,
    unheard: Vec<Unheard>,
    notice: Option<Notice>,
}

/// Whether calls can reach this desk.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reach {
    /// Nobody is signed in, or the first connection is being made.
    Connecting,
    /// They can.
    Up,
    /// The connection was lost a moment ago and may be back before anybody is told.
    Losing { since: Instant, shown_at: Instant, reason: UnreachableReason, was_up: bool },
    /// They cannot.
    Down { since: Instant, reason: UnreachableReason },
}

/// What a person wants of somebody's help for hearing.
#[derive(Debug, Default)]
enum HearingWish {
    #[default]
    None,
    /// An answer is awaited; meanwhile somebody may want something else.
    Asked { next: Option<(UnitId, HearingHelp)> },
}

/// Something that the middleware is asked for, again and again until it answers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Question {
    /// Nothing to ask.
    #[default]
    Answered,
    /// To be asked now.
    Due,
    /// Its answer is awaited; the client answers within its own deadline.
    Asked,
    /// To be asked then.
    At(Instant),
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            reach: Reach::Connecting,
            directory: Arc::default(),
            echos: Echos::default(),
            directory_question: Question::Answered,
            ice_question: Question::Answered,
            hearing: HearingWish::None,
            callbacks: Vec::new(),
            rounds: Rounds::default(),
            presence: Presence::default(),
            desks: Vec::new(),
            unheard: Vec::new(),
            notice: None,
        }
    }
}

impl Desk {
    /// Somebody has signed in.
    pub(super) fn begin(&mut self) {
        *self = Self { directory_question: Question::Due, ice_question: Question::Due, ..Self::default() };
    }

    pub(super) fn reach(&self) -> Reach {
        self.reach
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(self.reach, Reach::Up)
    }

    /// Whether a call may be tried: the connection stands, or was lost only a moment ago.
    pub(super) fn is_reachable(&self) -> bool {
        matches!(self.reach, Reach::Up | Reach::Losing { was_up: true, .. })
    }

    pub(super) fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    pub(super) fn callbacks(&self) -> &[Callback] {
        &self.callbacks
    }

    pub(super) fn rounds(&self) -> &Rounds {
        &self.rounds
    }

    pub(super) fn rounds_mut(&mut self) -> &mut Rounds {
        &mut self.rounds
    }

    pub(super) fn presence(&self) -> Presence {
        self.presence
    }

    pub(super) fn desks(&self) -> &[staff::Desk] {
        &self.desks
    }

    pub(super) fn unheard(&self) -> &[Unheard] {
        &self.unheard
    }

    /// Whether this desk is in a ring group, as far as the middleware has told.
    pub(super) fn is_in_ring_group(&self) -> bool {
        // The desks of its groups, itself included.
        !self.desks.is_empty()
    }

    pub(super) fn shown_notice(&self) -> Option<Notice> {
        self.notice.clone()
    }

    pub(super) fn notice(&mut self, notice: Notice) {
        self.notice = Some(notice);
    }

    pub(super) fn clear_notice(&mut self) {
        self.notice = None;
    }

    pub(super) fn set_presence(&mut self, presence: Presence) {
        self.presence = presence;
    }

    pub(super) fn unit_card(&self, unit: &UnitId) -> Option<UnitCard> {
        let unit = self.directory.units.iter().find(|known| known.unit_id == *unit)?;
        Some(UnitCard {
            unit_id: unit.unit_id.clone(),
            name: unit.name.clone(),
            room: unit.room.clone(),
            notes: unit.notes.clone(),
        })
    }

    /// Help for hearing in the calls of a unit; none of it for one that is not in the directory.
    pub(super) fn hearing_of(&self, unit: &UnitId) -> HearingHelp {
        self.directory.units.iter().find(|known| known.unit_id == *unit).map(|unit| unit.hearing).unwrap_or_default()
    }

    pub(super) fn callback(&self, id: CallId) -> Result<&Callback, RequestError> {
        self.callbacks.iter().find(|callback| callback.id == id).ok_or(RequestError::NoSuchCallback)
    }

    pub(super) fn up(&mut self, now: Instant) {
        self.reach = Reach::Up;
        self.hurry(now);
    }

    pub(super) fn down(&mut self, now: Instant, failure: Failure) {
        let reason = match failure {
            Failure::NoAnswer => UnreachableReason::NoAnswer,
            Failure::WrongCertificate => UnreachableReason::WrongCertificate,
            Failure::ServerFault => UnreachableReason::ServerFault,
            Failure::Replaced => UnreachableReason::Replaced,
            // A new token is on its way.
            Failure::Unauthorized => UnreachableReason::NoAnswer,
        };
        let shown_at = now + LOSS_SHOWN_AFTER;
        self.reach = match self.reach {
            Reach::Connecting => Reach::Losing { since: now, shown_at, reason, was_up: false },
            Reach::Up => Reach::Losing { since: now, shown_at, reason, was_up: true },
            Reach::Losing { since, shown_at, was_up, .. } => Reach::Losing { since, shown_at, reason, was_up },
            Reach::Down { since, .. } => Reach::Down { since, reason },
        };
    }

    /// Takes an event about residents, call-backs or colleagues; gives back any other.
    pub(super) fn event(&mut self, event: Event) -> Option<Event> {
        match event {
            Event::DirectoryChanged => self.directory_question = Question::Due,
            Event::EchoChanged { units } => {
                self.echos.told(units);
                self.directory = self.echos.in_directory(Arc::clone(&self.directory));
            }
            Event::PresenceChanged { desks, unheard } => {
                self.desks = desks;
                self.unheard = unheard;
            }
            Event::CallbackChanged { callback } => self.take_callback(callback),
            Event::RoundChanged { round } => self.rounds.changed(round),
            Event::CallIncoming(_)
            | Event::CallRinging { .. }
            | Event::CallEarlyAnswer { .. }
            | Event::CallAccepted { .. }
            | Event::CallAwarded { .. }
            | Event::CallTaken { .. }
            | Event::CallWithdrawn { .. }
            | Event::CallUpdate { .. }
            | Event::CallUpdateAnswered { .. }
            | Event::CallUpdateFailed { .. }
            | Event::CallEnded { .. }
            | Event::HandoverChanged { .. } => return Some(event),
        }
        None
    }

    /// Takes a snapshot: what was believed before is gone.
    pub(super) fn replace(&mut self, snapshot: Snapshot) {
        self.callbacks = snapshot.callbacks;
        self.rounds.replace(snapshot.rounds);
        self.presence = snapshot.presence;
        self.desks = snapshot.desks;
        self.unheard = snapshot.unheard;
        self.directory_question = Question::Due;
    }

    pub(super) fn directory_came(&mut self, now: Instant, outcome: Result<Option<Arc<Directory>>, AskError>) {
        match outcome {
            Ok(directory) => {
                if let Some(directory) = directory {
                    self.directory = self.echos.in_directory(directory);
                }
                if let Question::Asked = self.directory_question {
                    self.directory_question = Question::Answered;
                }
            }
            Err(_) => self.directory_question = Question::At(now + ASK_AGAIN_AFTER),
        }
    }

    pub(super) fn ice_servers_came(
        &mut self,
        now: Instant,
        outcome: Result<IceServers, AskError>,
    ) -> Option<Vec<IceServer>> {
        match outcome {
            Ok(IceServers { servers, expires_in_s }) => {
                // Renewed well ahead: a call placed just before the end must still find its relay.
                let life = Duration::from_secs(expires_in_s.clamp(60, 24 * 3600));
                self.ice_question = Question::At(now + life / 2);
                Some(servers)
            }
            Err(_) => {
                self.ice_question = Question::At(now + ASK_AGAIN_AFTER);
                None
            }
        }
    }

    /// A person wants other help for hearing: gives back what is to be asked now. Two questions at a time could be answered in the
    /// wrong order, so a second wish waits for the first answer; of many only the last counts.
    pub(super) fn wants_hearing(&mut self, unit: &UnitId, help: HearingHelp) -> Option<HearingHelp> {
        match &mut self.hearing {
            HearingWish::None => {
                self.hearing = HearingWish::Asked { next: None };
                Some(help)
            }
            HearingWish::Asked { next } => {
                *next = Some((unit.clone(), help));
                None
            }
        }
    }

    /// Whether a person's wish was taken; gives back the next one. The middleware tells every desk that the directory changed; asking
    /// at once is sooner.
    pub(super) fn hearing_was_set(&mut self, outcome: Result<(), AskError>) -> Option<(UnitId, HearingHelp)> {
        match outcome {
            Ok(()) => self.directory_question = Question::Due,
            Err(_) => self.notice = Some(Notice::NotReached),
        }
        let HearingWish::Asked { next } = std::mem::take(&mut self.hearing) else { return None };
        let next = next?;
        self.hearing = HearingWish::Asked { next: None };
        Some(next)
    }

    pub(super) fn callback_came(&mut self, outcome: Result<Callback, AskError>) {
        match outcome {
            Ok(callback) => self.take_callback(callback),
            Err(AskError::Refused(ErrorCode::Taken | ErrorCode::NotFound)) => self.notice = Some(Notice::CallbackGone),
            Err(_) => self.notice = Some(Notice::NotReached),
        }
    }

    pub(super) fn round_came(&mut self, outcome: Result<Round, AskError>) {
        if let Some(notice) = self.rounds.came(outcome) {
            self.notice = Some(notice);
        }
    }

    /// Asks at once what would be asked later.
    pub(super) fn hurry(&mut self, now: Instant) {
        for question in [&mut self.directory_question, &mut self.ice_question, &mut self.rounds.list] {
            if let Question::At(at) = question
                && *at <= now + ASK_AGAIN_AFTER
            {
                *question = Question::Due;
            }
        }
    }

    pub(super) fn take_questions(&mut self, access: &Private<String>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if let Question::Due = self.directory_question {
            self.directory_question = Question::Asked;
            self.echos.asked();
            asks.push(Ask::Directory { access: access.clone() });
        }
        if let Question::Due = self.ice_question {
            self.ice_question = Question::Asked;
            asks.push(Ask::IceServers { access: access.clone() });
        }
        asks.extend(self.rounds.take_questions(access));
        asks
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        for question in [&mut self.directory_question, &mut self.ice_question, &mut self.rounds.list] {
            if let Question::At(at) = question
                && *at <= now
            {
                *question = Question::Due;
            }
        }
        if let Reach::Losing { since, shown_at, reason, .. } = self.reach
            && shown_at <= now
        {
            self.reach = Reach::Down { since, reason };
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let shown_at = if let Reach::Losing { shown_at, .. } = self.reach { Some(shown_at) } else { None };
        [self.directory_question, self.ice_question, self.rounds.list]
            .into_iter()
            .filter_map(|question| if let Question::At(at) = question { Some(at) } else { None })
            .chain(shown_at)
            .min()
    }

    fn take_callback(&mut self, callback: Callback) {
        self.callbacks.retain(|known| known.id != callback.id);
        if !matches!(callback.state, CallbackState::Done { .. }) {
            self.callbacks.push(callback);
            self.callbacks.sort_by_key(|callback| callback.called_ms);
        }
    }
}
