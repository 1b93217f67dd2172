//! Notifications over the session bus, as every Linux desktop offers them.
//!
//! The signals are heard before the notification is shown, so that no click is lost, however quick.
//!
//! Source: Desktop Notifications Specification 1.2.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use roomline_station::NotificationTrial;
use roomline_station::signaling::call::CallId;
use tokio::sync::{mpsc, oneshot};
use zbus::zvariant::Value;

use super::{Act, Buttons, Click, Notifier, Told, TrialWords, Words};

/// A bus or service that takes longer counts as missing.
const PATIENCE: Duration = Duration::from_secs(3);
/// The service never closes it by itself.
const NEVER: i32 = 0;
/// The service closes it by itself after so many milliseconds.
const SOON: i32 = 8_000;

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Service {
    #[expect(clippy::too_many_arguments, reason = "the specification's signature")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;

    fn close_notification(&self, id: u32) -> zbus::Result<()>;

    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: String) -> zbus::Result<()>;

    #[zbus(signal)]
    fn notification_closed(&self, id: u32, reason: u32) -> zbus::Result<()>;
}

/// Shows notifications by the desktop's service.
pub(super) struct FreedesktopNotifier {
    tell: mpsc::Sender<Told>,
    shown: Arc<Mutex<BTreeMap<CallId, oneshot::Sender<()>>>>,
}

impl FreedesktopNotifier {
    /// Looks at once whether the desktop has a service, so that people can read it before a call comes.
    pub(super) fn new(tell: mpsc::Sender<Told>) -> Self {
        let asking = tell.clone();
        tauri::async_runtime::spawn(async move {
            let works = works().await.inspect_err(|error| {
                tracing::warn!(%error, "this desktop shows no notifications; windows and ring are not touched");
            });
            // The program ends.
            let _ = asking.send(Told::Works(works.is_ok())).await;
        });
        Self { tell, shown: Arc::default() }
    }
}

impl Notifier for FreedesktopNotifier {
    fn show(&self, call: CallId, words: Words) {
        let (close, closed) = oneshot::channel();
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).insert(call, close);
        let tell = self.tell.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = live(call, &words, &tell, closed).await {
                tracing::warn!(call_id = %call, %error, "no notification was shown; windows and ring are not touched");
                // The program ends.
                let _ = tell.send(Told::Works(false)).await;
            }
        });
    }

    fn close(&self, call: CallId) {
        if let Some(close) = self.shown.lock().unwrap_or_else(PoisonError::into_inner).remove(&call) {
            // An error means that it is gone already.
            let _ = close.send(());
        }
    }

    fn try_out(&self, number: u32, words: TrialWords) {
        let tell = self.tell.clone();
        tauri::async_runtime::spawn(async move {
            let tried = trial(words).await.inspect_err(|error| {
                tracing::warn!(%error, "the test notification was not taken");
            });
            let what = if tried.is_ok() { NotificationTrial::Shown } else { NotificationTrial::Refused };
            // The program ends.
            let _ = tell.send(Told::Works(tried.is_ok())).await;
            let _ = tell.send(Told::Tried { number, what }).await;
        });
    }
}

/// Why a notification is not there.
#[derive(Debug, thiserror::Error)]
enum NotShown {
    #[error("the session bus or the notification service does not work: {0}")]
    Bus(#[from] zbus::Error),
    #[error("the notification service does not answer")]
    Silent(#[from] tokio::time::error::Elapsed),
}

/// Asks the service for anything at all.
async fn works() -> Result<(), NotShown> {
    tokio::time::timeout(PATIENCE, async {
        let bus = zbus::Connection::session().await?;
        ServiceProxy::new(&bus).await?.get_capabilities().await
    })
    .await??;
    Ok(())
}

/// Shows a notification that goes by itself, and does not stay in any list.
async fn trial(words: TrialWords) -> Result<(), NotShown> {
    tokio::time::timeout(PATIENCE, async {
        let bus = zbus::Connection::session().await?;
        let service = ServiceProxy::new(&bus).await?;
        let hints = HashMap::from([
            ("transient", Value::from(true)),
            ("suppress-sound", Value::from(true)),
            ("desktop-entry", Value::from("roomline")),
        ]);
        service.notify("Roomline", 0, "roomline", words.title, words.body, &[], hints, SOON).await
    })
    .await??;
    Ok(())
}

/// Shows one notification and keeps it until it is clicked, closed or no longer wanted.
async fn live(
    call: CallId,
    words: &Words,
    tell: &mpsc::Sender<Told>,
    mut closed: oneshot::Receiver<()>,
) -> Result<(), NotShown> {
    let (service, mut actions, mut ends, id) = tokio::time::timeout(PATIENCE, async {
        let bus = zbus::Connection::session().await?;
        let service = ServiceProxy::new(&bus).await?;
        let actions = service.receive_action_invoked().await?;
        let ends = service.receive_notification_closed().await?;
        let id = notify(&service, words).await?;
        Ok::<_, zbus::Error>((service, actions, ends, id))
    })
    .await??;
    // The program ends.
    let _ = tell.send(Told::Works(true)).await;
    loop {
        tokio::select! {
            // A click closes the notification as well: whichever is heard later, the click counts.
            biased;
            // No longer wanted, or the notifier itself is gone.
            _ = &mut closed => break,
            Some(signal) = actions.next() => {
                let Ok(args) = signal.args() else { continue };
                if args.id != id { continue }
                if let Some(act) = act(&args.action_key) {
                    // The station takes care of a click that comes too late.
                    let _ = tell.send(Told::Click(Click { call, act })).await;
                }
                if act(&args.action_key) != Some(Act::Look) { break }
            }
            Some(signal) = ends.next() => {
                if signal.args().is_ok_and(|args| args.id == id) {
                    return Ok(());
                }
            }
            else => return Ok(()),
        }
    }
    tokio::time::timeout(PATIENCE, service.close_notification(id)).await??;
    Ok(())
}

async fn notify(service: &ServiceProxy<'_>, words: &Words) -> zbus::Result<u32> {
    /// Urgency "critical": shown over full-screen windows, kept until it is closed.
    const CRITICAL: u8 = 2;
    let hints = HashMap::from([
        ("urgency", Value::from(CRITICAL)),
        ("category", Value::from("call.incoming")),
        ("resident", Value::from(true)),
        ("suppress-sound", Value::from(true)),
        ("desktop-entry", Value::from("roomline")),
    ]);
    let Buttons { open, answer, decline } = words.buttons;
    let actions = ["default", open, "answer", answer, "decline", decline];
    let body = escaped(&words.body);
    service.notify("Roomline", 0, "roomline", &words.title, &body, &actions, hints, NEVER).await
}

fn act(key: &str) -> Option<Act> {
    match key {
        "answer" => Some(Act::Answer),
        "decline" => Some(Act::Decline),
        "default" => Some(Act::Look),
        _ => None,
    }
}

/// The body is markup: a note such as `<b>` must be read, not obeyed.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_note_is_shown_as_it_was_written() {
        assert_eq!(escaped("<b>Tea & cake</b>"), "&lt;b&gt;Tea &amp; cake&lt;/b&gt;");
    }

    #[test]
    fn only_our_own_buttons_act() {
        assert_eq!(act("answer"), Some(Act::Answer));
        assert_eq!(act("decline"), Some(Act::Decline));
        assert_eq!(act("inline-reply"), None);
    }
}
