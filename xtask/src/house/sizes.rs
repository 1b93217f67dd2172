//! File sizes: one idea per file, so that a reader can hold it.

use std::collections::BTreeMap;

use crate::step;

/// Above this many lines a file is named, so that somebody thinks about it.
pub(super) const SOFT_LIMIT: usize = 300;
/// Above this many lines it is a breach.
const HARD_LIMIT: usize = 500;

/// Written by programs, not for reading.
const GENERATED: &[&str] = &["ui/src/bindings.ts"];

/// The number of lines of every source file that Git knows of, tests included.
pub(super) fn of_the_working_copy() -> anyhow::Result<BTreeMap<String, usize>> {
    let listing = step::program("git", &["ls-files", "--cached", "--others", "--exclude-standard"]).output()?;
    let listing = String::from_utf8(listing.stdout)?;
    let source = |file: &&str| [".rs", ".ts", ".svelte"].iter().any(|ending| file.ends_with(ending));
    let lines = |file: &str| std::fs::read_to_string(step::root().join(file)).map(|text| text.lines().count()).ok();
    let files = listing.lines().filter(source).filter(|file| !GENERATED.contains(file));
    Ok(files.filter_map(|file| Some((file.to_owned(), lines(file)?))).collect())
}

/// The sentence for a file that is too long.
pub(super) fn breach((file, lines): (&String, &usize)) -> Option<String> {
    (*lines > HARD_LIMIT)
        .then(|| format!("{file} has {lines} lines, more than {HARD_LIMIT}: give each idea its own file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_hundred_lines_are_the_end() {
        assert_eq!(breach((&"a.rs".into(), &500)), None);
        assert!(breach((&"a.rs".into(), &501)).is_some());
    }

    #[test]
    fn this_very_file_is_counted() {
        let sizes = of_the_working_copy().expect("this is a working copy");
        assert!(sizes["xtask/src/house/sizes.rs"] > 40);
    }
}
