//! Requests that are wrong outside: HTTP, headers, certificates and signatures.

use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Case, Expected, Scene};
use crate::chain::Chain;

/// A request byte by byte, because no client library would send most of these.
#[derive(Clone)]
pub(crate) struct Wire {
    start: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    breaks_off: bool,
}

/// What came back.
#[derive(Debug)]
pub(crate) enum Reply {
    Http { status: u16, body: String },
    HungUp,
}

impl Wire {
    pub(crate) fn post(path: &str, body: Vec<u8>) -> Self {
        Self { start: format!("POST {path} HTTP/1.1"), headers: Vec::new(), body, breaks_off: false }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    fn instead(self, name: &str, value: &str) -> Self {
        self.without(name).header(name, value)
    }

    fn start(mut self, line: &str) -> Self {
        self.start = line.to_owned();
        self
    }

    pub(crate) async fn send(&self, server: SocketAddr) -> Reply {
        let sized =
            self.headers.iter().any(|(name, _)| matches!(name.as_str(), "Content-Length" | "Transfer-Encoding"));
        let mut bytes = format!("{}\r\nHost: roomline.example.org\r\nConnection: close\r\n", self.start).into_bytes();
        if !sized {
            bytes.extend(format!("Content-Length: {}\r\n", self.body.len()).into_bytes());
        }
        for (name, value) in &self.headers {
            bytes.extend([name.as_bytes(), b": ", value.as_slice(), b"\r\n"].concat());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&self.body);
        let talk = async {
            let mut stream = TcpStream::connect(server).await.expect("a connection");
            // A server that has seen enough hangs up in mid-sentence.
            let _ = stream.write_all(&bytes).await;
            if self.breaks_off {
                let _ = stream.shutdown().await;
            }
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            answer
        };
        let answer = tokio::time::timeout(Duration::from_secs(20), talk).await.expect("an answer in time");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
        status.map_or(Reply::HungUp, |status| Reply::Http { status, body })
    }
}

const URL: &str = "SignatureCertChainUrl";
const SIGNATURE: &str = "Signature-256";

pub(super) fn cases(scene: &Scene) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name, wire, expected| cases.push(Case { name, wire, expected });
    let amazon = |path: &str| scene.bench.amazon.url(path);
    let genuine = || scene.genuine();

    let other_port = amazon("").rsplit_once(':').expect("a port").0.to_owned();
    let refused = Expected::Refused;
    add("no certificate URL", genuine().without(URL), refused);
    for (name, url) in [
        ("an empty certificate URL", String::new()),
        ("a certificate URL of blanks", "   ".to_owned()),
        ("a certificate URL that is none", "not a URL".to_owned()),
        ("the path of a certificate alone", "/echo.api/cert.pem".to_owned()),
        ("a certificate by another scheme", amazon("/echo.api/cert.pem").replace("http://", "https://")),
        ("a certificate from Amazon's own store", "https://s3.amazonaws.com/echo.api/cert.pem".to_owned()),
        ("a host that begins like Amazon's", "https://s3.amazonaws.com.evil.test/echo.api/cert.pem".to_owned()),
        ("a certificate from a file", "file:///echo.api/cert.pem".to_owned()),
        ("a certificate in the URL", "data:text/plain,cert".to_owned()),
        ("a user in the certificate URL", amazon("/echo.api/cert.pem").replace("http://", "http://user@")),
        ("another port", format!("{other_port}:1/echo.api/cert.pem")),
        ("a path in capitals", amazon("/ECHO.API/cert.pem")),
        ("a path that climbs out", amazon("/echo.api/../cert.pem")),
        ("a path that climbs out encoded", amazon("/echo.api/%2e%2e/cert.pem")),
        ("a path that climbs out with a backslash", amazon("/echo.api/..\\cert.pem")),
        ("a path with an encoded slash", amazon("/echo.api%2fcert.pem")),
        ("a path with two slashes", amazon("//echo.api/cert.pem")),
        ("a path that only begins alike", amazon("/echo.apix/cert.pem")),
        ("a path that is the folder", amazon("/echo.api")),
        ("a certificate URL of 8 KiB", amazon(&format!("/echo.api/{}.pem", "x".repeat(8192)))),
        ("a certificate that is not there", amazon("/echo.api/missing.pem")),
        ("a certificate that moved", amazon("/echo.api/moved.pem")),
        ("a certificate without end", amazon("/echo.api/long.pem")),
        ("half a certificate", amazon("/echo.api/broken.pem")),
        ("no certificate in the file", amazon("/echo.api/empty.pem")),
        ("a key instead of a certificate", amazon("/echo.api/key.pem")),
        ("a chain without its intermediate", amazon("/echo.api/leaf.pem")),
        ("a chain in reverse", amazon("/echo.api/reversed.pem")),
        ("a chain that begins with the root", amazon("/echo.api/root-first.pem")),
        ("a chain of a foreign root", amazon("/echo.api/stranger.pem")),
        ("a certificate of another name", amazon("/echo.api/other-name.pem")),
        ("a certificate of a wildcard", amazon("/echo.api/wildcard.pem")),
    ] {
        add(name, genuine().instead(URL, &url), refused);
    }
    let mut bytes = genuine().without(URL);
    bytes.headers.push((URL.to_owned(), b"http://\xff\xfe/".to_vec()));
    add("a certificate URL that is no text", bytes, refused);
    let evil = genuine().without(URL).header(URL, "https://evil.test/echo.api/cert.pem");
    add("two certificate URLs", evil.header(URL, &amazon("/echo.api/cert.pem")), refused);

