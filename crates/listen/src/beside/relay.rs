//! The network between two ends: a relay of UDP on this computer that loses and delays what a seeded network does.
//!
//! Only the voice of the sending end is lost and comes late (RTP; source of the test: RFC 5761 §4), so that both pairs are measured in
//! the same conditions. The checks of ICE, DTLS and reports only wait in front of a narrow place, and all that comes back takes the way
//! of the best network.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::network::{Network, WAY};

/// How often a thread looks whether it shall end.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// A relay between two ends, `left` being the one whose voice suffers.
pub(super) struct Relay {
    pub(super) left: Face,
    pub(super) right: Face,
    ends: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// The side of the relay that one end sees.
#[derive(Clone)]
pub(super) struct Face {
    socket: Arc<UdpSocket>,
    /// Where the end is.
    end: Arc<OnceLock<SocketAddr>>,
}

/// A packet under way.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    at: Instant,
    /// Packets that are due together keep their order.
    number: u64,
    to_right: bool,
    bytes: Vec<u8>,
}

impl Relay {
    pub(super) fn open(mut network: Network) -> anyhow::Result<Self> {
        let (left, right) = (Face::open()?, Face::open()?);
        let ends = Arc::new(AtomicBool::new(false));
        let (under_way, waiting) = mpsc::channel();
        let mut first = None;
        let with_fate = move |now: Instant, bytes: &[u8]| -> Vec<Duration> {
            let first = *first.get_or_insert(now);
            if is_rtp(bytes) {
                network.carry(now - first, bytes.len()).collect()
            } else {
                network.pass(now - first, bytes.len()).into_iter().collect()
            }
        };
        let threads = vec![
            left.listen(true, under_way.clone(), Arc::clone(&ends), with_fate),
            right.listen(false, under_way, Arc::clone(&ends), |_, _| vec![WAY]),
            deliver(left.clone(), right.clone(), waiting),
        ];
        Ok(Self { left, right, ends, threads })
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _a_panic_was_printed = thread.join();
        }
    }
}

impl Face {
    fn open() -> anyhow::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_read_timeout(Some(LOOK_EVERY))?;
        Ok(Self { socket: Arc::new(socket), end: Arc::default() })
    }

    pub(super) fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.socket.local_addr()?)
    }

    /// Tells where the end is; before, nothing is passed on.
    pub(super) fn belongs_to(&self, end: SocketAddr) {
        let _known = self.end.set(end);
    }

    fn listen(
        &self,
        to_right: bool,
        under_way: Sender<Due>,
        ends: Arc<AtomicBool>,
        mut fate: impl FnMut(Instant, &[u8]) -> Vec<Duration> + Send + 'static,
    ) -> JoinHandle<()> {
        let face = self.clone();
        thread::spawn(move || {
            let mut buffer = [0; 2048];
            let mut number = 0;
            while !ends.load(Ordering::Relaxed) {
                let Ok((length, from)) = face.socket.recv_from(&mut buffer) else { continue };
                let now = now();
                // An end checks ways from its other addresses too; only the one is passed on.
                if face.end.get() != Some(&from) {
                    continue;
                }
                for way in fate(now, &buffer[..length]) {
                    number += 1;
                    let due = Due { at: now + way, number, to_right, bytes: buffer[..length].to_vec() };
                    if under_way.send(due).is_err() {
                        return;
                    }
                }
            }
        })
    }

    fn send(&self, bytes: &[u8]) {
        if let Some(end) = self.end.get() {
            // An end that has closed its socket misses nothing.
            let _closed = self.socket.send_to(bytes, end);
        }
    }
}

/// Sends each packet when it is due; ends when both listeners have.
fn deliver(left: Face, right: Face, waiting: mpsc::Receiver<Due>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut heap: BinaryHeap<Reverse<Due>> = BinaryHeap::new();
        loop {
            let patience = heap.peek().map_or(LOOK_EVERY, |Reverse(due)| due.at.saturating_duration_since(now()));
            match waiting.recv_timeout(patience) {
                Ok(due) => heap.push(Reverse(due)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            while heap.peek().is_some_and(|Reverse(due)| due.at <= now()) {
                let Some(Reverse(due)) = heap.pop() else { break };
                if due.to_right { right.send(&due.bytes) } else { left.send(&due.bytes) }
            }
        }
    })
}

/// Whether a packet is RTP and not STUN, DTLS or RTCP. Source: RFC 7983 §7 for the first byte, RFC 5761 §4 for the second.
fn is_rtp(bytes: &[u8]) -> bool {
    matches!(bytes, [128..=191, second, ..] if !(64..=95).contains(&(second & 0x7f)))
}

#[expect(clippy::disallowed_methods, reason = "packets are relayed in real time")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Conditions;

    const RTP: [u8; 12] = [0x80, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    const RTCP: [u8; 8] = [0x81, 201, 0, 1, 0, 0, 0, 0];
    const STUN: [u8; 20] = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn only_the_voice_suffers_and_only_on_its_way() {
        assert!(is_rtp(&RTP) && !is_rtp(&RTCP) && !is_rtp(&STUN) && !is_rtp(&[]));
        let conditions: Conditions = "loss_20".parse().expect("a known network");
        let relay = Relay::open(Network::new(conditions, 5)).expect("a relay");
        let end = |face: &Face| {
            let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
            socket.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
            face.belongs_to(socket.local_addr().expect("an address"));
            socket.connect(face.address().expect("an address")).expect("connected");
            socket
        };
        let (left, right) = (end(&relay.left), end(&relay.right));
        let mut network = Network::new(conditions, 5);
        let expected = (0..200).filter(|_| network.carry(Duration::ZERO, RTP.len()).next().is_some()).count();
        for _ in 0..200 {
            left.send(&RTP).expect("sent");
            right.send(&RTP).expect("sent");
        }
        left.send(&STUN).expect("sent");
        right.send(&RTCP).expect("sent");
        let count = |socket: &UdpSocket, last: &[u8]| {
            let mut buffer = [0; 64];
            (0..).find(|_| socket.recv(&mut buffer).expect("a packet") == last.len()).expect("the last one comes")
        };
        assert_eq!(count(&right, &STUN), expected);
        assert_eq!(count(&left, &RTCP), 200);
    }
}
