//! The address of a discovery document, from what people type.

use api::{Finding, Severity};
use url::Url;

use super::{WELL_KNOWN, is_shared_tenant};
use crate::Context;
use crate::address::{self, Fault};
use crate::findings::{Words as _, finding};

/// The address of the discovery document that an issuer or an address stands for.
///
/// # Errors
/// A finding that says why the text is not such an address, with the corrected one where it can be guessed.
#[allow(clippy::result_large_err, reason = "made once for a keystroke; the finding is what the caller shows")]
pub fn discovery_url(issuer_or_url: &str, ctx: &Context<'_>) -> Result<Url, Finding> {
    let typed = issuer_or_url.trim().trim_matches(['"', '\'', '<', '>']).trim();
    if typed.is_empty() {
        return Err(invalid("The issuer is missing"));
    }
    if typed.contains('@') && !typed.contains('/') {
        return Err(invalid("This is an email address, not an issuer"));
    }
    let with_scheme = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    if with_scheme.contains(['{', '}']) || with_scheme.contains("%7B") || is_shared_tenant(&with_scheme) {
        return Err(multi_tenant());
    }
    let address = address::check(&with_scheme, ctx.allow_loopback_http).map_err(|fault| match fault {
        Fault::NotHttps => not_https(&with_scheme),
        Fault::Invalid => invalid("This is not the address of an issuer"),
    })?;
    let mut url = address.url;
    if !url
        .host_str()
        .is_some_and(|host| host.contains('.') || host.starts_with('[') || address::is_loopback_host(host))
    {
        return Err(invalid("This is not the address of an issuer"));
    }
    look_closer(&url)?;
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    if !path.ends_with(WELL_KNOWN) && !path.ends_with("/.well-known/oauth-authorization-server") {
        url.set_path(&format!("{path}{WELL_KNOWN}"));
        url.set_query(None);
    } else if path.ends_with("/.well-known/oauth-authorization-server") {
        let base = path.trim_end_matches("/.well-known/oauth-authorization-server");
        url.set_path(&format!("{base}{WELL_KNOWN}"));
    } else {
        url.set_path(&path);
    }
    Ok(url)
}

/// Addresses that are near: misspelt, of another protocol, of an administration console, of one endpoint.
#[allow(clippy::result_large_err, reason = "made once for a keystroke; the finding is what the caller shows")]
fn look_closer(url: &Url) -> Result<(), Finding> {
    let path = url.path().to_ascii_lowercase();
    let host = url.host_str().unwrap_or_default();
    if let Some(organization) = host.find("-admin.okta").and_then(|at| host.get(..at).zip(host.get(at + 6..)))
    {
        let (name, domain) = organization;
        return Err(console(&format!("https://{name}{domain}")));
    }
    if matches!(
        host,
        "portal.azure.com" | "entra.microsoft.com" | "admin.google.com" | "console.jumpcloud.com"
    ) {
        return Err(console(""));
    }
    if path.contains("federationmetadata")
        || path.ends_with("/metadata")
        || path.contains("/saml")
        || path.ends_with(".xml")
    {
        return Err(saml());
    }
    if let Some(base) = misspelt(url) {
        return Err(typo(&format!("{base}{WELL_KNOWN}")));
    }
    const ENDPOINTS: [&str; 10] = [
        "/oauth2/v2.0/authorize",
        "/oauth2/v2.0/token",
        "/oauth2/v1/authorize",
        "/oauth2/v1/token",
        "/oauth2/authorize",
        "/oauth2/token",
        "/protocol/openid-connect/auth",
        "/protocol/openid-connect/token",
        "/oauth/token",
        "/authorize",
    ];
    match ENDPOINTS.iter().find(|end| path.ends_with(**end)) {
        Some(end) => Err(one_endpoint(&suggestion(url, end))),
        None => Ok(()),
    }
}

/// The part before a well-known path that is misspelt.
fn misspelt(url: &Url) -> Option<String> {
    let path = url.path();
    let lower = path.to_ascii_lowercase();
    let trimmed = path.trim_end_matches('/');
    if trimmed.ends_with(WELL_KNOWN) || trimmed.ends_with("/.well-known/oauth-authorization-server") {
        return None;
    }
    let at = [
        "/.well",
        "/well-known",
        "/wellknown",
        "/.wel-known",
        "/openid-config",
        "/openid_config",
        "/open-id-config",
    ]
    .iter()
    .filter_map(|start| lower.find(start))
    .min()?;
    Some(format!("{}{}", url.origin().ascii_serialization(), path.get(..at)?))
}

fn suggestion(url: &Url, end: &str) -> String {
    let base = url.path().get(..url.path().len() - end.len()).unwrap_or_default();
    let version = if end.contains("/oauth2/v2.0/") { "/v2.0" } else { "" };
    format!("{}{base}{version}", url.origin().ascii_serialization())
}

