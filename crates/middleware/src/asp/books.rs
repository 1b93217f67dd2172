//! Address books, the contacts in them, and the units that have them.

use roomline_signaling::alexa_wire::management::{
    AddressBook, Contact, ContactAddress, ListedContact, Named, NewContact, Page, UnitAssociation,
};

use super::error::gone;
use super::{Asp, AspError, Carrier, Request};

const BOOKS: [&str; 2] = ["v1", "addressBooks"];
/// What Amazon's own tool asks for.
const PER_PAGE: &str = "100";

impl<C: Carrier> Asp<C> {
    /// All books of the organisation.
    pub async fn books(&self) -> Result<Vec<AddressBook>, AspError> {
        self.pages(Request::get(&BOOKS)).await
    }

    /// Makes a book.
    pub async fn create_book(&self, name: &str) -> Result<String, AspError> {
        let made: AddressBook = self.fetch(Request::create(&BOOKS, &Named { name: name.to_owned() })?).await?;
        Ok(made.address_book_id)
    }

    /// Renames a book.
    pub async fn rename_book(&self, book: &str, name: &str) -> Result<(), AspError> {
        self.tell(Request::put(&of(book, &[]), &Named { name: name.to_owned() })?).await
    }

    /// Deletes a book.
    pub async fn delete_book(&self, book: &str) -> Result<(), AspError> {
        gone(self.tell(Request::delete(&of(book, &[]))).await)
    }

    /// The contacts of a book, each with what it says.
    pub async fn contacts(&self, book: &str) -> Result<Vec<ListedContact>, AspError> {
        let mut listed: Vec<ListedContact> = self.pages(Request::get(&of(book, &["contacts"]))).await?;
        for one in &mut listed {
            if one.contact.is_none() {
                *one = self.fetch(Request::get(&of(book, &["contacts", &one.contact_id]))).await?;
            }
        }
        Ok(listed)
    }

    /// Adds a contact that is reached through us.
    pub async fn create_contact(&self, book: &str, name: &str, address: &str) -> Result<String, AspError> {
        let made: ListedContact =
            self.fetch(Request::create(&of(book, &["contacts"]), &contact(name, address))?).await?;
        Ok(made.contact_id)
    }

    /// Renames or re-addresses a contact.
    pub async fn update_contact(&self, book: &str, id: &str, name: &str, address: &str) -> Result<(), AspError> {
        self.tell(Request::put(&of(book, &["contacts", id]), &contact(name, address))?).await
    }

    /// Deletes a contact.
    pub async fn delete_contact(&self, book: &str, id: &str) -> Result<(), AspError> {
        gone(self.tell(Request::delete(&of(book, &["contacts", id]))).await)
    }

    /// The ids of the books a unit has.
    pub async fn books_of(&self, unit: &str) -> Result<Vec<String>, AspError> {
        let request = Request::get(&["v1", "addressBooks", "unitAssociations"]).query("unitId", unit);
        let found: Vec<UnitAssociation> = self.pages(request).await?;
        Ok(found.into_iter().filter_map(|one| one.address_book_id).collect())
    }

    /// Gives a unit a book.
    pub async fn give_book(&self, book: &str, unit: &str) -> Result<(), AspError> {
        let body = UnitAssociation { address_book_id: None, unit_id: unit.to_owned() };
        self.tell(Request::create(&of(book, &["unitAssociations"]), &body)?).await
    }

    /// Takes a book from a unit.
    pub async fn take_book(&self, book: &str, unit: &str) -> Result<(), AspError> {
        gone(self.tell(Request::delete(&of(book, &["unitAssociations"])).query("unitId", unit)).await)
    }

    async fn pages<T: serde::de::DeserializeOwned>(&self, first: Request) -> Result<Vec<T>, AspError> {
        let page = |token: Option<String>| {
            let request = first.clone().query("maxResults", PER_PAGE);
            Ok(match token {
                Some(token) => request.query("nextToken", token),
                None => request,
            })
        };
        self.gather(page, |page: Page<T>| (page.results, page.pagination_context)).await
    }
}

fn of<'i>(book: &'i str, more: &[&'i str]) -> Vec<&'i str> {
    [&BOOKS[..], &[book], more].concat()
}

fn contact(name: &str, address: &str) -> NewContact {
    let address = ContactAddress::ProviderContact { id: address.to_owned() };
    NewContact { contact: Contact { name: name.to_owned(), address } }
}
