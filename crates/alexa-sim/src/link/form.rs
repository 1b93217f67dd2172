//! The login form of a page: just enough HTML to find it, its target and its hidden fields.

/// A form that takes a user and a password.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Where it is sent; relative to the page, empty for the page itself.
    pub(super) action: String,
    fields: Vec<(String, String)>,
}

/// Finds the first form with the fields `user` and `password`.
pub(super) fn read(html: &str) -> Option<Form> {
    let mut rest = html;
    while let Some(start) = find(rest, "<form") {
        let form = &rest[start..];
        let end = find(form, "</form").unwrap_or(form.len());
        let (body, after) = form.split_at(end);
        rest = after;
        let action = attribute(tag(body), "action").unwrap_or_default();
        let mut fields = Vec::new();
        let mut inputs = body;
        while let Some(start) = find(inputs, "<input") {
            let input = tag(&inputs[start..]);
            inputs = &inputs[start + "<input".len()..];
            if let Some(name) = attribute(input, "name") {
                fields.push((name, attribute(input, "value").unwrap_or_default()));
            }
        }
        let has = |name: &str| fields.iter().any(|(of, _)| of == name);
        if has("user") && has("password") {
            return Some(Form { action, fields });
        }
    }
    None
}

impl Form {
    /// All fields, with what was typed.
    pub(super) fn fill(self, user: &str, password: &str) -> Vec<(String, String)> {
        let typed = |(name, value): (String, String)| match name.as_str() {
            "user" => (name, user.to_owned()),
            "password" => (name, password.to_owned()),
            _ => (name, value),
        };
        self.fields.into_iter().map(typed).collect()
    }
}

/// ASCII letters of any case, as HTML allows.
fn find(text: &str, word: &str) -> Option<usize> {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word))
}

/// The tag at the start of `text`, up to its end outside quotes.
fn tag(text: &str) -> &str {
    let mut quote = None;
    for (index, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return &text[..index],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    text
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag.split_once(|c: char| c.is_ascii_whitespace())?.1.trim_start();
    loop {
        let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(value) => match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                Some(quote) => value[1..].split_once(quote)?,
                None => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            },
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(unescaped(value));
        }
        rest = after.trim_start();
        if rest.is_empty() {
            return None;
        }
    }
}

fn unescaped(value: &str) -> String {
    let words = [("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    let text = words.into_iter().fold(value.to_owned(), |text, (word, plain)| text.replace(word, plain));
    text.replace("&#x2F;", "/").replace("&#61;", "=").replace("&#43;", "+").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_found_with_its_hidden_fields_whatever_the_writing() {
        let html = r#"<html><form action="/search"><input name=q></form>
            <FORM method=post action='/oauth/login?a=1&amp;b=2'>
            <input type="hidden" name="request" value="x&amp;y>&quot;z&quot;"><INPUT required name=user>
            <input name='password' type=password autocomplete="current-password"/><button>Go</button></FORM>"#;
        let form = read(html).expect("the second form");
        assert_eq!(form.action, "/oauth/login?a=1&b=2");
        let filled = form.fill("jo", "p w");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(filled, [pair("request", "x&y>\"z\""), pair("user", "jo"), pair("password", "p w")]);
    }

    #[test]
    fn a_page_without_such_a_form_has_none_and_broken_pages_do_no_harm() {
        for html in
            ["", "<form", "<form><input name=user></form>", "<form <input name=\"user", "<form é='\"><input name="]
        {
            assert_eq!(read(html), None, "{html}");
        }
    }
}
