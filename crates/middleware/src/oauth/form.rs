//! The fields of a query or a form, each of which may be there once.

use url::form_urlencoded;
use zeroize::Zeroizing;

/// The fields; values are wiped when they are dropped, because one may be a password.
#[derive(Default)]
pub(super) struct Form(Vec<(String, Zeroizing<String>)>);

impl Form {
    /// Reads `application/x-www-form-urlencoded`.
    pub(super) fn parse(text: &[u8]) -> Self {
        let fields = form_urlencoded::parse(text);
        Self(fields.map(|(name, value)| (name.into_owned(), Zeroizing::new(value.into_owned()))).collect())
    }

    /// The value of a field that is there once and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) if !value.is_empty() => Some(value.as_str()),
            _ => None,
        }
    }

    /// Whether a field is there more than once, which no field may. Source: RFC 6749 §3.1.
    pub(super) fn repeats(&self, name: &str) -> bool {
        self.0.iter().filter(|(known, _)| known == name).count() > 1
    }

    /// Whether any field is there more than once.
    pub(super) fn repeats_any(&self) -> bool {
        self.0.iter().any(|(name, _)| self.repeats(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_counts_once_and_not_empty() {
        let form = Form::parse(b"a=1&b=x%20y+z&c=&d=1&d=1&e");
        assert_eq!((form.get("a"), form.get("b")), (Some("1"), Some("x y z")));
        assert_eq!((form.get("c"), form.get("d"), form.get("e"), form.get("f")), (None, None, None, None));
        assert!(form.repeats("d") && !form.repeats("a") && form.repeats_any());
    }
}
