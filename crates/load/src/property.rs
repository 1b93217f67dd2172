//! A property on disk: certificates, configuration, rooms, and desks that are signed in.
//!
//! The sign-ins are written by the middleware's own store before the server starts, as it writes them after a correct
//! password. Passwords cost what argon2id costs and two are checked at once, so that thousands of desks would sign in for
//! minutes before anything is measured; from the check of the token at the upgrade on, everything is as for any desk.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use rand::RngCore as _;
use roomline_middleware::staff::password;
use roomline_middleware::store::Store;
use roomline_middleware::store::staff::{NewAccess, Older, Role, StaffSession};
use roomline_middleware::store::units::StoredUnit;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::amazon::{Amazon, SKILL_ID};
use crate::paper::Papers;
use crate::plan::{Stage, UNITS};
use crate::program::Program;

/// The one account; which person sits at which desk makes no difference to the server.
const USER: &str = "ann";
/// How long an access token lives, as the server gives it out.
const ACCESS_LIFE: Duration = Duration::from_secs(15 * 60);

/// What lies in the folder.
#[derive(Debug)]
pub(crate) struct Property {
    folder: PathBuf,
    /// The access token of every desk.
    pub(crate) tokens: Vec<String>,
}

impl Property {
    /// Makes one in an empty folder.
    pub(crate) fn new(folder: &Path, stage: &Stage, papers: &Papers, amazon: &Amazon) -> anyhow::Result<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        let files = [
            ("root.pem", papers.root.as_str()),
            ("server.pem", &papers.server),
            ("server-key.pem", &papers.server_key),
            ("roomline.toml", &configuration(folder, stage, amazon)),
        ];
        for (name, text) in files {
            std::fs::write(folder.join(name), text)?;
        }
        std::fs::write(folder.join("key"), [7; 32])?;
        let mut store = Store::open(&folder.join("roomline.db"))?;
        furnish(&mut store)?;
        let tokens = (0..stage.stations).map(|desk| sign_in(&mut store, desk)).collect::<Result<_, _>>()?;
        Ok(Self { folder: folder.to_owned(), tokens })
    }

    /// Starts the middleware's program and waits until it serves; returns where.
    pub(crate) async fn serve(&self, middleware: &Path) -> anyhow::Result<(Program, SocketAddr)> {
        let (config, ready) = (self.folder.join("roomline.toml"), self.folder.join("ready.json"));
        let arguments =
            ["--config".as_ref(), config.as_os_str(), "serve".as_ref(), "--ready-file".as_ref(), ready.as_os_str()];
        let mut program = Program::start(middleware, arguments, &self.folder.join("middleware.log"))?;
        let addresses: Value = serde_json::from_slice(&program.file(&ready).await?)?;
        ensure!(addresses["tls"] == true, "the middleware does not speak TLS");
        let address = addresses["listen"].as_str().context("the middleware says where it listens")?;
        Ok((program, address.parse()?))
    }
}

/// The address of a ring group.
pub(crate) fn group_address(group: usize) -> String {
    format!("desks-{group}")
}

/// The id of a unit.
pub(crate) fn unit_id(unit: usize) -> String {
    format!("unit-{unit}")
}

fn station_name(desk: usize) -> String {
    format!("Desk {desk}")
}

fn configuration(folder: &Path, stage: &Stage, amazon: &Amazon) -> String {
    let file = |name: &str| folder.join(name);
    let mut text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\ntls_cert = {:?}\ntls_key = {:?}\n\
         [database]\npath = {:?}\n[secrets]\nkey_file = {:?}\n\
         [alexa]\nskill_id = \"{SKILL_ID}\"\nsignaling_client_id = \"load\"\nsignaling_client_secret = \"load\"\n\
         signaling_refresh_token = \"Atzr|load\"\napi_url = {:?}\ntoken_url = {:?}\ncertificate_url_prefix = {:?}\n\
         certificate_root_file = {:?}\ntls_root_file = {:?}\n",
        file("server.pem"),
        file("server-key.pem"),
        file("roomline.db"),
        file("key"),
        amazon.url(""),
        amazon.url("/auth/o2/token"),
        amazon.url("/echo.api/"),
        file("root.pem"),
        file("root.pem"),
    );
    for group in 0..stage.groups() {
        let stations: Vec<String> = stage.desks_of(group).map(station_name).collect();
        let address = group_address(group);
        writeln!(text, "[[ring_groups]]\nname = \"Desks {group}\"\naddress = {address:?}\nstations = {stations:?}")
            .expect("a text takes more");
    }
    text
}

fn furnish(store: &mut Store) -> anyhow::Result<()> {
    ensure!(store.add_account(USER, "Ann Baker", &password::hash("a good password")?, now_ms())?, "a new account");
    let unit = |unit: usize| StoredUnit {
        unit_id: unit_id(unit),
        name: format!("Resident {unit}"),
        room: unit.to_string(),
        ..StoredUnit::default()
    };
    store.import_units(&(0..UNITS).map(unit).collect::<Vec<_>>())?;
    Ok(())
}

/// Signs a desk in and returns its access token.
fn sign_in(store: &mut Store, desk: usize) -> anyhow::Result<String> {
    let (mut token, mut refresh) = ([0; 32], [0; 32]);
    rand::rng().fill_bytes(&mut token);
    rand::rng().fill_bytes(&mut refresh);
    let session = StaffSession {
        id: Uuid::new_v4().to_string(),
        user: USER.to_owned(),
        name: "Ann Baker".to_owned(),
        station_id: Uuid::new_v4().to_string(),
        station_name: station_name(desk),
        role: Role::Staff,
    };
    let now_ms = now_ms();
    let life_ms = i64::try_from(ACCESS_LIFE.as_millis())?;
    let access = NewAccess { hash: Sha256::digest(token).into(), expires_ms: now_ms + life_ms };
    store.open_session(&session, Older::End, &refresh, access, now_ms)?;
    Ok(URL_SAFE_NO_PAD.encode(token))
}

fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}
