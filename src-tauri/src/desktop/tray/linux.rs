//! The tray of Linux desktops, over the session bus.
//!
//! Source: StatusNotifierItem specification, freedesktop.org; `com.canonical.dbusmenu` for the menu.

use std::sync::atomic::{AtomicBool, Ordering};

use ksni::menu::StandardItem;
use ksni::{Category, MenuItem, OfflineReason, Status, ToolTip, TrayMethods as _};
use tokio::sync::{mpsc, watch};

use super::{Picture, Sign, Tray, TrayTold, TrayWords};
use crate::desktop::Language;

/// The icon and where it is told what to show.
pub(super) struct StatusNotifierTray {
    wanted: watch::Sender<(Sign, TrayWords)>,
}

impl StatusNotifierTray {
    /// Starts to show it as soon as there is a tray, now or later.
    pub(super) fn start(tell: mpsc::Sender<TrayTold>) -> Self {
        let beginning = (Sign::Connecting, TrayWords::of(Sign::Connecting, Language::default()));
        let (wanted, mut watched) = watch::channel(beginning);
        tauri::async_runtime::spawn(async move {
            let (sign, words) = *watched.borrow_and_update();
            let item = Item { sign, words, tell, missing: AtomicBool::default() };
            let handle = match item.assume_sni_available(true).spawn().await {
                Ok(handle) => handle,
                Err(error) => {
                    tracing::warn!(%error, "this desktop has no tray; closing the window asks instead");
                    return;
                }
            };
            let told = handle.update(|item| item.tell(TrayTold::Shown(!item.missing.load(Ordering::Relaxed)))).await;
            if told.is_none() {
                return;
            }
            while watched.changed().await.is_ok() {
                let (sign, words) = *watched.borrow_and_update();
                handle.update(|item| (item.sign, item.words) = (sign, words)).await;
            }
        });
        Self { wanted }
    }
}

impl Tray for StatusNotifierTray {
    fn show(&self, sign: Sign, words: TrayWords) {
        self.wanted.send_if_modified(|wanted| std::mem::replace(wanted, (sign, words)) != (sign, words));
    }
}

/// The item on the bus.
struct Item {
    sign: Sign,
    words: TrayWords,
    tell: mpsc::Sender<TrayTold>,
    /// Whether the tray was not there when it was looked for last.
    missing: AtomicBool,
}

impl Item {
    fn tell(&self, told: TrayTold) {
        // A backlog of clicks is nobody's, and nobody hears when the program ends.
        let _ = self.tell.try_send(told);
    }

    fn entry(label: &str, told: TrayTold) -> MenuItem<Self> {
        let activate = Box::new(move |item: &mut Self| item.tell(told));
        MenuItem::Standard(StandardItem { label: label.into(), activate, ..StandardItem::default() })
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "roomline".into()
    }

    fn title(&self) -> String {
        format!("Roomline: {}", self.words.state)
    }

    fn category(&self) -> Category {
        Category::Communications
    }

    fn status(&self) -> Status {
        if self.sign == Sign::Ringing || self.sign.is_deaf() { Status::NeedsAttention } else { Status::Active }
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        Picture::of(self.sign).into_iter().map(on_the_bus).collect()
    }

    fn attention_icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.icon_pixmap()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip { title: "Roomline".into(), description: self.words.state.into(), ..ToolTip::default() }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.tell(TrayTold::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let state = StandardItem { label: self.words.state.into(), enabled: false, ..StandardItem::default() };
        vec![
            MenuItem::Standard(state),
            MenuItem::Separator,
            Self::entry(self.words.open, TrayTold::Open),
            Self::entry(self.words.quit, TrayTold::Quit),
        ]
    }

    fn watcher_online(&self) {
        self.missing.store(false, Ordering::Relaxed);
        self.tell(TrayTold::Shown(true));
    }

    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        tracing::info!(?reason, "this desktop has no tray now; closing the window asks instead");
        self.missing.store(true, Ordering::Relaxed);
        self.tell(TrayTold::Shown(false));
        true
    }
}

/// Opacity comes first there.
fn on_the_bus(Picture { side, mut rgba }: Picture) -> ksni::Icon {
    rgba.chunks_exact_mut(4).for_each(|pixel| pixel.rotate_right(1));
    let side = i32::try_from(side).unwrap_or_default();
    ksni::Icon { width: side, height: side, data: rgba }
}
