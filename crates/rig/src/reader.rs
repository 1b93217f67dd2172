//! A screen reader without a voice: it knows of a window what AT-SPI tells, and acts through it alone.
//!
//! Source: AT-SPI 2, the D-Bus interfaces `org.a11y.atspi.Accessible`, `.Action` and `.Text`, as at-spi2-core describes them in `xml/`.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use zbus::blocking::Connection;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Type, Value};

use crate::{Bus, Display, Folder, Process, wait};

/// Debian's at-spi2-core.
const LAUNCHER: &str = "/usr/libexec/at-spi-bus-launcher";

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const ROOT: &str = "/org/a11y/atspi/accessible/root";

/// No window of ours has more things in it; a tree that goes in circles ends here.
const MOST_THINGS: usize = 10_000;

/// How long the window may take for anything a person hears at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a screen reader is told of a desk.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    _launcher: Process,
}

/// Where a thing lives: the program's name on the bus, and the thing's path in it.
#[derive(Clone, Debug, PartialEq, Deserialize, Type)]
struct Place {
    program: String,
    path: OwnedObjectPath,
}

/// Something in a window.
#[derive(Clone, Debug)]
pub struct Thing {
    place: Place,
    /// What it is, in AT-SPI's words: `push button`, `entry`, `statusbar`.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// How deep it lies below the program.
    pub depth: usize,
}

impl Reader {
    /// Starts the accessibility bus of a desk and says that somebody listens.
    ///
    /// # Errors
    /// When at-spi2-core is missing or does not come up.
    pub fn start(folder: &Folder, bus: &Bus, display: &Display) -> anyhow::Result<Self> {
        ensure!(Path::new(LAUNCHER).exists(), "{LAUNCHER} is missing (Debian: apt install at-spi2-core)");
        let mut launcher = Command::new(LAUNCHER);
        launcher.arg("--launch-immediately").envs(bus.env()).envs(display.env());
        launcher.env("XDG_RUNTIME_DIR", folder.inside("run")?);
        let launcher = Process::start("at-spi", launcher, folder.path())?;
        bus.wait_for_service("org.a11y.Bus")?;
        let session = bus.connect()?;
        let (service, path) = (Some("org.a11y.Bus"), "/org/a11y/bus");
        let properties = Some("org.freedesktop.DBus.Properties");
        for flag in ["IsEnabled", "ScreenReaderEnabled"] {
            session.call_method(service, path, properties, "Set", &("org.a11y.Status", flag, Value::from(true)))?;
        }
        let address = session.call_method(service, path, service, "GetAddress", &())?;
        let address: String = address.body().deserialize()?;
        let connection = zbus::blocking::connection::Builder::address(address.as_str())?.build()?;
        Ok(Self { connection, _launcher: launcher })
    }

    /// Everything that can be read in the windows of all programs, from the outside in. What vanishes meanwhile is left out.
    ///
    /// # Errors
    /// When the bus is gone.
    pub fn things(&self) -> anyhow::Result<Vec<Thing>> {
        let registry = Place { program: "org.a11y.atspi.Registry".to_owned(), path: ROOT.try_into()? };
        let mut waiting: Vec<(Place, usize)> =
            self.children(&registry)?.into_iter().rev().map(|place| (place, 0)).collect();
        let mut things = Vec::new();
        while let Some((place, depth)) = waiting.pop() {
            ensure!(things.len() < MOST_THINGS, "the windows have no end");
            let (Ok(role), Ok(name)) = (self.role(&place), self.name(&place)) else { continue };
            if let Ok(children) = self.children(&place) {
                waiting.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
            }
            things.push(Thing { place, role, name, depth });
        }
        Ok(things)
    }

    /// Waits for a thing of this role and name. One `…` in `name` stands for anything.
    ///
    /// # Errors
    /// When it does not come; with everything that can be read.
    pub fn find(&self, role: &str, name: &str) -> anyhow::Result<Thing> {
        let (start, end) = name.split_once('…').unwrap_or((name, ""));
        let fits = |own: &str| own == name || (name.contains('…') && own.starts_with(start) && own.ends_with(end));
        let found = wait::until(&format!("the {role} {name:?}"), PATIENCE, || {
            Ok(self.things()?.into_iter().find(|thing| thing.role == role && fits(&thing.name)))
        });
        found.with_context(|| format!("the screen reader reads:\n{}", self.all()))
    }

    /// Presses what has this role and name, as somebody does who does not see it.
    ///
    /// # Errors
    /// When it does not come or cannot be pressed.
    pub fn press(&self, role: &str, name: &str) -> anyhow::Result<()> {
        let thing = self.find(role, name)?;
        let done: bool = self.ask(&thing.place, "org.a11y.atspi.Action", "DoAction", &0_i32)?;
        ensure!(done, "the {role} {name:?} cannot be pressed");
        Ok(())
    }

    /// Waits until the region of this role reads `text`.
    ///
    /// # Errors
    /// When it does not; with everything that can be read.
    pub fn reads(&self, role: &str, text: &str) -> anyhow::Result<()> {
        let read = wait::until(&format!("the {role} to read {text:?}"), PATIENCE, || {
            let regions = self.things()?.into_iter().filter(|thing| thing.role == role);
            Ok(regions.filter_map(|region| self.text(&region).ok()).find(|own| own.trim() == text))
        });
        read.map(drop).with_context(|| format!("the screen reader reads:\n{}", self.all()))
    }

    /// All that is written in a thing.
    ///
    /// # Errors
    /// When it is gone.
    pub fn text(&self, thing: &Thing) -> anyhow::Result<String> {
        if let Ok(text) = self.ask::<_, String>(&thing.place, "org.a11y.atspi.Text", "GetText", &(0_i32, -1_i32))
            && !text.trim_matches([' ', '\u{fffc}']).is_empty()
        {
            return Ok(text);
        }
        let children = self.children(&thing.place)?;
        let names: Result<Vec<String>, _> = children.iter().map(|child| self.name(child)).collect();
        Ok(names?.concat())
    }

    /// What a browser engine says of a thing besides: `live`, `atomic`, `level`.
    ///
    /// # Errors
    /// When it is gone.
    pub fn attributes(&self, thing: &Thing) -> anyhow::Result<HashMap<String, String>> {
        self.ask(&thing.place, ACCESSIBLE, "GetAttributes", &())
    }

    /// Everything that can be read, a line each.
    #[must_use]
    pub fn all(&self) -> String {
        let things = self.things().unwrap_or_default();
        let line = |thing: &Thing| format!("{}{} {:?}\n", "  ".repeat(thing.depth), thing.role, thing.name);
        things.iter().map(line).collect()
    }

    fn children(&self, place: &Place) -> anyhow::Result<Vec<Place>> {
        self.ask(place, ACCESSIBLE, "GetChildren", &())
    }

    fn role(&self, place: &Place) -> anyhow::Result<String> {
        self.ask(place, ACCESSIBLE, "GetRoleName", &())
    }

    fn name(&self, place: &Place) -> anyhow::Result<String> {
        let name: OwnedValue = self.ask(place, "org.freedesktop.DBus.Properties", "Get", &(ACCESSIBLE, "Name"))?;
        Ok(String::try_from(name)?)
    }

    fn ask<B, A>(&self, place: &Place, interface: &str, method: &str, body: &B) -> anyhow::Result<A>
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
        A: for<'a> Deserialize<'a> + Type,
    {
        let answer = self.connection.call_method(
            Some(place.program.as_str()),
            place.path.as_str(),
            Some(interface),
            method,
            body,
        )?;
        Ok(answer.body().deserialize()?)
    }
}
