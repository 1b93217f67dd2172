//! What is wrong with a file that is not TOML, in plain words.
//!
//! What such a file means is not known, so nothing is said of its keys.

use std::collections::BTreeSet;

use super::reader::{Mistake, Place};

/// The mistakes for the parser's errors, one a line, from top to bottom. What is there twice is told with the line where it
/// stands first.
pub(super) fn mistakes(text: &str, mut errors: Vec<toml::de::Error>) -> Vec<Mistake> {
    errors.sort_by_key(|error| error.span().map_or(usize::MAX, |span| span.start));
    let names = names(text);
    let (mut found, mut told, mut doubled) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for error in &errors {
        let place = error.span().map(|span| line(text, span.start));
        if place.is_some_and(|line| !told.insert(line)) {
            continue;
        }
        let twice = place.and_then(|line| Some((line, names.get(line - 1)?.as_ref()?)));
        let twice = twice.and_then(|(line, name)| Some((line, name, first_line(&names[..line - 1], name)?)));
        let (what, remedy) = match twice {
            Some((_, Name { key: Some(_), header, .. }, _)) if doubled.contains(header) => continue,
            Some((_, Name { key: Some(key), .. }, first)) => {
                (format!("`{key}` is there already, at line {first}"), "remove one of the two".into())
            }
            Some((line, Name { table, .. }, first)) => {
                doubled.insert(line);
                let remedy = format!("put the keys of both under one [{table}], or delete one");
                (format!("[{table}] is there already, at line {first}"), remedy)
            }
            None => (format!("this is not TOML: {}", error.message()), "correct the line".into()),
        };
        found.push(Mistake { place: place.map_or(Place::File, Place::Line), what, remedy });
    }
    found
}

/// The line of a byte of the text, from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// What a line names: a table, or a key of one.
struct Name<'t> {
    /// The line of the table's header, 0 above the first.
    header: usize,
    /// Its name.
    table: &'t str,
    /// Whether there may be several of it.
    is_array: bool,
    /// `None`: the line is the header itself.
    key: Option<&'t str>,
}

/// What each line names, as far as it can be seen from the line alone.
fn names(text: &str) -> Vec<Option<Name<'_>>> {
    let (mut header, mut table, mut is_array) = (0, "", false);
    let named = text.lines().map(str::trim).enumerate().map(|(index, line)| {
        if let Some(rest) = line.strip_prefix('[') {
            (header, is_array) = (index + 1, rest.starts_with('['));
            table = rest.split(']').next().unwrap_or_default().trim_matches(['[', ' ']);
            return Some(Name { header, table, is_array, key: None });
        }
        let (key, _) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        Some(Name { header, table, is_array, key: Some(key.trim()) })
    });
    named.collect()
}

fn first_line(before: &[Option<Name<'_>>], name: &Name<'_>) -> Option<usize> {
    let same = |other: &Name<'_>| {
        let one_table = other.table == name.table && !other.is_array && !name.is_array;
        (one_table || (other.header == name.header && name.key.is_some())) && other.key == name.key
    };
    before.iter().position(|other| other.as_ref().is_some_and(same)).map(|index| index + 1)
}
