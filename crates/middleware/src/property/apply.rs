//! Does the steps of a plan, one after the other, each written into the journal before and after. After an outcome that
//! nobody knows it looks before it does anything again.

use std::time::Duration;

use roomline_signaling::alexa_wire::management::{ContactAddress, LinkStatus, Stage};

use super::desired::Desired;
use super::look::skill_is_ready;
use super::observed::{Observed, ObservedRoom};
use super::step::{Change, Step};
use crate::asp::{Asp, AspError, Carrier, WEBRTC_SUBSCRIPTION_SKILL};
use crate::clock::Clock;
use crate::database::Database;
use crate::store::StoreError;

/// How often one step is begun before its error is handed on.
const MOST_TRIES: u32 = 6;
/// Before the second look at a skill that is being enabled; twice as long before each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// How often that is looked at: about two minutes.
const MOST_LOOKS: u32 = 34;

/// Why the steps ended early. Everything done until then stays; applying again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Amazon.
    #[error("stopped at \"{step}\": {source}")]
    Asp {
        /// The step.
        step: String,
        /// What Amazon says.
        source: AspError,
    },
    /// The journal.
    #[error("the journal cannot be written: {0}")]
    Store(#[from] StoreError),
    /// Amazon registered us and the answer was lost; there is no list to look it up in.
    #[error(
        "Amazon knows the service provider `{0}` already and does not tell its id; ask the Solution Architect for it and \
         set `service_provider.id`, or choose another `service_provider.logical_id`"
    )]
    ProviderLost(String),
}

/// Does `steps`; `observed` follows. `progress`: before each step, how many are done, and the step.
///
/// # Errors
/// [`ApplyError`].
pub async fn apply<C: Carrier>(
    asp: &Asp<C>,
    journal: &Database,
    clock: &Clock,
    desired: &Desired,
    observed: &mut Observed,
    steps: &[Step],
    mut progress: impl FnMut(usize, &Step),
) -> Result<(), ApplyError> {
    for (index, step) in steps.iter().enumerate() {
        progress(index, step);
        let (begun, at_ms) = (step.clone(), clock.now_ms());
        let entry = journal.ask(move |store| store.begin_step(at_ms, &begun)).await?;
        let doing = Doing { asp, desired, observed };
        let made = doing.surely(step).await?;
        let (id, at_ms) = (made.clone(), clock.now_ms());
        journal.ask(move |store| store.end_step(entry, at_ms, &id)).await?;
        observed.record(step, &made);
    }
    Ok(())
}

struct Doing<'d, C> {
    asp: &'d Asp<C>,
    desired: &'d Desired,
    observed: &'d Observed,
}

