//! The simulator's management API without a socket, in virtual time; and the client's side of it.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use http::StatusCode;
use roomline_alexa_sim::asp::{
    Answer, Asp as Simulated, Event, Forecast, Method, Oddities, Request as Asked, Rules, Setup,
};
use roomline_alexa_sim::property::Property;
use roomline_middleware::asp::{Asp, Carrier, Failure, Reply, Request};
use roomline_middleware::clock::Clock;
use roomline_middleware::database::Database;
use roomline_middleware::property::Known;
use roomline_middleware::property::apply::{ApplyError, apply};
use roomline_middleware::property::desired::Desired;
use roomline_middleware::property::echos::echos;
use roomline_middleware::property::export::{Exported, OwnKnowledge, export};
use roomline_middleware::property::look::look;
use roomline_middleware::property::observed::Observed;
use roomline_middleware::property::plan::{Plan, plan};
use roomline_middleware::property::status::{OurSide, Status, status};
use roomline_middleware::store::Store;
use roomline_middleware::store::units::StoredUnit;
use serde_json::Value;
use tokio::sync::Notify;

/// The way there and back.
const WAY: Duration = Duration::from_millis(40);
const WALL: &str = "2026-11-26T12:00:00Z";

/// Amazon's side.
pub(crate) struct Amazon {
    simulated: Mutex<Simulated>,
    /// A request was taken that is never answered: its sender is to be killed.
    die_now: Notify,
}

impl Amazon {
    pub(crate) fn new(rooms: usize, seed: u64, setup: Setup, oddities: Oddities) -> Self {
        let simulated = Simulated::new(&Property::with_rooms(rooms), seed, setup, oddities);
        let amazon = Self { simulated: Mutex::new(simulated), die_now: Notify::new() };
        amazon.link_delegated(true);
        amazon
    }

    /// Whether whoever enables the skill from now on gets the organisation's account with it.
    pub(crate) fn link_delegated(&self, delegated_link: bool) {
        self.simulated(|asp| asp.set_rules(Rules { delegated_link, ..asp.rules() }));
    }

    pub(crate) fn simulated<T>(&self, with: impl FnOnce(&mut Simulated) -> T) -> T {
        with(&mut self.simulated.lock().expect("nobody panicked with it"))
    }

    pub(crate) fn forecast(&self, forecast: Forecast) {
        self.simulated(|asp| asp.set_forecast(forecast));
    }

    pub(crate) fn root(&self) -> String {
        self.simulated(|asp| asp.organisation().expect("there is one").to_owned())
    }

    /// Somebody else uses the management API.
    pub(crate) fn somebody(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let answer = self.simulated(|asp| asp.answer(now(), WALL, &Asked::new(method, path, body)));
        assert!(answer.status < 300, "{path}: {answer:?}");
        answer.body.unwrap_or(Value::Null)
    }

    fn answer(&self, request: &Request) -> Answer {
        let method = match request.method {
            http::Method::GET => Method::Get,
            http::Method::PUT => Method::Put,
            http::Method::DELETE => Method::Delete,
            _ => Method::Post,
        };
        let asked = Asked {
            method,
            path: request.path.clone(),
            query: request.query.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
            body: request.body.as_ref().map(|body| body.to_vec()).unwrap_or_default(),
        };
        self.simulated(|asp| {
            let answer = asp.answer(now(), WALL, &asked);
            while let Some(event) = asp.poll_event() {
                // The skill takes every grant.
                if let Event::Enabled(unit) = event {
                    asp.permit(&unit);
                }
            }
            answer
        })
    }
}

/// Virtual time, as the simulator counts it.
fn now() -> std::time::Instant {
    tokio::time::Instant::now().into_std()
}

impl Carrier for Amazon {
    async fn carry(&self, request: &Request) -> Result<Reply, Failure> {
        tokio::time::sleep(WAY).await;
        let answer = self.answer(request);
        if answer.withheld {
            self.die_now.notify_one();
            return std::future::pending().await;
        }
        Ok(Reply {
            status: StatusCode::from_u16(answer.status).expect("a status"),
            retry_after: answer.retry_after,
            request_id: "of a simulated request".into(),
            body: answer.body.map(|body| body.to_string()).unwrap_or_default().into(),
        })
    }
}

/// The administrator: two files, a database on the disk, and patience.
pub(crate) struct Administrator<'a> {
    pub(crate) amazon: &'a Amazon,
    folder: PathBuf,
}

/// How one run of `property apply` ended.
#[derive(Debug)]
pub(crate) enum Run {
    Done(Plan),
    Failed(String),
    Killed,
}

impl<'a> Administrator<'a> {
    pub(crate) fn new(amazon: &'a Amazon, name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("roomline-onboarding-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self { amazon, folder }
    }

    /// The database as a process that starts finds it.
    pub(crate) fn open(&self) -> Database {
        Database::new(Store::open(&self.folder.join("roomline.db")).expect("the database"))
    }

    pub(crate) async fn known(&self) -> Known {
        self.open().ask(|store| store.known_property()).await.expect("the journal")
    }

    pub(crate) async fn look(&self, desired: &Desired) -> (Observed, Plan) {
        let known = self.known().await;
        let observed = look(&Asp::new(self.amazon), desired, &known, |_| ()).await.expect("a look");
        let plan = plan(desired, &observed, &known, false);
        (observed, plan)
    }

    /// Looks, plans, and does all of it; ends early if Amazon fails for too long, or this process is killed.
    pub(crate) async fn apply(&self, desired: &Desired) -> Run {
        tokio::select! {
            biased;
            () = self.amazon.die_now.notified() => Run::Killed,
            done = self.apply_undisturbed(desired) => done.map_or_else(Run::Failed, Run::Done),
        }
    }

    async fn apply_undisturbed(&self, desired: &Desired) -> Result<Plan, String> {
        let journal = self.open();
        let known = journal.ask(|store| store.known_property()).await.map_err(|error| error.to_string())?;
        let asp = Asp::new(self.amazon);
        let observed = look(&asp, desired, &known, |_| ()).await;
        let mut observed = observed.map_err(|error| error.to_string())?;
        let plan = plan(desired, &observed, &known, false);
        let clock = Clock::system();
        let applied = apply(&asp, &journal, &clock, desired, &mut observed, &plan.steps, |_, _| ()).await;
        applied.map_err(|error: ApplyError| error.to_string())?;
        Ok(plan)
    }

    /// Applies until there is nothing left to do.
    pub(crate) async fn apply_until_done(&self, desired: &Desired) {
        for _ in 0..40 {
            if matches!(self.apply(desired).await, Run::Done(plan) if plan.steps.is_empty()) {
                return;
            }
        }
        panic!("it does not end");
    }

    pub(crate) async fn status(&self, desired: &Desired) -> Status {
        let (observed, plan) = self.look(desired).await;
        let found = echos(&Asp::new(self.amazon), &observed, |_| ()).await.expect("a look at the Echos");
        let ring_groups = ["frontdesk".to_owned(), "nurses".to_owned()].into();
        status(desired, &observed, &plan, &found, &OurSide { granted: true, ring_groups })
    }

    pub(crate) async fn export(&self, provider: Option<&str>, directory: &[StoredUnit]) -> Exported {
        let (known, root) = (self.known().await, self.amazon.root());
        let own = OwnKnowledge { root: &root, provider, known: &known, directory };
        export(&Asp::new(self.amazon), own, |_, _| ()).await.expect("an export")
    }
}

impl Drop for Administrator<'_> {
    fn drop(&mut self) {
        // A folder that stays behind is one of the system's temporary ones.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
