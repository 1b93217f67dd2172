use std::sync::Arc;
use std::time::Duration;

use roomline_station::signaling::call::{CallId, Direction, EndReason, HandoverId, Private, RoundId};
use roomline_station::signaling::handover::{GroupShift, Handover, NoteRead, ShiftReport, TimeToAnswer};
use roomline_station::signaling::outcome::Errand;
use roomline_station::signaling::rest::{Callback, CallbackState, Directory, DirectoryUnit, EchoState, StaffProfile};
use roomline_station::signaling::round::{Round, RoundState, Stop, StopDone, StopOutcome};
use roomline_station::signaling::staff::{Desk, Presence, TakenBy, Unheard, UnitCard};
use roomline_station::{
    CallState, Check, CheckDoing, CheckFinding, CheckReport, CheckResult, CheckStep, CheckStop, CurrentCall,
    HandoverProblem, IncomingCall, IncomingState, KnownPerson, LockState, Notice, People, PersonId, PinAttempt,
    Reachability, Remembering, ReportState, Sending, Setup, ShiftChange, SignIn, SignInProblem, Sound, StationState,
    Taken, TakeoverState, UnreachableReason,
};

use super::*;
use crate::desktop::Stage;

#[test]
fn a_wrong_password_is_told_by_its_code() {
    let state =
        StationState { sign_in: SignIn::SignedOut { problem: Some(SignInProblem::WrongCredentials) }, ..signed_in() };
    let view = serde_json::to_value(AppView::of(&state, true)).expect("a view is JSON");
    assert_eq!(view["kind"], "signIn");
    assert_eq!(view["attempt"]["problem"], "wrongCredentials");
}

#[test]
fn a_desk_in_no_ring_group_does_not_claim_that_calls_ring_here() {
    assert_eq!(json(&signed_in())["reach"]["kind"], "reachable");
    assert_eq!(json(&StationState { desks: Vec::new(), ..signed_in() })["reach"]["kind"], "inNoRingGroup");
}

#[test]
fn every_state_of_a_call_has_its_kind() {
    let ended =
        CallState::Ended { reason: EndReason::NoAnswer, rang_for: Duration::from_millis(44_600), talked_for: None };
    for (state, kind) in [
        (CallState::Calling, "calling"),
        (CallState::Ringing, "ringing"),
        (CallState::Connecting, "connecting"),
        (CallState::InCall { since_ms: 1 }, "inCall"),
        (CallState::Reconnecting { since_ms: 1, lost_since_ms: 2 }, "reconnecting"),
        (ended, "ended"),
    ] {
        let call = talk(state);
        let view = json(&StationState { call: Some(call), ..signed_in() });
        assert_eq!(view["call"]["kind"], kind);
        assert_eq!(view["call"]["who"]["place"], "Garden wing");
    }
}

#[test]
fn what_a_desk_lacks_is_told_and_calls_go_on() {
    let state = signed_in();
    let setup = Setup { remembering: Remembering::KeyringUnavailable, ..state.setup.clone() };
    let view = serde_json::to_value(AppView::of(&StationState { setup, ..state }, false)).expect("a view is JSON");
    assert_eq!(view["lacks"], serde_json::json!(["keyring", "notifications"]));
    assert_eq!(json(&signed_in())["lacks"], serde_json::json!([]));
}

#[test]
fn how_long_it_rang_is_rounded_as_people_would() {
    let state =
        CallState::Ended { reason: EndReason::NoAnswer, rang_for: Duration::from_millis(44_600), talked_for: None };
    let call = talk(state);
    let view = json(&StationState { call: Some(call), ..signed_in() });
    assert_eq!(view["call"]["end"], serde_json::json!({"kind": "noAnswer", "afterS": 45}));
    assert_eq!(view["call"]["talkedForS"], serde_json::Value::Null);
}

#[test]
fn a_busy_resident_is_told_with_the_desk_that_talks_there() {
    let state = CallState::Ended { reason: EndReason::Busy, rang_for: Duration::ZERO, talked_for: None };
    let busy_with = Some("Desk 1".to_owned());
    let call = CurrentCall {
        call_id: call(1),
        direction: Direction::ToUnit,
        unit: Some(jones()),
        busy_with,
        known_there: false,
        state,
    };
    let view = json(&StationState { call: Some(call), ..signed_in() });
    assert_eq!(view["call"]["end"], serde_json::json!({"kind": "busy", "by": "Desk 1"}));
}

