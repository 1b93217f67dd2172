use rand::SeedableRng;
use roomline_signaling::call::{EndReason, Sdp, UnitId};
use roomline_signaling::outcome::{CallOutcome, Outcome};
use roomline_signaling::staff::Presence;

use super::*;

/// A link and the middleware's end of it, in virtual time.
struct Wire {
    now: Instant,
    link: Link,
    outputs: Vec<Output>,
}

impl Wire {
    #[expect(clippy::disallowed_methods, reason = "virtual time needs a first moment")]
    fn new() -> Self {
        Self { now: Instant::now(), link: Link::new(StdRng::seed_from_u64(7)), outputs: Vec::new() }
    }

    /// Connected, with a snapshot, at event 0 of stream `s1`.
    fn up() -> Self {
        let mut wire = Self::new();
        wire.takes(Input::Start).takes(Input::Opened).welcome("s1", 0, false).snapshot();
        wire.saw();
        wire
    }

    fn takes(&mut self, input: Input) -> &mut Self {
        self.link.handle_input(self.now, input);
        self.drain();
        self
    }

    fn says(&mut self, message: &ServerMessage) -> &mut Self {
        self.takes(Input::Frame(message.encode()))
    }

    fn welcome(&mut self, stream: &str, seq: u64, resumed: bool) -> &mut Self {
        let stream = StreamId::new(stream).expect("an id");
        self.says(&ServerMessage::Reply(Reply::Welcome { stream, seq, resumed }))
    }

    fn snapshot(&mut self) -> &mut Self {
        self.says(&ServerMessage::Reply(Reply::Snapshot(Snapshot::default())))
    }

    fn event(&mut self, seq: u64) -> &mut Self {
        self.says(&ServerMessage::Event { seq, event: ringing(seq) })
    }

    fn commands(&mut self, body: CommandBody) -> &mut Self {
        self.link.command(body);
        self.drain();
        self
    }

    fn waits(&mut self, time: Duration) -> &mut Self {
        let end = self.now + time;
        while let Some(deadline) = self.link.poll_timeout().filter(|deadline| *deadline <= end) {
            self.now = self.now.max(deadline);
            self.link.handle_timeout(self.now);
            self.drain();
        }
        self.now = end;
        self
    }

    fn drain(&mut self) {
        while let Some(output) = self.link.poll_output() {
            self.outputs.push(output);
        }
    }

