//! Which addresses are on the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address may be asked: not this machine, not a private or special network (IANA's special registries).
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = a == 192 && b == 0 && c == 0;
    let benchmark = a == 198 && (b == 18 || b == 19);
    let relay = a == 192 && b == 88 && c == 99;
    !(a == 0
        || a >= 240
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || shared
        || protocol
        || benchmark
        || relay)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let segments = address.segments();
    // Only global unicast (2000::/3) is public, and within it not what carries or stands for something else:
    // protocol assignments with Teredo, documentation, 6to4.
    let global = segments[0] & 0xe000 == 0x2000;
    let special = (segments[0] == 0x2001 && segments[1] < 0x0200) || segments[0] == 0x2002;
    let documentation = (segments[0] == 0x2001 && segments[1] == 0x0db8) || segments[0] == 0x3fff;
    global && !special && !documentation
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn ordinary_addresses_are_public() {
        for address in ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "100.128.0.1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn special_addresses_are_not() {
        for address in
            ["100.64.0.1", "192.0.0.8", "198.19.255.255", "2001:db8::1", "2001::1", "2002:808:808::", "::"]
        {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}
