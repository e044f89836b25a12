//! Addresses that people and documents name: which may be used, which are private.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Why an address cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not a web address that can be trusted to be what it looks like.
    Invalid,
    /// It goes without TLS.
    NotHttps,
}

/// An address that may be used.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// As parsed.
    pub(crate) url: Url,
    /// Whether it is `http` on this machine, which the development switch allowed.
    pub(crate) loopback_http: bool,
    /// Whether only machines in the same network can reach it.
    pub(crate) private: bool,
}

/// Accepts https addresses without user-info, fragment, control characters or backslash; and `http` on loopback when
/// that is allowed.
pub(crate) fn check(raw: &str, allow_loopback_http: bool) -> Result<Address, Fault> {
    let raw = raw.trim_matches(' ');
    if raw.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(Fault::Invalid);
    }
    let (scheme, rest) = raw.split_once("://").ok_or(Fault::Invalid)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || authority.contains('@') || rest.contains('#') {
        return Err(Fault::Invalid);
    }
    let url = Url::parse(raw).map_err(|_| Fault::Invalid)?;
    if url.host().is_none() {
        return Err(Fault::Invalid);
    }
    let private = is_private(&url);
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(Address { url, loopback_http: false, private }),
        "http" if allow_loopback_http && is_loopback(&url) => {
            Ok(Address { url, loopback_http: true, private })
        }
        "http" => Err(Fault::NotHttps),
        _ => Err(Fault::Invalid),
    }
}

/// Whether an address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_loopback_host(name.trim_end_matches('.')),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Whether a host name, as a URL gives it, is this machine.
pub(crate) fn is_loopback_host(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost")
}

fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_private_name(&name.trim_end_matches('.').to_ascii_lowercase()),
        Some(Host::Ipv4(ip)) => is_private_ip(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => is_private_ip(IpAddr::V6(ip)),
        None => false,
    }
}

fn is_private_name(name: &str) -> bool {
    const ENDINGS: [&str; 8] =
        [".localhost", ".local", ".internal", ".intranet", ".lan", ".corp", ".home.arpa", ".localdomain"];
    !name.contains('.') || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn is_private_ip(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or_else(|| is_private_v6(ip), is_private_v4),
    }
}

const fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_unspecified()
        || ip.is_multicast()
        || ip.is_broadcast()
        || (a == 100 && b >= 64 && b < 128)
}

const fn is_private_v6(ip: Ipv6Addr) -> bool {
    let first = ip.segments()[0];
    ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_multicast()
        || (first & 0xfe00) == 0xfc00
        || (first & 0xffc0) == 0xfe80
}

#[cfg(test)]
mod tests {
    use super::{Fault, check};

    #[test]
    fn addresses_that_hide_something_are_invalid() {
        for raw in [
            "https://good.example@evil.example/",
            "https://@evil.example/",
            "https://idp.example/\nsso",
            "https://idp.example\\@evil.example/",
            "https://idp.example/#/sso",
            "https:/idp.example/sso",
            "https:idp.example",
            "https:///sso",
            "javascript:alert(1)//https://idp.example/",
            "/sso",
            "",
        ] {
            assert_eq!(check(raw, true).unwrap_err(), Fault::Invalid, "{raw:?}");
        }
    }

    #[test]
    fn http_needs_the_switch_and_a_loopback_host() {
        assert_eq!(check("http://localhost:4802/saml", false).unwrap_err(), Fault::NotHttps);
        assert!(check("http://localhost:4802/saml", true).unwrap().loopback_http);
        assert!(check("http://127.0.0.1/saml", true).unwrap().loopback_http);
        assert_eq!(check("http://localhost.evil.example/", true).unwrap_err(), Fault::NotHttps);
        assert_eq!(check("http://10.0.0.1/", true).unwrap_err(), Fault::NotHttps);
    }

    #[test]
    fn private_hosts_are_told_apart() {
        for raw in [
            "https://10.1.2.3/",
            "https://adfs/",
            "https://sso.corp/",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://[::1]/",
            "https://[fd00::1]/",
            "https://[::ffff:192.168.0.1]/",
            "https://2130706433/",
        ] {
            assert!(check(raw, false).unwrap().private, "{raw}");
        }
        assert!(!check("https://idp.example.com/", false).unwrap().private);
        assert!(!check("https://[2606:4700::1111]/", false).unwrap().private);
    }
}
