use super::*;

#[test]
fn signing_in_connects_and_fetches_what_a_desk_needs() {
    let mut desk = FrontDesk::started();
    assert_eq!(desk.core.state().sign_in, SignIn::SignedOut { problem: None });
    desk.signs_in().expect("nobody is signed in");
    assert!(matches!(desk.asked.pop_front(), Some(Ask::SignIn { .. })));
    assert_eq!(desk.signs_in(), Err(RequestError::SigningIn));
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session("a1", "r1")))));
    assert!(matches!(desk.core.state().sign_in, SignIn::SignedIn { .. }));
    assert_eq!(desk.core.state().reachability, Reachability::Connecting);
    let access = Private("a1".to_owned());
    assert!(desk.others.contains(&Action::Connect { access: access.clone() }));
    let ann = Action::KeepPerson { server: SERVER.into(), person: kept("ann", "r1", None) };
    assert!(desk.others.contains(&ann), "{:?}", desk.others);
    assert_eq!(desk.asked, [Ask::Directory { access: access.clone() }, Ask::IceServers { access }]);
    desk.connects(&Snapshot::default());
    assert_eq!(desk.core.state().reachability, Reachability::Reachable);
}

#[test]
fn every_refusal_of_a_sign_in_is_told_and_another_attempt_is_open() {
    for (error, problem) in [
        (AskError::Refused(rest::ErrorCode::WrongCredentials), SignInProblem::WrongCredentials),
        (AskError::Refused(rest::ErrorCode::Disabled), SignInProblem::Disabled),
        (AskError::Refused(rest::ErrorCode::TooMany), SignInProblem::TooMany),
        (AskError::Refused(rest::ErrorCode::Internal), SignInProblem::ServerFault),
        (AskError::Unreachable, SignInProblem::Unreachable),
        (AskError::WrongCertificate, SignInProblem::WrongCertificate),
        (AskError::PlainHttp, SignInProblem::PlainHttp),
        (AskError::BadAddress, SignInProblem::BadAddress),
        (AskError::NotRoomline, SignInProblem::NotRoomline),
    ] {
        let mut desk = FrontDesk::started();
        desk.signs_in().expect("nobody is signed in");
        desk.hears(Input::Answer(Answer::SignedIn(Err(error))));
        assert_eq!(desk.core.state().sign_in, SignIn::SignedOut { problem: Some(problem) });
        assert_eq!(desk.signs_in(), Ok(()));
    }
}

#[test]
fn a_kept_session_signs_in_by_itself_and_waits_for_a_server_that_is_not_there_yet() {
    let mut desk = FrontDesk::starting();
    assert_eq!(desk.core.state().sign_in, SignIn::SigningIn);
    desk.opens_vault(only_ann("r1", None));
    for _ in 0..3 {
        assert_eq!(desk.asked.pop_front(), Some(refresh("r1")));
        desk.refreshed("r1", Err(AskError::Unreachable));
        let problem = Some(SignInProblem::Unreachable);
        assert_eq!(desk.core.state().sign_in, SignIn::SignedOut { problem });
        desk.waits(secs(5));
    }
    desk.refreshed("r1", Ok(session("a1", "r2")));
    assert!(matches!(desk.core.state().sign_in, SignIn::SignedIn { .. }));
}

#[test]
fn a_kept_session_that_was_revoked_is_forgotten() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(only_ann("r1", None));
    desk.refreshed("r1", Err(AskError::Refused(rest::ErrorCode::SessionOver)));
    assert_eq!(desk.core.state().sign_in, SignIn::SignedOut { problem: Some(SignInProblem::SessionOver) });
    assert!(desk.others.contains(&Action::ForgetPerson { server: SERVER.into(), person: id("ann") }));
}

#[test]
fn the_access_token_is_refreshed_ahead_of_its_end_without_a_break() {
    let mut desk = FrontDesk::ready();
    // A live middleware says something every five seconds.
    for _ in 0..135 {
        desk.waits(secs(5));
        desk.socket(link::Input::Alive);
    }
    assert!(desk.asked.contains(&refresh("r1")));
    desk.refreshed("r1", Ok(session("a2", "r2")));
    assert_eq!(desk.core.state().reachability, Reachability::Reachable);
    assert!(!desk.others.iter().any(|action| matches!(action, Action::Connect { .. } | Action::Drop)));
}

