//! What the program tells of the house before anybody calls.

use roomline_rig::Folder;

use crate::program::{lines, password, run, said};
use crate::server::Server;

/// What `list` prints at this server.
async fn listed(server: &Server) -> std::process::Output {
    let folder = Folder::new().expect("a folder");
    let password = password(&folder);
    let arguments = ["--vault", "memory", "--user", "ann", "--password-file", &password, "list"];
    run(&folder, &server.url(), &[], &arguments).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_in_no_ring_group_is_told_that_no_call_rings_there() {
    let server = Server::start().await;
    let output = listed(&server).await;
    assert!(said(&output, "in_no_ring_group") && !said(&output, "reachable"), "{:#?}", lines(&output));
    server.puts_in_a_ring_group("Desk 1");
    let output = listed(&server).await;
    assert!(said(&output, "reachable") && !said(&output, "in_no_ring_group"), "{:#?}", lines(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_tells_whether_each_echo_can_be_reached() {
    let server = Server::start().await;
    let lines = lines(&listed(&server).await);
    let unit = lines.iter().find(|line| line["event"] == "unit").expect("a unit");
    assert_eq!(unit["echo"], "online");
}
