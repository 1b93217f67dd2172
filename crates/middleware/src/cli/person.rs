//! Who types: what the operating system says, for the audit trail.

/// A longer name is cut.
const LONGEST: usize = 64;

/// The user of the operating system who runs this program, as the system knows them; for root also who became root, if
/// `sudo` says so.
pub(super) fn os_user() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let user = user_of(&read("/proc/self/status"), &read("/etc/passwd"));
    let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    match user {
        Some(user) if user == "root" => match variable("SUDO_USER") {
            Some(person) => clean(&format!("root for {person}")),
            None => user,
        },
        Some(user) => clean(&user),
        // Other systems than Linux.
        None => clean(&variable("USER").or_else(|| variable("USERNAME")).unwrap_or_else(|| "unknown".to_owned())),
    }
}

/// Source: proc_pid_status(5), line `Uid` (real, effective, saved, file system); passwd(5).
fn user_of(status: &str, passwd: &str) -> Option<String> {
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:")?.split_whitespace().next())?;
    let of_uid = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1) == Some(uid)).then(|| name.to_owned())
    };
    Some(passwd.lines().find_map(of_uid).unwrap_or_else(|| format!("uid {uid}")))
}

fn clean(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_user_is_named_and_one_without_a_name_by_number() {
        let status = "Name:\troomline-middle\nUid:\t1001\t0\t0\t0\nGid:\t0\t0\t0\t0\n";
        let passwd = "root:x:0:0:root:/root:/bin/sh\nann:x:1001:1001:Ann,,,:/home/ann:/bin/sh\n";
        assert_eq!(user_of(status, passwd).as_deref(), Some("ann"));
        assert_eq!(user_of(status, "").as_deref(), Some("uid 1001"));
        assert_eq!(user_of("", passwd), None);
        assert_eq!(clean(&format!("a\u{1b}[31m{}", "x".repeat(100))).len(), LONGEST);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn whoever_runs_this_test_has_a_name() {
        assert!(!os_user().is_empty() && os_user() != "unknown");
    }
}
