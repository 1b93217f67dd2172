//! A whole middleware without a listener, its clock in the test's hand, and Amazon beside it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request, StatusCode};
use jiff::Timestamp;
use roomline_middleware::app::App;
use roomline_middleware::clock::Clock;
use roomline_middleware::config::Config;
use roomline_middleware::staff::password;
use roomline_middleware::store::Store;
use roomline_middleware::store::units::StoredUnit;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::amazon::Amazon;
use crate::chain::Chain;

pub(crate) const SKILL_ID: &str = "amzn1.ask.skill.3d9a6f10-5c42-4e8b-9b71-2f0c8e6d1a47";
pub(crate) const PASSWORD: &str = "a good password";
/// 2026-11-23T12:00:00Z
const NOW_S: i64 = 1_795_435_200;

pub(crate) struct Bench {
    pub(crate) amazon: Amazon,
    pub(crate) chain: Chain,
    pub(crate) config: Config,
    pub(crate) app: App,
    pub(crate) clock: TestClock,
    folder: Folder,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// As JSON; null if it is none.
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Bench {
    /// With Ann and Bob as staff, Dan disabled, and one unit.
    pub(crate) async fn new() -> Self {
        Self::with("").await
    }

    /// `alexa`: more lines of the section `[alexa]`.
    pub(crate) async fn with(alexa: &str) -> Self {
        // An error only says that another test was first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (amazon, chain, folder) = (Amazon::start().await, Chain::new(), Folder::new());
        amazon.script().files.insert("cert.pem".into(), chain.chain.clone());
        std::fs::write(folder.path("root.pem"), &chain.root).expect("a file");
        std::fs::write(folder.path("key"), [7; 32]).expect("a file");
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\n[secrets]\nkey_file = {:?}\n[database]\npath = {:?}\n[alexa]\nskill_id = \"{SKILL_ID}\"\n\
             signaling_client_id = \"client\"\nsignaling_client_secret = \"client secret\"\napi_url = {:?}\n\
             token_url = {:?}\ncertificate_url_prefix = {:?}\ncertificate_root_file = {:?}\n{alexa}\n\
             [ice]\nservers = [\"turn:turn.example.org\"]\nturn_secret = \"turn secret\"\n\
             [[ring_groups]]\nname = \"Front desk\"\naddress = \"frontdesk\"\nstations = [\"Desk 1\", \"Desk 2\"]\n",
            folder.path("key"),
            folder.path("roomline.db"),
            amazon.url(""),
            amazon.url("/auth/o2/token"),
            amazon.url("/echo.api/"),
            folder.path("root.pem"),
        );
        std::fs::write(folder.path("roomline.toml"), &text).expect("a file");
        let config = Config::parse(&text, []).expect("a configuration");
        furnish(&mut Store::open(&config.database).expect("a database"));
        let clock = TestClock::noon();
        let app = App::assemble(&config, clock.clock()).await.expect("an app");
        Self { amazon, chain, config, app, clock, folder }
    }

    /// The same property after a restart of the process.
    pub(crate) async fn restart(&mut self) {
        self.app.calls().stop().await;
        self.app = App::assemble(&self.config, self.clock.clock()).await.expect("an app");
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&self.config.database).expect("a database")
    }

    pub(crate) fn config_file(&self) -> PathBuf {
        self.folder.path("roomline.toml")
    }

    /// Puts a mistake into the first line of the configuration.
    pub(crate) fn break_config(&self) {
        let text = std::fs::read_to_string(self.config_file()).expect("a file");
        std::fs::write(self.config_file(), format!("nonsense = 1\n{text}")).expect("a file");
    }

    /// Writes a file and returns its path.
    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        std::fs::write(self.folder.path(name), content).expect("a file");
        self.folder.path(name).display().to_string()
    }

    /// Every byte that the database has on the disk.
    pub(crate) fn database_bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(&self.folder.0).expect("a folder").map(|file| file.expect("a file").path());
        let of_database = files.filter(|path| path.display().to_string().contains("roomline.db"));
        of_database.flat_map(|path| std::fs::read(path).expect("a file")).collect()
    }

    /// Asks as a station: JSON in, JSON out, with an access token if there is one.
    pub(crate) async fn ask(&self, method: &str, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        send(self.app.router(), request.body(body).expect("a request")).await
    }

    /// Hands a signed request to the skill.
    pub(crate) async fn skill(&self, body: &Value) -> Answer {
        let body = body.to_string();
        let signature = self.chain.sign(body.as_bytes());
        let request = Request::post("/alexa/skill")
            .header("SignatureCertChainUrl", self.amazon.url("/echo.api/cert.pem"))
            .header("Signature-256", signature)
            .body(Body::from(body));
        send(self.app.router(), request.expect("a request")).await
    }
}

/// Sends one request with a deadline.
pub(crate) async fn send(router: Router, request: Request<Body>) -> Answer {
    let answered = tokio::time::timeout(Duration::from_secs(20), router.oneshot(request)).await;
    let (parts, body) = answered.expect("an answer in time").expect("an answer").into_parts();
    let bytes = to_bytes(body, 1 << 20).await.expect("a body");
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status, headers: parts.headers, body, text }
}

fn furnish(store: &mut Store) {
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = HASH.get_or_init(|| password::hash(PASSWORD).expect("a hash"));
    for (user, name) in [("ann", "Ann"), ("bob", "Bob"), ("dan", "Dan")] {
        assert!(store.add_account(user, name, hash, 0).expect("an account"));
    }
    assert!(store.disable_account("dan").expect("an account"));
    let jones = StoredUnit {
        unit_id: "unit-204".into(),
        name: "Mrs Jones".into(),
        room: "204".into(),
        ..StoredUnit::default()
    };
    store.import_units(&[jones]).expect("a directory");
}

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn noon() -> Self {
        Self(Arc::new(AtomicI64::new(NOW_S)))
    }

    pub(crate) fn clock(&self) -> Clock {
        let seconds = Arc::clone(&self.0);
        Clock::new(move || Timestamp::from_second(seconds.load(Ordering::SeqCst)).expect("a time"))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock().now()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("roomline-edge-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed lies in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
