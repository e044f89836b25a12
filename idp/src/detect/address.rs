//! Addresses that people paste: metadata, a sign-in page, an administration console. Told by their shape; nothing is
//! fetched.

use api::{DerivedAddress, DetectedKind};
use url::Url;

use crate::oidc::{WELL_KNOWN, is_shared_tenant};

/// What an address means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) kind: DetectedKind,
    /// The products it can belong to, the likeliest first.
    pub(super) products: &'static [&'static str],
    /// Why, as a sentence.
    pub(super) reason: &'static str,
    /// What follows from it.
    pub(super) derived: Vec<DerivedAddress>,
    /// What is wrong with it where SAML metadata is asked for.
    pub(super) trap: Option<Trap>,
}

/// Addresses that mislead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trap {
    /// For every customer of the provider.
    MultiTenant,
    /// Entra's metadata of the whole directory, whose keys are not the application's.
    TenantWide,
    /// Our own metadata.
    OwnMetadata,
    /// PingFederate's metadata for nobody in particular.
    NoPartner,
}

const OKTA: &[&str] = &["okta-oidc", "okta-saml"];
const ENTRA: &[&str] = &["entra-oidc", "entra-saml"];
const GOOGLE: &[&str] = &["google-workspace-oauth", "google-workspace-saml"];
const KEYCLOAK: &[&str] = &["keycloak-oidc", "keycloak-saml"];

fn meaning(kind: DetectedKind, products: &'static [&'static str], reason: &'static str) -> Meaning {
    Meaning { kind, products, reason, derived: Vec::new(), trap: None }
}

impl Meaning {
    fn derive(mut self, kind: DetectedKind, url: String) -> Self {
        self.derived.push(DerivedAddress { kind, url });
        self
    }

    fn trapped(mut self, trap: Trap) -> Self {
        self.trap = Some(trap);
        self
    }
}

