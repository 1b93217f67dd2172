//! Which device to take: what people put first, and if that is not there or does not work, the next. A call goes on with anything
//! that makes a sound.

use super::list::Device;

/// One entry of a priority list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// What the system would take now, whichever that is.
    Default,
    /// The device of this id, or of this name.
    Device(String),
}

/// A device to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) device: Device,
    /// Whether an entry of the list names it; else it is better than nothing.
    is_wanted: bool,
}

/// What to try, the best first. An empty list wants the default.
pub(super) fn candidates(wanted: &[Wanted], there: &[Device], default: Option<&str>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |device: &Device, is_wanted| {
        if found.iter().all(|known| known.device.id != device.id) {
            found.push(Candidate { device: device.clone(), is_wanted });
        }
    };
    // ALSA takes its default device also where it does not list it.
    let default = default.map(|id| {
        let listed = there.iter().find(|device| device.id == id).cloned();
        listed.unwrap_or_else(|| Device { id: id.to_owned(), name: id.to_owned(), is_plumbing: false })
    });
    let only_default = [Wanted::Default];
    for wanted in if wanted.is_empty() { &only_default } else { wanted } {
        let device = match wanted {
            Wanted::Default => default.as_ref(),
            Wanted::Device(key) => there
                .iter()
                .find(|device| device.id == *key)
                .or_else(|| there.iter().find(|device| device.name == *key)),
        };
        if let Some(device) = device {
            add(device, true);
        }
    }
    for device in default.iter().chain(there.iter().filter(|device| !device.is_plumbing)) {
        add(device, false);
    }
    found
}

/// The device that should be taken instead of the present one: one that an entry of the list wants more.
pub(super) fn better(candidates: &[Candidate], present: &str, shunned: Option<&str>) -> Option<Device> {
    let before = candidates.iter().take_while(|candidate| candidate.device.id != present);
    before
        .filter(|candidate| candidate.is_wanted && Some(candidate.device.id.as_str()) != shunned)
        .map(|candidate| candidate.device.clone())
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(id: &str) -> Device {
        Device { id: id.to_owned(), name: format!("The {id}"), is_plumbing: id == "filter" }
    }

    fn there(ids: &[&str]) -> Vec<Device> {
        ids.iter().copied().map(device).collect()
    }

    fn wants(ids: &[&str]) -> Vec<Wanted> {
        ids.iter().map(|id| if *id == "default" { Wanted::Default } else { Wanted::Device((*id).to_owned()) }).collect()
    }

    fn order(wanted: &[&str], devices: &[&str], default: Option<&str>) -> Vec<String> {
        candidates(&wants(wanted), &there(devices), default).into_iter().map(|candidate| candidate.device.id).collect()
    }

    #[test]
    fn what_is_put_first_is_tried_first_and_everything_else_after_it() {
        let devices = ["monitor", "headset", "built-in"];
        assert_eq!(order(&["headset", "default"], &devices, Some("built-in")), ["headset", "built-in", "monitor"]);
        assert_eq!(order(&["default", "headset"], &devices, Some("monitor")), ["monitor", "headset", "built-in"]);
        assert_eq!(order(&["The headset"], &devices, None), ["headset", "monitor", "built-in"], "by its name, too");
    }

    #[test]
    fn an_empty_list_follows_the_system() {
        assert_eq!(order(&[], &["a", "b"], Some("b")), ["b", "a"]);
        assert_eq!(order(&[], &[], Some("default")), ["default"], "ALSA's default needs no listing");
        assert!(order(&[], &[], None).is_empty());
    }

    #[test]
    fn plumbing_is_taken_only_by_those_who_want_it() {
        assert_eq!(order(&[], &["filter", "a"], Some("a")), ["a"]);
        assert_eq!(order(&["filter"], &["filter", "a"], Some("a")), ["filter", "a"]);
    }

    #[test]
    fn a_device_that_is_wanted_more_is_taken_again_when_it_comes_back() {
        let found = |devices: &[&str]| candidates(&wants(&["headset", "default"]), &there(devices), Some("built-in"));
        assert_eq!(better(&found(&["built-in"]), "built-in", None), None);
        assert_eq!(better(&found(&["built-in", "headset"]), "built-in", None), Some(device("headset")));
        assert_eq!(better(&found(&["built-in", "headset"]), "headset", None), None);
        assert_eq!(better(&found(&["built-in", "headset"]), "built-in", Some("headset")), None, "it just failed");
    }

    #[test]
    fn a_list_that_puts_the_system_first_stays_with_it() {
        let found = candidates(&wants(&["default", "headset"]), &there(&["built-in", "headset"]), Some("built-in"));
        assert_eq!(better(&found, "built-in", None), None, "the headset may come back, but it is second");
        let moved = candidates(&wants(&["default", "headset"]), &there(&["built-in", "headset"]), Some("headset"));
        assert_eq!(better(&moved, "built-in", None), Some(device("headset")), "the system's own choice changed");
    }

    #[test]
    fn nobody_leaves_a_device_that_works_for_one_that_nobody_asked_for() {
        let found = candidates(&wants(&["headset"]), &there(&["a", "b"]), None);
        assert_eq!(better(&found, "b", None), None);
    }
}