fn error(code: &str, title: &str) -> Finding {
    finding(Severity::Error, code, title).at("oidc_issuer")
}

fn invalid(title: &str) -> Finding {
    error("issuer_invalid", title)
        .detail("An issuer is a web address such as https://idp.example.com.")
        .fix("Copy the issuer from the settings of the app in your identity provider.\nPaste it here.")
}

fn not_https(typed: &str) -> Finding {
    error("issuer_not_https", "The issuer goes without encryption")
        .detail("Anyone on the way could answer in its place and sign in as anybody.")
        .fix(format!(
            "Use {} if your identity provider answers there.",
            typed.replacen("http://", "https://", 1)
        ))
}

fn multi_tenant() -> Finding {
    error("multi_tenant_issuer", "This address is for every customer of the provider")
        .detail("Anybody with an account there could sign in, not only your colleagues.")
        .fix("In Entra, open \"Overview\" and copy the \"Directory (tenant) ID\".\nUse https://login.microsoftonline.com/ followed by that id and /v2.0.")
}

fn console(suggestion: &str) -> Finding {
    let fix = if suggestion.is_empty() {
        "Open the app in your identity provider.\nCopy its issuer or discovery address.".to_owned()
    } else {
        format!("Use {suggestion} instead.")
    };
    error("admin_console_url", "This is the address of the administration console")
        .detail("The issuer is the address that people sign in at.")
        .fix(fix)
}

fn saml() -> Finding {
    error("looks_like_metadata", "This is an address of SAML metadata")
        .detail("This connection uses OpenID Connect, which has another address.")
        .fix("Choose the SAML variant of your provider, or copy the issuer instead.")
}

fn typo(suggestion: &str) -> Finding {
    error("discovery_url_typo", "The end of the address is misspelt")
        .detail(format!("Discovery documents are always at {WELL_KNOWN}."))
        .fix(format!("Use {suggestion}"))
}

fn one_endpoint(suggestion: &str) -> Finding {
    error("discovery_url_typo", "This is one endpoint, not the issuer")
        .detail("The issuer names all endpoints at once.")
        .fix(format!("Use {suggestion}"))
}

#[cfg(test)]
mod tests {
    use super::discovery_url;
    use crate::Context;

    fn resolve(typed: &str) -> Result<String, (String, String)> {
        let ctx = Context::at("2026-11-23T00:00:00Z".parse().unwrap());
        discovery_url(typed, &ctx).map(String::from).map_err(|finding| (finding.code, finding.fix))
    }

    #[test]
    fn an_issuer_becomes_its_discovery_address() {
        for (typed, expected) in [
            ("https://idp.example.com", "https://idp.example.com/.well-known/openid-configuration"),
            (" idp.example.com/ ", "https://idp.example.com/.well-known/openid-configuration"),
            (
                "https://idp.example.com/realms/corp/",
                "https://idp.example.com/realms/corp/.well-known/openid-configuration",
            ),
            (
                "https://idp.example.com/.well-known/openid-configuration/",
                "https://idp.example.com/.well-known/openid-configuration",
            ),
        ] {
            assert_eq!(resolve(typed).unwrap(), expected, "{typed}");
        }
    }

    #[test]
    fn near_misses_are_named_with_the_address_to_use() {
        for (typed, code, part) in [
            (
                "https://idp.example.com/.well-know/openid-configuration",
                "discovery_url_typo",
                "https://idp.example.com/.well-known/openid-configuration",
            ),
            (
                "https://idp.example.com/a/.well-known/openid_configuration",
                "discovery_url_typo",
                "https://idp.example.com/a/.well-known/",
            ),
            ("https://login.microsoftonline.com/common/v2.0", "multi_tenant_issuer", "tenant"),
            ("https://login.microsoftonline.com/{tenantid}/v2.0", "multi_tenant_issuer", "tenant"),
            (
                "https://login.microsoftonline.com/1-2/oauth2/v2.0/authorize",
                "discovery_url_typo",
                "https://login.microsoftonline.com/1-2/v2.0",
            ),
            ("https://acme-admin.okta.com/admin/apps", "admin_console_url", "https://acme.okta.com"),
            (
                "https://x.example/federationmetadata/2007-06/federationmetadata.xml",
                "looks_like_metadata",
                "SAML",
            ),
            ("http://idp.example.com", "issuer_not_https", "https://idp.example.com"),
            ("owner@globex.example", "issuer_invalid", "issuer"),
            ("acme", "issuer_invalid", "issuer"),
            ("", "issuer_invalid", "issuer"),
        ] {
            let (found, fix) = resolve(typed).unwrap_err();
            assert_eq!(found, code, "{typed}");
            assert!(fix.contains(part), "{typed}: {fix}");
        }
    }
}
