//! A screen reader without a voice: it knows of a window what AT-SPI tells, and acts through it alone.
//!
//! A page is not found below the app: GTK's part of the tree ends in an empty filler. Each of WebKit's web processes is a
//! program of its own on the accessibility bus, and every page that it shows hangs below `PAGES` there.
//!
//! Source: AT-SPI 2, as at-spi2-core 2.46 describes its interfaces in `xml/`; what lies where: WebKitGTK 2.50,
//! `Source/WebCore/accessibility/atspi`, and a look at the running app.

mod document;
mod thing;

use std::process::Command;
use std::time::Duration;

use anyhow::ensure;
use serde::{Deserialize, Serialize};
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Type};

use crate::tools::hidden_tool;
use crate::{Bus, Display, Folder, Process};

pub use document::Document;
pub use thing::{Role, State, Thing};

/// Starts the accessibility bus, a bus of its own beside the session's.
const LAUNCHER: &str = "/usr/libexec/at-spi-bus-launcher";

const BUS: &str = "org.a11y.Bus";
const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const TEXT: &str = "org.a11y.atspi.Text";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// What the names of web processes have in common: `org.webkit.app-….Sandboxed.WebProcess-…`.
const WEB_PROCESS: &str = ".Sandboxed.WebProcess-";

/// Where a web process keeps its pages.
const PAGES: &str = "/org/a11y/webkit/accessible";

/// So deep below such a root a document lies at most: there is a pane that scrolls in between.
const OUTERMOST: usize = 4;

/// No page of ours has more in it, or lies deeper; a tree that goes in circles ends here.
const MOST_THINGS: usize = 5_000;
const DEEPEST: usize = 100;

/// A web process that takes longer for one answer hangs, and with it whoever waits here.
const LONGEST_ANSWER: Duration = Duration::from_secs(10);

/// What a screen reader is told of a desk.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    _launcher: Process,
}

/// Where a thing lives: the program's name on the bus, and the thing's path in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    program: String,
    path: String,
}

impl Reader {
    /// Starts the accessibility bus of a desk; the app has to be started after it.
    ///
    /// # Errors
    /// When at-spi2-core is missing, with that name, or does not come up.
    pub fn start(folder: &Folder, bus: &Bus, display: &Display) -> anyhow::Result<Self> {
        let mut launcher = Command::new(hidden_tool(LAUNCHER, "at-spi2-core")?);
        launcher
            .arg("--launch-immediately")
            .env("HOME", folder.inside("home")?)
            .env("XDG_CONFIG_HOME", folder.inside("home/.config")?)
            .env("XDG_RUNTIME_DIR", folder.inside("run")?)
            // Whether whoever runs this uses a screen reader is none of the desk's business.
            .env("GSETTINGS_BACKEND", "memory")
            .envs(display.env())
            .envs(bus.env());
        let launcher = Process::start("at-spi", launcher, folder.path())?;
        bus.wait_for_service(BUS)?;
        let address = bus.connect()?.call_method(Some(BUS), "/org/a11y/bus", Some(BUS), "GetAddress", &())?;
        let address: String = address.body().deserialize()?;
        let connection = Builder::address(address.as_str())?.method_timeout(LONGEST_ANSWER).build()?;
        Ok(Self { connection, _launcher: launcher })
    }

    /// The page of this title, whichever window shows it, now or later.
    #[must_use]
    pub fn document<'a>(&'a self, title: &'a str) -> Document<'a> {
        Document::new(self, title)
    }

    /// Where the page of this title lies; nothing while no window has it.
    fn page(&self, title: &str) -> anyhow::Result<Option<Place>> {
        let mut waiting: Vec<(Place, usize)> = self.roots()?.into_iter().map(|root| (root, 0)).collect();
        while let Some((place, depth)) = waiting.pop() {
            let Some(thing) = self.thing(place, depth)? else { continue };
            if thing.role == Role::DOCUMENT {
                if thing.words == title {
                    return Ok(Some(thing.place));
                }
            } else if depth < OUTERMOST {
                let children = self.children(&thing.place)?;
                waiting.extend(children.into_iter().map(|child| (child, depth + 1)));
            }
        }
        Ok(None)
    }

