//! The real window, driven as a person would: by what stands on its buttons.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, ensure};
use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::tools::{free_port, tool};
use crate::{Desk, Folder, Process, Usage, eventually};

/// How long the window may take for anything a person sees at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// Finds the visible elements of a role by their accessible name, the way a screen reader does for what we use: label,
/// `aria-label`, else the text.
const FIND: &str = r#"
    const [role, name] = arguments;
    const selectors = {
        button: 'button, [role=button]',
        link: 'a[href]',
        field: 'input:not([type=radio]):not([type=checkbox]), textarea, [role=searchbox], [role=textbox]',
    };
    const text = (node) => {
        const heard = node.cloneNode(true);
        heard.querySelectorAll('[aria-hidden=true]').forEach((silent) => silent.remove());
        return heard.textContent.replace(/\s+/g, ' ').trim();
    };
    const nameOf = (node) => {
        const by = node.getAttribute('aria-labelledby');
        if (by) return by.split(' ').map((id) => document.getElementById(id)).filter(Boolean).map(text).join(' ');
        if (node.getAttribute('aria-label')) return node.getAttribute('aria-label').trim();
        if (node.labels && node.labels.length) return text(node.labels[0]);
        return text(node);
    };
    const question = [...document.querySelectorAll('dialog:modal')].at(-1);
    const reached = (node) => !node.closest('[inert], [aria-hidden=true]') && (!question || question.contains(node));
    const visible = (node) => node.getClientRects().length > 0 && reached(node);
    const [start, end] = name.includes('…') ? name.split('…') : [name, name];
    const fits = (own) => own === name || (start !== end && own.startsWith(start) && own.endsWith(end));
    const find = () => [...document.querySelectorAll(selectors[role])].find((node) => visible(node) && fits(nameOf(node)));
"#;

/// What has the keyboard, by its name; nothing if it is the page itself.
const FOCUSED: &str = "return document.activeElement === document.body ? null : nameOf(document.activeElement);";

/// The first element found, or nothing.
const FOUND: &str = "return find() ?? null;";

/// Notes when the element is there for the first time.
const WATCH: &str = r"
    window.appearedAt = null;
    const look = () => {
        if (window.appearedAt === null && find()) window.appearedAt = performance.timeOrigin + performance.now();
    };
    new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    look();
";

/// What the state region says: its text, or nothing when it is not there.
const STATUS: &str =
    r"const node = document.querySelector('[role=status]'); return node ? node.textContent.trim() : null;";

/// Clicks a button in the very moment it appears, once.
const POUNCE: &str = r"
    window.pounced = false;
    const pounce = () => {
        const found = window.pounced ? null : find();
        if (!found) return;
        window.pounced = true;
        found.click();
    };
    new MutationObserver(pounce).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    pounce();
";

/// Notes every state of a call from now on.
const LISTEN: &str = r"
    window.states = [];
    const hear = () => {
        const said = document.querySelector('[role=status]')?.textContent.trim();
        if (said && said !== window.states.at(-1)) window.states.push(said);
    };
    new MutationObserver(hear).observe(document, {subtree: true, childList: true, characterData: true});
    hear();
";

/// Whether the page would drop a click.
const GUARDED: &str = "return arguments[0].closest('[data-guarded]') !== null";

/// Clicks inside the page and returns the time of the click in milliseconds since 1970.
const CLICK: &str = r"
    const at = performance.timeOrigin + performance.now();
    arguments[0].click();
    return at;
";

/// When what moves to an end has come there, two frames later everything that was asked for is drawn.
const DRAWN: &str = r"
    const done = arguments[0];
    const ends = (motion) => motion.effect.getComputedTiming().endTime !== Infinity;
    const moving = document.getAnimations().filter(ends).map((motion) => motion.finished.catch(() => {}));
    const framed = () => requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
    Promise.all(moving).then(framed);
";

/// An app's main window, opened through WebKitWebDriver.
#[derive(Debug)]
pub struct Window {
    client: Client,
    driver: Process,
}

impl Window {
    /// Starts `app` at a desk and takes hold of its window; `env` is what the app needs besides the desk's.
    ///
    /// # Errors
    /// When the driver is missing or the app opens no window.
    pub async fn open(desk: &Desk, app: &Path, env: &[(String, String)]) -> anyhow::Result<Self> {
        Self::open_with(desk, app, &[], env).await
    }

    /// Starts `app` on the screen, with the bus and the sound devices of whoever runs this; a person may use the window
    /// at the same time.
    ///
    /// # Errors
    /// As [`Window::open`].
    pub async fn open_here(folder: &Folder, app: &Path, env: &[(String, String)]) -> anyhow::Result<Self> {
        let mut driver = Command::new(tool("WebKitWebDriver", "webkit2gtk-driver")?);
        driver.envs(env.iter().cloned());
        Self::connect(driver, folder, app, &[]).await
    }

    async fn open_with(desk: &Desk, app: &Path, args: &[&str], env: &[(String, String)]) -> anyhow::Result<Self> {
        let mut driver = Command::new(tool("WebKitWebDriver", "webkit2gtk-driver")?);
        desk.seat(&mut driver)?;
        driver.envs(env.iter().cloned());
        Self::connect(driver, desk.folder(), app, args).await
    }

