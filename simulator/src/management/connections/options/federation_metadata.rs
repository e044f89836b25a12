//! What Auth0 takes from WS-Federation metadata.

use base64::{Engine, engine::general_purpose::STANDARD};
use roxmltree::{Document, Node};

use super::super::super::certificates::thumbprint;

/// The parts that become options.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FederationMetadata {
    /// Where requests go.
    pub(super) sign_in_endpoint: Option<String>,
    /// SHA-1 of the signing certificates, in hex.
    pub(super) thumbprints: Vec<String>,
}

/// Reads metadata; nothing when the text is no XML or describes no security token service.
pub(super) fn parse(xml: &str) -> Option<FederationMetadata> {
    let document = Document::parse(xml.trim()).ok()?;
    let service = document.descendants().find(is_token_service)?;
    let endpoint = named(service, "PassiveRequestorEndpoint").and_then(|node| named(node, "Address"));
    let sign_in_endpoint = endpoint.and_then(|node| node.text()).map(|text| text.trim().to_owned());
    let signing = service.children().filter(|node| {
        node.tag_name().name() == "KeyDescriptor" && node.attribute("use") != Some("encryption")
    });
    let mut thumbprints: Vec<String> = signing.filter_map(certificate).map(|der| thumbprint(&der)).collect();
    thumbprints.dedup();
    Some(FederationMetadata { sign_in_endpoint, thumbprints })
}

fn is_token_service(node: &Node<'_, '_>) -> bool {
    let kind = node.attributes().find(|attribute| attribute.name() == "type");
    node.tag_name().name() == "RoleDescriptor"
        && kind.is_some_and(|kind| kind.value().ends_with("SecurityTokenServiceType"))
}

fn named<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.descendants().find(|node| node.tag_name().name() == name)
}

fn certificate(key: Node<'_, '_>) -> Option<Vec<u8>> {
    let text = named(key, "X509Certificate")?.text()?;
    let compact: String = text.split_whitespace().collect();
    STANDARD.decode(compact).ok()
}
