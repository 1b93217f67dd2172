//! Which operation a request asks for.

use roomline_signaling::alexa_wire::management::{
    Batch, EnablementRequest, ExternalUser, ExternalUserQuery, Named, NetworkMapping, NewContact, Profile,
    PropertyUnit, ServiceProvider, UnitAssociation, UnitRef,
};

use super::contact::check_kinds;
use super::{Answer, Api, Asp, Method, Request, Trouble};

type Taken = Result<Answer, Trouble>;

impl Api {
    /// The part of the API a request belongs to.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
        Some(match path.as_slice() {
            ["v1", "communications", "serviceProviders", _, "externalUsers", ..] => Self::ExternalUsers,
            ["v1", "communications", "serviceProviders", ..] => Self::ServiceProviders,
            ["v1", "communications", "profile" | "profiles", ..] => Self::Profiles,
            ["v1", "addressBooks", ..] => Self::AddressBooks,
            ["v1", "skills", ..] => Self::Enablements,
            ["v2", "units", ..] => Self::Units,
            ["v2", "endpoints" | "endpointQuery", ..] => Self::Endpoints,
            _ => return None,
        })
    }

    /// The scope a token needs for it.
    #[must_use]
    pub const fn scope(self) -> &'static str {
        match self {
            Self::ServiceProviders | Self::ExternalUsers => "amazon_communication::service_provider",
            _ => "alexa::enterprise:management",
        }
    }
}

