use roomline_rig::Folder;
use roomline_station::signaling::staff::CommandBody;

use crate::program::{lines, password, run, said};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_a_sound_device_ends_in_a_clear_sentence_and_nothing_rings() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let password = password(&folder);
    let sign_in = ["--vault", "memory", "--user", "ann", "--password-file", &password];
    let output = run(&folder, &server.url(), &[], &[&sign_in[..], &["call", "room-101"]].concat()).await;
    let lines = lines(&output);
    assert_eq!(output.status.code(), Some(3), "{lines:#?}");
    assert!(said(&output, "sound"), "{lines:#?}");
    let ended = lines.iter().find(|line| line["state"] == "ended").expect("it says that the call ended");
    assert_eq!(ended["reason"], "media_failed");
    let placed = server.commands().iter().any(|body| matches!(body, CommandBody::CallPlace { .. }));
    assert!(!placed, "the resident was rung by a desk that cannot talk");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_without_sound_says_what_to_do() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let output = run(&folder, &server.url(), &[], &["--vault", "memory", "devices"]).await;
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let why = lines.last().expect("it said something")["why"].as_str().expect("a sentence").to_owned();
    assert!(why.contains("plug in a headset"), "{why}");
}
