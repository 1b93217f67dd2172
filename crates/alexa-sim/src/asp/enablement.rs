//! Skills on units: in Amazon's order, done only after some looks, linked if the account is.

use roomline_signaling::alexa_wire::management::{
    AccountLink, Batch, EnabledSkill, Enablement, EnablementPage, EnablementRequest, EnablementStatus, LinkStatus,
    Page, Stage, UnitEnablements, UnitRef, WEBRTC_SUBSCRIPTION_SKILL,
};

use super::batch::check;
use super::paging::{Cut, GENERAL};
use super::unit::UnitKey;
use super::{Answer, Asp, Event, Request, Trouble};

/// The base subscription skills: one per kind of property and country.
///
/// Source: `asp-cli-for-nodejs`.
pub(super) const BASE_SKILLS: [&str; 15] = [
    "amzn1.ask.skill.6a39c06f-58b4-4adb-8c7f-a75a9ca3f7e1",
    "amzn1.ask.skill.b4ca54a9-5e5f-4c60-93a0-d4cbd48640f2",
    "amzn1.ask.skill.90c5a544-3ea5-459e-8275-b925a0f84224",
    "amzn1.ask.skill.a501f73e-aaf7-4d9b-a5b4-67c37b1bbabf",
    "amzn1.ask.skill.bf08c62f-49e9-4318-a79d-b7eb0787f62f",
    "amzn1.ask.skill.45e4d2c4-54b4-4186-af3f-3f51d22e45f6",
    "amzn1.ask.skill.19d6addf-71d4-43ae-8dba-1b83142db872",
    "amzn1.ask.skill.54da35b3-2ba1-489c-8034-8eca7b12a29b",
    "amzn1.ask.skill.2d1e40fa-3611-41d2-8b41-f4fb76ab4829",
    "amzn1.ask.skill.a4697856-173d-4b66-91a3-ef4b083992f5",
    "amzn1.ask.skill.06322139-c2a9-4c59-a4b6-354b37aafb33",
    "amzn1.ask.skill.de46bda1-550d-4381-9a08-17204f9e935e",
    "amzn1.ask.skill.3c136caa-8b11-4210-a5e9-7bdd9f2c606a",
    "amzn1.ask.skill.fba6aef7-cc2c-474a-992a-68b118970548",
    "amzn1.ask.skill.b70682dd-67b0-4775-acae-f8d2ee278322",
];
/// The level of a property: the only one that takes a base subscription.
const PROPERTY: u8 = 1;

/// A skill on a unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Enabled {
    pub(super) stage: Stage,
    pub(super) linked: bool,
    /// How many more looks until it is done.
    pub(super) looks_left: u32,
    /// The skill took the grant: it may signal for this unit.
    pub(super) permitted: bool,
}

impl Asp {
    /// Whether a skill is on a unit, done.
    pub(super) fn is_enabled(&self, unit: UnitKey, skill: &str) -> bool {
        self.enabled.get(&(unit, skill.to_owned())).is_some_and(|enabled| enabled.looks_left == 0)
    }

    pub(super) fn enable(&mut self, skill: &str, new: EnablementRequest) -> Result<Answer, Trouble> {
        let unit = self.units.find(&new.unit_id)?;
        let stage = new.stage.ok_or_else(|| Trouble::invalid("stage is missing"))?;
        self.check_order(unit, skill, stage)?;
        let ours = skill == self.our_skill;
        let linked = ours && (self.rules.delegated_link || new.account_link_request.is_some());
        let fresh = Enabled { stage, linked, looks_left: self.rules.polls, permitted: false };
        let enabled = self.enabled.entry((unit, skill.to_owned())).or_insert(fresh);
        enabled.linked |= linked;
        enabled.stage = stage;
        let shown = self.shown_enablement(unit, skill)?;
        if ours {
            self.events.extend(self.units.get(unit).map(|unit| Event::Enabled(unit.handle.clone())));
        }
        Ok(Answer::json(201, &shown))
    }

    /// Base subscription on the property, Amazon's WebRTC skill on the unit, then ours.
    fn check_order(&self, unit: UnitKey, skill: &str, stage: Stage) -> Result<(), Trouble> {
        if BASE_SKILLS.contains(&skill) {
            let level = self.units.get(unit).map_or(0, |unit| unit.level);
            let fits = level == PROPERTY && stage == Stage::Live;
            return if fits { Ok(()) } else { Err(Trouble::invalid("a base subscription goes live on a property")) };
        }
        if skill == WEBRTC_SUBSCRIPTION_SKILL {
            let has_base = |unit| BASE_SKILLS.iter().any(|base| self.is_enabled(unit, base));
            if stage != Stage::Live {
                return Err(Trouble::invalid("Amazon's skills have the stage live only"));
            }
            let ready = self.units.upwards(unit).any(has_base);
            return if ready { Ok(()) } else { Err(Trouble::too_early("the property has no base subscription")) };
        }
        if skill != self.our_skill {
            return Err(Trouble::not_found("the skill"));
        }
        if !self.is_enabled(unit, WEBRTC_SUBSCRIPTION_SKILL) {
            return Err(Trouble::too_early("the WebRTC subscription skill is not enabled on the unit"));
        }
        Ok(())
    }

