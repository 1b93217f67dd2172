//! Takes addresses and keys out of a session description; what an Echo can do stays.
//!
//! Only lines and attributes that are known to hold neither are written as they are.
//!
//! Source: RFC 8866 §5; RFC 8839 §5.1 (candidates).

use std::net::IpAddr;

use serde_json::Value;

/// Attributes whose values say what an Echo can do.
const HARMLESS: [&str; 22] = [
    "rtpmap",
    "fmtp",
    "rtcp-fb",
    "rtcp-mux",
    "rtcp-rsize",
    "sendrecv",
    "sendonly",
    "recvonly",
    "inactive",
    "setup",
    "group",
    "mid",
    "ptime",
    "maxptime",
    "extmap",
    "extmap-allow-mixed",
    "ice-options",
    "ice-lite",
    "end-of-candidates",
    "silenceSupp",
    "rtcp-mux-only",
    "bundle-only",
];
/// Words after a candidate's address that hold nothing.
const OF_CANDIDATES: [&str; 4] = ["tcptype", "generation", "network-cost", "network-id"];
const MOST_LINES: usize = 400;

/// The lines of a description, masked.
pub(super) fn masked(text: &str) -> Value {
    text.lines().take(MOST_LINES).map(line).collect()
}

fn line(line: &str) -> Value {
    let Some((kind, value)) = line.split_once('=').filter(|(kind, _)| kind.len() == 1) else {
        return format!("‹line, {}›", line.chars().count()).into();
    };
    let fields: Vec<_> = value.split(' ').collect();
    let shown = match (kind, fields.as_slice()) {
        ("v" | "t" | "b" | "m", fields) => fields.iter().map(|field| harmless(field)).collect::<Vec<_>>().join(" "),
        ("o", [_, _, version, network, family, host]) => {
            format!("‹user› ‹id› {} {} {} {}", harmless(version), harmless(network), harmless(family), address(host))
        }
        ("c", [network, family, host]) => format!("{} {} {}", harmless(network), harmless(family), address(host)),
        ("a", _) => attribute(value),
        _ => hidden(value),
    };
    format!("{}={shown}", harmless(kind)).into()
}

fn attribute(value: &str) -> String {
    let (name, rest) = value.split_once(':').map_or((value, None), |(name, rest)| (name, Some(rest)));
    let Some(rest) = rest else {
        return if HARMLESS.contains(&name) { name.to_owned() } else { hidden(name) };
    };
    let fields: Vec<_> = rest.split(' ').collect();
    let rest = match (name, fields.as_slice()) {
        (known, fields) if HARMLESS.contains(&known) => {
            fields.iter().map(|field| harmless(field)).collect::<Vec<_>>().join(" ")
        }
        ("candidate", [_, component, transport, priority, host, port, typ, kind, more @ ..]) => {
            let known = [component, transport, priority].map(|field| harmless(field)).join(" ");
            let kind = [port, typ, kind].map(|field| harmless(field)).join(" ");
            format!("‹foundation› {known} {} {kind}{}", address(host), candidate_rest(more))
        }
        ("fingerprint", [hash, key]) => format!("{} {}", harmless(hash), hidden(key)),
        ("rtcp", [port, network, family, host]) => {
            format!("{} {} {} {}", harmless(port), harmless(network), harmless(family), address(host))
        }
        _ => hidden(rest),
    };
    format!("{}:{rest}", harmless(name))
}

fn candidate_rest(fields: &[&str]) -> String {
    let pairs = fields.chunks(2).map(|pair| match pair {
        ["raddr", host] => format!(" raddr {}", address(host)),
        ["rport", port] => format!(" rport {}", harmless(port)),
        [name, value] if OF_CANDIDATES.contains(name) => format!(" {name} {}", harmless(value)),
        [name, value] => format!(" {} {}", harmless(name), hidden(value)),
        _ => " ‹more›".to_owned(),
    });
    pairs.collect()
}