    /// Where the pages of all web processes begin.
    fn roots(&self) -> anyhow::Result<Vec<Place>> {
        const DBUS: &str = "org.freedesktop.DBus";
        let bus = Place { program: DBUS.to_owned(), path: "/org/freedesktop/DBus".to_owned() };
        let names: Vec<String> = self.ask(&bus, DBUS, "ListNames", &())?;
        let mut roots = Vec::new();
        for program in names.into_iter().filter(|name| name.contains(WEB_PROCESS)) {
            let pages = Place { program, path: PAGES.to_owned() };
            let told = self.ask(&pages, "org.freedesktop.DBus.Introspectable", "Introspect", &());
            let told: String = there(told)?.unwrap_or_default();
            let root = |node: &str| Place { program: pages.program.clone(), path: format!("{PAGES}/{node}") };
            roots.extend(nodes(&told).map(root));
        }
        Ok(roots)
    }

    /// `top` and all that lies in it, from the outside in, as it is read aloud. What goes meanwhile is left out.
    fn read(&self, top: Place) -> anyhow::Result<Vec<Thing>> {
        let mut waiting = vec![(top, 0)];
        let mut things = Vec::new();
        while let Some((place, depth)) = waiting.pop() {
            ensure!(things.len() < MOST_THINGS && depth < DEEPEST, "the page has no end");
            let children = self.children(&place)?;
            waiting.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
            things.extend(self.thing(place, depth)?);
        }
        Ok(things)
    }

    /// What lies there; nothing if it has gone.
    fn thing(&self, place: Place, depth: usize) -> anyhow::Result<Option<Thing>> {
        let Some(role) = there(self.ask::<_, u32>(&place, ACCESSIBLE, "GetRole", &()))? else { return Ok(None) };
        let Some(name) = there(self.ask::<_, OwnedValue>(&place, PROPERTIES, "Get", &(ACCESSIBLE, "Name")))? else {
            return Ok(None);
        };
        let mut words = thing::spoken(&String::try_from(name)?);
        if words.is_empty() {
            words = thing::spoken(&self.text(&place)?);
        }
        Ok(Some(Thing { place, role: Role::numbered(role), words, depth }))
    }

    /// What is written there, without what is written deeper inside; nothing where there is no text.
    fn text(&self, place: &Place) -> anyhow::Result<String> {
        let text: Option<String> = there(self.ask(place, TEXT, "GetText", &(0_i32, -1_i32)))?;
        Ok(text.unwrap_or_default())
    }

    fn children(&self, place: &Place) -> anyhow::Result<Vec<Place>> {
        let children: Option<Vec<(String, OwnedObjectPath)>> = there(self.ask(place, ACCESSIBLE, "GetChildren", &()))?;
        let children = children.unwrap_or_default().into_iter();
        Ok(children.map(|(program, path)| Place { program, path: path.as_str().to_owned() }).collect())
    }

    /// Whether what lies there is in this state now; not if it has gone.
    fn is(&self, place: &Place, state: State) -> anyhow::Result<bool> {
        let states: Option<Vec<u32>> = there(self.ask(place, ACCESSIBLE, "GetState", &()))?;
        Ok(states.is_some_and(|states| state.is_among(&states)))
    }

    fn ask<B, A>(&self, place: &Place, interface: &str, method: &str, body: &B) -> zbus::Result<A>
    where
        B: Serialize + DynamicType,
        A: for<'a> Deserialize<'a> + Type,
    {
        let (program, path) = (place.program.as_str(), place.path.as_str());
        let answer = self.connection.call_method(Some(program), path, Some(interface), method, body)?;
        answer.body().deserialize()
    }
}

/// The answer; nothing from what has gone from the page meanwhile, or has no answer to this question.
fn there<A>(answer: zbus::Result<A>) -> anyhow::Result<Option<A>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(zbus::Error::MethodError(..)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The names of the nodes below an object that has nothing else below it, from D-Bus' description of it.
fn nodes(xml: &str) -> impl Iterator<Item = &str> {
    xml.split("<node name=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_a_web_process_are_found_in_its_description() {
        let xml = "<node>\n  <interface name=\"org.freedesktop.DBus.Peer\"/>\n\
            <node name=\"a_1\"/>\n  <node name=\"b_2\"/>\n</node>";
        assert_eq!(nodes(xml).collect::<Vec<_>>(), ["a_1", "b_2"]);
        assert_eq!(nodes("").count(), 0);
    }
}