    async fn connect(mut driver: Command, folder: &Folder, app: &Path, args: &[&str]) -> anyhow::Result<Self> {
        let port = free_port()?;
        driver.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Process::start("webdriver", driver, folder.path())?;
        eventually("the WebDriver's port", PATIENCE, async || {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        let mut capabilities = Capabilities::new();
        capabilities.insert("webkitgtk:browserOptions".into(), json!({"binary": app, "args": args}));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{port}");
        let connecting = builder.connect(&address);
        let client = tokio::time::timeout(PATIENCE, connecting).await.context("the app opened no window in time")?;
        let client = client.with_context(|| format!("the app opened no window; the driver says:\n{}", driver.log()))?;
        Ok(Self { client, driver })
    }

    /// Waits for the field labelled `name`.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn field(&self, name: &str) -> anyhow::Result<Element> {
        self.element("field", name, PATIENCE).await
    }

    /// Waits for the button that reads `name`; `…` in it stands for any text.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn button(&self, name: &str) -> anyhow::Result<Element> {
        self.element("button", name, PATIENCE).await
    }

    /// Waits at most `within` for the button that reads `name`.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn button_within(&self, name: &str, within: Duration) -> anyhow::Result<Element> {
        self.element("button", name, within).await
    }

    /// Clicks the button that reads `name` and returns when; waits while it is disabled or inside something marked
    /// `data-guarded`, which drops clicks that come too soon to be meant.
    ///
    /// # Errors
    /// When it does not come or stays disabled.
    pub async fn click(&self, name: &str) -> anyhow::Result<SystemTime> {
        let button = self.button(name).await?;
        eventually(&format!("the button {name} to be enabled"), PATIENCE, async || {
            let guarded = self.client.execute(GUARDED, vec![serde_json::to_value(&button)?]).await?;
            Ok((button.is_enabled().await? && guarded == json!(false)).then_some(()))
        })
        .await?;
        let at = self.client.execute(CLICK, vec![serde_json::to_value(&button)?]).await?;
        time(&at).context("the page knows the time")
    }

    /// What has the keyboard, by its accessible name; nothing if it is the page itself.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn focused(&self) -> anyhow::Result<Option<String>> {
        let name = self.client.execute(&format!("{FIND}{FOCUSED}"), vec![json!("field"), json!("")]).await?;
        Ok(name.as_str().map(str::to_owned))
    }

    /// Follows the link that reads `name`.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn follow(&self, name: &str) -> anyhow::Result<()> {
        let link = self.element("link", name, PATIENCE).await?;
        self.client.execute(CLICK, vec![serde_json::to_value(&link)?]).await.map(drop).map_err(Into::into)
    }

    /// Waits until the switch that reads `name` is on.
    ///
    /// # Errors
    /// When it stays off.
    pub async fn switched_on(&self, name: &str) -> anyhow::Result<()> {
        let button = self.button(name).await?;
        eventually(&format!("the switch {name} to be on"), PATIENCE, async || {
            Ok(button.attr("aria-pressed").await?.filter(|pressed| pressed == "true").map(drop))
        })
        .await
    }

    /// Waits until there is no button that reads `name`.
    ///
    /// # Errors
    /// When it stays.
    pub async fn gone(&self, name: &str) -> anyhow::Result<()> {
        eventually(&format!("the button {name:?} to go"), PATIENCE, async || {
            let found = self.client.execute(&format!("{FIND}{FOUND}"), vec![json!("button"), json!(name)]).await?;
            Ok(found.is_null().then_some(()))
        })
        .await
    }

    /// From now on clicks the button that reads `name` in the very moment it appears, as a hand does that was on its way to
    /// something else. [`Window::pounced`] waits for that.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn pounce_on(&self, name: &str) -> anyhow::Result<()> {
        self.client.execute(&format!("{FIND}{POUNCE}"), vec![json!("button"), json!(name)]).await?;
        Ok(())
    }

    /// Waits until what [`Window::pounce_on`] waits for was clicked.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn pounced(&self) -> anyhow::Result<()> {
        eventually("a click in the first moment", PATIENCE, async || {
            Ok((self.run("return window.pounced").await? == json!(true)).then_some(()))
        })
        .await
    }

    /// From now on notes every state of a call, see [`Window::states`].
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn listen(&self) -> anyhow::Result<()> {
        self.run(LISTEN).await.map(drop)
    }

    /// Every state of a call that the page showed since [`Window::listen`], in order.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn states(&self) -> anyhow::Result<Vec<String>> {
        Ok(serde_json::from_value(self.run("return window.states").await?)?)
    }

    /// Turns to the app's window whose page has this title; an app may have several.
    ///
    /// # Errors
    /// When none does.
    pub async fn turn_to(&self, title: &str) -> anyhow::Result<()> {
        eventually(&format!("the window {title:?}"), PATIENCE, async || {
            for window in self.client.windows().await? {
                self.client.switch_to_window(window).await?;
                if self.client.title().await? == title {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// From now on notes when a button that reads `name` appears, see [`Window::appeared`].
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn watch_for(&self, name: &str) -> anyhow::Result<()> {
        self.client.execute(&format!("{FIND}{WATCH}"), vec![json!("button"), json!(name)]).await?;
        Ok(())
    }

    /// Waits for what [`Window::watch_for`] watches and returns when it appeared.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn appeared(&self) -> anyhow::Result<SystemTime> {
        eventually("what was watched for", PATIENCE, async || {
            Ok(time(&self.client.execute("return window.appearedAt", Vec::new()).await?))
        })
        .await
    }

    /// Types `text` into the field labelled `name`, in place of what is there.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let field = self.element("field", name, PATIENCE).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Waits until the state region (`role=status`) says something that `wanted` accepts, and returns it.
    ///
    /// # Errors
    /// When it does not; with what it says.
    pub async fn status(&self, within: Duration, wanted: impl Fn(&str) -> bool) -> anyhow::Result<String> {
        let mut last = None;
        let waited = eventually("the state of the call", within, async || {
            last = self.client.execute(STATUS, Vec::new()).await?.as_str().map(str::to_owned);
            Ok(last.clone().filter(|text| wanted(text)))
        })
        .await;
        waited.with_context(|| format!("the window says {last:?}"))
    }

    /// Waits until `text` can be read somewhere in the window.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn text(&self, text: &str) -> anyhow::Result<()> {
        eventually(&format!("the window to read {text:?}"), PATIENCE, async || {
            let all = self.client.execute("return document.body.innerText", Vec::new()).await?;
            Ok(all.as_str().is_some_and(|all| all.contains(text)).then_some(()))
        })
        .await
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Runs a script that takes its time: it finds `arguments` in its own, and behind them a function to call with what came of it.
    ///
    /// # Errors
    /// When it throws or takes longer than half a minute.
    pub async fn ask(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// What all processes of the app have used, those of its browser engine among them.
    ///
    /// # Errors
    /// When it has ended.
    pub fn usage(&self) -> anyhow::Result<Usage> {
        Usage::below(self.driver.id())
    }

    /// Waits until everything asked for so far is on the screen, for a picture.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn drawn(&self) -> anyhow::Result<()> {
        let drawn = self.client.execute_async(DRAWN, Vec::new()).await?;
        ensure!(drawn == json!(true), "the page does not draw");
        Ok(())
    }

    /// What the app and its driver printed.
    #[must_use]
    pub fn log(&self) -> String {
        self.driver.log() + &self.driver.output()
    }

    /// Waits until a person has closed the window.
    pub async fn wait_until_closed(&mut self) {
        // Whatever the driver says when it cannot reach the app any more, the window is gone.
        while self.client.title().await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Closes the window and with it the app.
    ///
    /// # Errors
    /// When the driver does not answer any more.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.client.close().await?)
    }

    async fn element(&self, role: &str, name: &str, within: Duration) -> anyhow::Result<Element> {
        let waited = eventually(&format!("the {role} {name:?}"), within, async || {
            let found = self.client.execute(&format!("{FIND}{FOUND}"), vec![json!(role), json!(name)]).await?;
            if found.is_null() {
                return Ok(None);
            }
            let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
            let id = id.context("the driver names elements")?.to_owned();
            Ok(Some(Element::from_element_id(self.client.clone(), id.into())))
        })
        .await;
        match waited {
            Ok(element) => Ok(element),
            Err(error) => {
                let all = self.client.execute("return document.body.innerText", Vec::new()).await.unwrap_or_default();
                Err(error.context(format!("the window reads: {all}")))
            }
        }
    }
}

/// Milliseconds since 1970, as pages have them.
fn time(value: &Value) -> Option<SystemTime> {
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs_f64(value.as_f64()? / 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DeskOptions;

    const PAGE: &str = "data:text/html,<label>Name <input></label>\
        <button onclick=\"document.querySelector('p').textContent = 'Hello ' + document.querySelector('input').value\">\
        Greet</button><button hidden>Hide</button><p role=status>Nobody</p>";

    #[tokio::test]
    async fn a_page_is_used_by_what_stands_on_it() {
        let bare = DeskOptions { keyring: None, notifications: false, sound: false, reader: false };
        let desk = Desk::start(bare).expect("a desk");
        let browser = Path::new("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser");
        let window = Window::open_with(&desk, browser, &["--automation"], &[]).await.expect("a window");
        window.client.goto(PAGE).await.expect("the page");
        window.fill("Name", "Ann").await.expect("a field");
        let before = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        window.watch_for("Gre…et").await.expect("a page");
        assert!(window.click("Gr…t").await.expect("a button") > before);
        assert!(window.appeared().await.expect("it is there") > before);
        let status = window.status(Duration::from_secs(5), |text| text != "Nobody").await.expect("a change");
        assert_eq!(status, "Hello Ann");
        let hidden = window.button_within("Hide", Duration::from_millis(50)).await;
        assert!(format!("{:#}", hidden.expect_err("it cannot be seen")).contains("Greet"));
        window.drawn().await.expect("two frames");
        window.close().await.expect("it closes");
    }
}
