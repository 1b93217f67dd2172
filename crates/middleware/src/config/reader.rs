//! Reads the configuration file key by key, because a parser that stops at the first mistake makes an administrator
//! start the server once per mistake.
//!
//! Every key is asked for by its dotted name; an environment variable of that name wins over the file. What was never
//! asked for is unknown and reported as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use toml::de::{DeTable, DeValue};

use super::no_toml;

/// Variables of the environment that override keys start like this; `__` stands for the dot.
const VARIABLE_PREFIX: &str = "ROOMLINE_";

/// Where systemd puts credentials.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line of the file, from 1.
    Line(usize),
    /// An environment variable.
    Variable(String),
    /// Nowhere: it is missing from the file.
    File,
}

/// One thing that is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Line(line) => write!(f, "line {line}: ")?,
            Place::Variable(name) => write!(f, "variable {name}: ")?,
            Place::File => {}
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

/// A value and where it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) at: Place,
}

/// A table of an array of tables, such as one `[[ring_groups]]`.
pub(super) struct Entry<'i> {
    pub(super) at: Place,
    pub(super) table: DeTable<'i>,
}

/// The file, the environment, and the mistakes found so far.
pub(super) struct Reader<'i> {
    text: &'i str,
    root: DeTable<'i>,
    variables: BTreeMap<String, String>,
    credentials: Option<String>,
    asked: BTreeSet<String>,
    mistakes: Vec<Mistake>,
}

impl<'i> Reader<'i> {
    /// `variables`: the environment; those without the prefix or without `__` are none of ours.
    pub(super) fn new(text: &'i str, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let (credentials, variables): (Vec<_>, Vec<_>) =
            variables.into_iter().partition(|(name, _)| name == CREDENTIALS);
        let ours = |(name, _): &(String, String)| name.starts_with(VARIABLE_PREFIX) && name.contains("__");
        Self {
            text,
            root: root.into_inner(),
            variables: variables.into_iter().filter(ours).collect(),
            credentials: credentials.into_iter().next().map(|(_, folder)| folder),
            asked: BTreeSet::new(),
            mistakes: no_toml::mistakes(text, errors),
        }
    }

    /// Whether the text could be read as TOML at all.
    pub(super) fn is_toml(&self) -> bool {
        self.mistakes.is_empty()
    }

    pub(super) fn mistake(&mut self, place: Place, what: impl Into<String>, remedy: impl Into<String>) {
        self.mistakes.push(Mistake { place, what: what.into(), remedy: remedy.into() });
    }

    /// A text, with surrounding blanks removed.
    pub(super) fn text(&mut self, key: &str) -> Option<Placed<String>> {
        if let Some(found) = self.variable(key) {
            return Some(found);
        }
        let (at, value) = self.lookup(key)?;
        match value {
            DeValue::String(text) => Some(Placed { value: text.trim().to_owned(), at }),
            other => {
                let what = format!("`{key}` is {}, not a text", kind(&other));
                self.mistake(at, what, "put the value in double quotes");
                None
            }
        }
    }

    /// The file of a credential that systemd loaded for this service.
    pub(super) fn credential(&self, name: &str) -> Option<Placed<String>> {
        let path = std::path::Path::new(self.credentials.as_ref()?).join(name);
        let value = path.is_file().then(|| path.to_str().map(str::to_owned))??;
        Some(Placed { value, at: Place::Variable(CREDENTIALS.to_owned()) })
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &str) -> Option<Placed<bool>> {
        if let Some(found) = self.variable(key) {
            return self.parsed(key, found, "write true or false");
        }
        let (at, value) = self.lookup(key)?;
        if let DeValue::Boolean(value) = value {
            return Some(Placed { value, at });
        }
        self.mistake(at, format!("`{key}` is {}", kind(&value)), "write true or false, without quotes");
        None
    }

