//! The host of a URL, and who can reach it.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::scheme::Scheme;
use crate::pure::text::finding::Finding;
use crate::pure::text::literal::abridged;

/// A host that can exist.
#[derive(Debug)]
pub struct Host {
    /// In lower case, without a full stop at its end.
    pub name: String,
    /// Who can download from it.
    pub reach: Reach,
}

/// Who reaches a host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Whoever is in the internet.
    Everybody,
    /// Only the computer that asks.
    ItselfAlone,
    /// Only computers in the same network.
    ItsNetwork,
    /// Nobody: it is reserved for examples.
    Nobody,
}

/// That nothing stands where the host should.
pub fn missing() -> Finding {
    Finding::error("The URL has no host: nothing tells where the file is.")
}

/// What there is to say of who can reach the host.
pub fn finding(host: &Host) -> Option<Finding> {
    let name = &abridged(&host.name);
    match host.reach {
        Reach::ItselfAlone => Some(
            Finding::error(format!(
                "For a provider, {name} is the provider’s own computer, not yours."
            ))
            .more("Publish the image on a server that the internet can reach."),
        ),
        Reach::ItsNetwork => Some(
            Finding::advice(format!(
                "{name} is in a private network: only providers in the same network can reach it."
            ))
            .more("For all others, publish the image where the internet can reach it."),
        ),
        Reach::Nobody => Some(
            Finding::advice(format!("{name} is reserved for examples and tests."))
                .more("If it does not serve your image, enter the host that does."),
        ),
        Reach::Everybody => (!host.name.is_ascii()).then(|| {
            Finding::advice(
                "The host has letters beyond ASCII. To be safe, use the name of it that begins \
                 with xn--.",
            )
            .more("Clients turn it into that name.")
        }),
    }
}

/// Takes the host from the part of a URL between credentials and path.
pub fn parse(host_and_port: &str, scheme: Scheme) -> Result<Host, Finding> {
    let end = match host_and_port.strip_prefix('[') {
        Some(_) => host_and_port.find(']').map(|end| end + 1),
        None => host_and_port.find(':'),
    };
    let (host, port) = end
        .and_then(|end| host_and_port.split_at_checked(end))
        .unwrap_or((host_and_port, ""));
    if host.is_empty() {
        return Err(missing());
    }
    let wrong_host = || {
        Finding::error(format!(
            "“{}” is, as it is written, neither the name nor the address of a host.",
            abridged(host)
        ))
        .more("Providers and SDKs would refuse it, or read it each in their own way.")
    };
    let port = match port.strip_prefix(':') {
        Some(port) => port,
        None if port.is_empty() => port,
        None => return Err(wrong_host()),
    };
    if !is_port(port) {
        return Err(Finding::error(format!(
            "“{}” is not a port: ports are numbers from 1 to 65535.",
            abridged(port)
        )));
    }
    let name = host.to_ascii_lowercase();
    let reach = match name.strip_prefix('[') {
        Some(address) => address
            .strip_suffix(']')
            .and_then(|address| address.parse().ok())
            .map(reach_of_v6),
        None if scheme == Scheme::Gftp => is_name(&name).then_some(Reach::Everybody),
        None if ends_in_number(&name) => v4(&name).map(reach_of_v4),
        None => is_name(&name).then(|| reach_of_name(&name)),
    };
    let name = name.strip_suffix('.').unwrap_or(&name).to_owned();
    reach
        .map(|reach| Host { name, reach })
        .ok_or_else(wrong_host)
}

