//! What Auth0 takes from an identity provider's SAML metadata.

use roxmltree::{Document, Node};

use super::super::super::certificates::to_pem;

const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// The parts that become options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProviderMetadata {
    /// Where requests go.
    pub(super) sign_in_endpoint: String,
    /// How they get there.
    pub(super) binding: &'static str,
    /// Where sign-outs go.
    pub(super) sign_out_endpoint: Option<String>,
    /// The first signing certificate, PEM.
    pub(super) certificate: String,
    /// Whether the provider wants signed requests.
    pub(super) wants_signed_requests: bool,
}

/// Reads metadata; the error says what is missing.
pub(super) fn parse(xml: &str) -> Result<ProviderMetadata, &'static str> {
    let document = Document::parse(xml.trim()).map_err(|_| "metadata is not well-formed XML")?;
    let provider = document
        .descendants()
        .find(|node| node.tag_name().name() == "IDPSSODescriptor")
        .ok_or("metadata has no IDPSSODescriptor")?;
    let (binding, sign_in_endpoint) =
        endpoint(provider, "SingleSignOnService").ok_or("metadata has no usable SingleSignOnService")?;
    Ok(ProviderMetadata {
        sign_in_endpoint,
        binding,
        sign_out_endpoint: endpoint(provider, "SingleLogoutService").map(|(_, location)| location),
        certificate: certificate(provider).ok_or("metadata has no signing certificate")?,
        wants_signed_requests: provider.attribute("WantAuthnRequestsSigned") == Some("true"),
    })
}

fn endpoint(provider: Node<'_, '_>, kind: &str) -> Option<(&'static str, String)> {
    [REDIRECT, POST].into_iter().find_map(|binding| {
        let service = provider
            .children()
            .find(|node| node.tag_name().name() == kind && node.attribute("Binding") == Some(binding))?;
        Some((binding, service.attribute("Location")?.to_owned()))
    })
}

fn certificate(provider: Node<'_, '_>) -> Option<String> {
    let signing = provider.children().filter(|node| {
        node.tag_name().name() == "KeyDescriptor" && node.attribute("use") != Some("encryption")
    });
    let text = signing
        .flat_map(|key| key.descendants())
        .find(|node| node.tag_name().name() == "X509Certificate")
        .and_then(|node| node.text())?;
    let compact: String = text.split_whitespace().collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, compact).ok()?;
    Some(to_pem(&der))
}
