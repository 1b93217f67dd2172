//! Endpoints: the Echos, what else is listed with them, where they stand and whether they can be reached.

use roomline_signaling::alexa_wire::management::{
    CALLING_MODELS, Connection, Connectivity, ConnectivityProperty, Endpoint, EndpointFeature, EndpointQuery,
    Reachability, Setting, Settings, Text, TypedText, UnitRef,
};
use roomline_signaling::call::UnitId;

use super::paging::{Cut, GENERAL};
use super::unit::UnitKey;
use super::{Answer, Asp, Request, Trouble};

/// The only setting that is served.
const DO_NOT_DISTURB: &str = "Alexa.DoNotDisturb.doNotDisturb";
/// Takes an endpoint out of its unit.
const NO_UNIT: &str = "~caller.defaultUnitId";

/// An Echo, or a device that is listed with them.
#[derive(Clone, Debug)]
pub(super) struct Device {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) model: String,
    pub(super) manufacturer: String,
    pub(super) serial: String,
    pub(super) mac: String,
    pub(super) unit: Option<UnitKey>,
    pub(super) online: bool,
    pub(super) do_not_disturb: bool,
    /// The simulated Echo, by the handle of the room it was unpacked in.
    pub(super) echo: Option<UnitId>,
}

impl Device {
    /// Whether a call can ring it.
    pub(super) fn can_ring(&self) -> bool {
        self.online && !self.do_not_disturb && self.is_suitable()
    }

    /// Whether it is an Echo that can take WebRTC calls.
    pub(super) fn is_suitable(&self) -> bool {
        self.manufacturer == "Amazon" && CALLING_MODELS.iter().any(|model| self.model.starts_with(model))
    }

    fn connectivity(&self, wall: &str) -> Vec<ConnectivityProperty> {
        vec![ConnectivityProperty {
            name: "reachability".into(),
            value: Reachability { value: if self.online { "OK" } else { "UNREACHABLE" }.into() },
            time_of_sample: wall.into(),
        }]
    }
}

impl Asp {
    pub(super) fn list_endpoints(&self, wall: &str, request: &Request) -> Result<Answer, Trouble> {
        let cut = Cut::of_query(request, GENERAL)?;
        let filters = ["associatedUnits.id", "owner", "serialNumber.value.text", "connections.macAddress"];
        let used: Vec<_> = filters.iter().filter_map(|key| Some((*key, request.value(key)?))).collect();
        let [(key, value)] = used.as_slice() else {
            return Err(Trouble::invalid(format!("the query takes exactly one of {}", filters.join(", "))));
        };
        let found: Vec<&Device> = match *key {
            "associatedUnits.id" => {
                let unit = self.units.find(value)?;
                self.devices.iter().filter(|device| device.unit == Some(unit)).collect()
            }
            "owner" if *value == "~caller" => self.devices.iter().filter(|device| device.unit.is_none()).collect(),
            "owner" => return Err(Trouble::invalid("owner must be ~caller")),
            "serialNumber.value.text" => self.devices.iter().filter(|device| device.serial == *value).collect(),
            _ => self.devices.iter().filter(|device| device.mac.eq_ignore_ascii_case(value)).collect(),
        };
        let (all, features) = (request.expands("all"), request.expands("feature:connectivity"));
        let shown = found.into_iter().map(|device| self.shown_endpoint(device, wall, all, features));
        Ok(Answer::json(200, &cut.page(shown.collect())))
    }

    pub(super) fn query_endpoints(&self, wall: &str, query: EndpointQuery) -> Result<Answer, Trouble> {
        let ids: Vec<&str> = query.query.or.iter().map(|one| one.condition.unit.as_str()).collect();
        let cut = Cut::of_body(format!("endpoints/{}", ids.join(",")), Some(&query.pagination_context), GENERAL)?;
        let units: Result<Vec<UnitKey>, Trouble> = ids.into_iter().map(|id| self.units.find(id)).collect();
        let units = units?;
        let asks = |what: &str| query.expand.iter().any(|word| word == what);
        let (all, features) = (asks("all"), asks("feature:connectivity"));
        let found = self.devices.iter().filter(|device| device.unit.is_some_and(|unit| units.contains(&unit)));
        let shown = found.map(|device| self.shown_endpoint(device, wall, all, features));
        Ok(Answer::json(200, &cut.page(shown.collect())))
    }

