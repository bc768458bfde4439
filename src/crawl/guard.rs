//! Address guard: keeps the crawl away from private networks, whatever a page or a name server
//! says. It is asked after resolution, at every hop.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Lets public addresses pass, and the addresses of the seed if those are not public (a staging
/// portal, a test on loopback): exactly these, not their network.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    seed: Vec<IpAddr>,
}

impl Guard {
    /// Guard of a portal whose seed resolves to `seed`.
    pub fn new(seed: &[IpAddr]) -> Self {
        Self {
            seed: seed.iter().copied().filter(|ip| !is_public(*ip)).collect(),
        }
    }

    /// Whether a connection to `ip` is allowed.
    pub fn allows(&self, ip: IpAddr) -> bool {
        is_public(ip) || self.seed.contains(&ip)
    }
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
            assert!(!guard.allows(ip(refused)), "{refused}");
        }
        for allowed in [
            "1.1.1.1",
            "100.63.0.1",
            "172.32.0.1",
            "192.1.0.1",
            "2400:3200::1",
        ] {
            assert!(guard.allows(ip(allowed)), "{allowed}");
        }
    }

    #[test]
    fn a_private_seed_opens_its_own_address_only() {
        let guard = Guard::new(&[ip("127.0.0.1"), ip("10.0.0.7")]);
        assert!(guard.allows(ip("127.0.0.1")) && guard.allows(ip("10.0.0.7")));
        assert!(!guard.allows(ip("127.0.0.2")) && !guard.allows(ip("::1")));
    }
}
