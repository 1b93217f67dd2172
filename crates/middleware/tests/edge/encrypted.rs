//! The server's own TLS on a real listener.

use std::time::Duration;

use roomline_middleware::config::TlsFiles;
use roomline_middleware::server::{ServeError, Server};

use crate::bench::Bench;

/// Writes a fresh certificate for this computer and returns it with the names of its files.
pub(crate) fn certificate(bench: &Bench) -> (String, TlsFiles) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (cert, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let files = TlsFiles { cert: bench.file("cert.pem", &cert).into(), key: bench.file("key.pem", &key).into() };
    (cert, files)
}

pub(crate) fn client(root: Option<&str>) -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10));
    match root {
        Some(root) => builder.tls_certs_only([reqwest::Certificate::from_pem(root.as_bytes()).expect("a root")]),
        None => builder,
    }
    .build()
    .expect("a client")
}

#[tokio::test]
async fn the_server_speaks_tls_with_its_own_certificate_and_nothing_else_there() {
    let bench = Bench::new().await;
    bench.app.calls().stop().await;
    let (root, files) = certificate(&bench);
    let mut config = bench.config.clone();
    config.server.tls = Some(files);
    let server = Server::start(&config, bench.clock.clock()).await.expect("a server");
    let addresses = server.addresses();
    tokio::spawn(server.run(std::future::pending()));

    let port = addresses.listen.port();
    let url = format!("https://localhost:{port}/v1/directory");
    let answer = client(Some(&root)).get(&url).send().await.expect("an answer");
    assert_eq!(answer.status(), 401);
    assert!(client(None).get(&url).send().await.is_err(), "the certificate is not the system's");
    assert!(client(None).get(url.replace("https", "http")).send().await.is_err(), "plain HTTP is not spoken");
    let health = client(None).get(format!("http://{}/healthz", addresses.admin_listen)).send().await;
    assert_eq!(health.expect("an answer").status(), 200, "the operator's listener is plain");
}

#[tokio::test]
async fn a_key_of_another_certificate_stops_the_start() {
    let bench = Bench::new().await;
    let (_, mut files) = certificate(&bench);
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    files.key = bench.file("other.pem", &other.signing_key.serialize_pem()).into();
    let mut config = bench.config.clone();
    config.server.tls = Some(files);
    let error = Server::start(&config, bench.clock.clock()).await.expect_err("an error");
    assert!(matches!(error, ServeError::Tls(_)), "{error}");
    assert!(error.to_string().contains("do not fit"), "{error}");
}

#[tokio::test]
async fn an_address_that_is_taken_stops_the_start_with_a_remedy() {
    let bench = Bench::new().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut config = bench.config.clone();
    config.server.listen = taken.local_addr().expect("an address");
    let error = Server::start(&config, bench.clock.clock()).await.expect_err("an error").to_string();
    assert!(error.contains("cannot listen on 127.0.0.1:") && error.contains("another server"), "{error}");
}
