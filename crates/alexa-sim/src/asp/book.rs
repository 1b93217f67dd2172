//! Address books and the units that have them: whom a unit can call, and from whom it can be called.

use std::collections::{BTreeMap, BTreeSet};

use roomline_signaling::alexa_wire::management::{AddressBook, Batch, Contact, ContactAddress, Named, UnitAssociation};

use super::paging::{BOOKS, Cut};
use super::profile::checked_name;
use super::unit::UnitKey;
use super::{Answer, Asp, Request, Trouble};

/// Source: *Address Book API*, limits; the older value for books per organisation is 2500.
const BOOKS_PER_ORGANISATION: usize = 35_000;
/// Source: *Address Book API*, limits.
const BOOKS_PER_UNIT: usize = 10;
/// Source: *Address Book API*, limits.
const UNITS_PER_BOOK: usize = 2_500;

/// All address books, in the order they were made.
#[derive(Clone, Debug, Default)]
pub(super) struct Books {
    by_id: BTreeMap<String, Book>,
    next: u64,
}

/// An address book.
#[derive(Clone, Debug)]
pub(super) struct Book {
    order: u64,
    pub(super) name: String,
    pub(super) contacts: Vec<(String, Contact)>,
    pub(super) units: BTreeSet<UnitKey>,
}

impl Books {
    pub(super) fn get(&self, id: &str) -> Result<&Book, Trouble> {
        self.by_id.get(id).ok_or_else(|| Trouble::not_found("the address book"))
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Result<&mut Book, Trouble> {
        self.by_id.get_mut(id).ok_or_else(|| Trouble::not_found("the address book"))
    }

    /// Whether a unit has any address book.
    pub(super) fn has_unit(&self, unit: UnitKey) -> bool {
        self.by_id.values().any(|book| book.units.contains(&unit))
    }

    /// Everybody a unit can call, in the order they were made.
    pub(super) fn contacts_of(&self, unit: UnitKey) -> impl Iterator<Item = &Contact> {
        let mut books: Vec<&Book> = self.by_id.values().filter(|book| book.units.contains(&unit)).collect();
        books.sort_by_key(|book| book.order);
        books.into_iter().flat_map(|book| book.contacts.iter().map(|(_, contact)| contact))
    }

    /// Forgets the contacts that point to a profile.
    pub(super) fn forget_profile(&mut self, profile: &str) {
        for book in self.by_id.values_mut() {
            book.contacts.retain(|(_, contact)| {
                !matches!(&contact.address, ContactAddress::AlexaCommunicationProfileId(id) if id == profile)
            });
        }
    }

    fn of_unit(&self, unit: UnitKey) -> Vec<&str> {
        self.by_id.iter().filter(|(_, book)| book.units.contains(&unit)).map(|(id, _)| id.as_str()).collect()
    }
}

impl Asp {
    pub(super) fn create_book(&mut self, Named { name }: Named) -> Result<Answer, Trouble> {
        let name = checked_name(name)?;
        if self.books.by_id.len() >= BOOKS_PER_ORGANISATION {
            return Err(Trouble::limit(format!("an organisation has at most {BOOKS_PER_ORGANISATION} address books")));
        }
        let id = format!("amzn1.alexa.addressbook.did.{}", self.letters());
        self.books.next += 1;
        let book = Book { order: self.books.next, name, contacts: Vec::new(), units: BTreeSet::new() };
        self.books.by_id.insert(id.clone(), book);
        Ok(Answer::json(201, &AddressBook { address_book_id: id, name: None }))
    }

    pub(super) fn list_books(&self, request: &Request) -> Result<Answer, Trouble> {
        let cut = Cut::of_query(request, BOOKS)?;
        let mut books: Vec<_> = self.books.by_id.iter().collect();
        books.sort_by_key(|(_, book)| book.order);
        let shown = books.into_iter().map(|(id, book)| shown(id, book));
        Ok(Answer::json(200, &cut.page(shown.collect())))
    }

    pub(super) fn get_book(&self, id: &str) -> Result<Answer, Trouble> {
        Ok(Answer::json(200, &shown(id, self.books.get(id)?)))
    }

    pub(super) fn rename_book(&mut self, id: &str, Named { name }: Named) -> Result<Answer, Trouble> {
        self.books.get_mut(id)?.name = checked_name(name)?;
        Ok(Answer::empty(200))
    }

    pub(super) fn delete_book(&mut self, id: &str) -> Result<Answer, Trouble> {
        if !self.books.get(id)?.units.is_empty() {
            return Err(Trouble::invalid("the address book is associated with units"));
        }
        self.books.by_id.remove(id);
        Ok(Answer::empty(204))
    }

    pub(super) fn associate_unit(&mut self, book: &str, unit: &str) -> Result<Answer, Trouble> {
        let unit = self.units.find(unit)?;
        let books = self.books.of_unit(unit);
        let book_of_unit = books.len();
        let there = books.contains(&book);
        let book = self.books.get_mut(book)?;
        if there {
            return Err(Trouble::conflict("the address book is associated with the unit already"));
        }
        if book_of_unit >= BOOKS_PER_UNIT {
            return Err(Trouble::limit(format!("a unit has at most {BOOKS_PER_UNIT} address books")));
        }
        if book.units.len() >= UNITS_PER_BOOK {
            return Err(Trouble::limit(format!("an address book has at most {UNITS_PER_BOOK} units")));
        }
        book.units.insert(unit);
        Ok(Answer::empty(201))
    }

    pub(super) fn associate_units(&mut self, book: &str, batch: Batch<UnitAssociation>) -> Result<Answer, Trouble> {
        self.books.get(book)?;
        self.each(batch, |asp, one| asp.associate_unit(book, &one.unit_id))
    }

    pub(super) fn books_of_unit(&self, request: &Request) -> Result<Answer, Trouble> {
        let cut = Cut::of_query(request, BOOKS)?;
        let unit = self.units.find(request.needed("unitId")?)?;
        let found = self.books.of_unit(unit).into_iter().map(|book| self.shown_association(book, unit));
        Ok(Answer::json(200, &cut.page(found.collect())))
    }

    pub(super) fn get_association(&self, book: &str, request: &Request) -> Result<Answer, Trouble> {
        let unit = self.units.find(request.needed("unitId")?)?;
        if !self.books.get(book)?.units.contains(&unit) {
            return Err(Trouble::not_found("the association"));
        }
        Ok(Answer::json(200, &self.shown_association(book, unit)))
    }

    pub(super) fn dissociate_unit(&mut self, book: &str, request: &Request) -> Result<Answer, Trouble> {
        let unit = self.units.find(request.needed("unitId")?)?;
        if !self.books.get_mut(book)?.units.remove(&unit) {
            return Err(Trouble::not_found("the association"));
        }
        Ok(Answer::empty(204))
    }

    fn shown_association(&self, book: &str, unit: UnitKey) -> UnitAssociation {
        UnitAssociation { address_book_id: Some(book.into()), unit_id: self.units.rest_id(unit) }
    }
}

fn shown(id: &str, book: &Book) -> AddressBook {
    AddressBook { address_book_id: id.into(), name: Some(book.name.clone()) }
}
