//! ICE candidates, as far as we choose among them.

use std::cmp::Reverse;
use std::net::IpAddr;

use super::Media;

/// A place where a peer may be reached by UDP, component 1.
///
/// Candidates of component 2 (RTCP apart, which we never use), over TCP, or under a name instead of an address (mDNS)
/// are not read: nobody here could use them.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The address.
    pub address: IpAddr,
    /// The port, never 0.
    pub port: u16,
    /// How the address was found.
    pub kind: CandidateKind,
    /// The priority its author gave it.
    pub priority: u32,
}

/// How a candidate's address was found; in the order in which a default candidate is chosen.
///
/// Source: RFC 8445 §5.1.1, RFC 8839 §4.2.1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandidateKind {
    /// On a TURN server.
    Relay,
    /// As a STUN server or the other peer saw it.
    Reflexive,
    /// On an interface of the device itself.
    Host,
}

impl Candidate {
    /// Reads an attribute's value: `1 1 udp 2122252543 192.0.2.44 50100 typ host …`.
    pub(super) fn read(value: &str) -> Option<Self> {
        let mut words = value.split_ascii_whitespace();
        let _foundation = words.next()?;
        let component = words.next()?;
        let transport = words.next()?;
        let priority = words.next()?.parse().ok()?;
        let address = words.next()?.parse().ok()?;
        let port = words.next()?.parse().ok().filter(|port| *port != 0)?;
        let kind = match (words.next()?, words.next()?) {
            ("typ", "host") => CandidateKind::Host,
            ("typ", "srflx" | "prflx") => CandidateKind::Reflexive,
            ("typ", "relay") => CandidateKind::Relay,
            _ => return None,
        };
        let usable = component == "1" && transport.eq_ignore_ascii_case("udp");
        usable.then_some(Self { address, port, kind, priority })
    }
}

/// The candidate that belongs into `m=` and `c=`: the most widely reachable kind, of these the most preferred, IPv4
/// before IPv6.
pub(super) fn default_of(section: &Media) -> Option<Candidate> {
    section.candidates().min_by_key(|found| (found.address.is_ipv6(), found.kind, Reverse(found.priority)))
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Candidate({:?})", self.kind)
    }
}