/// What an address means, where its shape tells.
pub(super) fn read(url: &Url) -> Option<Meaning> {
    let host = url.host_str()?.to_ascii_lowercase();
    okta(url, &host)
        .or_else(|| microsoft(url, &host))
        .or_else(|| google(url, &host))
        .or_else(|| consoles(url, &host))
        .or_else(|| self_hosted(url))
        .or_else(|| by_ending(url))
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn okta(url: &Url, host: &str) -> Option<Meaning> {
    const DOMAINS: [&str; 6] =
        ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil", "trexcloud.com"];
    let domain = DOMAINS
        .into_iter()
        .find(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')))?;
    let organization = host.strip_suffix(domain)?.trim_end_matches('.');
    if let Some(name) = organization.strip_suffix("-admin") {
        let console = meaning(DetectedKind::AdminConsole, OKTA, "This is Okta's administration console.");
        return Some(console.derive(DetectedKind::Issuer, format!("https://{name}.{domain}")));
    }
    let segments: Vec<&str> = url.path().trim_matches('/').split('/').collect();
    match segments.as_slice() {
        ["app", _, key, "sso", "saml"] if key.starts_with("exk") => {
            let sign_in =
                meaning(DetectedKind::SignInAddress, &["okta-saml"], "This is a sign-in address of Okta.");
            let metadata = format!("{}/app/{key}/sso/saml/metadata", origin(url));
            Some(sign_in.derive(DetectedKind::MetadataAddress, metadata))
        }
        [""] => Some(
            meaning(DetectedKind::Issuer, OKTA, "This is an organization at Okta.")
                .derive(DetectedKind::DiscoveryAddress, format!("{}{WELL_KNOWN}", origin(url))),
        ),
        ["oauth2", _] => {
            let server = meaning(
                DetectedKind::Issuer,
                &["custom-oidc", "okta-oidc"],
                "This is an authorization server of its own at Okta.",
            );
            let path = url.path().trim_end_matches('/');
            Some(server.derive(DetectedKind::DiscoveryAddress, format!("{}{path}{WELL_KNOWN}", origin(url))))
        }
        ["app" | "admin" | "enduser", ..] if !url.path().ends_with("/metadata") => {
            Some(meaning(DetectedKind::UserPortal, OKTA, "This is a page of Okta."))
        }
        _ => None,
    }
}

fn microsoft(url: &Url, host: &str) -> Option<Meaning> {
    match host {
        "entra.microsoft.com" | "portal.azure.com" | "aad.portal.azure.com" => {
            return Some(meaning(
                DetectedKind::AdminConsole,
                ENTRA,
                "This is Microsoft's administration console.",
            ));
        }
        "myapps.microsoft.com" | "myapplications.microsoft.com" => {
            return Some(meaning(
                DetectedKind::UserPortal,
                ENTRA,
                "This is Microsoft's page of everybody's applications.",
            ));
        }
        "login.microsoftonline.com" | "login.microsoftonline.us" | "login.partner.microsoftonline.cn" => {}
        _ => return None,
    }
    if is_shared_tenant(url.as_str()) {
        let shared = meaning(DetectedKind::Issuer, ENTRA, "This is Microsoft's address for every customer.");
        return Some(shared.trapped(Trap::MultiTenant));
    }
    let path = url.path().to_ascii_lowercase();
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    match segments.as_slice() {
        [_, "federationmetadata", ..] => {
            let document = meaning(
                DetectedKind::MetadataAddress,
                &["entra-saml"],
                "This is the address of metadata at Microsoft Entra.",
            );
            let for_one = url.query_pairs().any(|(name, _)| name.eq_ignore_ascii_case("appid"));
            Some(if for_one { document } else { document.trapped(Trap::TenantWide) })
        }
        [_, "saml2"] => Some(meaning(
            DetectedKind::SignInAddress,
            &["entra-saml"],
            "This is a sign-in address of Microsoft Entra.",
        )),
        [_, "v2.0"] | [_] => {
            let path = url.path().trim_end_matches('/');
            Some(
                meaning(DetectedKind::Issuer, &["entra-oidc"], "This is a directory of Microsoft Entra.")
                    .derive(DetectedKind::DiscoveryAddress, format!("{}{path}{WELL_KNOWN}", origin(url))),
            )
        }
        _ => None,
    }
}

fn google(url: &Url, host: &str) -> Option<Meaning> {
    match (host, url.path()) {
        ("admin.google.com", _) => {
            Some(meaning(DetectedKind::AdminConsole, GOOGLE, "This is Google's administration console."))
        }
        ("console.cloud.google.com", _) => {
            Some(meaning(DetectedKind::AdminConsole, GOOGLE, "This is Google's cloud console."))
        }
        ("accounts.google.com", "/o/saml2/idp") => Some(meaning(
            DetectedKind::SignInAddress,
            &["google-workspace-saml"],
            "This is a sign-in address of Google Workspace.",
        )),
        _ => None,
    }
}

fn consoles(url: &Url, host: &str) -> Option<Meaning> {
    let path = url.path();
    let console = |products, reason| Some(meaning(DetectedKind::AdminConsole, products, reason));
    match host {
        "console.jumpcloud.com" => {
            console(&["jumpcloud-saml", "jumpcloud-oidc"], "This is JumpCloud's administration console.")
        }
        _ if host.starts_with("console.pingone.") => {
            console(&["pingone-saml", "pingone-oidc"], "This is PingOne's administration console.")
        }
        "manage.auth0.com" => console(&["auth0-oidc", "auth0-saml"], "This is Auth0's dashboard."),
        _ if host.ends_with(".onelogin.com") && (path.starts_with("/apps") || path.starts_with("/admin")) => {
            console(&["onelogin-saml", "onelogin-oidc"], "This is OneLogin's administration console.")
        }
        _ => None,
    }
}

fn self_hosted(url: &Url) -> Option<Meaning> {
    let lower = url.path().to_ascii_lowercase();
    let path = lower.trim_end_matches('/');
    if path.ends_with("/federationmetadata/2007-06/federationmetadata.xml") {
        return Some(meaning(
            DetectedKind::MetadataAddress,
            &["adfs", "adfs-ws-federation"],
            "AD FS has its metadata at this path.",
        ));
    }
    if path.starts_with("/adfs/ls") || path == "/adfs/services/trust" {
        let metadata = format!("{}/FederationMetadata/2007-06/FederationMetadata.xml", origin(url));
        let sign_in =
            meaning(DetectedKind::SignInAddress, &["adfs", "adfs-ws-federation"], "AD FS has such a path.");
        return Some(sign_in.derive(DetectedKind::MetadataAddress, metadata));
    }
    if path == "/pf/federation_metadata.ping" {
        let document = meaning(
            DetectedKind::MetadataAddress,
            &["pingfederate"],
            "PingFederate has its metadata at this path.",
        );
        let for_one = url.query_pairs().any(|(name, _)| name.eq_ignore_ascii_case("partnerspid"));
        return Some(if for_one { document } else { document.trapped(Trap::NoPartner) });
    }
    if path.ends_with("/samlp/metadata") && url.query_pairs().any(|(name, _)| name == "connection") {
        let own = meaning(DetectedKind::MetadataAddress, &[], "This is our own metadata.");
        return Some(own.trapped(Trap::OwnMetadata));
    }
    keycloak(url)
}

fn keycloak(url: &Url) -> Option<Meaning> {
    let path = url.path();
    let (base, realm, kind, reason) = if let Some((base, rest)) = path.split_once("/realms/") {
        let realm = rest.trim_end_matches('/');
        (base, realm, DetectedKind::Issuer, "Keycloak has its realms at such a path.")
    } else {
        let (base, rest) = path.split_once("/admin/")?;
        let (first, after) = rest.split_once("/console")?;
        let in_fragment = url.fragment().and_then(|it| it.trim_start_matches('/').split('/').next());
        let realm = in_fragment.filter(|it| !it.is_empty() && after.len() <= 1).unwrap_or(first);
        (base, realm, DetectedKind::AdminConsole, "This is Keycloak's administration console.")
    };
    if realm.is_empty() || realm.contains('/') {
        return None;
    }
    let realm = format!("{}{base}/realms/{realm}", origin(url));
    Some(
        meaning(kind, KEYCLOAK, reason)
            .derive(DetectedKind::DiscoveryAddress, format!("{realm}{WELL_KNOWN}"))
            .derive(DetectedKind::MetadataAddress, format!("{realm}/protocol/saml/descriptor")),
    )
}

fn by_ending(url: &Url) -> Option<Meaning> {
    url.path().ends_with(WELL_KNOWN).then(|| {
        meaning(
            DetectedKind::DiscoveryAddress,
            &[],
            "Discovery documents are at this path, whatever the product.",
        )
    })
}
