//! A home in which everything is written down everywhere, and a desk that knows as much as a desk can.

use std::sync::Arc;
use std::time::Duration;

use roomline_rig::Folder;
use roomline_signaling::call::{CallId, Direction, EndReason, HandoverId, Private, RoundId};
use roomline_signaling::handover::{GroupShift, Handover, NoteRead, ShiftReport};
use roomline_signaling::outcome::Errand;
use roomline_signaling::rest::{Callback, CallbackState, Directory, DirectoryUnit, EchoState, StaffProfile};
use roomline_signaling::round::{Round, RoundState, Stop, StopDone, StopOutcome};
use roomline_signaling::staff::{Desk, Presence, TakenBy, UnitCard};

use crate::config::{Places, StationConfig};
use crate::person::PersonId;
use crate::report::Reporter;
use crate::state::{
    CallState, Check, CheckFinding, CheckReport, CheckResult, CheckStep, ChosenDevice, CurrentCall, DeviceEntry,
    IncomingCall, IncomingState, KnownDevice, KnownPerson, LockState, Notice, People, PinAttempt, Reachability,
    RecentCall, ReportState, Sending, Setup, ShiftChange, SignIn, SignInProblem, Sound, StationState, Taken,
    TakeoverState,
};

/// What a foreign part of the program might write down, and ours never does.
const LOG: &str = "\
2026-11-28T05:58:00.123456Z  INFO roomline_station::core: a call changed call_id=01925f3e-7a10-7c3b-8d21-0a1b2c3d4e5f unit_id=\"room-okonkwo\" state=\"in call\"
2026-11-28T05:58:01.123456Z  WARN zbus: the device “Annegret’s headset” of Mrs Featherstonehaugh at 192.0.2.77:5000
2026-11-28T05:58:02.123456Z  WARN hyper: Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.abc password=\"correct horse battery\"
2026-11-28T05:58:03.123456Z  WARN other: refresh_token=q7Zt0kX1vB93mLpQ8sWd4yRf PIN: 90210735, then the PIN 4711
2026-11-28T05:58:04.123456Z  WARN other: Dr Szczepański-Okonkwo (Tomasz) said: Diabetic and hard of hearing. [fe80::1ff:fe23:4567:890a]
2026-11-28T05:58:05.123456Z  WARN other: credential O0+u6i4W4xiooXpG307JhZGu2Ws12= of annegret.b at Reception South
2026-11-28T05:58:06.123456Z  WARN other: Vandersloot (Asks for her walking frame.) of Dietlinde, Evaristo, Xiomara, Zebedee, Philomena, Cuthbert, Ludmila (l.kovar), Theodora (theo.k), Radomir
2026-11-28T05:58:07.123456Z  WARN other: The doctor comes at noon. She fell in the night. Annegret.Baker+desk@mail.example.org
2026-11-28T05:58:08.123456Z  INFO roomline_station::core::check: a step of the check of this desk is done step=Microphone
";

/// A desk in a home with secrets in every corner.
pub(super) fn home() -> (Folder, Reporter) {
    let folder = Folder::new().expect("a folder");
    let config_dir = folder.inside("config").expect("a folder");
    let settings = "# password: correct horse battery\nserver = \"https://ann:hunter2@calls.example.org\"\n\
                    ca_file = \"/home/annegret/ca-of-annegret.pem\"\nstation_name = \"Reception South\"\n";
    std::fs::write(config_dir.join("station.toml"), settings).expect("written");
    let data_dir = folder.inside("data").expect("a folder");
    let log = folder.inside("data/log").expect("a folder");
    for (file, text) in [
        (log.join("roomline.2026-11-28.log"), LOG),
        (log.join("residents.log"), "Mrs Featherstonehaugh, PIN 90210735"),
        (log.join("roomline.log"), "Wilhelmina"),
        (data_dir.join("passwords.txt"), "correct horse battery\n$argon2id$v=19$m=19456"),
        (data_dir.join("keyring"), "q7Zt0kX1vB93mLpQ8sWd4yRf"),
    ] {
        std::fs::write(file, text).expect("written");
    }
    let config = StationConfig::load(Places { config_dir, data_dir }).expect("a good configuration");
    (folder, Reporter::new(&config))
}

fn card(unit: &str, name: &str) -> UnitCard {
    UnitCard {
        unit_id: unit.parse().expect("an id"),
        name: Private(name.to_owned()),
        room: "101".into(),
        notes: Some(Private("Diabetic and hard of hearing.".into())),
    }
}

fn unit(unit: &str, name: &str) -> DirectoryUnit {
    let UnitCard { unit_id, name, room, notes } = card(unit, name);
    DirectoryUnit {
        unit_id,
        name,
        room,
        floor: None,
        wing: None,
        notes,
        language: None,
        hearing: Default::default(),
        echo: EchoState::Online,
        echo_since_ms: None,
        echo_seen_ms: None,
    }
}

fn callback() -> Callback {
    Callback {
        id: CallId::from_u128(3),
        unit_id: None,
        name: Some(Private("Mr Quentin Ødegård".into())),
        room: None,
        ring_group: "Care".into(),
        called_ms: 3,
        reason: EndReason::NoAnswer,
        opened_by: Some(Private("Wilhelmina".into())),
        errand: Errand::Visit,
        note: Some(Private("The lamp at her bed is broken.".into())),
        state: CallbackState::Claimed { station: "Desk 2".into(), staff: Private("Tomasz".into()), since_ms: 7 },
    }
}

