//! What the signatures of a response cover, and whether that has changed since.

use api::{SignatureFacts, SignedContent, SignedPart};
use roxmltree::Node;

use crate::certificate::{Certificate, KeyUse};
use crate::input::decode_base64;
use crate::saml::ASSERTION;
use crate::xml::signature::{Content, SIGNATURE, content, covers, reference};
use crate::xml::{children, text_of};

const MOST: usize = 20;

/// Every signature of the response and of its assertions.
pub(super) fn all(response: Node<'_, '_>) -> Vec<SignatureFacts> {
    let assertions = children(response, ASSERTION, "Assertion").map(|node| (node, SignedPart::Assertion));
    std::iter::once((response, SignedPart::Response))
        .chain(assertions)
        .flat_map(|(parent, part)| children(parent, SIGNATURE, "Signature").map(move |it| (parent, part, it)))
        .take(MOST)
        .map(|(parent, part, signature)| facts(parent, part, signature))
        .collect()
}

fn facts(parent: Node<'_, '_>, part: SignedPart, signature: Node<'_, '_>) -> SignatureFacts {
    let found = reference(signature);
    let algorithm = |node: Node<'_, '_>, name: &'static str| {
        let method = children(node, SIGNATURE, name).next();
        method.and_then(|method| method.attribute("Algorithm")).map(last_part).unwrap_or_default()
    };
    // A signature over something else than what it stands in protects nothing that is read.
    let own = found.is_some_and(|(_, reference)| covers(reference, parent));
    let certificate = certificate(signature);
    SignatureFacts {
        covers: if own { part } else { SignedPart::Other },
        algorithm: found.map(|(info, _)| algorithm(info, "SignatureMethod")).unwrap_or_default(),
        digest: found.map(|(_, reference)| algorithm(reference, "DigestMethod")).unwrap_or_default(),
        content: match content(parent, signature) {
            Content::Unchanged => SignedContent::Unchanged,
            Content::Changed => SignedContent::Changed,
            Content::NotChecked => SignedContent::NotChecked,
        },
        certificate_sha1: certificate.as_ref().map(|it| it.sha1.to_ascii_uppercase()),
        certificate_sha256: certificate.map(|it| it.sha256),
    }
}

fn last_part(algorithm: &str) -> String {
    algorithm.rsplit(['#', '/']).next().unwrap_or_default().chars().take(40).collect()
}

fn certificate(signature: Node<'_, '_>) -> Option<Certificate> {
    let node = children(signature, SIGNATURE, "KeyInfo")
        .flat_map(|info| children(info, SIGNATURE, "X509Data"))
        .flat_map(|data| children(data, SIGNATURE, "X509Certificate"))
        .next()?;
    Certificate::from_der(&decode_base64(&text_of(node).0)?, KeyUse::Signing)
}
