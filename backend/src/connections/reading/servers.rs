//! Identity providers that are a server of the customer: AD FS, `PingFederate`, a directory with its connector.

use api::{
    AdfsInput, DirectoryInput, DirectorySettings, FieldProblem, PingfederateInput, ProblemCode, SamlSource,
};
use url::{Host, Url};

use super::{
    super::{
        domain::Settings,
        given::{AdfsGiven, PingfederateGiven},
    },
    MAX_DISCOVERY, MAX_METADATA, Reading, context, fetch, saml,
};
use crate::{problem::ApiError, state::AppState};

/// Where AD FS publishes its federation metadata.
const FEDERATION_METADATA: &str = "FederationMetadata/2007-06/FederationMetadata.xml";
/// Auth0's limit for federation metadata that is passed on as text (auth0-facts section 3.6).
const MAX_DOCUMENT: usize = 102_400;
/// Where `PingFederate` takes SAML requests.
const PING_SIGN_IN: &str = "idp/SSO.saml2";
const MAX_NETWORKS: usize = 256;

fn wrong(pointer: &str, detail: &str, fix: &str) -> ApiError {
    let field = FieldProblem {
        pointer: pointer.to_owned(),
        code: "invalid_value".to_owned(),
        detail: detail.to_owned(),
        fix: fix.to_owned(),
    };
    ApiError::new(ProblemCode::InvalidRequest, detail).with_errors(vec![field])
}

/// AD FS by its address or by its federation metadata.
pub(super) async fn adfs(state: &AppState, provider: &str, input: AdfsInput) -> Result<Reading, ApiError> {
    let AdfsInput { server, metadata } = input;
    let (bytes, server, document, pointer) = match (server, metadata) {
        (Some(server), None) => {
            let url = federation_metadata(&server)?;
            let bytes = fetch(state, url.as_str(), MAX_DISCOVERY, "/adfs/server").await?;
            (bytes, Some(url.to_string()), None, "/adfs/server")
        }
        (None, Some(text)) if text.chars().count() <= MAX_DOCUMENT => {
            (text.clone().into_bytes(), None, Some(text), "/adfs/metadata")
        }
        (None, Some(_)) => {
            let fix = "Give the address instead, or leave the descriptors for other roles out of the file.";
            return Err(wrong(
                "/adfs/metadata",
                "The document has more than 102,400 characters, which Auth0 does not take.",
                fix,
            ));
        }
        _ => return Err(wrong("/adfs", "Send server or metadata.", "Send one of the two.")),
    };
    let source = if server.is_some() { SamlSource::Url } else { SamlSource::Text };
    let inspection = idp::inspect_metadata(&bytes, &context(state, Some(provider), None));
    let reading = saml(inspection, source, server.clone(), state.clock.now(), pointer)?;
    Ok(with(reading, |saml| Settings::Adfs(AdfsGiven { server, document, saml })))
}

/// The address of the federation metadata, from a host name or from the address itself.
fn federation_metadata(server: &str) -> Result<Url, ApiError> {
    let server = server.trim();
    let text = if server.contains("://") { server.to_owned() } else { format!("https://{server}/") };
    let url = Url::parse(&text).ok().filter(|url| url.has_host());
    let url = url.ok_or_else(|| {
        wrong(
            "/adfs/server",
            "This is neither a host name nor an address.",
            "Give the server's host, such as sts.acme.com.",
        )
    })?;
    if url.path().len() > 1 {
        Ok(url)
    } else {
        url.join(FEDERATION_METADATA)
            .map_err(|_| wrong("/adfs/server", "This is no address.", "Give the server's host."))
    }
}

/// `PingFederate` by its metadata, or by its base address and its certificate.
pub(super) async fn pingfederate(
    state: &AppState,
    provider: &str,
    input: PingfederateInput,
) -> Result<Reading, ApiError> {
    let context = context(state, Some(provider), None);
    let base = base_url(&input.base_url, context.allow_loopback_http)?;
    let now = state.clock.now();
    let reading = match (input.metadata_url, input.metadata, input.certificate) {
        (Some(url), None, None) => {
            let pointer = "/pingfederate/metadata_url";
            let bytes = fetch(state, &url, MAX_METADATA, pointer).await?;
            saml(idp::inspect_metadata(&bytes, &context), SamlSource::Url, Some(url), now, pointer)
        }
        (None, Some(text), None) => {
            let inspection = idp::inspect_metadata_text(&text, &context);
            saml(inspection, SamlSource::Text, None, now, "/pingfederate/metadata")
        }
        (None, None, Some(certificate)) => {
            let usual = base.join(PING_SIGN_IN).map(String::from).unwrap_or_default();
            let inspection = idp::inspect_manual(&input.sign_in_url.unwrap_or(usual), &certificate, &context);
            saml(inspection, SamlSource::Manual, None, now, "/pingfederate/certificate")
        }
        _ => Err(wrong(
            "/pingfederate",
            "Send metadata_url, or metadata, or certificate.",
            "Send one of the three.",
        )),
    }?;
    Ok(with(reading, |saml| Settings::Pingfederate(PingfederateGiven { base_url: base.into(), saml })))
}

