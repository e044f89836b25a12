//! Which names can be claimed: pure.

use api::{FieldProblem, ProblemCode};
use psl::Psl;
use url::Host;

use crate::problem::Explain;

/// Names that are nobody's (RFC 6761, RFC 7686, RFC 8375, RFC 9476), or every network's own.
const RESERVED: [&str; 11] =
    ["test", "example", "invalid", "localhost", "local", "internal", "lan", "onion", "alt", "arpa", "home"];
/// Names below which a provider gives each of its customers one: they are known, and not on the public suffix list.
const OF_PROVIDERS: [&str; 6] =
    ["onmicrosoft.com", "okta.com", "oktapreview.com", "auth0.com", "google.com", "gserviceaccount.com"];

/// Why a name cannot be claimed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("not a domain")]
    NotADomain,
    #[error("an IP address")]
    IpAddress,
    #[error("{0} belongs to a public mail service")]
    PublicEmail(String),
    #[error("{0} is a public suffix")]
    PublicSuffix(String),
    #[error("{0} is reserved")]
    Reserved(String),
    #[error("{0} is a provider's")]
    OfProvider(String),
}

/// The name in the form of DNS: A-labels in lower case (UTS 46, RFC 5890).
pub(super) fn read(text: &str, allow_reserved: bool) -> Result<String, Refused> {
    let text = text.trim();
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.contains(['@', '/', ':', ' ', '*', '_', '%']) {
        return Err(Refused::NotADomain);
    }
    let name = match Host::parse(text) {
        Ok(Host::Domain(name)) => name,
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(Refused::IpAddress),
        Err(_) => return Err(Refused::NotADomain),
    };
    if name.len() > 253 || !name.contains('.') || !name.split('.').all(is_label) {
        return Err(Refused::NotADomain);
    }
    let below =
        |ending: &str| name == ending || name.strip_suffix(ending).is_some_and(|rest| rest.ends_with('.'));
    if !allow_reserved && RESERVED.iter().any(|ending| below(ending)) {
        return Err(Refused::Reserved(name));
    }
    if idp::is_public_email_domain(&name) {
        return Err(Refused::PublicEmail(name));
    }
    if OF_PROVIDERS.iter().any(|ending| below(ending)) {
        return Err(Refused::OfProvider(name));
    }
    if registrable(&name).is_none() {
        return Err(Refused::PublicSuffix(name));
    }
    Ok(name)
}

fn is_label(label: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&label.len())
        && label.bytes().all(inside)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The part of a name that somebody has registered: one label more than the public suffix.
pub(super) fn registrable(name: &str) -> Option<&str> {
    let domain = psl::List.domain(name.as_bytes())?;
    std::str::from_utf8(domain.as_bytes()).ok()
}

/// The name as people write it.
pub(super) fn display(name: &str) -> String {
    let (text, readable) = idna::domain_to_unicode(name);
    if readable.is_ok() { text } else { name.to_owned() }
}

/// A record's name inside of its zone, as DNS consoles ask for it.
pub(super) fn relative<'a>(host: &'a str, zone: &str) -> &'a str {
    let outside = host.len().checked_sub(zone.len() + 1);
    let split = outside.filter(|at| host.is_char_boundary(*at)).map(|at| host.split_at(at));
    match split {
        Some((inside, rest))
            if rest.strip_prefix('.').is_some_and(|rest| rest.eq_ignore_ascii_case(zone)) =>
        {
            inside
        }
        _ => host,
    }
}

impl Refused {
    const fn field_code(&self) -> &'static str {
        match self {
            Self::NotADomain => "not_a_domain",
            Self::IpAddress => "ip_address",
            Self::PublicEmail(_) => "public_email_domain",
            Self::PublicSuffix(_) => "public_suffix",
            Self::Reserved(_) => "reserved_name",
            Self::OfProvider(_) => "provider_domain",
        }
    }

    const fn fix(&self) -> &'static str {
        match self {
            Self::NotADomain => "Enter only what stands after the @ in your addresses, such as globex.com.",
            Self::IpAddress => "Enter a domain, such as globex.com.",
            Self::PublicSuffix(_) => {
                "Enter the domain that your company has registered, such as globex.co.uk."
            }
            _ => "Use the domain of your company's addresses.",
        }
    }
}