impl<C: Carrier> Doing<'_, C> {
    /// Does a step until it is done for sure; returns the id that came with it.
    async fn surely(&self, step: &Step) -> Result<String, ApplyError> {
        let failed = |source| ApplyError::Asp { step: step.to_string(), source };
        let mut unsure = false;
        for attempt in 1..=MOST_TRIES {
            let error = match self.once(step).await {
                Ok(made) => return Ok(made),
                Err(error) => error,
            };
            match (&error, step) {
                (AspError::Refused { message, .. }, Step::CreateProvider { logical_id, .. }) if unsure => {
                    return provider_in(message).ok_or_else(|| ApplyError::ProviderLost(logical_id.clone()));
                }
                (AspError::Uncertain, _) if attempt < MOST_TRIES => unsure = true,
                // "It is there already" may be our own earlier attempt.
                (AspError::Refused { status: 409, .. }, _) => {}
                _ => return Err(failed(error)),
            }
            if let Some(made) = self.found(step).await.map_err(failed)? {
                return Ok(made);
            }
            if !matches!(error, AspError::Uncertain) {
                return Err(failed(error));
            }
        }
        Err(failed(AspError::Uncertain))
    }

    async fn once(&self, step: &Step) -> Result<String, AspError> {
        let done = String::new();
        match step {
            Step::CreateProvider { logical_id, name } => return self.asp.create_provider(logical_id, name).await,
            Step::RenameProvider { name } => self.asp.rename_provider(self.provider()?, name).await?,
            Step::MapNetwork { skill } => self.asp.map_network(self.provider()?, skill).await?,
            Step::RemapNetwork { skill } => self.asp.remap_network(self.provider()?, skill).await?,
            Step::CreateBook { name } => return self.asp.create_book(name).await,
            Step::RenameBook { name } => self.asp.rename_book(self.book()?, name).await?,
            Step::AddContact { name, address } => return self.asp.create_contact(self.book()?, name, address).await,
            Step::RenameContact { name, address } => {
                self.asp.update_contact(self.book()?, self.contact(address)?, name, address).await?;
            }
            Step::MoveContact { name, from, address } => {
                self.asp.update_contact(self.book()?, self.contact(from)?, name, address).await?;
            }
            Step::DeleteContact { address } => {
                self.asp.delete_contact(self.book()?, self.contact(address)?).await?;
            }
            Step::Room { unit_id, change, .. } => return self.change(unit_id, change).await,
        }
        Ok(done)
    }

    async fn change(&self, unit_id: &str, change: &Change) -> Result<String, AspError> {
        let (asp, skill) = (self.asp, &self.desired.file.skill);
        if let Change::CreateUnit { name } = change {
            return asp.create_unit(&self.desired.file.property.root, name).await;
        }
        let room = self.observed.rooms.get(unit_id).ok_or(AspError::Unreadable)?;
        if let Change::Disassociate = change {
            asp.disassociate(self.provider()?, unit_id).await?;
            return Ok(String::new());
        }
        let unit = room.unit.as_deref().ok_or(AspError::Unreadable)?;
        // An earlier run was interrupted while Amazon was at it; what builds on it is refused until it is done.
        if room.enabling && room.subscription && matches!(change, Change::EnableSkill | Change::Associate) {
            self.wait_for(WEBRTC_SUBSCRIPTION_SKILL, unit, Stage::Live).await?;
        }
        match change {
            Change::MakeProfile { name } => {
                let id = asp.make_profile(unit, name).await?;
                asp.rename_profile(&id, name).await?;
                return Ok(id);
            }
            Change::NameProfile { name } => asp.rename_profile(profile(room)?, name).await?,
            Change::EnableSubscription => {
                asp.enable_skill(WEBRTC_SUBSCRIPTION_SKILL, unit, Stage::Live).await?;
                self.wait_for(WEBRTC_SUBSCRIPTION_SKILL, unit, Stage::Live).await?;
            }
            Change::EnableSkill => {
                asp.enable_skill(&skill.id, unit, skill.stage).await?;
                self.wait_for(&skill.id, unit, skill.stage).await?;
            }
            Change::RelinkSkill => {
                asp.disable_skill(&skill.id, unit, skill.stage).await?;
                asp.enable_skill(&skill.id, unit, skill.stage).await?;
                self.wait_for(&skill.id, unit, skill.stage).await?;
            }
            Change::Associate => asp.associate(self.provider()?, unit_id, profile(room)?).await?,
            Change::Reassociate => asp.reassociate(self.provider()?, unit_id, profile(room)?).await?,
            Change::GiveBook => asp.give_book(self.book()?, unit).await?,
            Change::TakeBook => asp.take_book(self.book()?, unit).await?,
            Change::DisableSkill => asp.disable_skill(&skill.id, unit, skill.stage).await?,
            Change::DisableSubscription => asp.disable_skill(WEBRTC_SUBSCRIPTION_SKILL, unit, Stage::Live).await?,
            Change::DeleteProfile => asp.delete_profile(profile(room)?).await?,
            Change::CreateUnit { .. } | Change::Disassociate => {}
        }
        Ok(String::new())
    }

    /// Whether a step has had its effect already. Only steps that may not be repeated are asked about.
    async fn found(&self, step: &Step) -> Result<Option<String>, AspError> {
        let done = |is_done: bool| Ok(is_done.then(String::new));
        match step {
            Step::MapNetwork { skill } => done(self.asp.network(self.provider()?).await?.as_ref() == Some(skill)),
            Step::CreateBook { name } => {
                let books = self.asp.books().await?;
                Ok(books.into_iter().find(|book| book.name.as_ref() == Some(name)).map(|book| book.address_book_id))
            }
            Step::AddContact { address, .. } => {
                let contacts = self.asp.contacts(self.book()?).await?;
                let ours = |contact: &ContactAddress| matches!(contact, ContactAddress::ProviderContact { id } if id == address);
                let found = contacts.into_iter().find(|one| one.contact.as_ref().is_some_and(|one| ours(&one.address)));
                Ok(found.map(|one| one.contact_id))
            }
            Step::Room { unit_id, change, .. } => self.found_change(unit_id, change).await,
            _ => Ok(None),
        }
    }

    async fn found_change(&self, unit_id: &str, change: &Change) -> Result<Option<String>, AspError> {
        let done = |is_done: bool| Ok(is_done.then(String::new));
        let skill = &self.desired.file.skill;
        if let Change::CreateUnit { name } = change {
            let units = self.asp.units_under(&self.desired.file.property.root).await?;
            let found = units.into_iter().find(|unit| unit.name.as_ref().is_some_and(|text| text.value.text == *name));
            return Ok(found.and_then(|unit| unit.id));
        }
        let room = self.observed.rooms.get(unit_id).ok_or(AspError::Unreadable)?;
        let unit = room.unit.as_deref().ok_or(AspError::Unreadable)?;
        match change {
            Change::EnableSubscription => self.found_skill(WEBRTC_SUBSCRIPTION_SKILL, unit, Stage::Live).await,
            Change::EnableSkill => self.found_skill(&skill.id, unit, skill.stage).await,
            // Disabled and not enabled again: both once more.
            Change::RelinkSkill => {
                let found = self.asp.skill_of(&skill.id, unit, skill.stage).await?;
                done(
                    found.is_some_and(|found| found.account_link.is_some_and(|link| link.status == LinkStatus::Linked)),
                )
            }
            Change::Associate => {
                let found = self.asp.associations(self.provider()?, &[unit_id.to_owned()]).await?;
                let profile = profile(room)?;
                done(
                    found
                        .iter()
                        .any(|one| one.external_user_id == unit_id && one.amazon_id.as_deref() == Some(profile)),
                )
            }
            Change::GiveBook => {
                done(self.asp.books_of(unit).await?.iter().any(|book| Some(&**book) == self.book().ok()))
            }
            _ => Ok(None),
        }
    }

    async fn found_skill(&self, skill: &str, unit: &str, stage: Stage) -> Result<Option<String>, AspError> {
        if skill_is_ready(self.asp, skill, unit, stage).await?.is_none() {
            return Ok(None);
        }
        self.wait_for(skill, unit, stage).await.map(|()| Some(String::new()))
    }

    async fn wait_for(&self, skill: &str, unit: &str, stage: Stage) -> Result<(), AspError> {
        let mut pause = FIRST_PAUSE;
        for _ in 0..MOST_LOOKS {
            if skill_is_ready(self.asp, skill, unit, stage).await? == Some(true) {
                return Ok(());
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Err(AspError::Unreachable)
    }

    fn provider(&self) -> Result<&str, AspError> {
        self.observed.provider.as_ref().map(|provider| &*provider.id).ok_or(AspError::Unreadable)
    }

    fn book(&self) -> Result<&str, AspError> {
        self.observed.book.as_ref().map(|book| &*book.id).ok_or(AspError::Unreadable)
    }

    fn contact(&self, address: &str) -> Result<&str, AspError> {
        let contact = self.observed.book.as_ref().and_then(|book| book.contacts.get(address));
        contact.map(|(id, _)| &**id).ok_or(AspError::Unreadable)
    }
}

fn profile(room: &ObservedRoom) -> Result<&str, AspError> {
    room.profile.as_ref().map(|(id, _)| &**id).ok_or(AspError::Unreadable)
}

/// The service provider that Amazon names when the logical id is used already, if it does. UNVERIFIED.
fn provider_in(message: &str) -> Option<String> {
    let start = message.find("amzn1.comms.csp.id.")?;
    let id: String = message[start..]
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || ".-".contains(*letter))
        .collect();
    Some(id.trim_end_matches('.').to_owned())
}
