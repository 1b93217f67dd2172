//! The rules that matter most, a line that would break each, and the test that has to notice.
//!
//! To add one: the text must stand in its file exactly once, the broken file must still compile, and the test must be one of the
//! package's own. `cargo test -p xtask` sees to it that the list goes with the sources.

use super::mutation::Mutation;

const CALL: &str = "roomline-call";
const MIDDLEWARE: &str = "roomline-middleware";
const STATION: &str = "roomline-station";
const APP: &str = "roomline";

/// A call stops ringing when its time is up, and not before.
const RING: &str = "ring time";
/// Of several desks one wins, and all others know.
const WINNER: &str = "single winner";
/// Who waits is on the list, and whoever was cared for is not.
const LIST: &str = "call-backs";
/// A locked desk names nobody and takes nothing.
const LOCK: &str = "lock";
/// No log names anybody.
const LOG: &str = "redaction";

/// See the module.
pub(super) const MUTATIONS: &[Mutation] = &[
    Mutation {
        rule: RING,
        file: "crates/call/src/switchboard/deadlines.rs",
        old: "pub const WHOLE_RING: Duration = secs(60);",
        new: "pub const WHOLE_RING: Duration = secs(90);",
        package: CALL,
        test: "all_steps_together_ring_for_a_minute",
    },
    Mutation {
        rule: RING,
        file: "crates/call/src/switchboard/deadlines.rs",
        old: "pub const RING_AGAIN: Duration = secs(15);",
        new: "pub const RING_AGAIN: Duration = secs(5);",
        package: CALL,
        test: "a_refused_answer_is_withdrawn_and_the_others_ring_again_for_at_least_fifteen_seconds",
    },
    Mutation {
        rule: RING,
        file: "crates/call/src/switchboard/ring.rs",
        old: "self.until = self.until.max(at_least);",
        new: "self.until = self.until.min(at_least);",
        package: CALL,
        test: "the_fifteen_seconds_after_a_withdrawn_award_may_exceed_the_minute",
    },
    Mutation {
        rule: RING,
        file: "crates/call/src/machine/arriving.rs",
        old: "State::Arriving(Self { offer, give_up_at: turn.now + remaining + LATE_WORD })",
        new: "State::Arriving(Self { offer, give_up_at: turn.now + remaining * 2 + LATE_WORD })",
        package: CALL,
        test: "a_ring_that_nobody_ends_stops_by_itself",
    },
    Mutation {
        rule: RING,
        file: "crates/call/src/machine/arriving.rs",
        old: "State::Arriving(Self { give_up_at: turn.now + remaining + LATE_WORD, ..self })",
        new: "State::Arriving(Self { give_up_at: self.give_up_at.max(turn.now + remaining), ..self })",
        package: CALL,
        test: "a_call_that_rings_again_gets_its_new_time",
    },
    Mutation {
        rule: RING,
        file: "crates/station/src/core/calls/heard.rs",
        old: "Duration::from_millis(remaining_ms).min(machine::RING_LIMIT)",
        new: "Duration::from_millis(remaining_ms.min(600_000))",
        package: STATION,
        test: "no_ring_lasts_longer_than_any_call_may_ring_whatever_the_middleware_says",
    },
    Mutation {
        rule: RING,
        file: "crates/middleware/src/exchange/snapshot.rs",
        old: "u64::try_from(now.until(ringing.until).as_millis()).unwrap_or(u64::MAX)",
        new: "60_000",
        package: MIDDLEWARE,
        test: "a_ringing_call_is_found_again_with_the_time_it_has_left",
    },
    Mutation {
        rule: WINNER,
        file: "crates/call/src/switchboard/from_unit.rs",
        old: "return Err(Refusal::Taken);",
        new: "return Ok(());",
        package: CALL,
        test: "the_first_claim_wins_and_the_others_learn_who_answered",
    },
    Mutation {
        rule: WINNER,
        file: "crates/call/src/switchboard/from_unit.rs",
        old: "for other in ring.ringing().filter(|other| *other != station) {",
        new: "for other in ring.ringing().filter(|other| *other == station) {",
        package: CALL,
        test: "the_first_claim_wins_and_the_others_learn_who_answered",
    },
    Mutation {
        rule: WINNER,
        file: "crates/call/src/switchboard/from_unit.rs",
        old: "Some(desk) if ring.knows(station) => desk.seat.clone(),",
        new: "Some(desk) => desk.seat.clone(),",
        package: CALL,
        test: "a_desk_that_was_never_rung_cannot_win",
    },
    Mutation {
        rule: WINNER,
        file: "crates/call/src/switchboard/from_unit.rs",
        old: "*acceptance = Acceptance::Attempted;",
        new: "*acceptance = Acceptance::Queued;",
        package: CALL,
        test: "a_winner_that_dies_after_alexa_was_told_stays_the_winner",
    },
    Mutation {
        rule: WINNER,
        file: "crates/call/src/switchboard/mod.rs",
        old: "if let Some(other) = other {",
        new: "if let Some(other) = other.filter(|other| *other == id) {",
        package: CALL,
        test: "a_desk_in_a_call_is_shown_the_new_one_and_may_take_it",
    },
    Mutation {
        rule: WINNER,
        file: "crates/call/src/machine/answering.rs",
        old: "(Input::Taken, _) => turn.end_untalked(Phase::Answering, EndReason::AnsweredElsewhere),",
        new: "(Input::Taken, _) => turn.end_untalked(Phase::Answering, EndReason::Cancelled),",
        package: CALL,
        test: "the_slower_desk_sees_answered_elsewhere",
    },
    Mutation {
        rule: WINNER,
        file: "crates/station/src/core/calls/heard.rs",
        old: "self.feed(now, call_id, machine::Input::Taken);",
        new: "",
        package: STATION,
        test: "a_desk_that_only_rang_reads_who_answered",
    },
    Mutation {
        rule: LIST,
        file: "crates/call/src/switchboard/course.rs",
        old: "if self.direction == Direction::FromUnit && self.sound == Sound::Never {",
        new: "if self.direction == Direction::FromUnit && self.sound != Sound::Never {",
        package: CALL,
        test: "the_resident_gives_up_and_is_called_back",
    },
    Mutation {
        rule: LIST,
        file: "crates/middleware/src/exchange/callbacks.rs",
        old: "if callback.unit_id.as_ref() == Some(&unit) && callback.errand.is_call() {",
        new: "if callback.unit_id.as_ref() == Some(&unit) {",
        package: MIDDLEWARE,
        test: "a_visit_is_not_done_by_talking",
    },
    Mutation {
        rule: LIST,
        file: "crates/middleware/src/exchange/callbacks.rs",
        old: "if callback.unit_id.as_ref() == Some(&unit) && callback.errand.is_call() {",
        new: "if callback.errand.is_call() {",
        package: MIDDLEWARE,
        test: "a_talk_with_one_resident_leaves_the_others_waiting",
    },
    Mutation {
        rule: LIST,
        file: "crates/middleware/src/exchange/callbacks.rs",
        old: "self.keep(now, Callback { state: state.clone(), ..callback })?;",
        new: "self.keep(now, callback)?;",
        package: MIDDLEWARE,
        test: "call_again_is_on_every_desks_list_until_somebody_talks_with_the_resident",
    },
    Mutation {
        rule: LIST,
        file: "crates/middleware/src/store/callbacks.rs",
        old: "FROM callback WHERE NOT done ORDER BY",
        new: "FROM callback ORDER BY",
        package: MIDDLEWARE,
        test: "call_again_is_on_every_desks_list_until_somebody_talks_with_the_resident",
    },
    Mutation {
        rule: LIST,
        file: "crates/station/src/core/desk.rs",
        old: "if !matches!(callback.state, CallbackState::Done { .. }) {",
        new: "if matches!(callback.state, CallbackState::Waiting | CallbackState::Done { .. }) {",
        package: STATION,
        test: "calling_back_claims_the_call_back_and_calls_the_room",
    },
    Mutation {
        rule: LIST,
        file: "src-tauri/src/view/desk.rs",
        old: "CallbackState::Done { .. } => return None,",
        new: "CallbackState::Done { .. } => CallbackStateView::Waiting,",
        package: APP,
        test: "a_call_back_is_ours_theirs_or_waiting_and_gone_when_done",
    },
    Mutation {
        rule: LOCK,
        file: "src-tauri/src/view/call.rs",
        old: "if state.is_locked() {",
        new: "if state.is_locked() && card.notes.is_some() {",
        package: APP,
        test: "a_locked_desk_names_no_resident_in_any_view",
    },
    Mutation {
        rule: LOCK,
        file: "src-tauri/src/view/directory.rs",
        old: "if state.is_locked() { &[] } else { &state.directory.units };",
        new: "&state.directory.units;",
        package: APP,
        test: "a_locked_desk_names_no_resident_in_any_view",
    },
    Mutation {
        rule: LOCK,
        file: "src-tauri/src/view/desk.rs",
        old: "if state.is_locked() { &[] } else { &state.callbacks };",
        new: "&state.callbacks;",
        package: APP,
        test: "a_locked_desk_names_no_resident_in_any_view",
    },
    Mutation {
        rule: LOCK,
        file: "src-tauri/src/desktop/stage.rs",
        old: "Arc::ptr_eq(&views.source, &state.directory) && views.locked == state.is_locked();",
        new: "Arc::ptr_eq(&views.source, &state.directory);",
        package: APP,
        test: "a_locked_desk_names_no_resident_in_any_view",
    },
    Mutation {
        rule: LOCK,
        file: "src-tauri/src/desktop/notification/words.rs",
        old: "Some(UnitCard { room, .. }) if locked =>",
        new: "Some(UnitCard { room, notes: None, .. }) if locked =>",
        package: APP,
        test: "a_locked_desk_tells_the_room_and_no_more",
    },
    Mutation {
        rule: LOCK,
        file: "crates/station/src/core/lock.rs",
        old: "let allowed = !self.is_locked() || may_be_asked_of_a_locked_desk(request);",
        new: "let allowed = self.pin.hash().is_some() || may_be_asked_of_a_locked_desk(request);",
        package: STATION,
        test: "a_locked_desk_rings_and_is_answered_and_takes_nothing_that_names_somebody",
    },
    Mutation {
        rule: LOCK,
        file: "crates/station/src/core/lock.rs",
        old: "door: Door::Locked { wrong: FREE_TRIES - 1, attempt: Attempt::None } };",
        new: "door: Door::Locked { wrong: 0, attempt: Attempt::None } };",
        package: STATION,
        test: "a_restart_leaves_a_locked_desk_locked_with_a_single_try",
    },
    Mutation {
        rule: LOCK,
        file: "crates/station/src/core/lock.rs",
        old: "const FREE_TRIES: u32 = 5;",
        new: "const FREE_TRIES: u32 = 6;",
        package: STATION,
        test: "after_five_wrong_pins_one_waits_longer_each_time_and_nothing_is_compared_meanwhile",
    },
    Mutation {
        rule: LOG,
        file: "crates/call/src/private.rs",
        old: "impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(\"‹private›\")",
        new: "impl<T: fmt::Debug> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)",
        package: CALL,
        test: "neither_debug_nor_display_shows_the_value",
    },
    Mutation {
        rule: LOG,
        file: "crates/middleware/src/exchange/from_alexa.rs",
        old: "unit_id = ?unit, ?unrung, \"a unit calls\");",
        new: "unit_id = ?unit, ?unrung, sdp = offer.as_str(), \"a unit calls\");",
        package: MIDDLEWARE,
        test: "a_whole_call_at_the_finest_level_names_nobody",
    },
    Mutation {
        rule: LOG,
        file: "crates/middleware/src/capture/mask.rs",
        old: "if is_known && is_word(text) {",
        new: "if is_known {",
        package: MIDDLEWARE,
        test: "nothing_of_a_person_is_left_and_the_words_of_the_interface_are",
    },
    Mutation {
        rule: LOG,
        file: "crates/station/src/log.rs",
        old: "let blot = is_address(word) && (is_alone || word.matches('.').count() >= 3);",
        new: "let blot = is_address(word) && is_alone;",
        package: STATION,
        test: "addresses_are_blotted_out_and_nothing_else",
    },
    Mutation {
        rule: LOG,
        file: "crates/station/src/log.rs",
        old: "|| *metadata.level() <= tracing::Level::WARN",
        new: "|| *metadata.level() <= tracing::Level::DEBUG",
        package: STATION,
        test: "no_setting_makes_other_peoples_crates_say_more_than_warnings",
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::step;

    #[test]
    fn every_mutation_fits_the_sources_and_changes_them() {
        for mutation in MUTATIONS {
            let broken = mutation.applied(step::root()).expect("it stands there once");
            assert!(!broken.contains(mutation.old) || mutation.new.contains(mutation.old), "{}", mutation.old);
        }
    }

    #[test]
    fn every_rule_is_broken_in_more_than_one_way_and_none_twice_in_the_same() {
        assert!(MUTATIONS.len() >= 20);
        for rule in [RING, WINNER, LIST, LOCK, LOG] {
            assert!(MUTATIONS.iter().filter(|mutation| mutation.rule == rule).count() > 3, "{rule}");
        }
        let different: BTreeSet<_> = MUTATIONS.iter().map(|one| (one.file, one.old, one.new)).collect();
        assert_eq!(different.len(), MUTATIONS.len());
    }

    #[test]
    fn mutations_are_chosen_by_what_they_are_about() {
        let chosen = |text| MUTATIONS.iter().filter(|mutation| mutation.is_about(text)).count();
        assert_eq!(chosen(None), MUTATIONS.len());
        assert_eq!(chosen(Some("capture/mask")), 1);
        assert_eq!(chosen(Some("nothing of the kind")), 0);
    }
}
