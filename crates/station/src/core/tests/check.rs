//! A desk that is checked: what each step finds, how long it may take, and what comes too late.

use roomline_audio::Level;
use roomline_signaling::rest::{IceServer, IceServers};
use roomline_signaling::staff;

use super::*;
use crate::request::CheckRequest;
use crate::state::{
    Check, CheckDoing, CheckFinding, CheckReport, CheckStep, CheckStop, FailedIceServer, IceServerFault,
    NotificationTrial, Sounded, UnreachableReason, Verdict,
};

impl FrontDesk {
    /// Ready, in a ring group.
    pub(super) fn ready_to_ring() -> Self {
        let mut desk = Self::ready();
        let (station, presence) = ("Desk 1".to_owned(), Presence::Available);
        let here = staff::Desk { station, staff: None, presence, connected: true, busy: false };
        desk.event(Event::PresenceChanged { desks: vec![here], unheard: Vec::new() });
        desk
    }

    /// Being checked, with this step begun.
    pub(super) fn checked_at(step: CheckStep) -> Self {
        let mut desk = Self::ready_to_ring();
        desk.checks(CheckRequest::Start);
        while desk.doing().step() != step {
            desk.checks(CheckRequest::Skip(desk.doing().step()));
        }
        desk
    }

    pub(super) fn checks(&mut self, request: CheckRequest) {
        self.asks(Request::Check(request)).expect("the desk is open");
    }

    pub(super) fn doing(&self) -> CheckDoing {
        let Check::Running { doing, .. } = self.core.state().check else { panic!("no check runs") };
        doing
    }

    pub(super) fn report(&self) -> CheckReport {
        let Check::Over(report) = self.core.state().check else { panic!("no check is over") };
        report
    }

    /// What a step found, in a check that runs or is over.
    pub(super) fn finding(&self, step: CheckStep) -> CheckFinding {
        let (Check::Running { results, .. } | Check::Over(CheckReport { results, .. })) = self.core.state().check
        else {
            panic!("nothing was checked")
        };
        results.into_iter().find(|result| result.step == step).expect("it is done").finding
    }

    /// What is to be tried, and its number.
    fn trial(&self) -> (u32, Trial) {
        let tried = |action: &Action| {
            if let Action::Try { number, trial } = action { Some((*number, trial.clone())) } else { None }
        };
        self.others.iter().rev().find_map(tried).expect("something is to be tried")
    }

    fn news(&mut self, number: u32, news: TrialNews) {
        self.hears(Input::Tried { number, news });
    }

    /// The microphone tells so loud a level.
    fn microphone(&mut self, dbfs: f32) {
        let (number, _) = self.trial();
        self.news(number, TrialNews::Hears { device: headset(), level: Level::from_dbfs(dbfs) });
    }

    /// The server answers the last question of the check.
    fn server_names(&mut self, outcome: Result<IceServers, AskError>) {
        let number = self
            .asked
            .iter()
            .rev()
            .find_map(|ask| if let Ask::Check { number, .. } = ask { Some(*number) } else { None });
        self.hears(Input::Answer(Answer::Checked { number: number.expect("it was asked"), outcome }));
    }
}

pub(super) fn headset() -> KnownDevice {
    KnownDevice { id: "usb".into(), name: "Headset".into() }
}

fn two_servers() -> IceServers {
    let urls = vec!["stun:stun.example.org".to_owned(), "turn:turn.example.org".to_owned()];
    IceServers { servers: vec![IceServer { urls, ..IceServer::default() }], expires_in_s: 600 }
}

fn tried(url: &str, fault: Option<IceServerFault>) -> IceServerTried {
    IceServerTried { url: url.to_owned(), fault }
}

