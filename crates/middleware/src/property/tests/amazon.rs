//! A small Amazon in memory: keeps what it is told, and fails when its dice say so, before or after the effect.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use http::{Method, StatusCode};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::asp::{Carrier, Failure, Reply, Request};

/// What it keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub providers: BTreeMap<String, (String, String, Option<String>)>,
    pub books: BTreeMap<String, String>,
    pub contacts: BTreeMap<String, (String, String, String)>,
    pub units: BTreeMap<String, String>,
    pub profiles: BTreeMap<String, (String, String)>,
    pub skills: BTreeSet<(String, String, String)>,
    pub users: BTreeMap<String, String>,
    pub given: BTreeSet<(String, String)>,
    next: u64,
}

pub struct Amazon(pub Mutex<(Kept, StdRng, u32)>);

impl Amazon {
    pub fn new(rooms: usize, percent: u32, seed: u64) -> Self {
        let units = (0..rooms).map(|room| (format!("unit-did-{room}"), format!("Room {room}"))).collect();
        Self(Mutex::new((Kept { units, ..Kept::default() }, StdRng::seed_from_u64(seed), percent)))
    }

    pub fn kept(&self) -> Kept {
        self.0.lock().expect("whole").0.clone()
    }

    pub fn fail(&self, percent: u32) {
        self.0.lock().expect("whole").2 = percent;
    }
}

impl Carrier for &Amazon {
    async fn carry(&self, request: &Request) -> Result<Reply, Failure> {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let mut all = self.0.lock().expect("whole");
        let (kept, dice, percent) = &mut *all;
        let mut unlucky = || dice.random_range(0..100) < *percent;
        let (before, after, throttled, spoken) = (unlucky(), unlucky(), unlucky(), unlucky());
        if throttled {
            return Ok(reply(429, &json!({})));
        }
        if before {
            return if spoken { Ok(reply(503, &json!({}))) } else { Err(Failure::Silent) };
        }
        let (status, body) = kept.answer(request);
        if after { Err(Failure::Silent) } else { Ok(reply(status, &body)) }
    }
}

fn reply(status: u16, body: &Value) -> Reply {
    let status = StatusCode::from_u16(status).expect("a status");
    Reply { status, retry_after: None, request_id: String::new(), body: body.to_string().into() }
}

impl Kept {
    fn id(&mut self, kind: &str) -> String {
        self.next += 1;
        format!("amzn1.{kind}.{}", self.next)
    }

