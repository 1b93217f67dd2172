//! `[[ring_groups]]`: which desks ring together, for how long, and who rings next.

use std::collections::BTreeMap;

use roomline_signaling::call::Address;
use toml::de::DeValue;

use super::reader::{Entry, Place, Reader};
use crate::calls::RingGroup;

/// How long a call may ring over all steps, in seconds. Source: `docs/protocol.md` §4.
const WHOLE_RING_S: u32 = 60;
const KNOWN: [&str; 5] = ["name", "address", "stations", "ring_for_s", "then"];
const LONGEST_NAME: usize = 50;

/// Reads all groups and checks how they hang together.
pub(super) fn ring_groups(reader: &mut Reader<'_>) -> Vec<RingGroup> {
    let entries = reader.tables("ring_groups");
    if entries.is_empty() {
        let remedy = "add [[ring_groups]] with name, address and stations, else no desk can be called";
        reader.required::<()>("ring_groups", None, remedy);
    }
    let groups: Vec<_> = entries.into_iter().filter_map(|entry| ring_group(reader, entry)).collect();
    check_unique(reader, &groups);
    check_chains(reader, &groups);
    groups.into_iter().map(|placed| placed.group).collect()
}

struct PlacedGroup {
    group: RingGroup,
    at: Place,
    then_at: Place,
}

fn ring_group<'i>(reader: &mut Reader<'i>, mut entry: Entry<'i>) -> Option<PlacedGroup> {
    let at = entry.at.clone();
    let name = text(reader, &mut entry, "name", LONGEST_NAME);
    let address = text(reader, &mut entry, "address", Address::MAX_LEN);
    let stations = match reader.take(&mut entry, "stations") {
        None => None,
        Some((at, value)) => reader.as_texts(&at, "ring_groups.stations", value).map(|names| (at, names)),
    };
    let ring_for_s = ring_for(reader, &mut entry);
    let then = reader.take(&mut entry, "then").and_then(|(at, value)| match value {
        DeValue::String(name) => Some((at, name.trim().to_owned())),
        _ => {
            reader.mistake(at, "`then` is not a text", "write the name of the group that rings next");
            None
        }
    });
    reader.unknown_in("ring_groups", entry, &KNOWN);

    let Some((stations_at, stations)) = stations else {
        reader.mistake(at, "this ring group has no `stations`", "write the names of its desks");
        return None;
    };
    if stations.is_empty() || stations.iter().any(|name| name.is_empty() || name.chars().count() > LONGEST_NAME) {
        let what = "a ring group needs at least one station, each with a name of 1 to 50 characters";
        reader.mistake(stations_at, what, "write the names of its desks");
    }
    let (then_at, then) = then.map_or((at.clone(), None), |(at, name)| (at, Some(name)));
    let address = Address::new(address?).ok()?;
    Some(PlacedGroup { group: RingGroup { name: name?, address, stations, ring_for_s, then }, at, then_at })
}

fn text<'i>(reader: &mut Reader<'i>, entry: &mut Entry<'i>, key: &str, longest: usize) -> Option<String> {
    let Some((at, value)) = reader.take(entry, key) else {
        reader.mistake(entry.at.clone(), format!("this ring group has no `{key}`"), "add it");
        return None;
    };
    match value {
        DeValue::String(text) if (1..=longest).contains(&text.trim().len()) && !text.chars().any(char::is_control) => {
            Some(text.trim().to_owned())
        }
        _ => {
            reader.mistake(at, format!("`{key}` is not a text of 1 to {longest} characters"), "correct it");
            None
        }
    }
}

fn ring_for<'i>(reader: &mut Reader<'i>, entry: &mut Entry<'i>) -> u32 {
    let Some((at, value)) = reader.take(entry, "ring_for_s") else { return RingGroup::DEFAULT_RING_FOR_S };
    let seconds = match value {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
        _ => None,
    };
    seconds.filter(|seconds| (1..=WHOLE_RING_S).contains(seconds)).unwrap_or_else(|| {
        reader.mistake(at, "`ring_for_s` is not a number from 1 to 60", "write how many seconds the group rings");
        RingGroup::DEFAULT_RING_FOR_S
    })
}

fn check_unique(reader: &mut Reader<'_>, groups: &[PlacedGroup]) {
    for (index, later) in groups.iter().enumerate() {
        let earlier = &groups[..index];
        if earlier.iter().any(|one| one.group.name == later.group.name) {
            let what = format!("two ring groups are named \"{}\"", later.group.name);
            reader.mistake(later.at.clone(), what, "rename one");
        }
        if earlier.iter().any(|one| one.group.address == later.group.address) {
            let what = format!("the ring group \"{}\" has the address of another one", later.group.name);
            reader.mistake(later.at.clone(), what, "give each the `providerContact.id` of its own contact");
        }
    }
}

fn check_chains(reader: &mut Reader<'_>, groups: &[PlacedGroup]) {
    let by_name: BTreeMap<&str, &PlacedGroup> = groups.iter().map(|one| (one.group.name.as_str(), one)).collect();
    for first in groups {
        let mut passed = vec![first.group.name.as_str()];
        let mut seconds = first.group.ring_for_s;
        let mut here = first;
        while let Some(next) = here.group.then.as_deref() {
            if passed.contains(&next) {
                // Each group of a loop would report it: only the one whose own `then` closes it does.
                if std::ptr::eq(here, first) || next == first.group.name {
                    let what = format!("`then` loops: {} → {next}", passed.join(" → "));
                    reader.mistake(first.then_at.clone(), what, "let the last group of the chain have no `then`");
                }
                break;
            }
            let Some(found) = by_name.get(next) else {
                if std::ptr::eq(here, first) {
                    let what = format!("`then` names \"{next}\", and no ring group has that name");
                    reader.mistake(first.then_at.clone(), what, "correct the name or add the group");
                }
                break;
            };
            here = found;
            passed.push(next);
            seconds += here.group.ring_for_s;
        }
        if seconds > WHOLE_RING_S {
            let what = format!("the chain {} rings for {seconds} s, more than {WHOLE_RING_S} s", passed.join(" → "));
            reader.mistake(first.at.clone(), what, "lower `ring_for_s` of its groups");
        }
    }
}