fn round() -> Round {
    let done = StopDone {
        outcome: StopOutcome::Reached,
        note: Some(Private("Asks for her walking frame.".into())),
        staff: Private("Dietlinde".into()),
        at_ms: 4,
        call: None,
    };
    Round {
        id: RoundId::from_u128(1),
        ring_group: "Care".into(),
        started_by: Private("Evaristo".into()),
        started_ms: 3,
        revision: 1,
        state: RoundState::Paused { staff: Private("Xiomara".into()), since_ms: 7 },
        stops: vec![Stop {
            unit_id: "room-vandersloot".parse().expect("an id"),
            name: Private("Mevrouw Vandersloot".into()),
            room: "103".into(),
            done: Some(done),
        }],
    }
}

fn handover(n: u128, staff: &str, note: &str) -> Handover {
    Handover {
        id: HandoverId::from_u128(n),
        ring_groups: vec!["Care".into()],
        at_ms: 5,
        station: "Desk 2".into(),
        staff: Private(staff.into()),
        note: Some(Private(note.into())),
        read: Some(NoteRead { staff: Private("Zebedee".into()), at_ms: 9 }),
    }
}

fn shift_change() -> ShiftChange {
    let shift = GroupShift {
        ring_group: "Care".into(),
        since_ms: 7,
        calls: 1,
        answered: 1,
        missed: 0,
        time_to_answer: None,
        callbacks_waiting: 0,
        callbacks_claimed: 0,
        last: Some(handover(1, "Philomena", "The doctor comes at noon.")),
    };
    ShiftChange {
        report: ReportState::Known(Arc::new(ShiftReport { groups: vec![shift] })),
        sending: Sending::Idle,
        unread: vec![handover(2, "Cuthbert", "She fell in the night.")],
    }
}

/// Who else is known at the desk, and somebody who has just failed to sit down.
fn people() -> People {
    let private = |text: &str| Private(text.to_owned());
    let known = KnownPerson {
        id: PersonId::of("https://calls.example.org", "l.kovar"),
        user: private("l.kovar"),
        name: private("Ludmila Kovar"),
        attempt: PinAttempt::None,
    };
    let (user, name, problem) = (private("theo.k"), private("Theodora"), SignInProblem::SessionOver);
    People { known: vec![known], takeover: TakeoverState::Failed { user, name, person: None, problem } }
}

pub(super) fn desk() -> StationState {
    let headset = KnownDevice { id: "usb-192.0.2.77".into(), name: "Annegret’s headset".into() };
    let entry = DeviceEntry { device: ChosenDevice::from(&headset), is_there: true };
    let results =
        CheckStep::ALL.map(|step| CheckResult { step, finding: CheckFinding::Hears { device: headset.clone() } });
    let talk = |unit: &str, name: &str| Some(card(unit, name));
    StationState {
        setup: Setup {
            server: Some("https://ann:hunter2@calls.example.org".into()),
            station_name: "Reception South".into(),
            ..Setup::default()
        },
        sign_in: SignIn::SignedIn {
            staff: StaffProfile {
                user: Private("annegret.b".into()),
                name: Private("Annegret Baker".into()),
                ring_groups: vec!["Care".into()],
            },
        },
        lock: LockState::Open,
        people: people(),
        reachability: Reachability::Reachable,
        directory: Arc::new(Directory {
            units: vec![
                unit("room-featherstonehaugh", "Mrs Featherstonehaugh"),
                unit("room-okonkwo", "Dr Szczepański-Okonkwo"),
            ],
        }),
        call: Some(CurrentCall {
            call_id: CallId::from_u128(1),
            direction: Direction::ToUnit,
            unit: talk("room-okonkwo", "Dr Szczepański-Okonkwo"),
            busy_with: None,
            known_there: true,
            state: CallState::InCall { since_ms: 1 },
        }),
        quality: None,
        incoming: vec![IncomingCall {
            call_id: CallId::from_u128(2),
            unit: talk("room-featherstonehaugh", "Mrs Featherstonehaugh"),
            ring_group: "Care".into(),
            since_ms: 1,
            also_ringing: Vec::new(),
            state: IncomingState::Ringing,
        }],
        taken: Some(Taken {
            call_id: CallId::from_u128(4),
            unit: talk("room-okonkwo", "Dr Szczepański-Okonkwo"),
            by: TakenBy { station: "Desk 2".into(), staff: Private("Quentin".into()) },
            at_ms: 1,
        }),
        callbacks: vec![callback()],
        rounds: vec![round()],
        presence: Presence::Available,
        desks: vec![Desk {
            station: "Desk 2".into(),
            staff: Some(Private("Tomasz".into())),
            presence: Presence::Available,
            connected: true,
            busy: false,
        }],
        unheard: Vec::new(),
        shift_change: shift_change(),
        vpn: true,
        sound: Sound { microphones: vec![entry.clone()], speakers: vec![entry], ring_volume: 80, ..Sound::default() },
        check: Check::Over(CheckReport { results: results.into(), stopped: None, at_ms: 1_795_845_600_000 }),
        recent: vec![RecentCall {
            ended_ms: 1_795_845_600_000,
            direction: Direction::FromUnit,
            reason: EndReason::HungUpThere,
            rang_for: Duration::from_secs(4),
            talked_for: Some(Duration::from_secs(61)),
            quality: None,
        }],
        notice: Some(Notice::MadeRoom { name: Private("Radomir".into()) }),
    }
}