    let body = genuine().body;
    let good = scene.bench.chain.sign(&body);
    let mut flipped = STANDARD.decode(&good).expect("base64");
    flipped[17] ^= 1;
    add("no signature", genuine().without(SIGNATURE), refused);
    add("only the old signature", genuine().without(SIGNATURE).header("Signature", &good), refused);
    for (name, signature) in [
        ("an empty signature", String::new()),
        ("a signature that is not base64", "no base64!".to_owned()),
        ("a signature in another base64", good.replace(['+', '/'], "-").replace('=', "") + "-_"),
        ("a signature with blanks", good.replacen('A', " ", 1) + " x"),
        ("half a signature", good[..good.len() / 2].to_owned()),
        ("a signature of one byte", STANDARD.encode([0])),
        ("a signature of zeros", STANDARD.encode([0; 256])),
        ("a signature with one bit changed", STANDARD.encode(&flipped)),
        ("a signature of 10 KiB", STANDARD.encode([7; 10 * 1024])),
        ("a signature of another body", scene.bench.chain.sign(b"another")),
        ("a signature of nothing", scene.bench.chain.sign(b"")),
        ("a signature with Amazon's own key name only", Chain::new().sign(b"x")),
    ] {
        add(name, genuine().instead(SIGNATURE, &signature), refused);
    }
    let mut longer = genuine();
    longer.body.push(b' ');
    add("a signed body with one byte more", longer, refused);
    let mut shorter = genuine();
    shorter.body.pop();
    add("a signed body with one byte less", shorter, refused);

    let no_http = Expected::NoHttp;
    add("a question instead of a request", genuine().start("GET /alexa/skill HTTP/1.1"), no_http);
    add("a replacement instead of a request", genuine().start("PUT /alexa/skill HTTP/1.1"), no_http);
    add("a path with a slash more", genuine().start("POST /alexa/skill/ HTTP/1.1"), no_http);
    add("a path in other letters", genuine().start("POST /Alexa/Skill HTTP/1.1"), no_http);
    add("the forward endpoint that is not there", genuine().start("POST /alexa/forward HTTP/1.1"), no_http);
    add("no HTTP at all", genuine().start("hello"), no_http);
    add("a version of HTTP from the future", genuine().start("POST /alexa/skill HTTP/9.9"), no_http);
    add("a length below nothing", genuine().header("Content-Length", "-1"), no_http);
    add("two lengths", genuine().header("Content-Length", "1").header("Content-Length", "2"), no_http);
    add("a header of 1 MiB", genuine().header("X-Long", &"x".repeat(1 << 20)), no_http);
    let mut many = genuine();
    many.headers.extend((0..500).map(|number| (format!("X-{number}"), b"x".to_vec())));
    add("five hundred headers", many, no_http);
    let mut half = genuine().header("Content-Length", "100000");
    half.breaks_off = true;
    add("a body that breaks off", half, no_http);
    add("chunks that are none", genuine().header("Transfer-Encoding", "chunked"), Expected::Refused);
    cases
}