    fn answer(&mut self, request: &Request) -> (u16, Value) {
        let path: Vec<_> = request.path.iter().map(String::as_str).collect();
        let body: Value = request.body.as_ref().map_or(Value::Null, |body| serde_json::from_slice(body).expect("JSON"));
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let query = |key: &str| {
            let found = request.query.iter().find(|(name, _)| *name == key);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let ok = (200, json!({}));
        let absent = (404, json!({}));
        match (&request.method, &path[..]) {
            (&Method::POST, ["v1", "communications", "serviceProviders"]) => {
                let logical = text("/serviceProviderLogicalId");
                if let Some((id, _)) = self.providers.iter().find(|(_, one)| one.0 == logical) {
                    return (409, json!({ "message": format!("the logical id is that of {id}") }));
                }
                let id = self.id("comms.csp.id");
                self.providers.insert(id.clone(), (logical, text("/displayName/0/value"), None));
                (201, json!({ "serviceProviderId": id }))
            }
            (method, ["v1", "communications", "serviceProviders", id, rest @ ..]) => {
                let Some(provider) = self.providers.get_mut(*id) else { return absent };
                match (method, rest) {
                    (&Method::GET, []) => (200, json!({ "displayName": [{ "locale": "en-US", "value": provider.1 }] })),
                    (&Method::PUT, []) => {
                        provider.1 = text("/displayName/0/value");
                        ok
                    }
                    (&Method::GET, ["network"]) => match &provider.2 {
                        Some(skill) => (200, json!({ "skillConfiguration": { "skillId": skill } })),
                        None => absent,
                    },
                    (&Method::POST, ["network"]) if provider.2.is_some() => (409, json!({})),
                    (_, ["network"]) => {
                        provider.2 = Some(text("/skillConfiguration/skillId"));
                        ok
                    }
                    (_, ["externalUsers", "query"]) => {
                        let asked = body["filters"]["externalUserIds"].as_array().expect("ids").clone();
                        let found = asked.iter().filter_map(|id| {
                            let id = id.as_str()?;
                            Some(json!({ "externalUserId": id, "amazonId": self.users.get(id)? }))
                        });
                        (200, json!({ "results": found.collect::<Vec<_>>() }))
                    }
                    (&Method::POST, ["externalUsers"]) if self.users.contains_key(&text("/externalUserId")) => {
                        (409, json!({}))
                    }
                    (&Method::DELETE, ["externalUsers"]) => {
                        self.users.remove(&text("/externalUserId"));
                        ok
                    }
                    (_, ["externalUsers"]) => {
                        self.users.insert(text("/externalUserId"), text("/amazonId"));
                        ok
                    }
                    other => panic!("unknown: {other:?}"),
                }
            }
            (&Method::POST, ["v1", "communications", "profile"]) => {
                let unit = text("/entity/id");
                let found = self.profiles.iter().find(|(_, one)| one.0 == unit).map(|(id, _)| id.clone());
                let id = found.unwrap_or_else(|| {
                    let id = self.id("profile");
                    self.profiles.insert(id.clone(), (unit.clone(), "Guest".into()));
                    id
                });
                (201, json!({ "entity": body["entity"], "profileId": { "profileId": id } }))
            }
            (&Method::GET, ["v1", "communications", "profile"]) => {
                let unit = query("entity.id");
                match self.profiles.iter().find(|(_, one)| one.0 == unit) {
                    Some((id, (_, name))) => {
                        let entity = json!({ "type": "UNIT", "id": unit });
                        (200, json!({ "entity": entity, "profileId": { "profileId": id }, "name": name }))
                    }
                    None => absent,
                }
            }
            (&Method::PUT, ["v1", "communications", "profile", id]) => {
                self.profiles.get_mut(*id).expect("known").1 = text("/name");
                ok
            }
            (&Method::DELETE, ["v1", "communications", "profile", id]) => {
                if self.profiles.remove(*id).is_some() {
                    ok
                } else {
                    absent
                }
            }
            (&Method::GET, ["v1", "addressBooks"]) => {
                let list = self.books.iter().map(|(id, name)| json!({ "addressBookId": id, "name": name }));
                (200, json!({ "results": list.collect::<Vec<_>>() }))
            }
            (&Method::POST, ["v1", "addressBooks"]) => {
                let id = self.id("book");
                self.books.insert(id.clone(), text("/name"));
                (201, json!({ "addressBookId": id }))
            }
            (&Method::PUT, ["v1", "addressBooks", id]) => {
                self.books.insert((*id).to_owned(), text("/name"));
                ok
            }
            (&Method::GET, ["v1", "addressBooks", "unitAssociations"]) => {
                let unit = query("unitId");
                let list = self.given.iter().filter(|one| one.1 == unit);
                let list = list.map(|(book, unit)| json!({ "addressBookId": book, "unitId": unit }));
                (200, json!({ "results": list.collect::<Vec<_>>() }))
            }
            (method, ["v1", "addressBooks", book, "unitAssociations"]) => {
                let book = (*book).to_owned();
                if method == Method::DELETE {
                    return if self.given.remove(&(book, query("unitId"))) { ok } else { absent };
                }
                if self.given.insert((book, text("/unitId"))) { ok } else { (409, json!({})) }
            }
            (&Method::GET, ["v1", "addressBooks", book, "contacts"]) => {
                let list = self.contacts.iter().filter(|(_, one)| one.0 == **book);
                let list = list.map(|(id, (_, name, address))| {
                    json!({ "contactId": id, "contact": { "name": name, "providerContact": { "id": address } } })
                });
                (200, json!({ "results": list.collect::<Vec<_>>() }))
            }
            (method, ["v1", "addressBooks", book, "contacts", rest @ ..]) => {
                if method == Method::DELETE {
                    return if self.contacts.remove(rest[0]).is_some() { ok } else { absent };
                }
                let id = rest.first().map_or_else(|| self.id("contact"), |id| (*id).to_owned());
                let address = text("/contact/providerContact/id");
                self.contacts.insert(id.clone(), ((*book).to_owned(), text("/contact/name"), address));
                (201, json!({ "contactId": id }))
            }
            (&Method::GET, ["v2", "units"]) => {
                let begin: usize = query("nextToken").parse().unwrap_or(0);
                let page = self.units.iter().skip(begin).take(50);
                let page = page.map(|(id, name)| json!({ "id": id, "name": { "value": { "text": name } } }));
                let next = (begin + 50 < self.units.len()).then(|| (begin + 50).to_string());
                (200, json!({ "results": page.collect::<Vec<_>>(), "paginationContext": { "nextToken": next } }))
            }
            (&Method::POST, ["v2", "units"]) => {
                let id = self.id("unit");
                self.units.insert(id.clone(), text("/name/value/text"));
                (201, json!({ "id": id }))
            }
            (&Method::GET, ["v1", "skills", "enablements"]) => {
                let unit = query("unitId");
                let list = self.skills.iter().filter(|one| one.1 == unit).map(enablement);
                (200, json!({ "items": list.collect::<Vec<_>>() }))
            }
            (method, ["v1", "skills", skill, "enablements"]) => {
                let key = |unit, stage| ((*skill).to_owned(), unit, stage);
                let asked = key(query("unitId"), query("stage"));
                match *method {
                    Method::GET => self.skills.get(&asked).map_or(absent, |found| (200, enablement(found))),
                    Method::DELETE => {
                        if self.skills.remove(&asked) {
                            ok
                        } else {
                            absent
                        }
                    }
                    _ if self.skills.insert(key(text("/unitId"), text("/stage"))) => ok,
                    _ => (409, json!({})),
                }
            }
            other => panic!("unknown: {other:?}"),
        }
    }
}

fn enablement((skill, unit, stage): &(String, String, String)) -> Value {
    json!({ "skill": { "id": skill, "stage": stage }, "unit": { "id": unit }, "status": "ENABLED" })
}
