//! A dam before an Echo's sockets: until it opens, no packet reaches the Echo and none leaves it.
//!
//! An ICE agent begins as soon as it has an offer, but an Echo may begin only when the call is accepted. So its answer
//! names ports of the dam instead of its own, and it is told no candidate of the other side: everything goes through here.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use roomline_signaling::call::Sdp;
use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Other ends that are let through at most; an ICE agent has a few addresses.
const MOST_ENDS: usize = 32;
/// The largest UDP packet.
const LARGEST: usize = 65_535;

/// A dam; dropping it stops it.
pub(super) struct Dam {
    gate: watch::Sender<bool>,
    _flows: JoinSet<io::Result<()>>,
}

impl Dam {
    /// Builds a dam before the candidates of `answer`, and returns the answer that names the dam.
    ///
    /// # Errors
    /// A socket cannot be bound, or the answer has no candidate.
    pub(super) async fn before(answer: &Sdp) -> io::Result<(Self, Sdp)> {
        let (gate, opened) = watch::channel(false);
        let mut flows = JoinSet::new();
        let mut ports = BTreeMap::new();
        for echo in answer.as_str().lines().filter_map(candidate) {
            if let std::collections::btree_map::Entry::Vacant(entry) = ports.entry(echo) {
                let outer = UdpSocket::bind((echo.ip(), 0)).await?;
                entry.insert(outer.local_addr()?.port());
                flows.spawn(flow(outer, echo, opened.clone()));
            }
        }
        let named = rename(answer, &ports).filter(|_| !ports.is_empty());
        let answer = named.ok_or_else(|| io::Error::other("the answer has no candidate"))?;
        Ok((Self { gate, _flows: flows }, answer))
    }

    /// Opens it for good.
    pub(super) fn open(&self) {
        self.gate.send_replace(true);
    }
}

/// Carries packets between everybody outside and one socket of the Echo; each end outside gets a socket of its own inside.
async fn flow(outer: UdpSocket, echo: SocketAddr, opened: watch::Receiver<bool>) -> io::Result<()> {
    let outer = Arc::new(outer);
    let mut ends: BTreeMap<SocketAddr, Arc<UdpSocket>> = BTreeMap::new();
    let mut back = JoinSet::new();
    let mut packet = vec![0; LARGEST];
    loop {
        let (length, end) = outer.recv_from(&mut packet).await?;
        if !*opened.borrow() || (!ends.contains_key(&end) && ends.len() >= MOST_ENDS) {
            continue;
        }
        let inner = match ends.get(&end) {
            Some(inner) => Arc::clone(inner),
            None => {
                let inner = Arc::new(UdpSocket::bind((echo.ip(), 0)).await?);
                inner.connect(echo).await?;
                back.spawn(carry_back(Arc::clone(&inner), Arc::clone(&outer), end));
                ends.insert(end, Arc::clone(&inner));
                inner
            }
        };
        // Lost like on any network.
        drop(inner.send(&packet[..length]).await);
    }
}

async fn carry_back(inner: Arc<UdpSocket>, outer: Arc<UdpSocket>, end: SocketAddr) {
    let mut packet = vec![0; LARGEST];
    // A refused packet is an error on a connected socket; the Echo may still come up.
    loop {
        if let Ok(length) = inner.recv(&mut packet).await {
            drop(outer.send_to(&packet[..length], end).await);
        } else {
            tokio::task::yield_now().await;
        }
    }
}

/// The address of a host candidate.
fn candidate(line: &str) -> Option<SocketAddr> {
    let words: Vec<&str> = line.strip_prefix("a=candidate:")?.split(' ').collect();
    let address: IpAddr = words.get(4)?.parse().ok()?;
    (words.get(7) == Some(&"host")).then_some(SocketAddr::new(address, words.get(5)?.parse().ok()?))
}

fn rename(answer: &Sdp, ports: &BTreeMap<SocketAddr, u16>) -> Option<Sdp> {
    let lines = answer.as_str().lines().filter_map(|line| {
        if !line.starts_with("a=candidate:") {
            return Some(format!("{line}\r\n"));
        }
        let echo = candidate(line)?;
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        words[5] = ports.get(&echo)?.to_string();
        Some(format!("{}\r\n", words.join(" ")))
    });
    Sdp::new(lines.collect::<String>()).ok()
}