impl Asp {
    /// Does what a request asks.
    pub(super) fn take(&mut self, wall: &str, request: &Request) -> Taken {
        let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["v1", "communications", "serviceProviders", rest @ ..] => self.provider_operation(request, rest),
            ["v1", "communications", rest @ ..] => self.profile_operation(request, rest),
            ["v1", "addressBooks", rest @ ..] => self.book_operation(request, rest),
            ["v1", "skills", rest @ ..] => self.skill_operation(request, rest),
            ["v2", "units", rest @ ..] => self.unit_operation(request, rest),
            ["v2", rest @ ..] => self.endpoint_operation(wall, request, rest),
            _ => Err(unknown()),
        }
    }

    fn provider_operation(&mut self, request: &Request, rest: &[&str]) -> Taken {
        match (request.method, rest) {
            (Method::Post, []) => self.create_provider(request.read::<ServiceProvider>()?),
            (Method::Get, [provider]) => self.get_provider(provider),
            (Method::Put, [provider]) => self.update_provider(provider, request.read::<ServiceProvider>()?),
            (Method::Delete, [provider]) => self.delete_provider(provider),
            (Method::Post, [provider, "network"]) => {
                self.set_network(provider, request.read::<NetworkMapping>()?, true)
            }
            (Method::Get, [provider, "network"]) => self.get_network(provider),
            (Method::Put, [provider, "network"]) => {
                self.set_network(provider, request.read::<NetworkMapping>()?, false)
            }
            (Method::Delete, [provider, "network"]) => self.delete_network(provider),
            (Method::Post, [provider, "externalUsers"]) => {
                self.associate_account(provider, request.read::<ExternalUser>()?, true)
            }
            (Method::Put, [provider, "externalUsers"]) => {
                self.associate_account(provider, request.read::<ExternalUser>()?, false)
            }
            (Method::Delete, [provider, "externalUsers"]) => {
                self.dissociate_account(provider, &request.read::<ExternalUser>()?)
            }
            (Method::Post, [provider, "externalUsers", "query"]) => {
                self.query_accounts(provider, request.read::<ExternalUserQuery>()?)
            }
            _ => Err(unknown()),
        }
    }

    fn profile_operation(&mut self, request: &Request, rest: &[&str]) -> Taken {
        match (request.method, rest) {
            (Method::Post, ["profile"]) => self.create_profile(request.read::<Profile>()?),
            (Method::Post, ["profiles", "batch"]) => self.create_profiles(request.read::<Batch<Profile>>()?),
            (Method::Get, ["profile"]) => self.profile_of_unit(request),
            (Method::Get, ["profile", profile]) => self.get_profile(profile),
            (Method::Put, ["profile", profile]) => self.rename_profile(profile, request.read::<Named>()?),
            (Method::Delete, ["profile", profile]) => self.delete_profile(profile),
            _ => Err(unknown()),
        }
    }

    fn book_operation(&mut self, request: &Request, rest: &[&str]) -> Taken {
        check_kinds(&request.body)?;
        match (request.method, rest) {
            (Method::Post, []) => self.create_book(request.read::<Named>()?),
            (Method::Get, []) => self.list_books(request),
            (Method::Get, ["unitAssociations"]) => self.books_of_unit(request),
            (Method::Get, [book]) => self.get_book(book),
            (Method::Put, [book]) => self.rename_book(book, request.read::<Named>()?),
            (Method::Delete, [book]) => self.delete_book(book),
            (Method::Post, [book, "contacts"]) => self.create_contact(book, request.read::<NewContact>()?),
            (Method::Post, [book, "contacts", "batch"]) => {
                self.create_contacts(book, request.read::<Batch<NewContact>>()?)
            }
            (Method::Get, [book, "contacts"]) => self.list_contacts(book, request),
            (Method::Get, [book, "contacts", contact]) => self.get_contact(book, contact),
            (Method::Put, [book, "contacts", contact]) => {
                self.update_contact(book, contact, request.read::<NewContact>()?)
            }
            (Method::Delete, [book, "contacts", contact]) => self.delete_contact(book, contact),
            (Method::Post, [book, "unitAssociations"]) => {
                self.associate_unit(book, &request.read::<UnitAssociation>()?.unit_id)
            }
            (Method::Post, [book, "unitAssociations", "batch"]) => {
                self.associate_units(book, request.read::<Batch<UnitAssociation>>()?)
            }
            (Method::Get, [book, "unitAssociations"]) => self.get_association(book, request),
            (Method::Delete, [book, "unitAssociations"]) => self.dissociate_unit(book, request),
            _ => Err(unknown()),
        }
    }

    fn skill_operation(&mut self, request: &Request, rest: &[&str]) -> Taken {
        match (request.method, rest) {
            (Method::Get, ["enablements"]) => self.list_enablements(request),
            (Method::Post, ["enablements", "batchGet"]) => {
                self.list_enablements_of_units(request.read::<Batch<EnablementRequest>>()?)
            }
            (Method::Post, [skill, "enablements"]) => self.enable(skill, request.read::<EnablementRequest>()?),
            (Method::Post, [skill, "enablements", "batch"]) => {
                self.enable_many(skill, request.read::<Batch<EnablementRequest>>()?)
            }
            (Method::Post, [skill, "enablements", "batchDelete"]) => {
                self.disable_many(skill, request.read::<Batch<EnablementRequest>>()?)
            }
            (Method::Get, [skill, "enablements"]) => self.get_enablement(skill, request),
            (Method::Delete, [skill, "enablements"]) => self.disable(skill, request.needed("unitId")?),
            _ => Err(unknown()),
        }
    }

    fn unit_operation(&mut self, request: &Request, rest: &[&str]) -> Taken {
        match (request.method, rest) {
            (Method::Get, []) => self.list_units(request),
            (Method::Post, []) => self.create_unit(request.read::<PropertyUnit>()?),
            (Method::Get, [unit]) => self.get_unit(unit),
            (Method::Put, [unit]) => self.rename_unit(unit, request.read::<PropertyUnit>()?),
            (Method::Delete, [unit]) => self.delete_unit(unit),
            _ => Err(unknown()),
        }
    }

    fn endpoint_operation(&mut self, wall: &str, request: &Request, rest: &[&str]) -> Taken {
        match (request.method, rest) {
            (Method::Get, ["endpoints"]) => self.list_endpoints(wall, request),
            (Method::Post, ["endpointQuery"]) => self.query_endpoints(wall, request.read()?),
            (Method::Get, ["endpoints", endpoint]) => self.get_endpoint(wall, endpoint, request),
            (Method::Get, ["endpoints", endpoint, "features", "connectivity"]) => self.connectivity(wall, endpoint),
            (Method::Put, ["endpoints", endpoint, "associatedUnits"]) => {
                self.move_endpoint(endpoint, &request.read::<Vec<UnitRef>>()?)
            }
            (Method::Get, ["endpoints", endpoint, "settings"]) => self.settings(endpoint, request),
            (Method::Put, ["endpoints", endpoint, "settings", key]) => self.set_setting(endpoint, key, request),
            _ => Err(unknown()),
        }
    }
}

fn unknown() -> Trouble {
    Trouble::not_found("the operation")
}