    fn saw(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    fn sent(&mut self) -> Vec<Command> {
        let sent = |output| if let Output::Send(text) = output { Command::decode(&text).ok() } else { None };
        self.saw().into_iter().filter_map(sent).collect()
    }
}

fn ringing(call: u64) -> Event {
    Event::CallRinging { call_id: CallId::from_u128(call.into()) }
}

fn place(call: u128) -> CommandBody {
    CommandBody::CallPlace {
        call_id: CallId::from_u128(call),
        unit_id: UnitId::new("101").expect("an id"),
        ring_group: None,
        sdp: Sdp::new("v=0").expect("bounded"),
    }
}

fn end(call: u128) -> CommandBody {
    CommandBody::CallEnd { call_id: CallId::from_u128(call), reason: EndReason::HungUpHere }
}

fn visit(call: u128) -> CommandBody {
    let outcome = CallOutcome { outcome: Outcome::NeedsVisit, note: None };
    CommandBody::CallOutcome { call_id: CallId::from_u128(call), outcome }
}

#[test]
fn the_first_word_is_resume_and_nothing_counts_as_up_before_the_snapshot() {
    let mut wire = Wire::new();
    wire.takes(Input::Start);
    assert_eq!(wire.saw(), [Output::Connect]);
    wire.takes(Input::Opened);
    let sent = wire.sent();
    assert_eq!(sent[0].body, CommandBody::Resume { stream: None, seq: None, call: None });
    wire.welcome("s1", 4, false);
    assert_eq!(wire.saw(), []);
    wire.snapshot();
    assert_eq!(wire.saw(), [Output::Snapshot(Box::default()), Output::Up]);
    wire.event(5);
    assert_eq!(wire.saw(), [Output::Event(ringing(5))]);
}

#[test]
fn a_reconnect_names_the_last_event_and_the_own_call_and_takes_what_was_missed() {
    let mut wire = Wire::up();
    let call = CallId::from_u128(9);
    wire.link.set_own_call(Some(call));
    wire.event(1).event(2).takes(Input::Closed(None)).waits(Duration::from_secs(1)).takes(Input::Opened);
    let resume = wire.sent().pop().expect("a resume");
    let stream = Some(StreamId::new("s1").expect("an id"));
    assert_eq!(resume.body, CommandBody::Resume { stream, seq: Some(2), call: Some(call) });
    wire.welcome("s1", 4, true).event(3).event(4);
    assert_eq!(wire.saw(), [Output::Up, Output::Event(ringing(3)), Output::Event(ringing(4))]);
}

#[test]
fn an_event_that_comes_twice_is_taken_once() {
    let mut wire = Wire::up();
    wire.event(1).event(1).event(2).event(1);
    assert_eq!(wire.saw(), [Output::Event(ringing(1)), Output::Event(ringing(2))]);
}

#[test]
fn a_hole_in_the_numbering_is_mended_by_a_snapshot() {
    let mut wire = Wire::up();
    wire.event(1).event(3);
    assert_eq!(wire.saw(), [Output::Event(ringing(1)), Output::Drop, Output::Down(Failure::ServerFault)]);
    wire.waits(Duration::from_secs(1)).takes(Input::Opened);
    assert_eq!(wire.sent()[0].body, CommandBody::Resume { stream: None, seq: None, call: None });
}

#[test]
fn an_event_of_a_newer_middleware_leaves_no_hole() {
    let mut wire = Wire::up();
    wire.event(1).takes(Input::Frame(r#"{"type":"call.teleported","seq":2}"#.into())).event(3);
    assert_eq!(wire.saw(), [Output::Event(ringing(1)), Output::Event(ringing(3))]);
}

#[test]
fn messages_that_cannot_be_read_are_passed_over() {
    let mut wire = Wire::up();
    let too_long = "x".repeat(roomline_signaling::staff::MAX_MESSAGE_LEN + 1);
    for text in ["", "{", "[]", "7", r#"{"type":"ok"}"#, r#"{"type":"call.ended","seq":1}"#, &too_long] {
        wire.takes(Input::Frame(text.into()));
    }
    wire.event(1);
    assert_eq!(wire.saw(), [Output::Event(ringing(1))]);
}

#[test]
fn a_command_is_answered_once_whatever_comes_twice() {
    let mut wire = Wire::up();
    wire.commands(place(1));
    let id = wire.sent().remove(0).id;
    wire.says(&ServerMessage::Reply(Reply::Ok { id: id.clone() })).says(&ServerMessage::Reply(Reply::Ok { id }));
    assert_eq!(wire.saw(), [Output::Answered { command: place(1), outcome: Ok(()) }]);
    assert!(wire.link.is_settled());
}

#[test]
fn a_refusal_carries_its_code() {
    let mut wire = Wire::up();
    wire.commands(place(1));
    let id = wire.sent().remove(0).id;
    let (code, message, reference) = (ErrorCode::UnitBusy, "in a call".to_owned(), "r1".to_owned());
    wire.says(&ServerMessage::Reply(Reply::Error {
        id: Some(id),
        code,
        message,
        reference,
        by: Some("Desk 2".to_owned()),
    }));
    let refused = Refused { code, by: Some("Desk 2".to_owned()) };
    assert_eq!(wire.saw(), [Output::Answered { command: place(1), outcome: Err(refused) }]);
}

#[test]
fn unanswered_commands_are_sent_again_with_their_ids_and_in_order() {
    let mut wire = Wire::up();
    wire.commands(place(1)).commands(CommandBody::PresenceSet { presence: Presence::Away });
    let before = wire.sent();
    wire.takes(Input::Closed(Some(1001))).waits(Duration::from_secs(1)).takes(Input::Opened).saw();
    wire.welcome("s1", 0, true);
    assert_eq!(wire.sent(), before);
}

#[test]
fn a_hang_up_while_offline_goes_instead_of_the_call() {
    let mut wire = Wire::up();
    wire.takes(Input::Closed(None)).commands(place(1)).commands(end(1)).commands(place(2)).saw();
    assert_eq!(wire.link.unanswered().collect::<Vec<_>>(), [&end(1), &place(2)]);
    wire.waits(Duration::from_secs(1)).takes(Input::Opened).saw();
    wire.welcome("s1", 0, true);
    let bodies: Vec<CommandBody> = wire.sent().into_iter().map(|command| command.body).collect();
    assert_eq!(bodies, [end(1), place(2)]);
}

#[test]
fn what_came_of_a_call_is_told_however_it_ends() {
    let mut wire = Wire::up();
    wire.takes(Input::Closed(None)).commands(visit(1)).commands(place(1)).commands(end(1)).saw();
    assert_eq!(wire.link.unanswered().collect::<Vec<_>>(), [&visit(1), &end(1)]);
}

#[test]
fn what_is_taken_back_is_not_told_and_its_answer_is_nobodys() {
    let mut wire = Wire::up();
    wire.commands(visit(1)).commands(place(2));
    let id = wire.sent().remove(0).id;
    wire.link.withdraw_outcomes();
    wire.says(&ServerMessage::Reply(Reply::Ok { id }));
    assert_eq!(wire.saw(), []);
    assert_eq!(wire.link.unanswered().collect::<Vec<_>>(), [&place(2)]);
}

#[test]
fn a_silent_middleware_is_pinged_and_then_dead() {
    let mut wire = Wire::up();
    wire.waits(Duration::from_millis(9_999));
    assert_eq!(wire.saw(), [Output::Ping]);
    wire.takes(Input::Alive).waits(Duration::from_millis(9_999));
    assert_eq!(wire.saw(), [Output::Ping, Output::Ping]);
    wire.waits(Duration::from_millis(1));
    assert_eq!(wire.saw(), [Output::Drop, Output::Down(Failure::NoAnswer)]);
}

#[test]
fn an_attempt_without_a_welcome_is_given_up() {
    let mut wire = Wire::new();
    wire.takes(Input::Start).waits(Duration::from_secs(4)).takes(Input::Opened).saw();
    wire.waits(Duration::from_secs(6));
    assert_eq!(wire.saw(), [Output::Drop, Output::Down(Failure::NoAnswer)]);
}

#[test]
fn waking_up_tries_at_once() {
    let mut wire = Wire::new();
    wire.takes(Input::Start);
    for _ in 0..8 {
        wire.takes(Input::Failed(Failure::NoAnswer)).waits(Duration::from_secs(10));
    }
    wire.takes(Input::Failed(Failure::NoAnswer)).saw();
    wire.takes(Input::TryNow);
    assert_eq!(wire.saw(), [Output::Connect]);

    let mut wire = Wire::up();
    wire.takes(Input::TryNow);
    assert_eq!(wire.saw(), [Output::Drop, Output::Down(Failure::NoAnswer), Output::Connect]);
}

#[test]
fn a_refused_token_waits_for_a_new_one_and_keeps_the_place() {
    for refusal in [Input::Closed(Some(4401)), Input::Closed(Some(1001))] {
        let mut wire = Wire::up();
        let unauthorized = matches!(refusal, Input::Closed(Some(4401)));
        wire.event(1).takes(refusal).saw();
        wire.waits(Duration::from_secs(30));
        assert_eq!(wire.saw().contains(&Output::Connect), !unauthorized);
        if unauthorized {
            wire.takes(Input::Start).takes(Input::Opened);
            assert!(matches!(wire.sent()[0].body, CommandBody::Resume { seq: Some(1), .. }));
        }
    }
}

#[test]
fn two_programs_with_one_id_do_not_throw_each_other_out_all_the_time() {
    let mut wire = Wire::up();
    wire.takes(Input::Closed(Some(4409))).waits(Duration::from_millis(4_900));
    assert_eq!(wire.saw(), [Output::Drop, Output::Down(Failure::Replaced)]);
}

#[test]
fn after_sign_out_nothing_of_the_old_session_is_left() {
    let mut wire = Wire::up();
    wire.event(1).commands(place(1)).takes(Input::Stop).takes(Input::Start).takes(Input::Opened).saw();
    wire.welcome("s2", 0, false);
    assert_eq!(wire.sent(), []);
    assert_eq!(wire.link.poll_timeout(), Some(wire.now + PING_EVERY));
}

#[test]
fn whoever_sits_down_next_goes_on_where_the_desk_left_off_and_nothing_is_dropped_for_that() {
    let mut wire = Wire::up();
    wire.event(1).commands(place(1));
    let before = wire.sent();
    wire.takes(Input::Renew);
    assert_eq!(wire.saw(), [Output::Connect], "the connection that stands goes on standing");
    wire.commands(place(2)).takes(Input::Opened);
    let resume = wire.sent().pop().expect("a resume");
    let stream = Some(StreamId::new("s1").expect("an id"));
    assert_eq!(resume.body, CommandBody::Resume { stream, seq: Some(1), call: None });
    wire.welcome("s1", 2, true).event(2);
    let outputs = wire.saw();
    let sent = |output: &Output| if let Output::Send(text) = output { Command::decode(text).ok() } else { None };
    let bodies: Vec<CommandBody> = outputs.iter().filter_map(sent).map(|command| command.body).collect();
    assert_eq!((bodies, before.len()), (vec![place(1), place(2)], 1), "nothing that was said is lost");
    assert_eq!(outputs.last(), Some(&Output::Event(ringing(2))));
}

#[test]
fn an_attempt_for_whoever_has_left_is_given_up_for_whoever_sits_down() {
    let mut wire = Wire::new();
    wire.takes(Input::Start).saw();
    wire.takes(Input::Renew);
    assert_eq!(wire.saw(), [Output::Drop, Output::Connect]);
    wire.takes(Input::Failed(Failure::NoAnswer)).saw();
    wire.takes(Input::Renew);
    assert_eq!(wire.saw(), [Output::Connect], "nobody waits for the next turn");
}

#[test]
fn a_renewal_that_fails_is_a_lost_connection() {
    let mut wire = Wire::up();
    wire.takes(Input::Renew).saw();
    wire.takes(Input::Failed(Failure::NoAnswer));
    assert_eq!(wire.saw(), [Output::Drop, Output::Down(Failure::NoAnswer)]);
}
