//! The rules that matter most, a line that would break each, and the test that has to notice.
//!
//! To add one: the text must stand in its file exactly once, the broken file must still compile, and the test must be one of the
//! package's own. `cargo test -p xtask` sees to it that the list goes with the sources.

mod calls;
mod privacy;
mod shifts;

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
/// What is said of a call is said of its stop, in one and the same moment.
const ROUND: &str = "rounds";
/// Whoever hands over leaves nothing that nobody goes on with.
const SHIFT: &str = "hand-over";
/// Where nobody listens somebody is told, and no hiccup cries wolf.
const UNHEARD: &str = "nobody listens";
/// A report harms neither its reader's computer nor those it names.
const REPORT: &str = "report";

/// All of them, rule by rule.
pub(super) fn mutations() -> impl Iterator<Item = &'static Mutation> {
    [calls::MUTATIONS, privacy::MUTATIONS, shifts::MUTATIONS].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::step;

    #[test]
    fn every_mutation_fits_the_sources_and_changes_them() {
        for mutation in mutations() {
            let broken = mutation.applied(step::root()).expect("it stands there once");
            assert!(!broken.contains(mutation.old) || mutation.new.contains(mutation.old), "{}", mutation.old);
        }
    }

    #[test]
    fn every_rule_is_broken_in_more_than_one_way_and_none_twice_in_the_same() {
        for rule in [RING, WINNER, LIST, LOCK, LOG, ROUND, SHIFT, UNHEARD, REPORT] {
            assert!(mutations().filter(|mutation| mutation.rule == rule).count() > 3, "{rule}");
        }
        let different: BTreeSet<_> = mutations().map(|one| (one.file, one.old, one.new)).collect();
        assert_eq!(different.len(), mutations().count());
    }

    #[test]
    fn mutations_are_chosen_by_what_they_are_about() {
        let chosen = |text| mutations().filter(|mutation| mutation.is_about(text)).count();
        assert_eq!(chosen(None), mutations().count());
        assert_eq!(chosen(Some("capture/mask")), 1);
        assert_eq!(chosen(Some("nothing of the kind")), 0);
    }
}