fn is_port(port: &str) -> bool {
    let is_number = port.chars().all(|c| c.is_ascii_digit());
    port.is_empty() || (is_number && port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// Whether DNS can have it (RFC 1035, 2.3.4), and a URL can hold it (WHATWG URL
/// Standard, forbidden domain code points). Whether letters beyond ASCII make a name
/// is left to the clients.
fn is_name(name: &str) -> bool {
    const LONGEST_LABEL: usize = 63;
    const LONGEST: usize = 253;
    let name = name.strip_suffix('.').unwrap_or(name);
    (name.len() <= LONGEST || !name.is_ascii())
        && !name.contains([
            ' ', '#', '%', '/', ':', '<', '>', '?', '@', '[', '\\', ']', '^', '|',
        ])
        && name
            .split('.')
            .all(|label| !label.is_empty() && (label.len() <= LONGEST_LABEL || !label.is_ascii()))
}

/// Beside what RFCs 2606, 6761, 6762 and 8375 reserve, the endings that routers and
/// companies have taken into use, and those of networks that are no part of DNS.
fn reach_of_name(name: &str) -> Reach {
    let name = name.strip_suffix('.').unwrap_or(name);
    let mut labels = name.rsplit('.');
    match (labels.next().unwrap_or_default(), labels.next()) {
        ("localhost" | "ip6-localhost", _) | ("localdomain", Some("localhost")) => {
            Reach::ItselfAlone
        }
        ("example" | "invalid" | "test", _) | ("com" | "net" | "org", Some("example")) => {
            Reach::Nobody
        }
        ("local" | "internal" | "lan" | "localdomain" | "home" | "corp" | "intranet", _)
        | ("private" | "onion" | "i2p", _)
        | ("arpa", Some("home"))
        | ("box", Some("fritz")) => Reach::ItsNetwork,
        (_, None) if name.is_ascii() => Reach::ItsNetwork,
        _ => Reach::Everybody,
    }
}

fn reach_of_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [0 | 127, ..] => Reach::ItselfAlone,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [169, 254, ..] | [100, 64..=127, ..] => {
            Reach::ItsNetwork
        }
        // RFC 5737.
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Reach::Nobody,
        _ => Reach::Everybody,
    }
}

fn reach_of_v6(address: Ipv6Addr) -> Reach {
    // `::1` and `::` are `0.0.0.1` and `0.0.0.0` so.
    if let Some(address) = address.to_ipv4() {
        return reach_of_v4(address);
    }
    match address.segments() {
        [0xFC00..=0xFDFF | 0xFE80..=0xFEFF, ..] => Reach::ItsNetwork,
        // RFC 3849.
        [0x2001, 0xDB8, ..] => Reach::Nobody,
        _ => Reach::Everybody,
    }
}

/// Whether the host must be an IPv4 address (WHATWG URL Standard, 3.5).
fn ends_in_number(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_decimal = !last.is_empty() && last.chars().all(|c| c.is_ascii_digit());
    let is_hex = last
        .strip_prefix("0x")
        .is_some_and(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()));
    is_decimal || is_hex
}

/// An IPv4 address in any of its forms, `2130706433` and `0x7f.1` among them.
fn v4(name: &str) -> Option<Ipv4Addr> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let parts: Vec<u32> = name.split('.').map(v4_part).collect::<Option<_>>()?;
    let (last, bytes) = parts.split_last()?;
    let high = bytes
        .iter()
        .zip([24, 16, 8])
        .try_fold(0, |sum, (byte, shift)| {
            (*byte <= 0xFF).then_some(sum | byte << shift)
        })?;
    let room = match bytes.len() {
        0 => u32::MAX,
        1 => 0xFF_FFFF,
        2 => 0xFFFF,
        3 => 0xFF,
        _ => return None,
    };
    (*last <= room).then_some(Ipv4Addr::from_bits(high | last))
}

fn v4_part(part: &str) -> Option<u32> {
    let (digits, radix) = match part.strip_prefix("0x") {
        Some("") => ("0", 16),
        Some(digits) => (digits, 16),
        None if part.len() > 1 && part.starts_with('0') => (part, 8),
        None => (part, 10),
    };
    let is_number = digits.chars().all(|c| c.is_digit(radix));
    is_number.then(|| u32::from_str_radix(digits, radix).ok())?
}
