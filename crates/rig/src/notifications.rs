//! A notification service that remembers what it was asked to show and clicks where a test tells it to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use zbus::zvariant::OwnedValue;

use crate::{Bus, wait};

const PATH: &str = "/org/freedesktop/Notifications";

/// One notification as a person would see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its number, chosen by the service.
    pub id: u32,
    /// The bold first line.
    pub summary: String,
    /// The text, with markup.
    pub body: String,
    /// The buttons: what the program calls each, and what the person reads.
    pub buttons: Vec<(String, String)>,
    /// 0 low, 1 normal, 2 critical.
    pub urgency: u8,
    /// Whether it is still on the screen.
    pub shown: bool,
}

/// The service `org.freedesktop.Notifications` on a bus.
#[derive(Debug)]
pub struct Notifications {
    shown: Arc<Mutex<Vec<Notification>>>,
    connection: zbus::blocking::Connection,
}

impl Notifications {
    /// Starts the service.
    ///
    /// # Errors
    /// When there is one on the bus already.
    pub fn start(bus: &Bus) -> anyhow::Result<Self> {
        let shown = Arc::<Mutex<Vec<Notification>>>::default();
        let connection = bus.connect()?;
        connection.object_server().at(PATH, Service { shown: Arc::clone(&shown) })?;
        connection.request_name("org.freedesktop.Notifications")?;
        Ok(Self { shown, connection })
    }

    /// Every notification so far, also those that are gone.
    #[must_use]
    pub fn all(&self) -> Vec<Notification> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for a notification on the screen that `wanted` accepts.
    ///
    /// # Errors
    /// When none comes in time.
    pub fn wait_for(&self, within: Duration, wanted: impl Fn(&Notification) -> bool) -> anyhow::Result<Notification> {
        wait::until("a notification", within, || Ok(self.all().into_iter().find(|one| one.shown && wanted(one))))
            .with_context(|| format!("shown so far: {:?}", self.all()))
    }

    /// Clicks the button that reads `label`.
    ///
    /// # Errors
    /// When the notification has no such button.
    pub fn click(&self, notification: &Notification, label: &str) -> anyhow::Result<()> {
        let button = notification.buttons.iter().find(|(_, text)| text == label);
        let (action, _) = button.with_context(|| format!("no button {label} in {notification:?}"))?;
        self.emit("ActionInvoked", &(notification.id, action.as_str()))?;
        self.close(notification, 2)
    }

    /// Wipes the notification off the screen, as a person does who does not want to see it.
    ///
    /// # Errors
    /// When the bus is gone.
    pub fn dismiss(&self, notification: &Notification) -> anyhow::Result<()> {
        self.close(notification, 2)
    }

    fn close(&self, notification: &Notification, reason: u32) -> anyhow::Result<()> {
        mark_closed(&self.shown, notification.id);
        self.emit("NotificationClosed", &(notification.id, reason))
    }

    fn emit<B: serde::Serialize + zbus::zvariant::DynamicType>(&self, signal: &str, body: &B) -> anyhow::Result<()> {
        let interface = "org.freedesktop.Notifications";
        Ok(self.connection.emit_signal(None::<&str>, PATH, interface, signal, body)?)
    }
}

fn mark_closed(shown: &Mutex<Vec<Notification>>, id: u32) {
    let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
    shown.iter_mut().filter(|one| one.id == id).for_each(|one| one.shown = false);
}

struct Service {
    shown: Arc<Mutex<Vec<Notification>>>,
}

/// Source: Desktop Notifications Specification 1.2, §9.
#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<&'static str> {
        vec!["actions", "body", "body-markup", "persistence"]
    }

    fn get_server_information(&self) -> (&'static str, &'static str, &'static str, &'static str) {
        ("desk", "roomline", "1", "1.2")
    }

    #[expect(clippy::too_many_arguments, reason = "the specification's signature")]
    fn notify(
        &self,
        _app_name: &str,
        replaces_id: u32,
        _app_icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let next = u32::try_from(shown.len()).map_or(u32::MAX, |count| count + 1);
        let id = if replaces_id == 0 { next } else { replaces_id };
        shown.iter_mut().filter(|one| one.id == id).for_each(|one| one.shown = false);
        let buttons = actions.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        let urgency = hints.get("urgency").and_then(|value| u8::try_from(value).ok()).unwrap_or(1);
        shown.push(Notification { id, summary, body, buttons, urgency, shown: true });
        id
    }

    async fn close_notification(
        &self,
        #[zbus(signal_emitter)] emitter: zbus::object_server::SignalEmitter<'_>,
        id: u32,
    ) -> zbus::fdo::Result<()> {
        mark_closed(&self.shown, id);
        Ok(Self::notification_closed(&emitter, id, 3).await?)
    }

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &zbus::object_server::SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn action_invoked(
        emitter: &zbus::object_server::SignalEmitter<'_>,
        id: u32,
        action_key: &str,
    ) -> zbus::Result<()>;
}
