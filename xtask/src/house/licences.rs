//! Licences of everything that is linked in: what the product may be shipped with.

use super::Metadata;

/// Permissive licences: any crate may bring them.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates under the MPL-2.0, which asks to publish changes to their own files: used unchanged, each known by name.
const MPL: &[&str] = &["cssparser", "cssparser-macros", "dtoa-short", "option-ext", "selectors", "webdriver"];

/// Every crate whose licence is not on the list, as a sentence.
pub(super) fn breaches(metadata: &Metadata) -> Vec<String> {
    let allowed = |crate_name: &str, licence: &str| {
        PERMISSIVE.contains(&licence) || licence == "MPL-2.0" && MPL.contains(&crate_name)
    };
    let refused = metadata.packages.iter().filter_map(|package| match package.license.as_deref() {
        None => Some(format!("{} says no licence", package.name)),
        Some(expression) if satisfied(expression, &|licence| allowed(&package.name, licence)) => None,
        Some(expression) => Some(format!("{} is under {expression}", package.name)),
    });
    refused.collect()
}

/// Whether an SPDX expression can be met with allowed licences; `/` is the old form of `OR`.
fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let expression = expression.trim();
    if let Some(parts) = split(expression, &[" OR ", "/"]) {
        return parts.iter().any(|part| satisfied(part, allowed));
    }
    if let Some(parts) = split(expression, &[" AND "]) {
        return parts.iter().all(|part| satisfied(part, allowed));
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => satisfied(inner, allowed),
        None => allowed(expression),
    }
}

/// Splits at the first of `words` outside parentheses; `None` if there is none.
fn split<'a>(expression: &'a str, words: &[&str]) -> Option<[&'a str; 2]> {
    let mut depth = 0_usize;
    for (at, character) in expression.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let rest = &expression[at..];
        if let Some(word) = words.iter().find(|word| depth == 0 && rest.starts_with(**word)) {
            return Some([&expression[..at], &rest[word.len()..]]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches_of(name: &str, licence: &str) -> usize {
        let json = format!(r#"{{"packages": [{{"name": "{name}", "source": "registry", "license": "{licence}"}}]}}"#);
        breaches(&serde_json::from_str(&json).expect("the fixture is metadata")).len()
    }

    #[test]
    fn a_choice_needs_one_good_licence_and_a_sum_needs_all() {
        for good in ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-2.0", "(MIT OR GPL-3.0) AND Unicode-3.0"] {
            assert_eq!(breaches_of("some-crate", good), 0, "{good}");
        }
        for bad in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND AGPL-3.0"] {
            assert_eq!(breaches_of("some-crate", bad), 1, "{bad}");
        }
    }

    #[test]
    fn the_mpl_is_for_the_crates_named_and_no_others() {
        assert_eq!(breaches_of("cssparser", "MPL-2.0"), 0);
        assert_eq!(breaches_of("some-crate", "MPL-2.0"), 1);
    }
}