    pub(super) fn enable_many(&mut self, skill: &str, batch: Batch<EnablementRequest>) -> Result<Answer, Trouble> {
        self.each(batch, |asp, one| asp.enable(skill, one))
    }

    pub(super) fn get_enablement(&mut self, skill: &str, request: &Request) -> Result<Answer, Trouble> {
        let unit = self.units.find(request.needed("unitId")?)?;
        self.look(unit, Some(skill));
        Ok(Answer::json(200, &self.shown_enablement(unit, skill)?))
    }

    pub(super) fn list_enablements(&mut self, request: &Request) -> Result<Answer, Trouble> {
        let cut = Cut::of_query(request, GENERAL)?;
        let unit = self.units.find(request.needed("unitId")?)?;
        self.look(unit, None);
        let (items, pagination_context) = cut.of(self.enablements_of(unit));
        Ok(Answer::json(200, &EnablementPage { items, pagination_context }))
    }

    pub(super) fn list_enablements_of_units(&mut self, batch: Batch<EnablementRequest>) -> Result<Answer, Trouble> {
        check(&batch)?;
        let units: Result<Vec<UnitKey>, Trouble> =
            batch.items.iter().map(|one| self.units.find(&one.item.unit_id)).collect();
        let units = units?;
        let question = format!("enablements/{units:?}");
        let cut = Cut::of_body(question, batch.pagination_context.as_ref(), GENERAL)?;
        let Page { results: units, pagination_context } = cut.page(units);
        let mut results = Vec::new();
        for unit in units {
            self.look(unit, None);
            results.push(UnitEnablements { enablements: self.enablements_of(unit) });
        }
        Ok(Answer::json(200, &Page { results, pagination_context }))
    }

    pub(super) fn disable(&mut self, skill: &str, unit: &str) -> Result<Answer, Trouble> {
        let unit = self.units.find(unit)?;
        if skill == WEBRTC_SUBSCRIPTION_SKILL && self.enabled.contains_key(&(unit, self.our_skill.clone())) {
            return Err(Trouble::too_early("another skill on the unit needs this one: disable that first"));
        }
        self.enabled.remove(&(unit, skill.to_owned())).ok_or_else(|| Trouble::not_found("the enablement"))?;
        if skill == self.our_skill {
            self.events.extend(self.units.get(unit).map(|unit| Event::Disabled(unit.handle.clone())));
        }
        Ok(Answer::empty(204))
    }

    pub(super) fn disable_many(&mut self, skill: &str, batch: Batch<EnablementRequest>) -> Result<Answer, Trouble> {
        self.each(batch, |asp, one| asp.disable(skill, &one.unit_id))
    }

    /// Somebody looks: what is being enabled comes closer to it.
    fn look(&mut self, unit: UnitKey, skill: Option<&str>) {
        for ((of, id), enabled) in &mut self.enabled {
            if *of == unit && skill.is_none_or(|skill| skill == id) {
                enabled.looks_left = enabled.looks_left.saturating_sub(1);
            }
        }
    }

    fn enablements_of(&self, unit: UnitKey) -> Vec<Enablement> {
        let here = self.enabled.keys().filter(|(of, _)| *of == unit);
        here.filter_map(|(unit, skill)| self.shown_enablement(*unit, skill).ok()).collect()
    }

    fn shown_enablement(&self, unit: UnitKey, skill: &str) -> Result<Enablement, Trouble> {
        let enabled = self.enabled.get(&(unit, skill.to_owned()));
        let enabled = enabled.ok_or_else(|| Trouble::not_found("the enablement"))?;
        let done = enabled.looks_left == 0;
        Ok(Enablement {
            skill: EnabledSkill { id: skill.into(), stage: enabled.stage },
            unit: UnitRef { id: self.units.rest_id(unit) },
            account_link: Some(AccountLink {
                status: if enabled.linked { LinkStatus::Linked } else { LinkStatus::NotLinked },
            }),
            status: if done { EnablementStatus::Enabled } else { EnablementStatus::Enabling },
        })
    }
}
