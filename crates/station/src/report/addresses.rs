//! Mail addresses, and whoever stands before the host of a URL: both name somebody, and the second may open something.

/// What stands where any address stood.
const ADDRESS: &str = "‹address›";

/// The line without them.
pub(super) fn without_addresses(line: &str) -> String {
    let mut clean = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('@') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        let user = before.char_indices().rev().take_while(|(_, c)| is_of_user(*c)).last();
        let host = after.find(|c| !is_of_host(c)).unwrap_or(after.len());
        match user {
            Some((start, _)) if host > 0 => {
                clean.push_str(&before[..start]);
                clean.push_str(ADDRESS);
            }
            _ => clean.push_str(&rest[..=at + host]),
        }
        rest = &after[host..];
    }
    clean.push_str(rest);
    clean
}

fn is_of_user(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '\'' | ':')
}

fn is_of_host(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_people_go_and_what_is_none_stays() {
        for (line, clean) in [
            ("to ann.baker+desk@mail.example.org, twice", "to ‹address›, twice"),
            ("<ø'neil@example.org> bob@localhost", "<‹address›> ‹address›"),
            ("https://ann:hunter2@calls.example.org/x", "https://‹address›/x"),
            ("at 5 @ noon, @ann and ann@", "at 5 @ noon, @ann and ann@"),
            ("https://calls.example.org", "https://calls.example.org"),
        ] {
            assert_eq!(without_addresses(line), clean);
        }
    }
}