    /// A whole number in `range`.
    pub(super) fn number(&mut self, key: &str, range: RangeInclusive<u32>) -> Option<Placed<u32>> {
        let (at, written) = match self.variable(key) {
            Some(Placed { value, at }) => (at, value.parse().ok()),
            None => match self.lookup(key)? {
                (at, DeValue::Integer(number)) if number.radix() == 10 => (at, number.as_str().parse().ok()),
                (at, _) => (at, None),
            },
        };
        let found = written.filter(|number| range.contains(number));
        if found.is_none() {
            let what = format!("`{key}` is not a number from {} to {}", range.start(), range.end());
            self.mistake(at.clone(), what, "write it without quotes");
        }
        found.map(|value| Placed { value, at })
    }

    /// A list of texts; in a variable they are separated by commas.
    pub(super) fn texts(&mut self, key: &str) -> Option<Placed<Vec<String>>> {
        if let Some(Placed { value, at }) = self.variable(key) {
            let value = value.split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect();
            return Some(Placed { value, at });
        }
        let (at, value) = self.lookup(key)?;
        let value = self.as_texts(&at, key, value)?;
        Some(Placed { value, at })
    }

    /// A text that `T` can be read from; otherwise a mistake with the remedy.
    pub(super) fn parse<T: FromStr>(&mut self, key: &str, remedy: &str) -> Option<Placed<T>> {
        let found = self.text(key)?;
        self.parsed(key, found, remedy)
    }

