//! The machine with a clock, a network and real Echos around it.
//!
//! Everything that happens goes through [`Simulator::with`]: it locks the machine, does one thing at the current time and
//! carries out what the machine wants. Requests to the skill run as tasks of the runtime and come back as inputs.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use roomline_signaling::call::Private;
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use url::Url;

use crate::clock::Clock;
use crate::link::{Account, LinkError, Login};
use crate::media::{MediaCall, MediaFact};
use crate::service::{Action, Delivery, Input, Service, Surroundings};
use crate::signing::{CERTIFICATE_PATH, Signer};
use crate::studio::Studio;

/// How long Alexa waits for a skill.
///
/// Source: the general limit of skills; for these messages UNVERIFIED.
const SKILL_PATIENCE: Duration = Duration::from_secs(8);
/// The longest answer of a skill that is read.
const LONGEST_ANSWER: usize = 64 * 1024;
/// The machine is looked at this often even if it asks for nothing.
const IDLE: Duration = Duration::from_secs(60);

/// A handle to the running simulator; clones are the same one.
#[derive(Clone, Debug)]
pub struct Simulator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    service: Mutex<Service>,
    clock: Clock,
    signer: Signer,
    base: Url,
    skill: RwLock<Skill>,
    studio: Studio,
    /// Requests are made here, whichever thread something happens on: an Echo's own runtime dies with its call.
    runtime: Handle,
    wake: Notify,
    happened: watch::Sender<u64>,
}

/// Where the skill is, and how it is reached.
#[derive(Clone, Debug)]
pub struct Skill {
    /// Its endpoint; `None` until somebody sets it.
    pub url: Option<Url>,
    /// Does the requests, trusting what the skill's certificate needs.
    pub client: reqwest::Client,
    /// The token its OAuth server issued at account linking.
    pub linked_account: Option<Private<String>>,
    /// The account the Alexa app linked; its token goes before the one above.
    pub account: Option<Account>,
}

impl Simulator {
    /// Starts to drive a machine on the current runtime. `base`: where this simulator is reached.
    #[must_use]
    pub fn start(service: Service, clock: Clock, signer: Signer, base: Url, skill: Skill, studio: Studio) -> Self {
        let (happened, _) = watch::channel(0);
        let wake = Notify::new();
        let inner = Inner {
            service: Mutex::new(service),
            clock,
            signer,
            base,
            skill: RwLock::new(skill),
            studio,
            runtime: Handle::current(),
            wake,
            happened,
        };
        let simulator = Self(Arc::new(inner));
        tokio::spawn(simulator.clone().keep_time());
        simulator
    }

    /// Does one thing with the machine, now, and carries out what follows from it.
    pub fn with<R>(&self, act: impl FnOnce(&mut Service, Instant) -> R) -> R {
        let mut service = self.0.service.lock().unwrap_or_else(PoisonError::into_inner);
        let result = act(&mut service, self.0.clock.now());
        while let Some(action) = service.poll_action() {
            match action {
                Action::Deliver(delivery) => {
                    self.0.runtime.spawn(self.clone().deliver(delivery));
                }
                Action::Media(call, order) => self.0.studio.order(self, call, order),
            }
        }
        let newest = service.journal().newest();
        self.0.happened.send_if_modified(|seq| std::mem::replace(seq, newest) != newest);
        self.0.wake.notify_one();
        result
    }

    /// Tells the machine what became of an Echo's sound.
    pub fn media(&self, call: MediaCall, fact: MediaFact) {
        self.with(|service, now| service.handle_input(now, Input::Media(call, fact)));
    }

