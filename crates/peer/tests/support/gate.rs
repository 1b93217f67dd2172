//! A gate in the wire between two peers on this computer: shut, nothing passes.

use std::net::{SocketAddr, UdpSocket as StdSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use roomline_call::Sdp;
use roomline_call::description::Description;
use tokio::net::UdpSocket;

/// Stands between two peers; each is told the gate's address instead of the other's.
pub(crate) struct WireGate {
    towards_left: StdSocket,
    towards_right: StdSocket,
    open: Arc<AtomicBool>,
}

impl WireGate {
    /// A shut gate.
    pub(crate) fn shut() -> Self {
        let bind = || StdSocket::bind("127.0.0.1:0").expect("a loopback port");
        Self { towards_left: bind(), towards_right: bind(), open: Arc::new(AtomicBool::new(false)) }
    }

    /// What the right end is to read instead of the left end's description.
    pub(crate) fn of_left(&self, left: &Sdp) -> Sdp {
        with_candidate(left, &self.towards_right)
    }

    /// What the left end is to read instead of the right end's description.
    pub(crate) fn of_right(&self, right: &Sdp) -> Sdp {
        with_candidate(right, &self.towards_left)
    }

    /// Carries packets from now on, but only while open.
    pub(crate) fn connect(&self, left: &Sdp, right: &Sdp) {
        let socket = |socket: &StdSocket| {
            socket.set_nonblocking(true).expect("a socket");
            Arc::new(UdpSocket::from_std(socket.try_clone().expect("a socket")).expect("a socket"))
        };
        let (near_left, near_right) = (socket(&self.towards_left), socket(&self.towards_right));
        let (left, right) = (loopback_candidate(left), loopback_candidate(right));
        tokio::spawn(carry(Arc::clone(&near_left), Arc::clone(&near_right), right, Arc::clone(&self.open)));
        tokio::spawn(carry(near_right, near_left, left, Arc::clone(&self.open)));
    }

    pub(crate) fn open(&self, open: bool) {
        self.open.store(open, Ordering::SeqCst);
    }
}

async fn carry(from: Arc<UdpSocket>, through: Arc<UdpSocket>, to: SocketAddr, open: Arc<AtomicBool>) {
    let mut buffer = [0; 2_048];
    while let Ok((length, _)) = from.recv_from(&mut buffer).await {
        if open.load(Ordering::SeqCst) {
            let _lost_as_on_any_network = through.send_to(&buffer[..length], to).await;
        }
    }
}

fn loopback_candidate(sdp: &Sdp) -> SocketAddr {
    let description = Description::parse(sdp).expect("a description");
    let found = description.audio().expect("audio").candidates().find(|found| found.address.is_loopback());
    let found = found.expect("a loopback candidate");
    SocketAddr::new(found.address, found.port)
}

fn with_candidate(sdp: &Sdp, socket: &StdSocket) -> Sdp {
    let port = socket.local_addr().expect("an address").port();
    let mut lines: Vec<String> =
        sdp.as_str().lines().filter(|line| !line.starts_with("a=candidate:")).map(str::to_owned).collect();
    let audio = lines.iter().position(|line| line.starts_with("m=audio")).expect("audio");
    let connection = lines[audio..].iter().position(|line| line.starts_with("c=")).map_or(audio, |found| audio + found);
    lines.insert(connection + 1, format!("a=candidate:1 1 udp 2130706431 127.0.0.1 {port} typ host"));
    Sdp::new(lines.join("\r\n") + "\r\n").expect("a short description")
}
