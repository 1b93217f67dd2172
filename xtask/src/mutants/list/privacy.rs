//! Privacy: what a locked desk shows and takes, and what stands in a log.

use super::super::mutation::Mutation;
use super::{APP, CALL, LOCK, LOG, MIDDLEWARE, STATION};

pub(super) const MUTATIONS: &[Mutation] = &[
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
        new: "let allowed = self.pin().is_some() || may_be_asked_of_a_locked_desk(request);",
        package: STATION,
        test: "a_locked_desk_rings_and_is_answered_and_takes_nothing_that_names_somebody",
    },
    Mutation {
        rule: LOCK,
        file: "crates/station/src/core/tries.rs",
        old: "Self { wrong: FREE_TRIES - 1, wait_until: None }",
        new: "Self { wrong: 0, wait_until: None }",
        package: STATION,
        test: "a_restart_leaves_a_locked_desk_locked_with_a_single_try",
    },
    Mutation {
        rule: LOCK,
        file: "crates/station/src/core/tries.rs",
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
