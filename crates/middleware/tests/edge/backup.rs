//! `backup` while the server serves, `restore` while it does not.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::bench::{Bench, PASSWORD};
use crate::command_line::run;
use roomline_middleware::server::Server;
use roomline_middleware::store::Store;

/// A bench whose command line works on a database of its own, which no server has open.
struct Stopped {
    bench: Bench,
    database: PathBuf,
}

impl Stopped {
    /// With one account, `ann`.
    async fn new() -> Self {
        let bench = Bench::new().await;
        let database = PathBuf::from(bench.file("other.db", ""));
        std::fs::remove_file(&database).expect("it is ours");
        let text = std::fs::read_to_string(bench.config_file()).expect("a file");
        let text = text.replace(&format!("{:?}", bench.config.database), &format!("{database:?}"));
        std::fs::write(bench.config_file(), text).expect("a file");
        let stopped = Self { bench, database };
        stopped.add("ann");
        stopped
    }

    fn add(&self, user: &str) {
        run(&self.bench, &["staff", "add", user, "--name", user], PASSWORD).expect("an account");
    }

    fn users(&self) -> Vec<String> {
        users(&self.database)
    }

    fn backup(&self, name: &str) -> String {
        let file = self.database.with_file_name(name).display().to_string();
        run(&self.bench, &["backup", "--out", &file], "").expect("a backup");
        file
    }

    fn restore(&self, file: &str) -> Result<String, String> {
        run(&self.bench, &["restore", file], "")
    }

    /// The files of the folder that a restore makes.
    fn leftovers(&self) -> Vec<String> {
        let folder = std::fs::read_dir(self.database.parent().expect("a folder")).expect("a folder");
        let names = folder.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names.filter(|name| name.starts_with("other.db.")).collect();
        names.sort();
        names
    }
}

fn users(database: &Path) -> Vec<String> {
    let store = Store::open(database).expect("a database");
    store.accounts().expect("accounts").into_iter().map(|account| account.user).collect()
}

/// Who did this at the command line, and to what.
pub(crate) fn trail(database: &Path, deed: &str) -> Vec<(Option<String>, Option<String>)> {
    let database = Connection::open(database).expect("a database");
    let mut query = database.prepare("SELECT os_user, subject FROM audit WHERE deed = ?1").expect("a query");
    let rows = query.query_map([deed], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("rows")
}

#[tokio::test]
async fn a_backup_is_made_while_calls_are_served_and_is_its_owners_alone() {
    let bench = Bench::new().await;
    let file = bench.file("backup.db", "something else");
    let refused = run(&bench, &["backup", "--out", &file], "").expect_err("it is there");
    assert!(refused.contains("is there already; replace it with --force"), "{refused}");
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "something else");

    let said = run(&bench, &["backup", "--out", &file, "--force"], "").expect("a backup");
    assert!(said.contains("holds the whole database") && said.contains("secrets.key_file"), "{said}");
    assert_eq!(users(Path::new(&file)), ["ann", "bob", "dan"]);
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).expect("a file").permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(!Path::new(&format!("{file}.part")).exists());
    let trail = trail(&bench.config.database, "backup");
    let last = trail.last().expect("a line");
    assert!(last.0.as_ref().is_some_and(|user| !user.is_empty()), "{trail:?}");
    assert_eq!(last.1.as_deref(), Some("backup.db"), "folders are nobody's business");
}

#[tokio::test]
async fn a_restore_brings_everything_back_and_keeps_what_was_there() {
    let stopped = Stopped::new().await;
    let file = stopped.backup("backup.db");
    stopped.add("ben");
    let said = stopped.restore(&file).expect("a restore");
    assert!(said.contains("other.db.before-restore") && said.contains("sign in again"), "{said}");
    assert_eq!(stopped.users(), ["ann"]);
    let kept = stopped.database.with_file_name("other.db.before-restore");
    assert_eq!(users(&kept), ["ann", "ben"]);
    assert_eq!(trail(&stopped.database, "restore").len(), 1);

    stopped.restore(&kept.display().to_string()).expect("and back again");
    assert_eq!(stopped.users(), ["ann", "ben"]);
    assert_eq!(users(&stopped.database.with_file_name("other.db.before-restore-2")), ["ann"]);
    assert!(!stopped.leftovers().iter().any(|name| name.starts_with("other.db.restoring")));
}

