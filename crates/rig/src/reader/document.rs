//! A page as somebody uses it who only hears it.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::{ACCESSIBLE, Reader, Role, State, Thing, there};
use crate::wait;

/// How long the page may take for anything a person hears at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// A page of the app, found anew each time: it may be opened, closed and opened again.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    reader: &'a Reader,
    title: &'a str,
}

impl<'a> Document<'a> {
    pub(super) fn new(reader: &'a Reader, title: &'a str) -> Self {
        Self { reader, title }
    }

    /// Everything on the page, in the order in which it is read; nothing while no window has the page.
    ///
    /// # Errors
    /// When the accessibility bus is gone or the page does not answer.
    pub fn things(&self) -> anyhow::Result<Vec<Thing>> {
        match self.reader.page(self.title)? {
            Some(page) => self.reader.read(page),
            None => Ok(Vec::new()),
        }
    }

    /// Everything on the page, a line each.
    #[must_use]
    pub fn all(&self) -> String {
        let line = |thing: &Thing| format!("{}{thing}\n", "  ".repeat(thing.depth));
        self.things().unwrap_or_default().iter().map(line).collect()
    }

    /// Waits for what has this role and is called so; each `…` in `name` stands for anything.
    ///
    /// # Errors
    /// When it does not come; with everything on the page.
    pub fn find(&self, role: Role, name: &str) -> anyhow::Result<Thing> {
        self.until(&format!("the {role} {name:?}"), |things| {
            Ok(things.into_iter().find(|thing| thing.role == role && thing.is_called(name)))
        })
    }

    /// Waits until what has this role and is called so is in this state.
    ///
    /// # Errors
    /// As [`Document::find`].
    pub fn find_that_is(&self, state: State, role: Role, name: &str) -> anyhow::Result<Thing> {
        self.until(&format!("the {role} {name:?} to be {state}"), |things| {
            for thing in things.into_iter().filter(|thing| thing.role == role && thing.is_called(name)) {
                if self.is(&thing, state)? {
                    return Ok(Some(thing));
                }
            }
            Ok(None)
        })
    }

    /// Waits until `words` are among what is read of the page.
    ///
    /// # Errors
    /// As [`Document::find`].
    pub fn hears(&self, words: &str) -> anyhow::Result<()> {
        self.until(&format!("the page to say {words:?}"), |things| {
            Ok(things.iter().any(|thing| thing.words.contains(words)).then_some(()))
        })
    }

    /// Presses what has this role and is called so, as somebody does who does not see it; waits while it is disabled.
    ///
    /// # Errors
    /// As [`Document::find`], or when it cannot be pressed.
    pub fn press(&self, role: Role, name: &str) -> anyhow::Result<()> {
        let thing = self.find_that_is(State::ENABLED, role, name)?;
        let pressed: bool = self.reader.ask(&thing.place, "org.a11y.atspi.Action", "DoAction", &0_i32)?;
        ensure!(pressed, "the {thing} cannot be pressed");
        Ok(())
    }

    /// Gives the keyboard to what has this role and is called so.
    ///
    /// # Errors
    /// As [`Document::find`], or when it does not take it.
    pub fn focus(&self, role: Role, name: &str) -> anyhow::Result<()> {
        let thing = self.find_that_is(State::ENABLED, role, name)?;
        // What it answers is how it was in that moment; what counts is how it is then.
        let _taken: bool = self.reader.ask(&thing.place, "org.a11y.atspi.Component", "GrabFocus", &())?;
        self.find_that_is(State::FOCUSED, role, name).map(drop)
    }

    /// What has the keyboard; nothing if it is the page itself.
    ///
    /// # Errors
    /// As [`Document::things`].
    pub fn focused(&self) -> anyhow::Result<Option<Thing>> {
        for thing in self.things()?.into_iter().filter(|thing| thing.role != Role::DOCUMENT) {
            if self.is(&thing, State::FOCUSED)? {
                return Ok(Some(thing));
            }
        }
        Ok(None)
    }

    /// The names of all buttons in sight, in the order in which they are read: a screen reader's list of buttons.
    ///
    /// # Errors
    /// As [`Document::things`].
    pub fn buttons(&self) -> anyhow::Result<Vec<String>> {
        let mut names = Vec::new();
        for thing in self.things()?.into_iter().filter(|thing| [Role::BUTTON, Role::TOGGLE].contains(&thing.role)) {
            if self.is(&thing, State::SHOWING)? {
                names.push(thing.words);
            }
        }
        Ok(names)
    }

    /// Whether it is in this state now; not if it has gone.
    ///
    /// # Errors
    /// As [`Document::things`].
    pub fn is(&self, thing: &Thing, state: State) -> anyhow::Result<bool> {
        self.reader.is(&thing.place, state)
    }

    /// How urgently it is said that something in this thing has changed: `assertive`, `polite`; nothing where nothing is said
    /// by itself.
    ///
    /// Source: Core Accessibility API Mappings 1.2, `aria-live`: the object attribute `live`.
    ///
    /// # Errors
    /// As [`Document::things`].
    pub fn live(&self, thing: &Thing) -> anyhow::Result<Option<String>> {
        let attributes: Option<HashMap<String, String>> =
            there(self.reader.ask(&thing.place, ACCESSIBLE, "GetAttributes", &()))?;
        Ok(attributes.unwrap_or_default().remove("live"))
    }

    fn until<T>(
        &self,
        what: &str,
        mut probe: impl FnMut(Vec<Thing>) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let found = wait::until(what, PATIENCE, || probe(self.things()?));
        found.with_context(|| format!("a screen reader reads of {:?}:\n{}", self.title, self.all()))
    }
}
