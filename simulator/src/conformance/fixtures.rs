//! Documents that a recorded server fetched behind a request, rebuilt from what it answered.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Mutex, PoisonError},
};

use futures_util::future::{BoxFuture, ready};
use serde_json::Value;

use crate::tenant::provider_documents::{FetchProblem, ProviderDocuments};

use super::recording::Interaction;

const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/// The documents by address.
#[derive(Debug, Default)]
pub(super) struct RecordedDocuments {
    by_address: Mutex<HashMap<String, Vec<u8>>>,
}

impl ProviderDocuments for RecordedDocuments {
    fn fetch<'a>(&'a self, url: &'a str, limit: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchProblem>> {
        let known = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = match known.get(url) {
            None => Err(FetchProblem::Unreachable),
            Some(bytes) if bytes.len() > limit => Err(FetchProblem::TooLarge),
            Some(bytes) => Ok(bytes.clone()),
        };
        Box::pin(ready(answer))
    }
}

impl RecordedDocuments {
    /// Makes what the server must have read to answer this.
    pub(super) fn offer(&self, interaction: &Interaction) {
        let (Some(body), Some(answer)) = (&interaction.body, &interaction.answer) else { return };
        let (wish, outcome) = (&body["options"], &answer["options"]);
        if !outcome.is_object() {
            return;
        }
        if let Some(address) = discovery_address(wish, &answer["strategy"])
            && outcome["oidc_metadata"].is_object()
        {
            self.put(&address, outcome["oidc_metadata"].to_string());
        }
        if let Some(address) = text(wish, "metadataUrl") {
            self.put(address, saml_metadata(outcome));
        }
        if let Some(server) = text(wish, "adfs_server") {
            self.put(server, federation_metadata(outcome));
            let host = server.trim_end_matches('/');
            let usual = format!("https://{host}/FederationMetadata/2007-06/FederationMetadata.xml");
            self.put(&usual, federation_metadata(outcome));
        }
    }

    fn put(&self, address: &str, document: String) {
        let mut known = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(address.to_owned(), document.into_bytes());
    }
}

fn text<'a>(options: &'a Value, name: &str) -> Option<&'a str> {
    options[name].as_str().filter(|text| !text.is_empty())
}

fn discovery_address(options: &Value, strategy: &Value) -> Option<String> {
    if let Some(address) = text(options, "discovery_url") {
        return Some(address.to_owned());
    }
    let domain = text(options, "domain").filter(|_| strategy == "okta")?;
    Some(format!("https://{domain}/.well-known/openid-configuration"))
}

fn saml_metadata(options: &Value) -> String {
    let mut xml = String::from(
        r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:recorded"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">"#,
    );
    keys(&mut xml, options);
    let binding = text(options, "bindingMethod").unwrap_or(REDIRECT);
    for (element, option) in
        [("SingleLogoutService", "signOutEndpoint"), ("SingleSignOnService", "signInEndpoint")]
    {
        if let Some(location) = text(options, option) {
            let location = location.replace('&', "&amp;").replace('"', "&quot;");
            let _ = write!(xml, r#"<{element} Binding="{binding}" Location="{location}"/>"#);
        }
    }
    xml.push_str("</IDPSSODescriptor></EntityDescriptor>");
    xml
}

fn federation_metadata(options: &Value) -> String {
    let mut xml = String::from(
        r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" entityID="urn:recorded"><RoleDescriptor xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706">"#,
    );
    keys(&mut xml, options);
    if let Some(location) = text(options, "signInEndpoint") {
        let location = location.replace('&', "&amp;");
        let _ = write!(
            xml,
            r#"<fed:PassiveRequestorEndpoint><EndpointReference xmlns="http://www.w3.org/2005/08/addressing"><Address>{location}</Address></EndpointReference></fed:PassiveRequestorEndpoint>"#
        );
    }
    xml.push_str("</RoleDescriptor></EntityDescriptor>");
    xml
}

fn keys(xml: &mut String, options: &Value) {
    for certificate in text(options, "cert").unwrap_or_default().split("-----BEGIN CERTIFICATE-----").skip(1)
    {
        let base64 = certificate.split("-----END").next().unwrap_or_default();
        let _ = write!(
            xml,
            r#"<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{base64}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"#
        );
    }
}