#[test]
fn where_all_is_well_every_step_passes() {
    let mut desk = FrontDesk::ready_to_ring();
    desk.checks(CheckRequest::Start);
    assert_eq!(desk.doing(), CheckDoing::Listening { device: None, level_dbfs: -100 });
    assert_eq!(desk.trial().1, Trial::Listen);
    desk.microphone(-31.4);
    assert_eq!(desk.doing(), CheckDoing::Listening { device: Some(headset()), level_dbfs: -31 });
    desk.waits(secs(2));
    desk.microphone(-80.0);
    assert_eq!(desk.finding(CheckStep::Microphone), CheckFinding::Hears { device: headset() });

    assert!(desk.others.contains(&Action::StopTrying), "the microphone is closed");
    let (number, trial) = desk.trial();
    assert_eq!((desk.doing(), trial), (CheckDoing::Playing, Trial::PlayTone));
    desk.news(number, TrialNews::Played);
    assert_eq!(desk.doing(), CheckDoing::Asking { of: Sounded::Tone });
    desk.checks(CheckRequest::Answer { sound: Sounded::Tone, heard: true });

    assert!(desk.core.state().rings_for_check());
    assert_eq!(desk.core.state().ring(), Ring::Silent, "no resident calls");
    desk.hears(Input::RingsOn(0));
    desk.waits(secs(1));
    desk.hears(Input::RingsOn(2));
    desk.waits(secs(2));
    assert_eq!(desk.doing(), CheckDoing::Asking { of: Sounded::Ring });
    assert!(!desk.core.state().rings_for_check());
    desk.checks(CheckRequest::Answer { sound: Sounded::Ring, heard: true });

    let CheckDoing::Notifying { number } = desk.doing() else { panic!("{:?}", desk.doing()) };
    desk.checks(CheckRequest::Notified { number, what: NotificationTrial::Shown });

    assert_eq!(desk.doing(), CheckDoing::AskingServer);
    desk.waits(Duration::from_millis(40));
    desk.server_names(Ok(IceServers::default()));
    let after = Duration::from_millis(40);
    assert_eq!(desk.finding(CheckStep::Server), CheckFinding::Answered { after });

    assert_eq!(desk.doing(), CheckDoing::AwaitingLine);
    assert!(desk.others.contains(&Action::Ping));
    desk.socket(link::Input::Alive);
    assert_eq!(desk.finding(CheckStep::Line), CheckFinding::Rings);

    assert!(matches!(desk.asked.back(), Some(Ask::Refresh { .. })));
    desk.refreshed("r1", Ok(session("a2", "r2")));
    assert_eq!(desk.finding(CheckStep::SignIn), CheckFinding::Renewed { valid: secs(900) });

    desk.server_names(Ok(two_servers()));
    let (number, trial) = desk.trial();
    assert_eq!(trial, Trial::AskIceServers(two_servers().servers));
    let answered = ["stun:stun.example.org", "turn:turn.example.org"].map(|url| tried(url, None));
    desk.news(number, TrialNews::IceServers(answered.into()));
    assert_eq!(desk.finding(CheckStep::IceServers), CheckFinding::IceServersAnswered { count: 2 });

    assert_eq!(desk.doing(), CheckDoing::Choosing);
    desk.checks(CheckRequest::Skip(CheckStep::TestCall));
    let CheckReport { results, stopped, .. } = desk.report();
    let steps: Vec<_> = results.iter().map(|result| result.step).collect();
    assert_eq!((steps, stopped), (CheckStep::ALL.to_vec(), None));
    assert!(results[..8].iter().all(|result| result.finding.verdict() == Verdict::Passed), "{results:#?}");
}