#[test]
fn a_socket_closed_for_its_token_comes_back_with_a_fresh_one() {
    let mut desk = FrontDesk::ready();
    desk.waits(secs(6));
    desk.socket(link::Input::Closed(Some(4401)));
    assert_eq!(desk.asked.pop_front(), Some(refresh("r1")));
    desk.refreshed("r1", Ok(session("a2", "r2")));
    assert!(desk.others.contains(&Action::Connect { access: Private("a2".to_owned()) }));
}

#[test]
fn a_revoked_session_ends_everything_and_says_so() {
    let mut desk = FrontDesk::ready();
    desk.talks_with_101();
    desk.waits(secs(6));
    desk.socket(link::Input::Closed(Some(4401)));
    desk.refreshed("r1", Err(AskError::Refused(rest::ErrorCode::SessionOver)));
    let state = desk.core.state();
    assert_eq!(state.sign_in, SignIn::SignedOut { problem: Some(SignInProblem::SessionOver) });
    assert!(state.directory.units.is_empty(), "names are not kept for whoever comes next");
    assert!(desk.did_with_media().contains(&MediaAction::Close));
    assert_eq!(desk.asks(Request::StartCall(unit("101"))), Err(RequestError::NotSignedIn));
}

#[test]
fn a_lost_connection_is_shown_after_two_seconds_and_since_when_it_was_lost() {
    let mut desk = FrontDesk::ready();
    let lost_at = desk.core.wall.ms_at(desk.now);
    desk.socket(link::Input::Closed(None));
    desk.waits(Duration::from_millis(1_999));
    assert_eq!(desk.core.state().reachability, Reachability::Reachable);
    desk.waits(Duration::from_millis(1));
    let Reachability::Unreachable { since_ms, .. } = desk.core.state().reachability else { panic!("not shown") };
    assert_eq!(since_ms, lost_at);
    assert_eq!(desk.asks(Request::StartCall(unit("101"))), Err(RequestError::Unreachable));
    desk.asks(Request::TryNow).expect("always taken");
    desk.connects(&Snapshot::default());
    assert_eq!(desk.core.state().reachability, Reachability::Reachable);
}

#[test]
fn a_middleware_that_goes_away_is_sought_at_once_and_no_call_ends_for_it() {
    let mut desk = FrontDesk::ready();
    let call = desk.talks_with_101();
    desk.socket(link::Input::Closed(Some(1001)));
    desk.waits(Duration::from_millis(400));
    assert!(desk.others.contains(&Action::Connect { access: Private("a1".to_owned()) }), "the first wait is short");
    assert_eq!(desk.core.state().reachability, Reachability::Reachable, "staff see nothing of a quick restart");
    assert!(matches!(desk.core.state().sign_in, SignIn::SignedIn { .. }), "nobody has to sign in again");
    assert_eq!(desk.core.state().call.map(|call| call.call_id), Some(call));
    assert!(!desk.did_with_media().contains(&MediaAction::Close), "they talk on");
}

#[test]
fn what_the_administrator_fixed_cannot_be_changed() {
    let mut desk = FrontDesk::started();
    desk.core.setup.server_locked = true;
    desk.core.setup.devices_locked = true;
    let (user, password) = (Private("ann".to_owned()), Private("secret".to_owned()));
    let server = Some("https://elsewhere.example.org".to_owned());
    assert_eq!(desk.asks(Request::SignIn { server, station_name: None, user, password }), Err(RequestError::Locked));
    assert_eq!(desk.asks(Request::ChooseDevices(ChosenDevices::default())), Err(RequestError::Locked));
}

