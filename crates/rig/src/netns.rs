//! Networks of one's own: namespaces of the kernel, with cables between them. For what happens when a computer changes its
//! network, or has no way to another one but a relay. Needs root.

use std::net::{TcpListener, ToSocketAddrs};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use anyhow::{Context as _, bail, ensure};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::tools::tool;

/// The beginning of every namespace's name; the number of the process that made it follows.
const PREFIX: &str = "roomline";

/// A computer's view of the network, alone until a cable is plugged in. It goes with this value, and its cables with it.
#[derive(Debug)]
pub struct Namespace {
    name: String,
}

impl Namespace {
    /// Makes a namespace with nothing but a loopback interface.
    ///
    /// # Errors
    /// When this is not root, or `ip` is missing.
    pub fn new(label: &str) -> anyhow::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        sweep()?;
        let name = format!("{PREFIX}-{}-{label}{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        ip(&["netns", "add", &name]).context("networks of one's own need root: run as root, or by `sudo -E`")?;
        let namespace = Self { name };
        namespace.ip(&["link", "set", "lo", "up"])?;
        Ok(namespace)
    }

    /// Plugs a cable in between an interface here and one there; both are up and have no address yet.
    ///
    /// # Errors
    /// When there is such an interface already.
    pub fn cable(&self, interface: &str, other: &Self, other_interface: &str) -> anyhow::Result<()> {
        self.ip(&["link", "add", interface, "type", "veth", "peer", "name", other_interface, "netns", &other.name])?;
        self.ip(&["link", "set", interface, "up"])?;
        other.ip(&["link", "set", other_interface, "up"])
    }

    /// Gives an interface an address, such as `192.0.2.2/24`.
    ///
    /// # Errors
    /// When it has that already.
    pub fn gets(&self, interface: &str, address: &str) -> anyhow::Result<()> {
        self.ip(&["address", "add", address, "dev", interface])
    }

    /// Takes an address away from an interface.
    ///
    /// # Errors
    /// When it does not have it.
    pub fn loses(&self, interface: &str, address: &str) -> anyhow::Result<()> {
        self.ip(&["address", "del", address, "dev", interface])
    }

    /// Sends what is for no address of its own cables by this one.
    ///
    /// # Errors
    /// When it is on no cable, or another is the default already.
    pub fn routes_by(&self, gateway: &str) -> anyhow::Result<()> {
        self.ip(&["route", "add", "default", "via", gateway])
    }

    /// Passes on what is for others.
    ///
    /// # Errors
    /// When this is not root.
    pub fn forwards(&self) -> anyhow::Result<()> {
        self.inside(|| std::fs::write("/proc/sys/net/ipv4/ip_forward", "1").context("a router forwards"))
    }

    /// Makes it a router as homes have one: who is behind it goes out of this interface under the router's own address, and nobody
    /// out there reaches in unless he was written to.
    ///
    /// # Errors
    /// When `nft` is missing.
    pub fn hides_behind(&self, interface: &str) -> anyhow::Result<()> {
        let rules = [
            "add table ip home".to_owned(),
            "add chain ip home out { type nat hook postrouting priority 100; }".to_owned(),
            format!("add rule ip home out oifname {interface} masquerade"),
            "add chain ip home pass { type filter hook forward priority 0; policy drop; }".to_owned(),
            format!("add rule ip home pass oifname {interface} accept"),
            "add rule ip home pass ct state established,related accept".to_owned(),
            // A stranger's packet that is let in, only to find nobody, would take the port that the way out needs.
            "add chain ip home own { type filter hook input priority 0; }".to_owned(),
            format!("add rule ip home own iifname {interface} ct state new drop"),
        ];
        self.forwards()?;
        self.inside(|| {
            for rule in &rules {
                let output = Command::new(tool("nft", "nftables")?).arg(rule).output()?;
                ensure!(output.status.success(), "nft {rule}: {}", String::from_utf8_lossy(&output.stderr).trim());
            }
            Ok(())
        })
    }

    /// Moves this thread into the namespace, for good. Threads and programs that it starts from now on are there, too;
    /// sockets stay where they were made.
    ///
    /// # Errors
    /// When this is not root.
    pub fn enter(&self) -> anyhow::Result<()> {
        let link = std::fs::File::open(Path::new("/run/netns").join(&self.name))?;
        use std::os::fd::AsFd as _;
        Ok(move_into_link_name_space(link.as_fd(), Some(LinkNameSpaceType::Network))?)
    }

    /// Does something inside of it, on a thread of its own: starts a program, say.
    ///
    /// # Errors
    /// What `work` says, or when it panics.
    pub fn inside<T: Send>(&self, work: impl FnOnce() -> anyhow::Result<T> + Send) -> anyhow::Result<T> {
        let there = || {
            self.enter()?;
            work()
        };
        match thread::scope(|scope| scope.spawn(there).join()) {
            Ok(done) => done,
            Err(_) => bail!("what was to be done in {} panicked", self.name),
        }
    }

    /// A port inside of it that leads to the same address outside, in the namespace of the thread that calls this on its
    /// runtime: how a program in there reaches a loopback address out here.
    ///
    /// # Errors
    /// When the port is taken in there.
    pub fn window_to(&self, address: &str) -> anyhow::Result<()> {
        let address = address.to_socket_addrs()?.next().context("an address")?;
        let listener = self.inside(|| Ok(TcpListener::bind(address)?))?;
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut far = tokio::net::TcpStream::connect(address).await?;
                    tokio::io::copy_bidirectional(&mut near, &mut far).await
                });
            }
        });
        Ok(())
    }

    fn ip(&self, arguments: &[&str]) -> anyhow::Result<()> {
        ip(&[&["-n", &self.name][..], arguments].concat()).map(drop)
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = ip(&["netns", "del", &self.name]);
    }
}

/// Removes what earlier runs left behind when they were killed.
fn sweep() -> anyhow::Result<()> {
    for line in ip(&["netns", "list"])?.lines() {
        let name = line.split_ascii_whitespace().next().unwrap_or_default();
        let maker = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').nth(1));
        if maker.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = ip(&["netns", "del", name]);
        }
    }
    Ok(())
}

fn ip(arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(tool("ip", "iproute2")?).args(arguments).output()?;
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "ip {}: {}", arguments.join(" "), words.trim());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_cable_carries_packets_as_long_as_both_ends_have_addresses() {
        let (desk, house) = (Namespace::new("desk").expect("root"), Namespace::new("house").expect("root"));
        desk.cable("cable0", &house, "house0").expect("a cable");
        desk.gets("cable0", "192.0.2.2/24").expect("an address");
        house.gets("house0", "192.0.2.1/24").expect("an address");
        let there = house.inside(|| Ok(UdpSocket::bind("192.0.2.1:0")?)).expect("a socket");
        let here = desk.inside(|| Ok(UdpSocket::bind("192.0.2.2:0")?)).expect("a socket");
        here.send_to(b"hello", there.local_addr().expect("an address")).expect("sent");
        there.set_read_timeout(Some(Duration::from_secs(5))).expect("a deadline");
        let mut buffer = [0; 8];
        assert_eq!(there.recv(&mut buffer).expect("it arrives"), 5);
        desk.loses("cable0", "192.0.2.2/24").expect("it had it");
        assert!(here.send_to(b"hello", there.local_addr().expect("an address")).is_err(), "there is no way any more");
    }
}
