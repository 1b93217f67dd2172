//! One broken rule: a line, what it would be, and the test that must notice.

use std::path::Path;

use anyhow::{Context as _, ensure};

/// See the module.
pub(super) struct Mutation {
    /// What would go wrong.
    pub(super) rule: &'static str,
    /// The file, from the top of the working copy.
    pub(super) file: &'static str,
    /// What stands there, exactly once.
    pub(super) old: &'static str,
    /// What breaks the rule.
    pub(super) new: &'static str,
    /// Whose test it is.
    pub(super) package: &'static str,
    /// The test that must fail then.
    pub(super) test: &'static str,
}

impl Mutation {
    /// Whether its rule, file or test holds this text; without one it always does.
    pub(super) fn is_about(&self, text: Option<&str>) -> bool {
        text.is_none_or(|text| [self.rule, self.file, self.test].iter().any(|own| own.contains(text)))
    }

    /// The broken file of the working copy at `root`.
    ///
    /// # Errors
    /// When what is to be broken does not stand there exactly once.
    pub(super) fn applied(&self, root: &Path) -> anyhow::Result<String> {
        let Self { file, old, new, .. } = self;
        let whole = std::fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"))?;
        let count = whole.matches(old).count();
        ensure!(count == 1, "this stands {count} times in {file}, not once: {old}");
        Ok(whole.replace(old, new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_twice_or_nowhere_cannot_be_broken() {
        let folder = roomline_rig::Folder::new().expect("a folder");
        std::fs::write(folder.path().join("a.rs"), "one two one").expect("written");
        let mutation = |old| Mutation { rule: "a rule", file: "a.rs", old, new: "three", package: "p", test: "x" };
        assert_eq!(mutation("two").applied(folder.path()).expect("once"), "one three one");
        for old in ["one", "four"] {
            let sentence = mutation(old).applied(folder.path()).expect_err("not once").to_string();
            assert!(sentence.contains("times in a.rs, not once"), "{sentence}");
        }
    }
}