#[test]
fn a_caller_nobody_has_entered_is_an_unknown_room() {
    let incoming = IncomingCall {
        call_id: call(1),
        unit: None,
        ring_group: "Care".into(),
        since_ms: 5,
        also_ringing: vec!["Desk 1".into()],
        state: IncomingState::Ringing,
    };
    let view = json(&StationState { incoming: vec![incoming], ..signed_in() });
    assert_eq!(view["incoming"][0]["who"]["kind"], "unknownRoom");
}

#[test]
fn a_call_back_is_ours_theirs_or_waiting_and_gone_when_done() {
    let claimed = |station: &str, staff: &str| CallbackState::Claimed {
        station: station.into(),
        staff: Private(staff.into()),
        since_ms: 7,
    };
    let done = CallbackState::Done { staff: Private("Tom".into()), at_ms: 9 };
    // Tom claimed one before he left this desk to Ann: it stays his.
    let states =
        [CallbackState::Waiting, claimed("Desk 2", "Ann"), claimed("Desk 1", "Tom"), claimed("Desk 2", "Tom"), done];
    let callbacks = (1..).zip(states).map(|(n, state)| owed(n, state)).collect();
    let view = json(&StationState { callbacks, ..signed_in() });
    let kinds: Vec<_> =
        view["callbacks"].as_array().expect("a list").iter().map(|owed| &owed["state"]["kind"]).collect();
    assert_eq!(kinds, ["waiting", "mine", "theirs", "theirs"]);
}

#[test]
fn a_window_hears_of_the_directory_only_when_it_has_changed() {
    let state = signed_in();
    let stage = Stage::new(&state);
    let first = stage.directory();
    let muted = StationState { sound: Sound { muted: true, ..Sound::default() }, ..state.clone() };
    assert_eq!(stage.draw(&muted, true).directory, None);
    let moved = StationState { directory: Arc::new(Directory::default()), ..state };
    let told = stage.draw(&moved, true).directory.expect("another directory");
    assert!(told.revision > first.revision);
    assert_eq!(stage.directory(), told);
}

#[test]
fn what_looks_the_same_is_not_told_again() {
    let state = signed_in();
    let stage = Stage::new(&state);
    assert_eq!(stage.draw(&state, true).app, None);
    let away = StationState { presence: Presence::Away, ..state };
    let told = stage.draw(&away, true).app.expect("a change");
    assert_eq!(told.revision, 2);
}

/// Tom and Mia are known beside whoever is signed in.
fn tom_and_mia(takeover: TakeoverState) -> People {
    let known = |user: &str, name: &str, attempt| KnownPerson {
        id: PersonId::of("", user),
        user: Private(user.into()),
        name: Private(name.into()),
        attempt,
    };
    let wait = PinAttempt::Wait { until_ms: 9 };
    People { known: vec![known("mia", "Mia", wait), known("tom", "Tom", PinAttempt::None)], takeover }
}

#[test]
fn who_else_may_sit_down_is_shown_by_name_at_a_locked_desk_and_where_nobody_is_signed_in() {
    let people = tom_and_mia(TakeoverState::None);
    let locked =
        StationState { lock: LockState::Locked { attempt: PinAttempt::None }, people: people.clone(), ..signed_in() };
    let view = json(&locked);
    assert_eq!(view["person"], PersonId::of("", "ann").as_str());
    assert_eq!(view["people"]["known"][0]["name"], "Mia");
    assert_eq!(view["people"]["known"][0]["attempt"], serde_json::json!({"kind": "wait", "untilMs": 9}));
    assert_eq!(view["people"]["known"][1]["id"], PersonId::of("", "tom").as_str());

    let notice = Some(Notice::SignedOut { name: Private("Ann".into()) });
    let nobody = StationState { sign_in: SignIn::SignedOut { problem: None }, people, notice, ..signed_in() };
    let view = serde_json::to_value(AppView::of(&nobody, true)).expect("a view is JSON");
    assert_eq!(view["people"]["known"][1]["name"], "Tom");
    assert_eq!(view["notice"], serde_json::json!({"kind": "signedOut", "name": "Ann"}));
}

