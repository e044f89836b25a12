//! What a company's DNS tells. It shows who runs the mail, not who runs the sign-in: good enough to sort a list by.

use api::{DetectedProvider, DetectionConfidence};

use super::answer::named;

/// What was found in the DNS of a domain; whoever asks it does the asking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DnsHints {
    /// The hosts of its MX records.
    pub mx: Vec<String>,
    /// Its TXT records.
    pub txt: Vec<String>,
    /// CNAME records below it: name and target.
    pub cname: Vec<(String, String)>,
}

const OKTA: [&str; 2] = ["okta-oidc", "okta-saml"];
const ENTRA: [&str; 2] = ["entra-oidc", "entra-saml"];
const GOOGLE: [&str; 2] = ["google-workspace-oauth", "google-workspace-saml"];

/// The providers that the DNS of a domain speaks for, the strongest sign first.
#[must_use]
pub fn detect_dns(hints: &DnsHints) -> Vec<DetectedProvider> {
    let mut found: Vec<DetectedProvider> = Vec::new();
    let mut add = |ids: &[&str], reason: &str| {
        for id in ids {
            if found.iter().all(|known| known.provider != *id) {
                found.extend(named(id, DetectionConfidence::Hint, reason));
            }
        }
    };
    for (name, target) in &hints.cname {
        let first = name.split('.').next().unwrap_or_default();
        if first == "enterpriseregistration" && below(target, &["windows.net"]) {
            add(&ENTRA, "Devices of this domain register with Microsoft Entra.");
        } else if below(target, &["okta.com", "oktapreview.com", "okta-emea.com"]) {
            add(&OKTA, "A name below this domain leads to Okta.");
        } else if below(target, &["edge.tenants.auth0.com", "auth0.com"]) {
            add(&["auth0-oidc", "auth0-saml"], "A name below this domain leads to Auth0.");
        }
    }
    for (sign, ids, reason) in TXT {
        if hints.txt.iter().any(|txt| txt.to_ascii_lowercase().contains(sign)) {
            add(ids, reason);
        }
    }
    if hints.mx.iter().any(|host| below(host, &["google.com", "googlemail.com"])) {
        add(&GOOGLE, "Google receives the mail of this domain.");
        add(&["okta-oidc", "okta-saml", "jumpcloud-saml"], "Companies with mail at Google often use it.");
    } else if hints.mx.iter().any(|host| below(host, &MICROSOFT)) {
        add(&ENTRA, "Microsoft receives the mail of this domain.");
        add(&["okta-oidc", "okta-saml", "adfs"], "Companies with mail at Microsoft often use it.");
    }
    found
}

const MICROSOFT: [&str; 5] = [
    "mail.protection.outlook.com",
    "mx.microsoft",
    "mail.eo.outlook.com",
    "mail.protection.office365.us",
    "mail.protection.partner.outlook.cn",
];

const TXT: [(&str, &[&str], &str); 6] = [
    ("okta-domain-verification", &OKTA, "The domain was proved to Okta."),
    ("onelogin", &["onelogin-saml"], "The domain was proved to OneLogin."),
    ("jumpcloud", &["jumpcloud-saml"], "The domain was proved to JumpCloud."),
    ("ms=ms", &ENTRA, "The domain was proved to Microsoft."),
    ("include:_spf.google.com", &GOOGLE, "Google sends mail for this domain."),
    ("include:spf.protection.outlook.com", &ENTRA, "Microsoft sends mail for this domain."),
];

fn below(host: &str, domains: &[&str]) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    domains
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(hints: &DnsHints) -> Vec<String> {
        detect_dns(hints).into_iter().map(|found| found.provider).collect()
    }

    #[test]
    fn mail_sorts_the_list() {
        let mx = |host: &str| DnsHints { mx: vec![host.to_owned()], ..DnsHints::default() };
        assert_eq!(ids(&mx("ASPMX.L.GOOGLE.COM."))[0], "google-workspace-oauth");
        assert_eq!(ids(&mx("globex-com.mail.protection.outlook.com"))[0], "entra-oidc");
        assert!(ids(&mx("mx1.globex.example")).is_empty());
        assert!(ids(&mx("evilgoogle.com")).is_empty());
    }

    #[test]
    fn a_filter_in_front_of_the_mail_is_looked_behind() {
        let hints = DnsHints {
            mx: vec!["mxa.pphosted.com".into()],
            txt: vec!["v=spf1 include:_spf.google.com -all".into()],
            cname: Vec::new(),
        };
        assert_eq!(ids(&hints)[0], "google-workspace-oauth");
    }

    #[test]
    fn a_name_that_leads_to_a_provider_weighs_more_than_mail() {
        let hints = DnsHints {
            mx: vec!["aspmx.l.google.com".into()],
            cname: vec![("sso.globex.example".into(), "globex.customdomains.okta.com.".into())],
            txt: Vec::new(),
        };
        assert_eq!(ids(&hints)[..2], ["okta-oidc", "okta-saml"]);
    }
}
