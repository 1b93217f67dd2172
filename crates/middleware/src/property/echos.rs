//! The Echos of the rooms: whether a call could ring them.

use std::collections::BTreeMap;

use roomline_signaling::alexa_wire::management::{Endpoint, TypedText};

use super::observed::Observed;
use crate::asp::{Asp, AspError, Carrier};

/// Amazon's limit of one question, in units.
const PER_QUESTION: usize = 100;

/// An Echo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    /// What people call it, else its serial number, else its id.
    pub name: String,
    /// Its model; `None`: Amazon does not say.
    pub model: Option<String>,
    /// Whether it can be reached; `None`: Amazon does not say.
    pub online: Option<bool>,
    /// Whether nobody may disturb it; `None`: Amazon does not say.
    pub do_not_disturb: Option<bool>,
}

/// Asks for the Echos of all rooms that have a unit, by our ids. `progress`: rooms that were asked for so far.
///
/// # Errors
/// [`AspError`].
pub async fn echos<C: Carrier>(
    asp: &Asp<C>,
    observed: &Observed,
    mut progress: impl FnMut(usize),
) -> Result<BTreeMap<String, Vec<Echo>>, AspError> {
    let rooms = observed.rooms.iter().filter_map(|(unit_id, room)| Some((room.unit.clone()?, unit_id.clone())));
    let rooms: BTreeMap<String, String> = rooms.collect();
    let units: Vec<_> = rooms.keys().cloned().collect();
    let mut echos: BTreeMap<String, Vec<Echo>> = rooms.values().map(|unit_id| (unit_id.clone(), Vec::new())).collect();
    let mut done = 0;
    for some in units.chunks(PER_QUESTION) {
        for endpoint in asp.endpoints_in(some).await? {
            let rooms = endpoint.associated_units.iter().filter_map(|unit| rooms.get(&unit.id));
            let Some(unit_id) = rooms.into_iter().next().filter(|_| endpoint.is_echo()) else { continue };
            let echo = look_at(asp, &endpoint).await?;
            echos.entry(unit_id.clone()).or_default().push(echo);
        }
        done += some.len();
        progress(done);
    }
    Ok(echos)
}

async fn look_at<C: Carrier>(asp: &Asp<C>, endpoint: &Endpoint) -> Result<Echo, AspError> {
    let online = match endpoint.is_online() {
        Some(online) => Some(online),
        None => asp.is_online(&endpoint.id).await?,
    };
    let name = text(endpoint.friendly_name.as_ref()).or_else(|| text(endpoint.serial_number.as_ref()));
    Ok(Echo {
        name: name.unwrap_or(&endpoint.id).to_owned(),
        model: text(endpoint.model.as_ref()).map(str::to_owned),
        online,
        do_not_disturb: asp.do_not_disturb(&endpoint.id).await?,
    })
}

fn text(text: Option<&TypedText>) -> Option<&str> {
    text.map(|text| text.value.text.trim()).filter(|text| !text.is_empty())
}
