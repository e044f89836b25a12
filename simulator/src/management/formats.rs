//! Forms of texts that many bodies share.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::schema::{Kind, MANY};

/// `#` and three or six hex digits.
pub(super) const HEX_COLOUR: Kind =
    Kind::Pattern(MANY, "^#([\\dA-Fa-f]{6}|[\\dA-Fa-f]{3})$", |text| is_colour(text, &[3, 6]));
/// `#` and three, four, six or eight hex digits.
pub(super) const HEX_COLOUR_ALPHA: Kind =
    Kind::Pattern(MANY, "^#(([0-9a-fA-F]{3}){1,2}|([0-9a-fA-F]{4}){1,2})$", |text| {
        is_colour(text, &[3, 4, 6, 8])
    });
/// An address that begins with `https://`.
pub(super) const HTTPS: Kind = Kind::Format("strict-https-uri", is_https);
/// The same, or null.
pub(super) const HTTPS_OR_NULL: Kind = Kind::Nullable(&Kind::Format("strict-https-uri-or-null", is_https));
/// An e-mail address.
pub(super) const EMAIL: Kind = Kind::Format("email", is_email);
/// An address of the internet, or a range of them.
pub(super) const ADDRESS_OR_RANGE: Kind = Kind::Either(&[
    Kind::Format("ipv4", |text| text.parse::<Ipv4Addr>().is_ok()),
    Kind::Format("cidr", |text| is_range(text, 32, |address| address.is_ipv4())),
    Kind::Format("ipv6", |text| text.parse::<Ipv6Addr>().is_ok()),
    Kind::Format("ipv6_cidr", |text| is_range(text, 128, |address| address.is_ipv6())),
]);

/// Five groups of hex digits.
pub(super) fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.concat().chars().all(|letter| letter.is_ascii_hexdigit())
}

fn is_colour(text: &str, lengths: &[usize]) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        lengths.contains(&digits.len()) && digits.chars().all(|letter| letter.is_ascii_hexdigit())
    })
}

fn is_https(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.scheme() == "https")
}

fn is_email(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && !name.contains(char::is_whitespace) && is_hostname(domain) && domain.contains('.')
    })
}

/// Labels of letters, digits and inner hyphens between dots.
pub(super) fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    };
    text.len() <= 255 && text.split('.').all(label)
}

fn is_range(text: &str, longest: u8, family: fn(&IpAddr) -> bool) -> bool {
    text.split_once('/').is_some_and(|(address, length)| {
        address.parse::<IpAddr>().is_ok_and(|address| family(&address))
            && length.parse::<u8>().is_ok_and(|length| length <= longest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_form_fit_and_others_do_not() {
        assert!(is_colour("#fa0", &[3, 6]) && !is_colour("#fa0d", &[3, 6]) && !is_colour("fa0", &[3]));
        assert!(is_https("https://a.example/x") && !is_https("http://a.example") && !is_https("a"));
        assert!(is_email("a.b@c.example") && !is_email("a b@c.example") && !is_email("a@b") && !is_email(""));
        assert!(is_hostname("a-b.example") && !is_hostname("-a.example") && !is_hostname("a..b"));
        assert!(is_range("10.0.0.0/8", 32, IpAddr::is_ipv4) && !is_range("10.0.0.0/33", 32, IpAddr::is_ipv4));
    }
}
