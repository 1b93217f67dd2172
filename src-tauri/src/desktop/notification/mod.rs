//! The operating system's notification of an incoming call, with *Answer* and *Decline*.
//!
//! No platform promises it, so nothing waits for it: it is shown beside the windows and the ring, and taken back when
//! the call no longer rings here.

#[cfg(target_os = "linux")]
mod linux;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use roomline_station::NotificationTrial;
use roomline_station::signaling::call::CallId;
use tokio::sync::mpsc;

pub use words::{Buttons, Language, Spoken, TrialWords, Words};

/// What somebody did with a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Clicked *Answer*.
    Answer,
    /// Clicked *Decline*.
    Decline,
    /// Clicked the notification itself.
    Look,
}

/// A click on a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Click {
    /// The call it was about.
    pub call: CallId,
    /// What was clicked.
    pub act: Act,
}

/// What a notifier tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Somebody clicked.
    Click(Click),
    /// Whether this desktop shows notifications at all, as far as it was seen last.
    Works(bool),
    /// What became of a test notification.
    Tried {
        /// Which one.
        number: u32,
        /// What became of it.
        what: NotificationTrial,
    },
}

/// A way to show notifications. Neither function waits: what cannot be shown is told, and a line in the log.
pub trait Notifier: Send + Sync {
    /// Shows one for a call.
    fn show(&self, call: CallId, words: Words);
    /// Takes it back, if it is still there.
    fn close(&self, call: CallId);
    /// Shows one that is about nothing, for some seconds, and tells under this number what became of it.
    fn try_out(&self, number: u32, words: TrialWords);
}

/// The notifications of all calls that ring.
pub struct Notifications {
    notifier: Arc<dyn Notifier>,
    shown: BTreeSet<CallId>,
    tried: Option<u32>,
}

impl Notifications {
    /// Shows them by `notifier`.
    #[must_use]
    pub fn new(notifier: Arc<dyn Notifier>) -> Self {
        Self { notifier, shown: BTreeSet::new(), tried: None }
    }

    /// Shows new calls and takes back those that no longer ring.
    pub fn show(&mut self, ringing: &[(CallId, Words)]) {
        let now: BTreeSet<CallId> = ringing.iter().map(|(call, _)| *call).collect();
        for call in self.shown.difference(&now) {
            self.notifier.close(*call);
        }
        for (call, words) in ringing.iter().filter(|(call, _)| !self.shown.contains(call)) {
            self.notifier.show(*call, words.clone());
        }
        self.shown = now;
    }

    /// Tries out once whether notifications are shown, for whoever asks under this number.
    pub fn try_out(&mut self, number: Option<u32>, words: TrialWords) {
        if let Some(number) = number.filter(|number| self.tried != Some(*number)) {
            self.tried = Some(number);
            self.notifier.try_out(number, words);
        }
    }
}

/// This system's notifier and where its words arrive.
#[must_use]
pub fn system_notifier() -> (Arc<dyn Notifier>, mpsc::Receiver<Told>) {
    // More clicks than this at once are no person's.
    let (tell, told) = mpsc::channel(8);
    #[cfg(target_os = "linux")]
    let notifier: Arc<dyn Notifier> = Arc::new(linux::FreedesktopNotifier::new(tell));
    #[cfg(not(target_os = "linux"))]
    let notifier: Arc<dyn Notifier> = Arc::new(none::NoNotifier::new(tell));
    (notifier, told)
}

/// Windows and macOS have no notifier yet: the small window and the ring are there on every platform.
#[cfg(not(target_os = "linux"))]
mod none {
    use super::{CallId, NotificationTrial, Notifier, Told, TrialWords, Words, mpsc};

    pub(super) struct NoNotifier(mpsc::Sender<Told>);

    impl NoNotifier {
        pub(super) fn new(tell: mpsc::Sender<Told>) -> Self {
            tracing::info!("this system's notifications are not used yet");
            // A new channel has room.
            let _ = tell.try_send(Told::Works(false));
            Self(tell)
        }
    }

    impl Notifier for NoNotifier {
        fn show(&self, _: CallId, _: Words) {}
        fn close(&self, _: CallId) {}
        fn try_out(&self, number: u32, _: TrialWords) {
            // Whoever waits in vain gives up by itself.
            let _ = self.0.try_send(Told::Tried { number, what: NotificationTrial::NotUsed });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Default)]
    struct Seen(Mutex<Vec<String>>);

    impl Notifier for Seen {
        fn show(&self, call: CallId, words: Words) {
            self.0.lock().expect("no test panics in here").push(format!("show {call} {}", words.title));
        }
        fn close(&self, call: CallId) {
            self.0.lock().expect("no test panics in here").push(format!("close {call}"));
        }
        fn try_out(&self, number: u32, words: TrialWords) {
            self.0.lock().expect("no test panics in here").push(format!("try {number} {}", words.title));
        }
    }

    fn call(n: u8) -> CallId {
        format!("0193a1b2-0000-7000-8000-0000000000{n:02}").parse().expect("a call id")
    }

    fn words(title: &str) -> Words {
        let buttons = Words::of(None, false, Language::En).buttons;
        Words { title: title.to_owned(), body: String::new(), buttons }
    }

    #[test]
    fn each_call_is_shown_once_and_taken_back_when_it_no_longer_rings() {
        let seen = Arc::new(Seen::default());
        let mut notifications = Notifications::new(Arc::clone(&seen) as Arc<dyn Notifier>);
        notifications.show(&[(call(1), words("one"))]);
        notifications.show(&[(call(1), words("one")), (call(2), words("two"))]);
        notifications.show(&[(call(2), words("two"))]);
        notifications.show(&[]);
        let seen = seen.0.lock().expect("no test panics in here");
        let expected = [
            format!("show {} one", call(1)),
            format!("show {} two", call(2)),
            format!("close {}", call(1)),
            format!("close {}", call(2)),
        ];
        assert_eq!(*seen, expected);
    }

    #[test]
    fn a_trial_is_shown_once_however_often_it_is_wanted() {
        let seen = Arc::new(Seen::default());
        let mut notifications = Notifications::new(Arc::clone(&seen) as Arc<dyn Notifier>);
        for number in [None, Some(3), Some(3), None, Some(4)] {
            notifications.try_out(number, TrialWords::of(Language::En));
        }
        let title = TrialWords::of(Language::En).title;
        let seen = seen.0.lock().expect("no test panics in here");
        assert_eq!(*seen, [format!("try 3 {title}"), format!("try 4 {title}")]);
    }
}