#[test]
fn a_change_that_came_to_nothing_is_told_with_whom_and_whether_a_password_helps() {
    let failed = |person| TakeoverState::Failed {
        user: Private("tom".into()),
        name: Private("Tom".into()),
        person,
        problem: SignInProblem::SessionOver,
    };
    let shown =
        |takeover| json(&StationState { people: tom_and_mia(takeover), ..signed_in() })["people"]["takeover"].clone();
    let told = serde_json::json!({
        "kind": "failed", "user": "tom", "name": "Tom", "person": null, "problem": "sessionOver"
    });
    assert_eq!(shown(failed(None)), told);
    let tom = PersonId::of("", "tom");
    assert_eq!(shown(failed(Some(tom.clone())))["person"], tom.as_str());
    assert_eq!(shown(TakeoverState::Asking { person: Some(tom.clone()) })["person"], tom.as_str());
    assert_eq!(shown(TakeoverState::None), serde_json::json!({"kind": "none"}));
}

#[test]
fn a_locked_desk_names_no_resident_in_any_view() {
    let talk = talk(CallState::InCall { since_ms: 1 });
    let rings = IncomingCall {
        call_id: call(2),
        unit: Some(UnitCard { notes: Some(Private("Hard of hearing".into())), ..jones() }),
        ring_group: "Care".into(),
        since_ms: 1,
        also_ringing: Vec::new(),
        state: IncomingState::Ringing,
    };
    let by = TakenBy { station: "Desk 1".into(), staff: Private("Tom".into()) };
    let open = StationState {
        lock: LockState::Open,
        call: Some(talk),
        incoming: vec![rings],
        taken: Some(Taken { call_id: call(3), unit: Some(jones()), by, at_ms: 1 }),
        callbacks: vec![owed(4, CallbackState::Waiting)],
        rounds: vec![round(1, RoundState::Paused { staff: Private("Tom".into()), since_ms: 1 })],
        shift_change: ShiftChange { unread: vec![handover("Mrs Jones fell", None)], ..ShiftChange::default() },
        people: tom_and_mia(TakeoverState::Asking { person: None }),
        ..signed_in()
    };
    let said = |stage: &Stage| {
        let directory = serde_json::to_string(&stage.directory()).expect("a view is JSON");
        serde_json::to_string(&stage.shown()).expect("a view is JSON") + &directory
    };
    let stage = Stage::new(&open);
    let names = |text: &str| text.matches("Jones").count() + text.matches("Hard of hearing").count();
    assert_eq!(names(&said(&stage)), 8, "{}", said(&stage));

    let locked = StationState { lock: LockState::Locked { attempt: PinAttempt::None }, ..open.clone() };
    assert!(stage.draw(&locked, true).directory.is_some());
    assert_eq!(names(&said(&stage)), 0, "{}", said(&stage));
    // Where to go is told, for somebody may have to.
    assert_eq!(json(&locked)["incoming"][0]["who"]["room"], "101");
    assert_eq!(
        json(&locked)["call"]["who"],
        serde_json::json!({"kind": "room", "room": "101", "place": "Garden wing"})
    );

    assert!(stage.draw(&open, true).directory.is_some());
    assert_eq!(names(&said(&stage)), 8);
}