    /// The clocks.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.0.clock
    }

    /// The Echos' sound.
    #[must_use]
    pub fn studio(&self) -> &Studio {
        &self.0.studio
    }

    /// The signer of requests.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.0.signer
    }

    /// Tells the number of the newest entry of the journal whenever it grows.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.0.happened.subscribe()
    }

    /// Changes where the skill is.
    pub fn set_skill(&self, change: impl FnOnce(&mut Skill)) {
        change(&mut self.0.skill.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Links the account for all units, as the Alexa app does: enablements from now on are linked.
    ///
    /// # Errors
    /// [`LinkError`]: nothing has changed.
    pub async fn link(&self, login: &Login) -> Result<(), LinkError> {
        let account = crate::link::link(self, login).await?;
        self.set_skill(|skill| skill.account = Some(account));
        self.with(|service, _| {
            let rules = service.asp().rules();
            service.asp_mut().set_rules(crate::asp::Rules { delegated_link: true, ..rules });
        });
        Ok(())
    }

    /// Asks for a newer token of the linked account now.
    ///
    /// # Errors
    /// [`LinkError`]: the old one stays. `NoToken` also if no account is linked.
    pub async fn renew_link(&self) -> Result<(), LinkError> {
        let account = self.skill().account.ok_or(LinkError::NoToken)?;
        let account = account.renewed(self).await?;
        self.set_skill(|skill| skill.account = Some(account));
        Ok(())
    }

    /// Does requests to the skill's side.
    pub(crate) fn client(&self) -> reqwest::Client {
        self.skill().client
    }

    fn skill(&self) -> Skill {
        self.0.skill.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn keep_time(self) {
        loop {
            let due = self.0.service.lock().unwrap_or_else(PoisonError::into_inner).poll_timeout();
            let until = due.unwrap_or_else(|| self.0.clock.now() + IDLE);
            tokio::select! {
                () = tokio::time::sleep_until(until.into()) => self.with(Service::handle_timeout),
                () = self.0.wake.notified() => {}
            }
        }
    }

    async fn deliver(self, delivery: Delivery) {
        let number = delivery.number;
        let answer = tokio::time::timeout(SKILL_PATIENCE, self.hand_over(&delivery)).await.unwrap_or_else(|_| {
            tracing::warn!(message = delivery.parcel.name(), "the skill did not answer in time");
            None
        });
        self.with(|service, now| service.handle_input(now, Input::SkillAnswered { number, answer }));
    }

    /// One signed request; `None` if there was no answer.
    async fn hand_over(&self, delivery: &Delivery) -> Option<(u16, Vec<u8>)> {
        let message = delivery.parcel.name();
        let stale = |account: &Account| account.is_stale(self.0.clock.now());
        if self.skill().account.as_ref().is_some_and(stale) && self.renew_link().await.is_err() {
            tracing::warn!(message, "the linked account's token could not be renewed");
        }
        let Skill { url, client, linked_account, account } = self.skill();
        let linked_account = account.map(|account| account.access_token().clone()).or(linked_account);
        let Some(url) = url else {
            tracing::warn!(message, "no skill endpoint is set: give one by --skill-url or PUT /control/skill");
            return None;
        };
        let envelope = {
            let service = self.0.service.lock().unwrap_or_else(PoisonError::into_inner);
            let surroundings = Surroundings {
                timestamp: self.0.clock.iso(self.0.clock.now()),
                api_endpoint: self.0.base.as_str().trim_end_matches('/').into(),
                linked_account,
                persistent_unit_id: service.asp().persistent_unit_id(&delivery.unit),
            };
            delivery.envelope(service.property(), &surroundings)
        };
        let body = serde_json::to_vec(&envelope).ok()?;
        let signature = self.0.signer.sign(&body).ok()?;
        let chain = self.0.base.join(CERTIFICATE_PATH).and_then(|path| path.join(self.0.signer.file_name())).ok()?;
        let request = client
            .post(url)
            .header("content-type", "application/json;charset=UTF-8")
            .header("accept", "application/json")
            .header("signaturecertchainurl", chain.as_str())
            .header("signature-256", signature)
            .body(body);
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                tracing::warn!(message, connect = error.is_connect(), "the skill cannot be reached");
                return None;
            }
        };
        let mut answer = Vec::new();
        while let Ok(Some(chunk)) = response.chunk().await {
            answer.extend_from_slice(&chunk);
            if answer.len() > LONGEST_ANSWER {
                return None;
            }
        }
        Some((response.status().as_u16(), answer))
    }
}
