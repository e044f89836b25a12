//! Domains and e-mail addresses, without asking anybody.

use std::{collections::HashSet, sync::LazyLock};

use api::{Finding, Severity};

use crate::findings::{Words as _, finding};

static PUBLIC: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("public_domains.txt").lines().collect());

/// Services whose domains differ only in their country.
const FAMILIES: [&str; 4] = ["yahoo", "hotmail", "outlook", "live"];

/// The domain of a domain or an e-mail address, in lower case.
pub(super) fn domain_of(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.');
    let domain = text.rsplit('@').next().unwrap_or_default();
    let domain = url::Host::parse(domain).ok()?;
    let url::Host::Domain(domain) = domain else { return None };
    (domain.contains('.') && domain.len() <= 253).then_some(domain)
}

/// Whether a domain, or one above it, belongs to a public mail service.
#[must_use]
pub fn is_public_email_domain(domain: &str) -> bool {
    let Some(domain) = domain_of(domain) else { return false };
    let mut rest = domain.as_str();
    loop {
        if PUBLIC.contains(rest) || is_country_variant(rest) {
            return true;
        }
        match rest.split_once('.') {
            Some((_, above)) => rest = above,
            None => return false,
        }
    }
}

/// `yahoo.xx`, `yahoo.co.xx` and `yahoo.com.xx`.
fn is_country_variant(domain: &str) -> bool {
    let Some((name, country)) = domain.split_once('.') else { return false };
    let country = country.strip_prefix("co.").or_else(|| country.strip_prefix("com.")).unwrap_or(country);
    FAMILIES.contains(&name) && country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// What to tell a person who names a public mail domain.
#[must_use]
pub fn public_email_domain_finding(domain: &str) -> Finding {
    finding(Severity::Error, "public_email_domain", format!("{domain} belongs to a public mail service"))
        .detail("Anybody can have an address there, so it cannot stand for a company.")
        .fix("Use the domain of your company's addresses.")
        .at("domain")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_mail_domains_are_known_with_everything_below_them() {
        for domain in ["gmail.com", "GMAIL.com", "jane@gmail.com", "mail.gmx.de", "yahoo.co.nz", "outlook.sa"]
        {
            assert!(is_public_email_domain(domain), "{domain}");
        }
        for domain in
            ["globex.com", "notgmail.com", "gmail.com.globex.example", "com", "10.0.0.1", "yahoo.globex.com"]
        {
            assert!(!is_public_email_domain(domain), "{domain}");
        }
    }

    #[test]
    fn a_domain_is_taken_from_an_address_and_written_one_way() {
        assert_eq!(domain_of(" Jane@Globex.Example. ").as_deref(), Some("globex.example"));
        assert_eq!(domain_of("bücher.example").as_deref(), Some("xn--bcher-kva.example"));
        for text in ["", "localhost", "jane@", "https://globex.example", "[::1]", "a b.example"] {
            assert_eq!(domain_of(text), None, "{text}");
        }
    }
}
