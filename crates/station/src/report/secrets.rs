//! What secrets look like, whoever wrote them down: the value of a field that holds one, and a word that is none of a language.

/// What stands where something could open something.
const SECRET: &str = "‹secret›";
/// A field whose name ends so has a value that is nobody's business. `unit_id`: a home may well call a unit by who lives there.
const FIELDS: [&str; 8] = ["pin", "password", "token", "secret", "credential", "authorization", "bearer", "unit_id"];
/// A word of so many letters and digits mixed is a token, a key or a hash.
const LONG_WORD: usize = 20;

/// The line without secrets.
pub(super) fn without_secrets(line: &str) -> String {
    let mut clean = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(is_of_word) {
        clean.push_str(&rest[..start]);
        rest = &rest[start..];
        let (word, after) = rest.split_at(rest.find(|c| !is_of_word(c)).unwrap_or(rest.len()));
        clean.push_str(if is_secret(word) { SECRET } else { word });
        rest = after;
        if is_field(word) {
            let (between, value) = after.split_at(before_value(word, after));
            if !value.is_empty() && !between.is_empty() {
                clean.push_str(between);
                clean.push_str(SECRET);
                rest = &value[length_of(value)..];
            }
        }
    }
    clean.push_str(rest);
    clean
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '/')
}

fn is_field(word: &str) -> bool {
    let word = word.to_lowercase();
    FIELDS.iter().any(|field| word.strip_suffix(field).is_some_and(|start| !start.ends_with(char::is_alphanumeric)))
}

/// How much stands between a field and its value: `=`, `: `, `": "`, `=Some(`, and a space after *Bearer* or before a number. Nothing,
/// where a sentence only speaks of one.
fn before_value(word: &str, after: &str) -> usize {
    let told_in_passing = after.strip_prefix(' ').is_some_and(|value| value.starts_with(|c: char| c.is_ascii_digit()));
    if told_in_passing || word.eq_ignore_ascii_case("bearer") && after.starts_with(' ') {
        return 1;
    }
    let tail = after.strip_prefix('"').unwrap_or(after);
    let Some(tail) = tail.strip_prefix(['=', ':']) else { return 0 };
    let tail = tail.trim_start_matches(' ');
    let tail = tail.strip_prefix("Some(").unwrap_or(tail);
    let tail = tail.strip_prefix("Bearer ").unwrap_or(tail);
    after.len() - tail.len()
}

/// How long a value is: to the end of its quotes, else to the next space or bracket.
fn length_of(value: &str) -> usize {
    match value.strip_prefix('"') {
        Some(quoted) => quoted.find('"').map_or(value.len(), |end| end + 2),
        None => value.find([' ', ',', ')', '}', '\n']).unwrap_or(value.len()),
    }
}

/// Whether a word can only be a token, a key or a hash. A call's id is none: it is what two logs are compared by.
fn is_secret(word: &str) -> bool {
    let count = |wanted: fn(&char) -> bool| word.chars().filter(wanted).count();
    let is_mixed = count(char::is_ascii_digit) >= 2 && count(char::is_ascii_alphabetic) >= 2;
    word.len() >= LONG_WORD && is_mixed && !is_uuid(word)
}

fn is_uuid(word: &str) -> bool {
    word.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_field_and_long_words_go_and_what_logs_are_compared_by_stays() {
        for (line, clean) in [
            ("token=abc next=1", "token=‹secret› next=1"),
            ("{\"password\": \"hunter 2\", \"a\": 1}", "{\"password\": ‹secret›, \"a\": 1}"),
            ("Authorization: Bearer ab12", "Authorization: Bearer ‹secret›"),
            ("sent Bearer ab12 twice", "sent Bearer ‹secret› twice"),
            ("PIN: 90210735", "PIN: ‹secret›"),
            ("the PIN 4711 was typed", "the PIN ‹secret› was typed"),
            ("refresh_token=r1", "refresh_token=‹secret›"),
            ("got q7Zt0kX1-vB93m_LpQ8sWd4yRf", "got ‹secret›"),
            ("unit_id=Some(\"Mrs Jones\") state=\"in call\"", "unit_id=Some(‹secret›) state=\"in call\""),
            ("unit_id=\"jones\" state=ringing", "unit_id=‹secret› state=ringing"),
            ("no token came; the PIN was wrong wrong=3", "no token came; the PIN was wrong wrong=3"),
            ("mapping=1 spin=2", "mapping=1 spin=2"),
            ("call_id=01925f3e-7a10-7c3b-8d21-0a1b2c3d4e5f", "call_id=01925f3e-7a10-7c3b-8d21-0a1b2c3d4e5f"),
            (
                "2026-11-23T15:04:19.123456Z  INFO roomline_station::core::check: step=Microphone\n",
                "2026-11-23T15:04:19.123456Z  INFO roomline_station::core::check: step=Microphone\n",
            ),
        ] {
            assert_eq!(without_secrets(line), clean);
        }
    }
}
