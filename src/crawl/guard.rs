//! Address guard: keeps the crawl away from private networks and from services that are no web
//! servers, whatever a page or a name server says. It is asked after resolution, at every hop, and
//! once more of the address that answered.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Ports of other protocols, which a page could make us talk to. A refused one is a service that
/// every browser refuses, too (the list of the Fetch standard, ports below 1024 and the well-known
/// ones above).
const OTHER_PROTOCOLS: [u16; 79] = [
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
    103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
    512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
    995, 1719, 1720, 1723, 2049, 3659, 4045, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
    6697,
];

/// Lets public addresses pass, and the servers that the user named if those are not public (a
/// staging portal, a test on loopback): exactly these, not their network and not what else listens
/// at their address.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    named: Vec<(IpAddr, u16)>,
}

impl Guard {
    /// Guard of a portal whose user named the servers at these addresses and ports.
    pub fn new(named: &[(IpAddr, u16)]) -> Self {
        let private = named.iter().filter(|(ip, _)| !is_public(*ip));
        Self {
            named: private
                .map(|(ip, port)| (*ip, one_web_port(*port)))
                .collect(),
        }
    }

    /// Whether a connection is allowed.
    pub fn allows(&self, ip: IpAddr, port: u16) -> bool {
        let is_named = || self.named.contains(&(ip, one_web_port(port)));
        is_named() || (is_public(ip) && !OTHER_PROTOCOLS.contains(&port))
    }

    /// Whether there is a port at which a connection is allowed.
    pub fn may_allow(&self, ip: IpAddr) -> bool {
        is_public(ip) || self.named.iter().any(|(named, _)| *named == ip)
    }
}

/// 80 and 443 of one address are one server.
fn one_web_port(port: u16) -> u16 {
    if port == 443 { 80 } else { port }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Special-purpose blocks of the IANA IPv4 registry that are not globally reachable.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(a == 0
        || a == 10
        || a == 127
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113))
}

/// Only global unicast (2000::/3), less the blocks in it that stand for something else: Teredo,
/// ORCHID, documentation, and 6to4, which carries an IPv4 address. NAT64, mapped and compatible
/// addresses lie outside 2000::/3 and are refused whatever they carry.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    a & 0xe000 == 0x2000
        && a != 0x2002
        && !(a == 0x2001 && (b < 0x0200 || b == 0x0db8))
        && !(a == 0x3fff && b < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn private_space_is_refused_and_public_space_is_not() {
        let guard = Guard::default();
        for refused in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.0.1",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2002:7f00:1::",
            "2001:0:1::1",
            "2001:db8::1",
        ] {
            assert!(!guard.allows(ip(refused), 80), "{refused}");
            assert!(!guard.may_allow(ip(refused)), "{refused}");
        }
        for allowed in [
            "1.1.1.1",
            "100.63.0.1",
            "172.32.0.1",
            "192.1.0.1",
            "2400:3200::1",
        ] {
            assert!(guard.allows(ip(allowed), 8080), "{allowed}");
        }
    }

    #[test]
    fn services_that_are_no_web_servers_are_refused_unless_named() {
        let guard = Guard::new(&[(ip("127.0.0.1"), 25)]);
        for port in [22, 25, 6667] {
            assert!(!guard.allows(ip("1.1.1.1"), port), "{port}");
        }
        assert!(guard.allows(ip("127.0.0.1"), 25));
        assert!(OTHER_PROTOCOLS.is_sorted());
    }

    #[test]
    fn a_named_server_opens_its_own_address_and_port_only() {
        let guard = Guard::new(&[(ip("127.0.0.1"), 8080), (ip("10.0.0.7"), 443)]);
        assert!(guard.allows(ip("127.0.0.1"), 8080));
        assert!(guard.allows(ip("10.0.0.7"), 80) && guard.allows(ip("10.0.0.7"), 443));
        for (refused, port) in [
            ("127.0.0.1", 80),
            ("127.0.0.1", 6379),
            ("10.0.0.7", 8080),
            ("127.0.0.2", 8080),
            ("::1", 8080),
            ("::ffff:127.0.0.1", 8080),
        ] {
            assert!(!guard.allows(ip(refused), port), "{refused} {port}");
        }
    }
}