#[test]
fn signing_out_hangs_up_first_and_tells_the_middleware_both() {
    let mut desk = FrontDesk::ready();
    let call_id = desk.talks_with_101();
    desk.asks(Request::SignOut).expect("somebody is signed in");
    let reason = roomline_signaling::call::EndReason::ShutDown;
    assert_eq!(desk.told(), [CommandBody::CallEnd { call_id, reason }]);
    assert!(desk.asked.contains(&Ask::SignOut { access: Private("a1".to_owned()) }));
    assert!(desk.others.contains(&Action::Drop));
    assert_eq!(desk.core.state().sign_in, SignIn::SignedOut { problem: None });
}

#[test]
fn shutting_down_waits_until_the_end_was_taken_and_the_microphone_is_closed() {
    let mut desk = FrontDesk::ready();
    let call = desk.talks_with_101();
    desk.asks(Request::ShutDown).expect("once");
    assert!(!desk.core.is_stopped(desk.now));
    desk.media(call, MediaEvent::Closed);
    assert!(!desk.core.is_stopped(desk.now));
    desk.agrees();
    assert!(desk.core.is_stopped(desk.now));
    assert_eq!(desk.asks(Request::TryNow), Err(RequestError::Stopped));
}

#[test]
fn being_away_is_not_forgotten_while_the_network_is_gone() {
    let mut desk = FrontDesk::ready();
    desk.socket(link::Input::Closed(None));
    desk.asks(Request::SetPresence(Presence::Away)).expect("somebody is signed in");
    desk.waits(Duration::from_millis(500));
    desk.connects(&Snapshot { presence: Presence::Available, ..Snapshot::default() });
    assert_eq!(desk.core.state().presence, Presence::Away, "the snapshot does not know it yet");
    assert_eq!(desk.told(), [CommandBody::PresenceSet { presence: Presence::Away }]);
}

#[test]
fn a_presence_that_the_middleware_refuses_is_not_shown_and_said() {
    let mut desk = FrontDesk::ready();
    desk.asks(Request::SetPresence(Presence::Away)).expect("somebody is signed in");
    desk.refuses(rest::ErrorCode::Internal);
    let state = desk.core.state();
    assert_eq!((state.presence, state.notice), (Presence::Available, Some(Notice::NotReached)));
}

#[test]
fn another_network_is_tried_at_once_even_in_the_middle_of_an_attempt() {
    let mut desk = FrontDesk::started();
    desk.signs_in().expect("nobody is signed in");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session("a1", "r1")))));
    desk.forget();
    desk.hears(Input::NetworkChanged { vpn: true });
    assert_eq!(desk.others, [Action::Drop, Action::Connect { access: Private("a1".to_owned()) }]);
    assert!(desk.core.state().vpn);
}

#[test]
fn a_keyring_that_fails_later_is_told() {
    let mut desk = FrontDesk::ready();
    desk.hears(Input::VaultFailed);
    assert_eq!(desk.core.state().setup.remembering, Remembering::KeyringUnavailable);
}

#[test]
fn only_a_call_back_that_somebody_else_has_is_called_so() {
    let mut desk = FrontDesk::ready();
    for (code, notice) in [
        (rest::ErrorCode::Taken, Notice::CallbackGone),
        (rest::ErrorCode::NotFound, Notice::CallbackGone),
        (rest::ErrorCode::Internal, Notice::NotReached),
        (rest::ErrorCode::TooMany, Notice::NotReached),
    ] {
        desk.hears(Input::Answer(Answer::Callback(Err(AskError::Refused(code)))));
        assert_eq!(desk.core.state().notice, Some(notice), "{code:?}");
    }
}

#[test]
fn a_microphone_that_was_plugged_in_is_missed_no_more() {
    let mut desk = FrontDesk::ready();
    desk.hears(Input::SoundTrouble(Some(SoundTrouble::NoMicrophone)));
    let known = |name: &str| KnownDevice { id: name.to_lowercase(), name: name.to_owned() };
    desk.hears(Input::Devices { microphones: vec![], speakers: vec![known("Monitor")] });
    assert_eq!(desk.core.state().sound.trouble, Some(SoundTrouble::NoMicrophone));
    desk.hears(Input::Devices { microphones: vec![known("Headset")], speakers: vec![known("Monitor")] });
    assert_eq!(desk.core.state().sound.trouble, None);
}
