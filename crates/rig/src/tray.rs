//! A tray as a desktop's panel has it: shows one icon, reads what stands beside it, and clicks where a test tells it to.
//!
//! Source: StatusNotifierItem specification, freedesktop.org; the interface `com.canonical.dbusmenu`.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use zbus::blocking::Proxy;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};

use crate::{Bus, wait};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";
const ITEM_PATH: &str = "/StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// The tray of a desk; dropped, the panel is gone.
#[derive(Debug)]
pub struct Tray {
    /// The programs that want an icon, oldest first.
    items: Arc<Mutex<Vec<String>>>,
    connection: zbus::blocking::Connection,
}

impl Tray {
    /// Brings the tray onto the bus.
    ///
    /// # Errors
    /// When there is one already.
    pub fn start(bus: &Bus) -> anyhow::Result<Self> {
        let items = Arc::<Mutex<Vec<String>>>::default();
        let connection = bus.connect()?;
        connection.object_server().at(PATH, Watcher { items: Arc::clone(&items) })?;
        connection.request_name(WATCHER)?;
        Ok(Self { items, connection })
    }

    /// Waits until the icon's title contains `words`.
    ///
    /// # Errors
    /// When it does not in time; says what it reads.
    pub fn wait_for(&self, within: Duration, words: &str) -> anyhow::Result<()> {
        let waited = wait::until(&format!("the tray to read {words:?}"), within, || {
            Ok(self.title().is_ok_and(|title| title.contains(words)).then_some(()))
        });
        waited.with_context(|| format!("the tray reads {:?}", self.title()))
    }

    /// What the icon is called.
    ///
    /// # Errors
    /// When there is no icon.
    pub fn title(&self) -> anyhow::Result<String> {
        Ok(self.item()?.get_property("Title")?)
    }

    /// Width and height of the icon's pictures, each as long as its pixels say.
    ///
    /// # Errors
    /// When there is no icon, or a picture is broken.
    pub fn sizes(&self) -> anyhow::Result<Vec<i32>> {
        let pictures: Vec<(i32, i32, Vec<u8>)> = self.item()?.get_property("IconPixmap")?;
        pictures
            .into_iter()
            .map(|(width, height, argb)| {
                ensure!(usize::try_from(4 * width * height)? == argb.len(), "a picture of {} bytes", argb.len());
                Ok(width)
            })
            .collect()
    }

    /// Clicks the icon itself.
    ///
    /// # Errors
    /// When there is no icon.
    pub fn click(&self) -> anyhow::Result<()> {
        Ok(self.item()?.call("Activate", &(0_i32, 0_i32))?)
    }

    /// Clicks the entry of the icon's menu that begins with `label`.
    ///
    /// # Errors
    /// When there is none, or it cannot be clicked.
    pub fn choose(&self, label: &str) -> anyhow::Result<()> {
        let path: OwnedObjectPath = self.item()?.get_property("Menu")?;
        let menu = Proxy::new(&self.connection, self.owner()?, path, MENU)?;
        let (_, root): (u32, Entry) = menu.call("GetLayout", &(0_i32, -1_i32, Vec::<&str>::new()))?;
        let entries = root.2.iter().map(entry).collect::<anyhow::Result<Vec<_>>>()?;
        let found = entries.iter().find(|(_, words, enabled)| *enabled && words.starts_with(label));
        let (id, ..) = found.with_context(|| format!("no entry {label:?} among {entries:?}"))?;
        // A program that ends answers nobody.
        Ok(menu.call_noreply("Event", &(*id, "clicked", Value::from(0_i32), 0_u32))?)
    }

    fn owner(&self) -> anyhow::Result<String> {
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items.last().cloned().context("nothing is in the tray")
    }

    fn item(&self) -> anyhow::Result<Proxy<'static>> {
        let item = zbus::blocking::proxy::Builder::new(&self.connection)
            .destination(self.owner()?)?
            .path(ITEM_PATH)?
            .interface(ITEM)?
            .cache_properties(zbus::proxy::CacheProperties::No);
        Ok(item.build()?)
    }
}

/// An entry of a menu: its number, its properties, its own entries.
type Entry = (i32, std::collections::HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// Number and words of an entry, and whether it can be clicked.
fn entry(value: &OwnedValue) -> anyhow::Result<(i32, String, bool)> {
    let (id, mut properties, _): Entry = value.try_clone()?.downcast_ref::<Structure<'_>>()?.try_into()?;
    let label = properties.remove("label").map(String::try_from).transpose()?.unwrap_or_default();
    let enabled = properties.remove("enabled").map(bool::try_from).transpose()?.unwrap_or(true);
    Ok((id, label, enabled))
}

struct Watcher {
    items: Arc<Mutex<Vec<String>>>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).push(service);
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
