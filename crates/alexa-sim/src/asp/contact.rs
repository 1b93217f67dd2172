//! Contacts: whom residents can say, each with exactly one kind of address.

use roomline_signaling::alexa_wire::management::{Batch, Contact, ContactAddress, ListedContact, NewContact};
use serde_json::Value;

use super::paging::{BOOKS, Cut};
use super::profile::checked_name;
use super::{Answer, Asp, Request, Trouble};

/// Source: *Address Book API*, limits.
const CONTACTS_PER_BOOK: usize = 2_000;

impl Asp {
    pub(super) fn create_contact(&mut self, book: &str, new: NewContact) -> Result<Answer, Trouble> {
        let contact = self.checked_contact(new.contact)?;
        let contact_id = format!("amzn1.alexa.contacts.did.{}", self.letters());
        let book = self.books.get_mut(book)?;
        if book.contacts.len() >= CONTACTS_PER_BOOK {
            return Err(Trouble::limit(format!("an address book has at most {CONTACTS_PER_BOOK} contacts")));
        }
        book.contacts.push((contact_id.clone(), contact));
        Ok(Answer::json(201, &ListedContact { contact_id, contact: None }))
    }

    pub(super) fn create_contacts(&mut self, book: &str, batch: Batch<NewContact>) -> Result<Answer, Trouble> {
        self.books.get(book)?;
        self.each(batch, |asp, new| asp.create_contact(book, new))
    }

    /// Lists the ids of contacts only: a client has to get each.
    ///
    /// Source: details may be missing in lists; observed in `asp-cli-for-nodejs`.
    pub(super) fn list_contacts(&self, book: &str, request: &Request) -> Result<Answer, Trouble> {
        let cut = Cut::of_query(request, BOOKS)?;
        let contacts = self.books.get(book)?.contacts.iter();
        let listed = contacts.map(|(id, _)| ListedContact { contact_id: id.clone(), contact: None });
        Ok(Answer::json(200, &cut.page(listed.collect())))
    }

    pub(super) fn get_contact(&self, book: &str, contact: &str) -> Result<Answer, Trouble> {
        let found = self.books.get(book)?.contacts.iter().find(|(id, _)| id == contact);
        let (contact_id, contact) = found.cloned().ok_or_else(no_contact)?;
        Ok(Answer::json(200, &ListedContact { contact_id, contact: Some(contact) }))
    }

    pub(super) fn update_contact(&mut self, book: &str, contact: &str, new: NewContact) -> Result<Answer, Trouble> {
        let new = self.checked_contact(new.contact)?;
        let mut contacts = self.books.get_mut(book)?.contacts.iter_mut();
        contacts.find(|(id, _)| id == contact).ok_or_else(no_contact)?.1 = new;
        Ok(Answer::empty(200))
    }

    pub(super) fn delete_contact(&mut self, book: &str, contact: &str) -> Result<Answer, Trouble> {
        let contacts = &mut self.books.get_mut(book)?.contacts;
        let index = contacts.iter().position(|(id, _)| id == contact).ok_or_else(no_contact)?;
        contacts.remove(index);
        Ok(Answer::empty(204))
    }

    fn checked_contact(&self, Contact { name, address }: Contact) -> Result<Contact, Trouble> {
        let name = checked_name(name)?;
        match &address {
            ContactAddress::ProviderContact { id } if id.is_empty() => {
                return Err(Trouble::invalid("providerContact.id is empty"));
            }
            ContactAddress::ProviderContact { .. } => {}
            ContactAddress::AlexaCommunicationProfileId(id) => {
                self.profiles.get(id)?;
            }
            ContactAddress::PhoneNumbers(numbers) => {
                if !(1..=3).contains(&numbers.len()) {
                    return Err(Trouble::limit("a contact has 1 to 3 phone numbers"));
                }
                if !numbers.iter().all(|number| is_e164(&number.number)) {
                    return Err(Trouble::invalid("phone numbers are written as E.164"));
                }
            }
        }
        Ok(Contact { name, address })
    }
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// Refuses contacts that name more than one kind of address, alone or in a batch: reading them would drop one silently.
pub(super) fn check_kinds(body: &[u8]) -> Result<(), Trouble> {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return Ok(()) };
    let in_batch = body["items"].as_array().into_iter().flatten().map(|item| &item["contact"]);
    let kinds = ["providerContact", "alexaCommunicationProfileId", "phoneNumbers"];
    let mixed = |contact: &Value| kinds.iter().filter(|kind| contact.get(**kind).is_some()).count() > 1;
    if in_batch.chain([&body["contact"]]).any(mixed) {
        return Err(Trouble::invalid("a contact has exactly one kind of address"));
    }
    Ok(())
}

fn no_contact() -> Trouble {
    Trouble::not_found("the contact")
}
