//! What a document offers beyond what is needed: worth knowing, never in the way.

use api::{Finding, Severity};
use url::Url;

use super::{Words as _, finding};
use crate::reading::{OidcReading, SamlReading};

/// OIDC: scopes, algorithms, PKCE.
pub(super) fn oidc(oidc: &OidcReading) -> Vec<Finding> {
    let mut findings = Vec::new();
    if oidc.id_token_algs.iter().any(|name| name == "none") {
        findings.push(
            finding(Severity::Info, "none_alg_offered", "ID tokens without a signature are offered")
                .detail("Auth0 does not accept them. That they can be made at all is a risk for other applications.")
                .fix("Switch the algorithm \"none\" off in your identity provider.")
                .at("/id_token_signing_alg_values_supported"),
        );
    }
    if !oidc.scopes.is_empty() && !oidc.scopes.iter().any(|scope| scope == "email") {
        findings.push(
            finding(Severity::Info, "no_email_scope", "The scope email is not offered")
                .detail("The e-mail address may come all the same: the test will show it.")
                .at("/scopes_supported"),
        );
    }
    if oidc.pkce.as_ref().is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
        findings.push(
            finding(Severity::Info, "no_pkce", "PKCE with S256 is not offered")
                .detail("Sign-in works without it. It would protect the code on its way.")
                .at("/code_challenge_methods_supported"),
        );
    }
    findings
}

/// SAML: where sign-out goes, and whether all sign-in addresses are in one place.
pub(super) fn saml(saml: &SamlReading) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(endpoint) = saml.sign_out.iter().find(|endpoint| endpoint.url.starts_with("http://")) {
        findings.push(
            finding(Severity::Info, "sign_out_not_https", "Sign-out goes without encryption")
                .detail(format!("{} is not used unless sign-out there is switched on.", endpoint.url))
                .at("/EntityDescriptor/IDPSSODescriptor/SingleLogoutService/@Location"),
        );
    }
    let host = |address: &str| Url::parse(address).ok()?.host_str().map(str::to_ascii_lowercase);
    let first = host(&saml.sign_in.url);
    let usable = saml.sign_in_all.iter().filter(|endpoint| endpoint.usable_binding().is_some());
    if let Some(other) = usable.map(|endpoint| host(&endpoint.url)).find(|other| *other != first) {
        findings.push(
            finding(Severity::Info, "sign_in_hosts_differ", "The sign-in addresses are on different hosts")
                .detail(format!(
                    "{} is used. The other one is {}.",
                    first.unwrap_or_default(),
                    other.unwrap_or_default()
                ))
                .at("/EntityDescriptor/IDPSSODescriptor/SingleSignOnService"),
        );
    }
    findings
}