/// What kind of address it is, which is what matters, and not which.
fn address(text: &str) -> String {
    let kind = match text.split('/').next().unwrap_or_default().parse::<IpAddr>() {
        Ok(IpAddr::V4(v4)) if v4.is_unspecified() => return "0.0.0.0".to_owned(),
        Ok(IpAddr::V4(v4)) if v4.is_loopback() => "IPv4 loopback",
        Ok(IpAddr::V4(v4)) if v4.is_private() || v4.is_link_local() => "IPv4 private",
        Ok(IpAddr::V4(_)) => "IPv4 public",
        Ok(IpAddr::V6(v6)) if v6.is_unspecified() => return "::".to_owned(),
        Ok(IpAddr::V6(v6)) if v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_loopback() => "IPv6 private",
        Ok(IpAddr::V6(_)) => "IPv6 public",
        Err(_) if text.ends_with(".local") => "mDNS name",
        Err(_) => "name",
    };
    format!("‹{kind}›")
}

/// A field as it is, unless it could be an address or more than a word.
fn harmless(field: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_/=;:.+*#".contains(&byte);
    // An address is hidden behind a mark of its own in lists such as `10.0.0.1/24` or `x=192.0.2.1;y`.
    let is_address = |part: &str| part.parse::<IpAddr>().is_ok_and(|ip| !ip.is_unspecified());
    let holds_address = is_address(field) || field.split(['/', '=', ';', ',', '#']).any(is_address);
    if field.len() <= 128 && field.bytes().all(plain) && !holds_address { field.to_owned() } else { hidden(field) }
}

fn hidden(text: &str) -> String {
    format!("‹{}›", text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> String {
        line(text).as_str().expect("a text").to_owned()
    }

    #[test]
    fn addresses_names_and_keys_are_gone_and_abilities_stay() {
        for (line, shown) in [
            ("v=0", "v=0"),
            ("o=jones 4611731400430051336 2 IN IP4 192.0.2.44", "o=‹user› ‹id› 2 IN IP4 ‹IPv4 public›"),
            ("s=Mrs Jones", "s=‹9›"),
            ("t=0 0", "t=0 0"),
            ("c=IN IP6 2001:db8::44", "c=IN IP6 ‹IPv6 public›"),
            ("c=IN IP4 0.0.0.0", "c=IN IP4 0.0.0.0"),
            ("m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8", "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8"),
            ("a=rtpmap:111 opus/48000/2", "a=rtpmap:111 opus/48000/2"),
            ("a=fmtp:111 minptime=10;useinbandfec=1", "a=fmtp:111 minptime=10;useinbandfec=1"),
            (
                "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
                "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            ),
            ("a=setup:actpass", "a=setup:actpass"),
            ("a=sendrecv", "a=sendrecv"),
            ("a=ice-ufrag:F7gI", "a=ice-ufrag:‹4›"),
            ("a=ice-pwd:x9cml/YzichV2+XlhiMu8g", "a=ice-pwd:‹22›"),
            ("a=fingerprint:sha-256 D2:FA:0E", "a=fingerprint:sha-256 ‹8›"),
            (
                "a=candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 10.0.0.17 rport 46154 generation 0 ufrag F7gI",
                "a=candidate:‹foundation› 1 udp 1677729535 ‹IPv4 public› 46154 typ srflx raddr ‹IPv4 private› rport 46154 generation 0 ufrag ‹4›",
            ),
            (
                "a=candidate:1 1 udp 2122 0b1c.local 9 typ host",
                "a=candidate:‹foundation› 1 udp 2122 ‹mDNS name› 9 typ host",
            ),
            ("a=rtcp:9 IN IP4 192.0.2.44", "a=rtcp:9 IN IP4 ‹IPv4 public›"),
            ("a=ssrc:1001 cname:jones@desk", "a=ssrc:‹21›"),
            ("a=msid:stream track", "a=msid:‹12›"),
            ("a=x-owner:Jones", "a=x-owner:‹5›"),
            ("a=mid:192.0.2.44", "a=mid:‹10›"),
            ("b=AS:64", "b=AS:64"),
            ("e=jones@example.org", "e=‹17›"),
            ("Mrs Jones", "‹line, 9›"),
        ] {
            assert_eq!(one(line), shown);
        }
    }
}