#[test]
fn rounds_come_as_a_desk_needs_them_and_say_what_came_of_each_room() {
    let staff = || Private("Tom".to_owned());
    let running = |station: &str, since_ms| RoundState::Running { station: station.into(), staff: staff(), since_ms };
    let states = [
        RoundState::Finished { staff: staff(), at_ms: 5 },
        running("Desk 1", 9),
        RoundState::Paused { staff: staff(), since_ms: 7 },
        RoundState::Finished { staff: staff(), at_ms: 6 },
        running("Desk 2", 8),
    ];
    let rounds = (1..).zip(states).map(|(n, state)| round(n, state)).collect();
    let view = json(&StationState { rounds, ..signed_in() });
    let rounds = view["rounds"].as_array().expect("a list");
    let kinds: Vec<_> = rounds.iter().map(|round| round["state"]["kind"].clone()).collect();
    assert_eq!(kinds, ["mine", "paused", "theirs", "finished", "finished"]);
    assert_eq!((&rounds[3]["state"]["atMs"], &rounds[4]["state"]["atMs"]), (&6.into(), &5.into()), "newest first");
    assert_eq!(
        rounds[2]["state"],
        serde_json::json!({"kind": "theirs", "station": "Desk 1", "staff": "Tom", "sinceMs": 9})
    );
    let stop = &rounds[0]["stops"][0];
    assert_eq!((&stop["who"]["place"], &stop["who"]["name"]), (&"Garden wing".into(), &"Mrs Jones".into()));
    let done = serde_json::json!({"outcome": "noAnswer", "note": "slept", "staff": "Tom", "atMs": 4});
    assert_eq!(stop["done"], done);
}

#[test]
fn how_the_shift_went_and_who_handed_over_last_is_drawn() {
    let read = NoteRead { staff: Private("Ann".into()), at_ms: 9 };
    let shift = GroupShift {
        ring_group: "Care".into(),
        since_ms: 7,
        calls: 14,
        answered: 13,
        missed: 1,
        time_to_answer: Some(TimeToAnswer { median_s: 9, p90_s: 21 }),
        callbacks_waiting: 2,
        callbacks_claimed: 0,
        last: Some(handover("The lift", Some(read))),
    };
    let report = ReportState::Known(Arc::new(ShiftReport { groups: vec![shift] }));
    let sending = Sending::Failed(HandoverProblem::NotReached);
    let unread = vec![handover("The lift", None), Handover { note: None, ..handover("", None) }];
    let view = json(&StationState { shift_change: ShiftChange { report, sending, unread }, ..signed_in() });
    let expected = serde_json::json!({
        "shift": { "kind": "known", "groups": [ { "group": "Care", "sinceMs": 7, "calls": 14, "answered": 13,
            "timeToAnswer": { "medianS": 9, "p90S": 21 },
            "last": { "staff": "Tom", "atMs": 5, "note": "The lift", "readBy": "Ann" } } ] },
        "sending": { "kind": "failed", "problem": "notReached" },
        "notes": [ { "id": "0193a1b2-0000-7000-8000-000000000001", "staff": "Tom", "station": "Desk 1", "atMs": 5,
            "note": "The lift" } ],
    });
    assert_eq!(view["handover"], expected);
    assert_eq!(json(&signed_in())["handover"]["shift"]["kind"], "loading", "asked as soon as the page opens");
}

#[test]
fn who_listens_is_only_known_while_the_desk_can_be_reached_and_also_told_when_it_is_locked() {
    let unheard = vec![Unheard { ring_group: "Care".into(), instead: Some("Nurses".into()) }];
    let heard = StationState { unheard, ..signed_in() };
    let expected = serde_json::json!([{ "group": "Care", "instead": "Nurses" }]);
    assert_eq!(json(&heard)["unheard"], expected);
    let locked = StationState { lock: LockState::Locked { attempt: PinAttempt::None }, ..heard.clone() };
    assert_eq!(json(&locked)["unheard"], expected);
    let reachability = Reachability::Unreachable { since_ms: 1, reason: UnreachableReason::NoAnswer };
    assert_eq!(json(&StationState { reachability, ..heard })["unheard"], serde_json::json!([]));
}

#[test]
fn a_check_is_told_step_by_step_with_what_each_found() {
    let results = vec![
        CheckResult { step: CheckStep::Microphone, finding: CheckFinding::NobodySpoke },
        CheckResult { step: CheckStep::Ringer, finding: CheckFinding::NotHeard },
    ];
    let running = Check::Running { results: results.clone(), doing: CheckDoing::Notifying { number: 7 } };
    let view = json(&StationState { check: running, ..signed_in() });
    assert_eq!(view["check"]["doing"], serde_json::json!({"kind": "notifying"}));
    assert_eq!(
        view["check"]["results"][1],
        serde_json::json!({"step": "ringer", "verdict": "failed", "finding": {"kind": "notHeard", "sound": "ring"}})
    );
    let over = Check::Over(CheckReport { results, stopped: Some(CheckStop::Call), at_ms: 5 });
    let view = json(&StationState { check: over, ..signed_in() });
    assert_eq!((&view["check"]["stopped"], &view["check"]["atMs"]), (&"call".into(), &5.into()));
}