    /// One of some words.
    pub(super) fn one_of<T: Copy>(&mut self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let Placed { value, at } = self.text(key)?;
        let found = words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let all: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.mistake(at, format!("`{key}` is \"{value}\""), format!("write {}", all.join(" or ")));
        }
        found
    }

    /// A key that must be there.
    pub(super) fn required<T>(&mut self, key: &str, found: Option<T>, remedy: &str) -> Option<T> {
        let mentioned = |mistake: &Mistake| mistake.what.contains(&format!("`{key}"));
        if found.is_none() && !self.mistakes.iter().any(mentioned) {
            self.mistake(Place::File, format!("`{key}` is missing"), remedy);
        }
        found
    }

    /// The tables of an array of tables.
    pub(super) fn tables(&mut self, key: &str) -> Vec<Entry<'i>> {
        let Some((at, value)) = self.lookup(key) else { return Vec::new() };
        let DeValue::Array(items) = value else {
            self.mistake(at, format!("`{key}` is {}", kind(&value)), format!("write [[{key}]] above each"));
            return Vec::new();
        };
        let mut entries = Vec::new();
        for item in items {
            let at = self.place(&item.span());
            match item.into_inner() {
                DeValue::Table(table) => entries.push(Entry { at, table }),
                other => self.mistake(at, format!("`{key}` holds {}", kind(&other)), format!("write [[{key}]]")),
            }
        }
        entries
    }

    /// Takes a key out of a table of an array.
    pub(super) fn take(&mut self, entry: &mut Entry<'i>, key: &str) -> Option<(Place, DeValue<'i>)> {
        let value = entry.table.remove(key)?;
        Some((self.place(&value.span()), value.into_inner()))
    }

    /// Reads a value as a list of texts.
    pub(super) fn as_texts(&mut self, at: &Place, key: &str, value: DeValue<'i>) -> Option<Vec<String>> {
        let DeValue::Array(items) = value else {
            self.mistake(at.clone(), format!("`{key}` is {}", kind(&value)), "write a list, as in [\"one\", \"two\"]");
            return None;
        };
        let mut texts = Vec::new();
        for item in items {
            let at = self.place(&item.span());
            match item.into_inner() {
                DeValue::String(text) => texts.push(text.trim().to_owned()),
                other => self.mistake(at, format!("`{key}` holds {}", kind(&other)), "put each value in double quotes"),
            }
        }
        Some(texts)
    }

    /// Reports what is left of a table of an array as unknown.
    pub(super) fn unknown_in(&mut self, key: &str, entry: Entry<'i>, known: &[&str]) {
        for (name, _) in entry.table {
            let at = self.place(&name.span());
            self.mistake(
                at,
                format!("`{key}` has no key `{}`", name.get_ref()),
                format!("known are {}", known.join(", ")),
            );
        }
    }

    /// Ends the reading: all mistakes in the order of the file, unknown keys among them.
    pub(super) fn finish(mut self) -> Vec<Mistake> {
        let mut leaves = Vec::new();
        collect(&self.root, "", &mut leaves);
        for (key, span) in leaves {
            if !self.asked.contains(&key) {
                let at = self.place(&span);
                let remedy = self.nearest(&key);
                self.mistake(at, format!("there is no key `{key}`"), remedy);
            }
        }
        let known: BTreeSet<_> = self.asked.iter().map(|key| variable_of(key)).collect();
        for name in self.variables.keys().filter(|name| !known.contains(*name)).cloned().collect::<Vec<_>>() {
            self.mistake(Place::Variable(name), "no key has this name", "correct or unset the variable");
        }
        self.mistakes.sort_by_key(|mistake| match &mistake.place {
            Place::Line(line) => (0, *line),
            Place::File => (1, 0),
            Place::Variable(_) => (2, 0),
        });
        self.mistakes
    }

    /// The mistakes of a file that is not TOML. What it means is not known, so nothing is said of its keys.
    pub(super) fn unreadable(self) -> Vec<Mistake> {
        self.mistakes
    }

    /// All keys that were asked for.
    #[cfg(test)]
    pub(super) const fn asked(&self) -> &BTreeSet<String> {
        &self.asked
    }

    fn variable(&mut self, key: &str) -> Option<Placed<String>> {
        self.asked.insert(key.to_owned());
        let name = variable_of(key);
        let value = self.variables.get(&name)?.trim().to_owned();
        Some(Placed { value, at: Place::Variable(name) })
    }

    fn lookup(&mut self, key: &str) -> Option<(Place, DeValue<'i>)> {
        self.asked.insert(key.to_owned());
        let mut table = &self.root;
        let (path, last) = key.rsplit_once('.').map_or((None, key), |(path, last)| (Some(path), last));
        for part in path.into_iter().flat_map(|path| path.split('.')) {
            table = table.get(part)?.get_ref().as_table()?;
        }
        let value = table.get(last)?;
        Some((self.place(&value.span()), value.get_ref().clone()))
    }

    fn parsed<T: FromStr>(&mut self, key: &str, found: Placed<String>, remedy: &str) -> Option<Placed<T>> {
        let Placed { value, at } = found;
        match value.parse() {
            Ok(value) => Some(Placed { value, at }),
            Err(_) => {
                self.mistake(at, format!("`{key}` is \"{value}\""), remedy);
                None
            }
        }
    }

    fn place(&self, span: &Range<usize>) -> Place {
        Place::Line(no_toml::line(self.text, span.start))
    }

    fn nearest(&self, key: &str) -> String {
        let name = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
        let same = self.asked.iter().find(|known| name(known) == name(key));
        let close = || self.asked.iter().find(|known| shared_start(known, key) + 3 >= known.len().max(key.len()));
        same.or_else(close).map_or_else(|| "remove it".to_owned(), |known| format!("did you mean `{known}`?"))
    }
}

/// The environment variable that overrides a key.
fn variable_of(key: &str) -> String {
    format!("{VARIABLE_PREFIX}{}", key.replace('.', "__").to_uppercase())
}

fn shared_start(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn collect(table: &DeTable<'_>, prefix: &str, leaves: &mut Vec<(String, Range<usize>)>) {
    for (name, value) in table {
        let key = format!("{prefix}{}", name.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => collect(inner, &format!("{key}."), leaves),
            _ => leaves.push((key, name.span())),
        }
    }
}
