//! The file of what was said of calls: what is in it after a restart, and that nothing about it stops a start.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use roomline_rig::Folder;
use roomline_signaling::call::CallId;
use roomline_signaling::outcome::{CallOutcome, Outcome};

use super::*;

const NOTE: &str = "She fell in the bath.";

fn visit(user: &str, call: u128) -> UnsaidOutcome {
    let outcome = CallOutcome { outcome: Outcome::NeedsVisit, note: Some(Private(NOTE.to_owned())) };
    UnsaidOutcome { person: id(user), call_id: CallId::from_u128(call), outcome, said_ms: 1_000 }
}

/// A desk's folder and keyring, and a run of it that kept these.
async fn kept(outcomes: Vec<UnsaidOutcome>) -> (Folder, FakeKeyring) {
    let (folder, keyring) = (Folder::new().expect("a folder"), FakeKeyring::default());
    let (keeper, told) = keyring.opens_in(folder.path()).await;
    assert_eq!(told.unsaid, Some(Vec::new()));
    keeper.keep_unsaid(SERVER.to_owned(), outcomes);
    keeper.finish().await;
    (folder, keyring)
}

fn sealed(folder: &Folder) -> PathBuf {
    folder.path().join("unsaid.sealed")
}

fn aside(folder: &Folder) -> PathBuf {
    folder.path().join("unsaid.unreadable")
}

/// A start tells of nothing, puts the file aside and can keep something again.
async fn starts_without_it(folder: &Folder, keyring: &FakeKeyring) {
    let (keeper, told) = keyring.opens_in(folder.path()).await;
    assert_eq!(told.unsaid, Some(Vec::new()));
    assert!(aside(folder).exists() && !sealed(folder).exists());
    keeper.keep_unsaid(SERVER.to_owned(), vec![visit("ben", 9)]);
    keeper.finish().await;
    let (_, told) = keyring.opens_in(folder.path()).await;
    assert_eq!(told.unsaid, Some(vec![visit("ben", 9)]));
}

#[tokio::test]
async fn what_was_kept_is_there_after_a_restart_and_in_clear_nowhere() {
    let all = vec![visit("ann", 1), visit("ben", 2)];
    let (folder, keyring) = kept(all.clone()).await;
    let bytes = fs::read(sealed(&folder)).expect("it is there");
    for clear in [NOTE, "needs_visit", id("ann").as_str()] {
        assert!(!String::from_utf8_lossy(&bytes).contains(clear), "{clear}");
    }
    let mode = fs::metadata(sealed(&folder)).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let key = keyring.holds(&Secret::UnsaidKey);
    let (keeper, told) = keyring.opens_in(folder.path()).await;
    assert_eq!(told.unsaid, Some(all));
    keeper.keep_unsaid(SERVER.to_owned(), vec![visit("ben", 2)]);
    keeper.finish().await;
    assert_eq!(keyring.holds(&Secret::UnsaidKey), key, "one key for good");
    let (_, told) = keyring.opens_in(folder.path()).await;
    assert_eq!(told.unsaid, Some(vec![visit("ben", 2)]));
}

#[tokio::test]
async fn of_nothing_there_is_no_file_and_no_key() {
    let (folder, keyring) = kept(Vec::new()).await;
    assert!(!sealed(&folder).exists());
    assert!(keyring.entries().kept.is_empty());
    let (folder, keyring) = kept(vec![visit("ann", 1)]).await;
    let (keeper, _) = keyring.opens_in(folder.path()).await;
    keeper.keep_unsaid(SERVER.to_owned(), Vec::new());
    keeper.finish().await;
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "not even a draft");
}

#[tokio::test]
async fn what_cannot_be_opened_is_put_aside_and_the_desk_starts() {
    let accidents: [fn(&mut Vec<u8>); 4] =
        [|bytes| bytes[20] ^= 1, |bytes| bytes.truncate(30), |bytes| bytes.clear(), |bytes| bytes.resize(2 << 20, 7)];
    for spoil in accidents {
        let (folder, keyring) = kept(vec![visit("ann", 1)]).await;
        let mut bytes = fs::read(sealed(&folder)).expect("it is there");
        spoil(&mut bytes);
        fs::write(sealed(&folder), &bytes).expect("written");
        starts_without_it(&folder, &keyring).await;
        assert_eq!(fs::read(aside(&folder)).expect("it is there"), bytes, "nothing is thrown away");
    }
}

#[tokio::test]
async fn another_key_or_none_opens_nothing() {
    for key in [Some("0".repeat(64)), Some("nonsense".to_owned()), None] {
        let (folder, keyring) = kept(vec![visit("ann", 1)]).await;
        keyring.entries().kept = key.into_iter().map(|key| (Secret::UnsaidKey, key)).collect();
        starts_without_it(&folder, &keyring).await;
    }
}

#[tokio::test]
async fn a_file_that_is_a_folder_stops_no_start() {
    let (folder, keyring) = kept(vec![visit("ann", 1)]).await;
    fs::remove_file(sealed(&folder)).expect("it is there");
    fs::create_dir(sealed(&folder)).expect("made");
    starts_without_it(&folder, &keyring).await;
}

#[tokio::test]
async fn a_key_that_cannot_be_read_leaves_the_file_as_it_is() {
    let (folder, keyring) = kept(vec![visit("ann", 1)]).await;
    keyring.entries().silent = Some(Secret::UnsaidKey);
    let (keeper, told) = keyring.opens_in(folder.path()).await;
    assert_eq!((told.remembering, told.unsaid), (Remembering::Keyring, None), "people stay known");
    keeper.keep_unsaid(SERVER.to_owned(), vec![visit("ben", 2)]);
    keeper.finish().await;
    keyring.entries().silent = None;
    let (_, told) = keyring.opens_in(folder.path()).await;
    assert_eq!(told.unsaid, Some(vec![visit("ann", 1)]));
}

#[tokio::test]
async fn without_a_place_for_the_key_nothing_is_written() {
    let (folder, keyring) = (Folder::new().expect("a folder"), FakeKeyring::default());
    let (keeper, _) = keyring.opens_in(folder.path()).await;
    keyring.entries().takes_nothing = true;
    keeper.keep_unsaid(SERVER.to_owned(), vec![visit("ann", 1)]);
    keeper.finish().await;
    assert!(!sealed(&folder).exists());

    let (tell, mut hearing) = mpsc::channel(8);
    let data_dir = folder.path().to_owned();
    let keeper = Keeper::start(VaultChoice::Memory, "station-1".parse().expect("an id"), None, data_dir, tell);
    keeper.keep_unsaid(SERVER.to_owned(), vec![visit("ann", 1)]);
    keeper.finish().await;
    assert!(matches!(hearing.recv().await, Some(Input::VaultOpened { .. })));
    assert!(hearing.recv().await.is_none(), "there is no file to tell of");
    assert!(!sealed(&folder).exists());
}

#[tokio::test]
async fn a_desk_of_another_server_opens_nothing_of_the_first() {
    let (folder, keyring) = kept(vec![visit("ann", 1)]).await;
    let (keeper, _) = keyring.opens_in(folder.path()).await;
    keeper.keep_unsaid("https://elsewhere.example.org".to_owned(), vec![visit("cleo", 3)]);
    keeper.finish().await;
    starts_without_it(&folder, &keyring).await;
}

#[test]
fn no_note_is_in_what_a_log_would_write() {
    let order = Order::KeepUnsaid { server: SERVER.to_owned(), outcomes: vec![visit("ann", 1)] };
    assert!(!format!("{order:?}").contains("bath"));
}