    pub(super) fn get_endpoint(&self, wall: &str, id: &str, request: &Request) -> Result<Answer, Trouble> {
        let device = self.device(id)?;
        let (all, features) = (request.expands("all"), request.expands("feature:connectivity"));
        Ok(Answer::json(200, &self.shown_endpoint(device, wall, all, features)))
    }

    pub(super) fn connectivity(&self, wall: &str, id: &str) -> Result<Answer, Trouble> {
        Ok(Answer::json(200, &Connectivity { properties: self.device(id)?.connectivity(wall) }))
    }

    pub(super) fn move_endpoint(&mut self, id: &str, to: &[UnitRef]) -> Result<Answer, Trouble> {
        let [UnitRef { id: unit }] = to else {
            return Err(Trouble::invalid("an endpoint stands in exactly one unit"));
        };
        let unit = if unit == NO_UNIT { None } else { Some(self.units.find(unit)?) };
        let device = self.device_mut(id)?;
        if !device.online {
            return Err(Trouble::too_early("the endpoint is offline"));
        }
        device.unit = unit;
        Ok(Answer::empty(202))
    }

    pub(super) fn settings(&self, id: &str, request: &Request) -> Result<Answer, Trouble> {
        let device = self.device(id)?;
        if request.needed("keys")? != DO_NOT_DISTURB {
            return Err(Trouble::not_found("the setting"));
        }
        let setting = Setting { key: DO_NOT_DISTURB.into(), value: device.do_not_disturb.into() };
        Ok(Answer::json(200, &Settings { settings: vec![setting] }))
    }

    pub(super) fn set_setting(&mut self, id: &str, key: &str, request: &Request) -> Result<Answer, Trouble> {
        let on: bool = request.read()?;
        let device = self.device_mut(id)?;
        if key != DO_NOT_DISTURB {
            return Err(Trouble::not_found("the setting"));
        }
        device.do_not_disturb = on;
        Ok(Answer::empty(200))
    }

    /// The power of a simulated Echo comes or goes.
    pub fn set_online(&mut self, echo: &UnitId, online: bool) {
        for device in self.devices.iter_mut().filter(|device| device.echo.as_ref() == Some(echo)) {
            device.online = online;
        }
    }

    fn device(&self, id: &str) -> Result<&Device, Trouble> {
        self.devices.iter().find(|device| device.id == id).ok_or_else(|| Trouble::not_found("the endpoint"))
    }

    fn device_mut(&mut self, id: &str) -> Result<&mut Device, Trouble> {
        self.devices.iter_mut().find(|device| device.id == id).ok_or_else(|| Trouble::not_found("the endpoint"))
    }

    fn shown_endpoint(&self, device: &Device, wall: &str, all: bool, features: bool) -> Endpoint {
        let text = |text: &str| Some(TypedText { kind: None, value: Text { text: text.into() } });
        let mut shown = Endpoint { id: device.id.clone(), ..Endpoint::default() };
        if all {
            shown.friendly_name =
                Some(TypedText { kind: Some("PLAIN".into()), value: Text { text: device.name.clone() } });
            shown.model = text(&device.model);
            shown.manufacturer = text(&device.manufacturer);
            shown.serial_number = text(&device.serial);
            shown.software_version = text("11108453252");
            shown.connections = vec![Connection { mac_address: device.mac.clone() }];
            let unit = device.unit.map(|unit| UnitRef { id: self.units.rest_id(unit) });
            shown.associated_units = unit.into_iter().collect();
        }
        if features {
            shown.features =
                vec![EndpointFeature { name: "connectivity".into(), properties: device.connectivity(wall) }];
        }
        shown
    }
}