fn json(state: &StationState) -> serde_json::Value {
    serde_json::to_value(AppView::of(state, true)).expect("a view is JSON")
}

fn call(n: u8) -> CallId {
    format!("0193a1b2-0000-7000-8000-0000000000{n:02}").parse().expect("a call id")
}

/// A call with Mrs Jones.
fn talk(state: CallState) -> CurrentCall {
    CurrentCall {
        call_id: call(1),
        direction: Direction::ToUnit,
        unit: Some(jones()),
        busy_with: None,
        known_there: true,
        state,
    }
}

fn jones() -> UnitCard {
    UnitCard {
        unit_id: "unit-101".parse().expect("a unit id"),
        name: Private("Mrs Jones".into()),
        room: "101".into(),
        notes: None,
    }
}

fn owed(n: u8, state: CallbackState) -> Callback {
    let UnitCard { unit_id, name, room, .. } = jones();
    Callback {
        id: call(n),
        unit_id: Some(unit_id),
        name: Some(name),
        room: Some(room),
        ring_group: "Care".into(),
        called_ms: 3,
        reason: EndReason::NoAnswer,
        opened_by: None,
        errand: Errand::Call,
        note: None,
        state,
    }
}

/// A round of room 101, where nobody answered.
fn round(n: u128, state: RoundState) -> Round {
    let UnitCard { unit_id, name, room, .. } = jones();
    let done = StopDone {
        outcome: StopOutcome::NoAnswer,
        note: Some(Private("slept".into())),
        staff: Private("Tom".into()),
        at_ms: 4,
        call: None,
    };
    Round {
        id: RoundId::from_u128(n),
        ring_group: "Care".into(),
        started_by: Private("Tom".into()),
        started_ms: 3,
        revision: 1,
        state,
        stops: vec![Stop { unit_id, name, room, done: Some(done) }],
    }
}

fn handover(note: &str, read: Option<NoteRead>) -> Handover {
    Handover {
        id: HandoverId::from_u128(0x0193_a1b2_0000_7000_8000_0000_0000_0001),
        ring_groups: vec!["Care".into()],
        at_ms: 5,
        station: "Desk 1".into(),
        staff: Private("Tom".into()),
        note: Some(Private(note.into())),
        read,
    }
}

/// A desk at which Ann sits, with nothing going on.
pub(crate) fn signed_in() -> StationState {
    let UnitCard { unit_id, name, room, notes } = jones();
    let unit = DirectoryUnit {
        unit_id,
        name,
        room,
        floor: Some("ground floor".into()),
        wing: Some("Garden wing".into()),
        notes,
        language: None,
        hearing: Default::default(),
        echo: EchoState::Online,
        echo_since_ms: None,
        echo_seen_ms: None,
    };
    StationState {
        setup: Setup { station_name: "Desk 2".into(), ..Setup::default() },
        sign_in: SignIn::SignedIn {
            staff: StaffProfile {
                user: Private("ann".into()),
                name: Private("Ann".into()),
                ring_groups: vec!["Care".into()],
            },
        },
        lock: LockState::NoPin,
        people: People::default(),
        reachability: Reachability::Reachable,
        directory: Arc::new(Directory { units: vec![unit] }),
        call: None,
        quality: None,
        incoming: Vec::new(),
        taken: None,
        callbacks: Vec::new(),
        rounds: Vec::new(),
        presence: Presence::Available,
        desks: vec![Desk {
            station: "Desk 2".into(),
            staff: Some(Private("Ann".into())),
            presence: Presence::Available,
            connected: true,
            busy: false,
        }],
        unheard: Vec::new(),
        shift_change: ShiftChange::default(),
        vpn: false,
        sound: Sound::default(),
        check: Check::None,
        recent: Vec::new(),
        notice: None,
    }
}