impl Explain for Refused {
    fn code(&self) -> ProblemCode {
        ProblemCode::InvalidRequest
    }

    fn detail(&self) -> String {
        match self {
            Self::NotADomain => "This is not a domain.".to_owned(),
            Self::IpAddress => "This is an IP address, not a domain.".to_owned(),
            Self::PublicEmail(name) => format!(
                "{name} belongs to a public mail service. Anybody can have an address there, so it cannot stand for a company."
            ),
            Self::PublicSuffix(name) => {
                format!("Everybody can register names below {name}, so it cannot stand for a company.")
            }
            Self::Reserved(name) => format!("{name} is reserved for other uses, and nobody can own it."),
            Self::OfProvider(name) => format!(
                "{name} is a name that a provider gives to its customers. It can be used in a connection, but nobody gets mail for a company there."
            ),
        }
    }

    fn errors(&self) -> Vec<FieldProblem> {
        vec![FieldProblem {
            pointer: "/name".to_owned(),
            code: self.field_code().to_owned(),
            detail: self.detail(),
            fix: self.fix().to_owned(),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> &'static str {
        read(text, false).map_or_else(|refused| refused.field_code(), |_| "taken")
    }

    #[test]
    fn companies_domains_are_taken_in_the_form_of_dns() {
        for (text, name) in [
            ("Globex.COM", "globex.com"),
            (" globex.co.uk. ", "globex.co.uk"),
            ("eu.globex.com", "eu.globex.com"),
            ("bücher.de", "xn--bcher-kva.de"),
            ("xn--bcher-kva.de", "xn--bcher-kva.de"),
            ("BÜCHER.de", "xn--bcher-kva.de"),
            ("notgmail.com", "notgmail.com"),
        ] {
            assert_eq!(read(text, false).as_deref(), Ok(name), "{text}");
        }
        assert_eq!(display("xn--bcher-kva.de"), "bücher.de");
    }

    #[test]
    fn what_nobody_can_own_is_refused_with_a_name() {
        for (text, code) in [
            ("", "not_a_domain"),
            ("globex", "not_a_domain"),
            ("jane@globex.com", "not_a_domain"),
            ("https://globex.com", "not_a_domain"),
            ("globex.com/path", "not_a_domain"),
            ("*.globex.com", "not_a_domain"),
            ("-globex.com", "not_a_domain"),
            ("glo bex.com", "not_a_domain"),
            ("globex..com", "not_a_domain"),
            ("10.0.0.1", "ip_address"),
            ("0x7f.1", "ip_address"),
            ("gmail.com", "public_email_domain"),
            ("mail.gmx.de", "public_email_domain"),
            ("yahoo.co.nz", "public_email_domain"),
            ("com", "not_a_domain"),
            ("co.uk", "public_suffix"),
            ("github.io", "public_suffix"),
            ("vercel.app", "public_suffix"),
            ("acme.onmicrosoft.com", "provider_domain"),
            ("acme.okta.com", "provider_domain"),
            ("globex.example", "reserved_name"),
            ("printer.local", "reserved_name"),
        ] {
            assert_eq!(refused(text), code, "{text}");
        }
        assert!(read(&format!("{}.com", "a".repeat(64)), false).is_err());
        assert!(read("globex.example", true).is_ok());
    }

    #[test]
    fn a_record_is_named_inside_of_its_zone() {
        assert_eq!(relative("_ss.org_A.globex.com", "globex.com"), "_ss.org_A");
        assert_eq!(relative("_ss.org_A.eu.Globex.com", "globex.com"), "_ss.org_A.eu");
        assert_eq!(relative("_ss.notglobex.com", "globex.com"), "_ss.notglobex.com");
        assert_eq!(registrable("a.b.globex.co.uk"), Some("globex.co.uk"));
    }
}
