//! Leads two ends through the relay: every candidate of a description gives way to the relay's address.

use std::net::SocketAddr;

use anyhow::Context as _;

/// The description that the other end shall see, with the relay at `relay` as its only candidate, and where the end itself is.
///
/// # Errors
/// When the end has no UDP candidate at 127.0.0.1.
pub(super) fn through(relay: SocketAddr, description: &str) -> anyhow::Result<(String, SocketAddr)> {
    let mut end = None;
    let mut lines = Vec::new();
    for line in description.lines() {
        let Some(candidate) = line.strip_prefix("a=candidate:") else {
            lines.push(line.to_owned());
            continue;
        };
        // foundation, component, transport, priority, address, port, … Source: RFC 8839 §5.1.
        let mut fields: Vec<&str> = candidate.split(' ').collect();
        let is_it = fields.get(1) == Some(&"1")
            && fields.get(2).is_some_and(|transport| transport.eq_ignore_ascii_case("udp"))
            && fields.get(4) == Some(&"127.0.0.1");
        if !is_it || end.is_some() {
            continue;
        }
        end = Some(format!("127.0.0.1:{}", fields.get(5).context("a candidate without a port")?).parse()?);
        let port = relay.port().to_string();
        fields[5] = &port;
        lines.push(format!("a=candidate:{}", fields.join(" ")));
    }
    let end = end.context("an end has no candidate at 127.0.0.1")?;
    Ok((lines.join("\r\n") + "\r\n", end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relay_is_the_only_candidate() {
        let sdp = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n\
            a=candidate:1 1 udp 2122 10.0.0.7 5000 typ host generation 0\r\n\
            a=candidate:2 1 tcp 2122 127.0.0.1 9 typ host tcptype active\r\n\
            a=candidate:3 1 udp 2122 127.0.0.1 5001 typ host generation 0\r\na=mid:0\r\n";
        let (shown, end) = through("127.0.0.1:7000".parse().expect("an address"), sdp).expect("a candidate");
        assert_eq!(end.port(), 5001);
        assert_eq!(
            shown,
            "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n\
            a=candidate:3 1 udp 2122 127.0.0.1 7000 typ host generation 0\r\na=mid:0\r\n"
        );
        assert!(through("127.0.0.1:7000".parse().expect("an address"), "v=0\r\n").is_err());
    }
}
