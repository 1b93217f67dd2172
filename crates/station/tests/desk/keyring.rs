use roomline_rig::{Bus, Folder, Keyring, KeyringState};

use crate::program::{lines, password, run, said};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn an_open_keyring_keeps_the_session_until_somebody_signs_out() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let (bus, _keyring) = keyring(&folder, KeyringState::Unlocked);
    let password = password(&folder);
    let output = run(&folder, &server.url(), &bus, &["--user", "ann", "--password-file", &password, "sign-in"]).await;
    assert!(output.status.success(), "{:#?}", lines(&output));

    let output = run(&folder, &server.url(), &bus, &["list"]).await;
    assert!(output.status.success() && said(&output, "unit"), "{:#?}", lines(&output));
    nothing_is_in_clear(&folder);
    assert_eq!(server.requests().iter().filter(|request| *request == "POST /v1/session").count(), 1);

    let output = run(&folder, &server.url(), &bus, &["sign-out"]).await;
    assert!(output.status.success(), "{:#?}", lines(&output));
    let output = run(&folder, &server.url(), &bus, &["list"]).await;
    assert_eq!(output.status.code(), Some(1), "{:#?}", lines(&output));
    nothing_is_in_clear(&folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_counts_as_none_and_nobody_waits_for_it() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let (bus, _keyring) = keyring(&folder, KeyringState::Locked);
    signs_in_each_time(&folder, &server, &bus).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_people_sign_in_each_time() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    signs_in_each_time(&folder, &server, &[]).await;
}

async fn signs_in_each_time(folder: &Folder, server: &Server, bus: &[(String, String)]) {
    let password = password(folder);
    let output = run(folder, &server.url(), bus, &["--user", "ann", "--password-file", &password, "sign-in"]).await;
    assert!(output.status.success(), "{:#?}", lines(&output));
    assert!(said(&output, "keyring_unavailable"), "{:#?}", lines(&output));
    let output = run(folder, &server.url(), bus, &["list"]).await;
    assert_eq!(output.status.code(), Some(1));
    let why = lines(&output).last().expect("it said something")["why"].to_string();
    assert!(why.contains("nobody is signed in"), "{why}");
    nothing_is_in_clear(folder);
}

/// Neither tokens nor the password nor names lie in any file that the program or its keyring wrote.
fn nothing_is_in_clear(folder: &Folder) {
    let keyrings = folder.path().join("home/.local/share/keyrings");
    let mut folders = vec![folder.path().join("data")];
    folders.extend(keyrings.exists().then_some(keyrings));
    let mut files = 0;
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            files += 1;
            let text = String::from_utf8_lossy(&std::fs::read(&entry).expect("a file")).into_owned();
            for secret in ["refresh-0", "refresh-1", "access-0", "access-1", "secret", "Mrs Jones", "Ann Baker"] {
                assert!(!text.contains(secret), "{} holds {secret:?}", entry.display());
            }
        }
    }
    assert!(files >= 2, "the log and the choices were looked at");
}

fn keyring(folder: &Folder, state: KeyringState) -> (Vec<(String, String)>, (Bus, Keyring)) {
    let bus = Bus::start(folder).expect("a bus");
    let keyring = Keyring::start(folder, &bus, state).expect("a keyring");
    (bus.env(), (bus, keyring))
}