#[tokio::test]
async fn after_a_restore_everybody_signs_in_again() {
    let stopped = Stopped::new().await;
    let database = Connection::open(&stopped.database).expect("a database");
    let session = "INSERT INTO staff_session VALUES ('s', 'ann', 'station-1', 'Desk 1', x'00', NULL, 0)";
    database.execute(session, []).expect("a sign-in");
    drop(database);
    let file = stopped.backup("backup.db");
    assert!(Store::open(Path::new(&file)).expect("a database").session_lives("s").expect("read"));
    stopped.restore(&file).expect("a restore");
    assert!(!Store::open(&stopped.database).expect("a database").session_lives("s").expect("read"));
}

#[tokio::test]
async fn a_database_in_use_is_not_replaced() {
    let stopped = Stopped::new().await;
    let file = stopped.backup("backup.db");
    stopped.add("ben");
    let mut config = stopped.bench.config.clone();
    config.database.clone_from(&stopped.database);
    let server = Server::start(&config, stopped.bench.clock.clock()).await.expect("a server");
    let refused = stopped.restore(&file).expect_err("it serves");
    assert!(refused.contains("a server serves this database; stop it first"), "{refused}");
    let second = Server::start(&config, stopped.bench.clock.clock()).await.expect_err("one is enough");
    assert!(second.to_string().contains("a server serves this database"), "{second}");
    server.run(std::future::ready(())).await.expect("an orderly end");

    let reader = Connection::open(&stopped.database).expect("a database");
    reader.query_row("SELECT count(*) FROM staff", [], |row| row.get::<_, i64>(0)).expect("read");
    let refused = stopped.restore(&file).expect_err("it is open");
    assert!(refused.contains("another program has the database open"), "{refused}");
    assert_eq!(stopped.users(), ["ann", "ben"]);
    drop(reader);
    stopped.restore(&file).expect("nobody has it open");
}

#[tokio::test]
async fn what_is_no_whole_backup_of_ours_changes_nothing() {
    let stopped = Stopped::new().await;
    let good = stopped.backup("backup.db");
    let bytes = std::fs::read(&good).expect("a file");
    let spoiled = |from: usize| {
        let mut bytes = bytes.clone();
        bytes[from..from + 4096].fill(0xff);
        bytes
    };
    let foreign = {
        let path = stopped.bench.file("foreign.db", "");
        Connection::open(&path).expect("a database").execute_batch("CREATE TABLE t (x)").expect("a table");
        std::fs::read(path).expect("a file")
    };
    let newer = {
        let path = stopped.bench.file("newer.db", "");
        std::fs::write(&path, &bytes).expect("a file");
        Connection::open(&path).expect("a database").pragma_update(None, "user_version", 1_000).expect("a version");
        std::fs::read(path).expect("a file")
    };
    for (bytes, says) in [
        (b"not a database at all, but long enough to be one".to_vec(), "damaged"),
        (Vec::new(), "no database of this program"),
        (bytes[..bytes.len() / 2].to_vec(), "damaged"),
        (spoiled(4096 * 3), "damaged"),
        (foreign, "no database of this program"),
        (newer, "is of version 1000"),
    ] {
        let file = stopped.database.with_file_name("bad.db");
        std::fs::write(&file, bytes).expect("a file");
        let refused = stopped.restore(&file.display().to_string()).expect_err("refused");
        assert!(refused.contains(says) && refused.contains("bad.db"), "{says}: {refused}");
        assert_eq!(stopped.users(), ["ann"]);
        assert_eq!(stopped.leftovers(), ["other.db.lock"]);
    }
    assert!(stopped.restore("/nowhere").expect_err("refused").contains("cannot read /nowhere"));
}

#[tokio::test]
async fn a_backup_of_an_older_version_is_brought_up_to_date() {
    let stopped = Stopped::new().await;
    let path = stopped.bench.file("older.db", "");
    let older = Connection::open(&path).expect("a database");
    older.execute_batch(include_str!("../../src/store/migrations/0001_calls.sql")).expect("the first version");
    older.execute_batch(include_str!("../../src/store/migrations/0002_staff.sql")).expect("the second version");
    older.execute("INSERT INTO staff VALUES ('eve', 'Eve', 'hash', 0, 0)", []).expect("an account");
    older.pragma_update(None, "user_version", 2).expect("a version");
    drop(older);
    stopped.restore(&path).expect("a restore");
    assert_eq!(stopped.users(), ["eve"]);
}