/// The base address, with a slash at its end so that paths can be joined to it.
fn base_url(text: &str, allow_loopback_http: bool) -> Result<Url, ApiError> {
    let url = Url::parse(text.trim()).ok().filter(|url| {
        let secure = url.scheme() == "https" || (allow_loopback_http && crate::config::is_loopback(url));
        secure
            && url.has_host()
            && url.username().is_empty()
            && url.query().is_none()
            && url.as_str().len() <= 256
    });
    let mut url = url.ok_or_else(|| {
        wrong(
            "/pingfederate/base_url",
            "The base address starts with https:// and names a host.",
            "Copy \"Base URL\" from \"Protocol Settings\", \"Federation Info\".",
        )
    })?;
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// A directory and its connector.
pub(super) fn directory(input: DirectoryInput, before: &Settings) -> Result<Reading, ApiError> {
    let mut given = match before {
        Settings::Ad(given) => given.clone(),
        _ => DirectorySettings::default(),
    };
    if let Some(domain) = input.domain {
        let domain = domain.trim().to_ascii_lowercase();
        match Host::parse(&domain) {
            Ok(Host::Domain(name)) if name.contains('.') => given.domain = Some(name),
            _ => {
                return Err(wrong(
                    "/ad/domain",
                    "This is not a domain name.",
                    "Give an e-mail domain, such as acme.com.",
                ));
            }
        }
    }
    if let Some(networks) = input.kerberos_networks {
        let bad = networks.iter().position(|network| !is_network(network));
        if let Some(place) = bad {
            let pointer = format!("/ad/kerberos_networks/{place}");
            return Err(wrong(&pointer, "This is not a network.", "Write it as 10.1.0.0/16."));
        }
        if networks.len() > MAX_NETWORKS {
            return Err(wrong(
                "/ad/kerberos_networks",
                "Auth0 takes up to 256 networks.",
                "Join neighbouring networks.",
            ));
        }
        given.kerberos_networks = networks;
    }
    Ok(Reading { settings: Settings::Ad(given), findings: Vec::new() })
}

fn is_network(text: &str) -> bool {
    let (address, bits) = text.split_once('/').unwrap_or((text, "32"));
    let most = match address.parse() {
        Ok(std::net::IpAddr::V4(_)) => 32,
        Ok(std::net::IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}

fn with(reading: Reading, wrap: impl FnOnce(api::SamlSettings) -> Settings) -> Reading {
    let Reading { settings, findings } = reading;
    let settings = match settings {
        Settings::Saml(saml) => wrap(saml),
        other => other,
    };
    Reading { settings, findings }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adfs_is_found_by_host_or_by_address() {
        let found = |text: &str| federation_metadata(text).unwrap().to_string();
        let usual = "https://sts.acme.com/FederationMetadata/2007-06/FederationMetadata.xml";
        assert_eq!(found(" sts.acme.com "), usual);
        assert_eq!(found("https://sts.acme.com"), usual);
        assert_eq!(found("https://sts.acme.com/other.xml"), "https://sts.acme.com/other.xml");
        assert!(federation_metadata("not a host").is_err());
    }

    #[test]
    fn the_base_address_is_https_and_nothing_but_an_address() {
        assert_eq!(
            base_url("https://sso.acme.com/ping", false).unwrap().as_str(),
            "https://sso.acme.com/ping/"
        );
        assert!(base_url("http://localhost:9/", true).is_ok());
        for text in [
            "http://sso.acme.com",
            "http://localhost:9/",
            "https://a@b.example",
            "sso.acme.com",
            "https://a.example/?x",
        ] {
            assert!(base_url(text, false).is_err(), "{text}");
        }
    }

    #[test]
    fn networks_and_domains_of_a_directory_are_checked() {
        let read = |domain: &str, networks: &[&str]| {
            let kerberos_networks = Some(networks.iter().map(|network| (*network).to_owned()).collect());
            directory(
                DirectoryInput { domain: Some(domain.to_owned()), kerberos_networks },
                &Settings::Missing,
            )
        };
        assert!(read("Acme.com", &["10.0.0.0/8", "fd00::/8", "10.1.1.1"]).is_ok());
        for (domain, network) in [("acme", "10.0.0.0/8"), ("acme.com", "10.0.0.0/33"), ("acme.com", "ten")] {
            assert!(read(domain, &[network]).is_err(), "{domain} {network}");
        }
    }
}