#[test]
fn where_nothing_answers_it_comes_to_an_end_by_itself() {
    let mut desk = FrontDesk::ready_to_ring();
    desk.checks(CheckRequest::Start);
    desk.waits(secs(80));
    let found: Vec<CheckFinding> = desk.report().results.into_iter().map(|result| result.finding).collect();
    let silent = || CheckFinding::Server { problem: SignInProblem::Unreachable };
    let expected = [
        CheckFinding::Sound { trouble: SoundTrouble::Busy },
        CheckFinding::Sound { trouble: SoundTrouble::Busy },
        CheckFinding::Sound { trouble: SoundTrouble::NoSpeaker },
        CheckFinding::NoNotifications,
        silent(),
        CheckFinding::DoesNotRing { reason: UnreachableReason::NoAnswer },
        silent(),
        silent(),
        CheckFinding::CannotCall,
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_microphone_that_is_silent_is_told_from_a_person_who_is() {
    for (dbfs, finding) in
        [(-90.0, CheckFinding::Sound { trouble: SoundTrouble::SilentMicrophone }), (-65.0, CheckFinding::NobodySpoke)]
    {
        let mut desk = FrontDesk::checked_at(CheckStep::Microphone);
        for _ in 0..6 {
            desk.microphone(dbfs);
            desk.waits(secs(1));
        }
        assert_eq!(desk.finding(CheckStep::Microphone), finding, "{dbfs}");
    }
}

#[test]
fn a_device_that_does_not_open_says_why_and_the_next_step_begins() {
    let mut desk = FrontDesk::checked_at(CheckStep::Speaker);
    let (number, _) = desk.trial();
    desk.news(number, TrialNews::Sound(SoundTrouble::NoSpeaker));
    assert_eq!(desk.finding(CheckStep::Speaker), CheckFinding::Sound { trouble: SoundTrouble::NoSpeaker });
    assert_eq!(desk.doing(), CheckDoing::Ringing);
}

#[test]
fn a_question_that_nobody_answers_is_not_a_failure_and_what_was_not_heard_is() {
    let mut desk = FrontDesk::checked_at(CheckStep::Speaker);
    let (number, _) = desk.trial();
    desk.news(number, TrialNews::Played);
    desk.waits(secs(60));
    assert_eq!(desk.finding(CheckStep::Speaker), CheckFinding::NobodyAnswered);
    desk.hears(Input::RingsOn(1));
    desk.waits(secs(2));
    desk.checks(CheckRequest::Answer { sound: Sounded::Ring, heard: false });
    assert_eq!(desk.finding(CheckStep::Ringer), CheckFinding::NotHeard);
}

#[test]
fn a_desk_that_is_set_to_ring_without_a_sound_is_told_at_once() {
    let mut desk = FrontDesk::ready();
    desk.asks(Request::ChooseDevices(ChosenDevices { ring_volume: 0, ..ChosenDevices::default() })).expect("open");
    desk.checks(CheckRequest::Start);
    desk.checks(CheckRequest::Skip(CheckStep::Microphone));
    desk.checks(CheckRequest::Skip(CheckStep::Speaker));
    assert_eq!(desk.finding(CheckStep::Ringer), CheckFinding::RingIsOff);
    assert!(matches!(desk.doing(), CheckDoing::Notifying { .. }));
}

#[test]
fn what_comes_too_late_counts_for_nothing() {
    let mut desk = FrontDesk::checked_at(CheckStep::Speaker);
    let (played, _) = desk.trial();
    desk.news(played - 1, TrialNews::Sound(SoundTrouble::Blocked));
    assert_eq!(desk.doing(), CheckDoing::Playing);
    // Two clicks on one button.
    desk.checks(CheckRequest::Skip(CheckStep::Microphone));
    desk.checks(CheckRequest::Start);
    assert_eq!(desk.doing(), CheckDoing::Playing);
    let (number, _) = desk.trial();
    desk.news(number, TrialNews::Played);
    desk.checks(CheckRequest::Answer { sound: Sounded::Tone, heard: true });
    desk.checks(CheckRequest::Answer { sound: Sounded::Tone, heard: false });
    assert_eq!(desk.finding(CheckStep::Speaker), CheckFinding::Heard);
    assert_eq!(desk.doing(), CheckDoing::Ringing);
    desk.checks(CheckRequest::Stop);
    desk.checks(CheckRequest::Stop);
    desk.checks(CheckRequest::Answer { sound: Sounded::Ring, heard: true });
    let CheckReport { results, stopped, .. } = desk.report();
    assert_eq!((results.len(), stopped), (9, Some(CheckStop::Person)));
    assert_eq!(desk.finding(CheckStep::Ringer), CheckFinding::NotReached);
    // A word of the stopped check is none of the next one's.
    desk.checks(CheckRequest::Start);
    desk.news(number, TrialNews::Sound(SoundTrouble::Busy));
    assert_eq!(desk.doing(), CheckDoing::Listening { device: None, level_dbfs: -100 });
}

#[test]
fn stun_and_turn_servers_that_fail_are_named_and_none_at_all_is_well() {
    let mut desk = FrontDesk::checked_at(CheckStep::IceServers);
    desk.server_names(Ok(IceServers::default()));
    assert_eq!(desk.finding(CheckStep::IceServers), CheckFinding::NoIceServers);

    let mut desk = FrontDesk::checked_at(CheckStep::IceServers);
    desk.server_names(Ok(two_servers()));
    let (number, _) = desk.trial();
    let refused = Some(IceServerFault::Refused);
    let one_works = [tried("stun:stun.example.org", None), tried("turn:turn.example.org", refused)];
    desk.news(number, TrialNews::IceServers(one_works.into()));
    let failed = vec![FailedIceServer { url: "turn:turn.example.org".into(), why: IceServerFault::Refused }];
    assert_eq!(desk.finding(CheckStep::IceServers), CheckFinding::IceServersFailed { count: 2, failed });

    let mut desk = FrontDesk::checked_at(CheckStep::IceServers);
    desk.server_names(Ok(two_servers()));
    desk.socket(link::Input::Alive);
    desk.waits(secs(7));
    let CheckFinding::IceServersFailed { count: 2, failed } = desk.finding(CheckStep::IceServers) else { panic!() };
    assert!(failed.iter().all(|one| one.why == IceServerFault::Silent) && failed.len() == 2);
}

#[test]
fn a_server_that_refuses_is_told_by_what_is_to_be_done() {
    let mut desk = FrontDesk::checked_at(CheckStep::Server);
    desk.server_names(Err(AskError::WrongCertificate));
    assert_eq!(desk.finding(CheckStep::Server), CheckFinding::Server { problem: SignInProblem::WrongCertificate });
    desk.socket(link::Input::Alive);
    desk.refreshed("r1", Err(AskError::Refused(rest::ErrorCode::Internal)));
    assert_eq!(desk.finding(CheckStep::SignIn), CheckFinding::Server { problem: SignInProblem::ServerFault });
}

#[test]
fn a_line_that_is_down_is_made_anew_and_one_in_no_ring_group_rings_nobody() {
    let mut desk = FrontDesk::ready();
    desk.socket(link::Input::Closed(None));
    desk.checks(CheckRequest::Start);
    for step in &CheckStep::ALL[..5] {
        desk.checks(CheckRequest::Skip(*step));
    }
    assert_eq!(desk.doing(), CheckDoing::AwaitingLine);
    assert!(desk.others.iter().any(|action| matches!(action, Action::Connect { .. })));
    desk.connects(&Snapshot::default());
    assert_eq!(desk.finding(CheckStep::Line), CheckFinding::InNoRingGroup);
}
