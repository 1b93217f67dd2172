//! Pages of lists: strict about their size, with tokens that fit one list only.

use roomline_signaling::alexa_wire::management::{Page, Pagination};

use super::{Request, Trouble};

/// The size of a page that nobody asked a size for, and the largest one by the general rule.
///
/// Source: *Pagination* of the ASP REST API: positive, at most 10.
pub(super) const GENERAL: usize = 10;
/// Address books, contacts and unit associations. Source: `asp-cli-for-nodejs`.
pub(super) const BOOKS: usize = 100;
/// Units. Source: `asp-cli-for-nodejs`.
pub(super) const UNITS: usize = 50;

/// Which part of which list is asked for.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    list: String,
    start: usize,
    size: usize,
}

impl Cut {
    /// From the query of a GET. `largest`: the largest page of this list.
    pub(super) fn of_query(request: &Request, largest: usize) -> Result<Self, Trouble> {
        let size = request.value("maxResults").map(str::parse::<usize>).transpose();
        let size = size.map_err(|_| Trouble::invalid("maxResults is no number"))?;
        let mut list = request.path.join("/");
        for (key, value) in request.query.iter().filter(|(key, _)| key != "maxResults" && key != "nextToken") {
            list.push_str(&format!("&{key}={value}"));
        }
        Self::new(list, size, request.value("nextToken"), largest)
    }

    /// From the body of a POST. `question`: what else the body asks.
    pub(super) fn of_body(question: String, pagination: Option<&Pagination>, largest: usize) -> Result<Self, Trouble> {
        let size = pagination.and_then(|pagination| pagination.max_results).map(|size| size as usize);
        Self::new(question, size, pagination.and_then(|pagination| pagination.next_token.as_deref()), largest)
    }

    fn new(list: String, size: Option<usize>, token: Option<&str>, largest: usize) -> Result<Self, Trouble> {
        let size = size.unwrap_or(GENERAL);
        if !(1..=largest).contains(&size) {
            return Err(Trouble::invalid(format!("maxResults must be between 1 and {largest}")));
        }
        let start = token.map_or(Some(0), |token| read_token(&list, token));
        let start = start.ok_or_else(|| Trouble::invalid("nextToken is not valid"))?;
        Ok(Self { list, start, size })
    }

    /// The part of `all` that was asked for, and how to ask for the next.
    pub(super) fn of<T>(&self, all: Vec<T>) -> (Vec<T>, Option<Pagination>) {
        let end = self.start.saturating_add(self.size);
        let more = all.len() > end;
        let part = all.into_iter().skip(self.start).take(self.size).collect();
        let next = more.then(|| Pagination { next_token: Some(write_token(&self.list, end)), max_results: None });
        (part, next)
    }

    /// The page that was asked for.
    pub(super) fn page<T>(&self, all: Vec<T>) -> Page<T> {
        let (results, pagination_context) = self.of(all);
        Page { results, pagination_context }
    }
}

fn write_token(list: &str, start: usize) -> String {
    format!("{:016x}{:x}", fingerprint(list, start), start as u64 ^ fingerprint(list, 0) >> 32)
}

fn read_token(list: &str, token: &str) -> Option<usize> {
    let (print, start) = token.split_at_checked(16)?;
    let start = u64::from_str_radix(start, 16).ok()? ^ fingerprint(list, 0) >> 32;
    let start = usize::try_from(start).ok()?;
    (u64::from_str_radix(print, 16).ok()? == fingerprint(list, start)).then_some(start)
}

/// FNV-1a: the same on every run, so that a walk can be repeated; hides nothing.
fn fingerprint(list: &str, start: usize) -> u64 {
    let bytes = list.bytes().chain((start as u64).to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
