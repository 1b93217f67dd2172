//! Which of the computer's addresses a peer binds, and with that: which it shows.
//!
//! The stack has no filter for interfaces, so the choice is made before binding. Echos run on IPv4 and cannot be on a
//! VPN; an address of a VPN or of a container would only cost time and show what is nobody's business.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::vec;

use rtc::shared::ifaces::ifaces;

/// Beginnings of the names that VPN software gives to its interfaces.
const VPN: [&str; 10] = ["tun", "tap", "utun", "wg", "ppp", "ipsec", "nordlynx", "proton", "tailscale", "zt"];
/// Beginnings of the names that container software gives to its interfaces.
const CONTAINER: [&str; 9] = ["docker", "veth", "br-", "virbr", "podman", "lxc", "lxdbr", "cni", "vmnet"];

/// The computer's place in the network, to be compared with an earlier one. What it holds stays inside.
#[derive(Clone, PartialEq, Eq)]
pub struct Network {
    addresses: Vec<IpAddr>,
    vpn: bool,
}

impl Network {
    /// Where the computer is now.
    #[must_use]
    pub fn now() -> Self {
        Self::of(named().collect())
    }

    /// Whether the computer is on something that looks like a VPN: the likely cause when no media comes through.
    #[must_use]
    pub fn has_vpn(&self) -> bool {
        self.vpn
    }

    fn of(found: Vec<(String, IpAddr)>) -> Self {
        let looks_like_vpn = |(name, ip): &(String, IpAddr)| ip.is_ipv4() && begins_with_any(name, &VPN);
        let vpn = found.iter().any(looks_like_vpn);
        let mut addresses = chosen(found.into_iter(), false);
        addresses.sort_unstable();
        Self { addresses, vpn }
    }
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Network").field("addresses", &self.addresses.len()).field("vpn", &self.vpn).finish()
    }
}

/// The addresses to bind, looked up whenever the stack binds: at the start, and anew when it restarts ICE.
pub(crate) struct Addresses {
    pub(crate) include_loopback: bool,
}

impl ToSocketAddrs for Addresses {
    type Iter = vec::IntoIter<SocketAddr>;

    fn to_socket_addrs(&self) -> io::Result<Self::Iter> {
        Ok(addresses(self.include_loopback).into_iter())
    }
}

/// The addresses to bind, each with port 0.
pub(crate) fn addresses(include_loopback: bool) -> Vec<SocketAddr> {
    chosen(named(), include_loopback).into_iter().map(|ip| SocketAddr::new(ip, 0)).collect()
}

/// All addresses of the computer, with the names of their interfaces.
fn named() -> impl Iterator<Item = (String, IpAddr)> {
    let found = ifaces().unwrap_or_default();
    found.into_iter().filter_map(|interface| Some((interface.name, interface.addr?.ip())))
}

fn chosen(found: impl Iterator<Item = (String, IpAddr)>, include_loopback: bool) -> Vec<IpAddr> {
    let mut chosen = Vec::new();
    for (name, ip) in found {
        let IpAddr::V4(v4) = ip else { continue };
        let usable = if v4.is_loopback() { include_loopback } else { !v4.is_unspecified() && !v4.is_link_local() };
        if usable && !begins_with_any(&name, &VPN) && !begins_with_any(&name, &CONTAINER) && !chosen.contains(&ip) {
            chosen.push(ip);
        }
    }
    chosen
}

fn begins_with_any(name: &str, starts: &[&str]) -> bool {
    let begins = |start: &&str| name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    starts.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vpn_a_container_and_ipv6_are_left_out() {
        let found = [
            ("lo", "127.0.0.1"),
            ("eth0", "192.0.2.10"),
            ("eth0", "2001:db8::7"),
            ("wlan0", "192.0.2.77"),
            ("eth0", "192.0.2.10"),
            ("tun0", "10.8.0.2"),
            ("wg0", "10.9.0.2"),
            ("docker0", "172.17.0.1"),
            ("br-0a1b2c", "172.18.0.1"),
            ("eth1", "169.254.3.4"),
        ];
        let found = || found.iter().map(|(name, ip)| ((*name).to_owned(), ip.parse().expect("address")));
        let texts = |chosen: Vec<IpAddr>| chosen.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(texts(chosen(found(), false)), ["192.0.2.10", "192.0.2.77"]);
        assert_eq!(texts(chosen(found(), true)), ["127.0.0.1", "192.0.2.10", "192.0.2.77"]);
    }

    #[test]
    fn a_vpn_that_comes_is_another_network_and_the_order_of_addresses_is_not() {
        let at = |found: &[(&str, &str)]| {
            Network::of(found.iter().map(|(name, ip)| ((*name).to_owned(), ip.parse().expect("address"))).collect())
        };
        let office = at(&[("eth0", "192.0.2.10"), ("wlan0", "192.0.2.77"), ("docker0", "172.17.0.1")]);
        assert_eq!(office, at(&[("wlan0", "192.0.2.77"), ("eth0", "192.0.2.10")]));
        let vpn = at(&[("eth0", "192.0.2.10"), ("wlan0", "192.0.2.77"), ("tun0", "10.8.0.2")]);
        assert!(office != vpn && vpn.has_vpn() && !office.has_vpn());
        assert!(!format!("{vpn:?}").contains("192"), "addresses stay inside");
    }

    #[test]
    fn this_computer_has_loopback() {
        assert!(addresses(true).iter().any(|address| address.ip().is_loopback()));
    }
}
