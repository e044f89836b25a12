//! Enveloped XML signatures: RSA-SHA256 over exclusive canonical XML.

use bergshamra::{
    DsigContext, Key, KeysManager, VerifyResult,
    keys::loader::{load_pem_auto, load_x509_cert_der},
};
use uppsala::{Document, NodeId};

use super::{Certificate, DSIG, Refused, xml};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const EXCLUSIVE_WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
/// What Auth0 accepts, and nothing keyed by a shared secret.
const SIGNATURE_METHODS: [&str; 4] = [
    RSA_SHA256,
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
];

/// A private key with the certificate that goes along.
#[derive(Clone)]
pub struct SigningKey {
    key: Key,
    certificate: Certificate,
}

/// A key cannot be read, or a message not be signed.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The PEM of the key or of the certificate is broken.
    #[error("the signing key cannot be read")]
    Key,
    /// The message has no place for a signature.
    #[error("the message has no Issuer after which a signature could stand")]
    NoPlace,
    /// The signature could not be made.
    #[error("the message could not be signed")]
    Sign(#[source] bergshamra::Error),
}

impl SigningKey {
    /// Reads an RSA private key (PKCS#8 or PKCS#1) and its certificate.
    pub fn from_pem(private_key: &str, certificate: &str) -> Result<Self, SigningError> {
        let key = load_pem_auto(private_key.as_bytes(), None).map_err(|_| SigningError::Key)?;
        let certificate = Certificate::parse(certificate).map_err(|_| SigningError::Key)?;
        Ok(Self { key, certificate })
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

/// Signs the document element, whose id this is; the signature stands after its Issuer and names the certificate.
///
/// The document may hold signed elements already, but only after its own Issuer.
pub fn sign(message: &str, id: &str, key: &SigningKey) -> Result<String, SigningError> {
    let place = after_issuer(message).ok_or(SigningError::NoPlace)?;
    let (before, after) = message.split_at(place);
    let template = format!("{before}{}{after}", template(id, &key.certificate));
    let mut keys = KeysManager::new();
    keys.add_key(key.key.clone());
    bergshamra::dsig::sign::sign_owned(&DsigContext::new(keys), template).map_err(SigningError::Sign)
}

fn after_issuer(message: &str) -> Option<usize> {
    message.match_indices("Issuer>").find_map(|(at, name)| {
        let tag = &message[message[..at].rfind('<')?..];
        tag.starts_with("</").then_some(at + name.len())
    })
}

fn template(id: &str, certificate: &Certificate) -> String {
    format!(
        r##"<ds:Signature xmlns:ds="{DSIG}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/><ds:SignatureMethod Algorithm="{RSA_SHA256}"/><ds:Reference URI="#{id}"><ds:Transforms><ds:Transform Algorithm="{ENVELOPED}"/><ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms><ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue></ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue></ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"##,
        id = xml::escape(id),
        certificate = certificate.base64(),
    )
}

/// Whether the signature was made by one of the certificates over exactly this element.
pub(super) fn verify(
    doc: &Document<'_>,
    source: &str,
    element: NodeId,
    signature: NodeId,
    trusted: &[Certificate],
) -> Result<(), Refused> {
    check_form(doc, element, signature)?;
    let mut keys = KeysManager::new();
    for certificate in signers(doc, signature, trusted)? {
        let key = load_x509_cert_der(certificate.der())
            .map_err(|error| Refused::CertificateConfigured(error.to_string()))?;
        keys.add_key(key);
    }
    let results =
        bergshamra::dsig::verify::verify_all_document_with_source(&DsigContext::new(keys), doc, Some(source))
            .map_err(|error| Refused::SignatureCheck(error.to_string()))?;
    // In document order, as the results are.
    let position =
        doc.get_elements_by_tag_name_ns(DSIG, "Signature").iter().position(|node| *node == signature);
    match position.and_then(|position| results.into_iter().nth(position)) {
        Some(VerifyResult::Valid { signature_node, references, .. }) => {
            let covers = signature_node == signature
                && references.len() == 1
                && references.iter().all(|one| one.digest_verified && one.resolved_node == Some(element));
            if covers { Ok(()) } else { Err(Refused::SignatureScope) }
        }
        Some(VerifyResult::Invalid { reason }) => Err(Refused::SignatureCheck(reason)),
        None => Err(Refused::SignatureScope),
    }
}

/// Whose signature it may be: the trusted certificate that it names; any trusted one when it names none.
fn signers<'a>(
    doc: &Document<'_>,
    signature: NodeId,
    trusted: &'a [Certificate],
) -> Result<Vec<&'a Certificate>, Refused> {
    let key_info = xml::child(doc, signature, DSIG, "KeyInfo");
    let data = key_info.and_then(|node| xml::child(doc, node, DSIG, "X509Data"));
    let Some(named) = data.and_then(|node| xml::child(doc, node, DSIG, "X509Certificate")) else {
        return Ok(trusted.iter().collect());
    };
    let named = Certificate::parse(&xml::text(doc, named))
        .map_err(|error| Refused::SignatureCheck(error.to_string()))?;
    match trusted.iter().find(|certificate| **certificate == named) {
        Some(certificate) => Ok(vec![certificate]),
        None => Err(Refused::Thumbprint {
            configured: trusted.iter().map(Certificate::thumbprint).collect::<Vec<_>>().join(", "),
            calculated: named.thumbprint(),
        }),
    }
}

/// One reference, to the element itself, with the usual transforms and algorithms and no others.
fn check_form(doc: &Document<'_>, element: NodeId, signature: NodeId) -> Result<(), Refused> {
    let form = || -> Option<bool> {
        let info = xml::child(doc, signature, DSIG, "SignedInfo")?;
        let method = algorithm(doc, xml::child(doc, info, DSIG, "SignatureMethod")?)?;
        let canonical = algorithm(doc, xml::child(doc, info, DSIG, "CanonicalizationMethod")?)?;
        let references = xml::children(doc, info, DSIG, "Reference");
        let [reference] = references.as_slice() else { return None };
        let transforms = xml::child(doc, *reference, DSIG, "Transforms")?;
        let transforms = xml::children(doc, transforms, DSIG, "Transform");
        let transforms: Option<Vec<&str>> = transforms.iter().map(|node| algorithm(doc, *node)).collect();
        let id = xml::attribute(doc, element, "ID").filter(|id| !id.is_empty())?;
        Some(
            SIGNATURE_METHODS.contains(&method)
                && matches!(canonical, EXCLUSIVE | EXCLUSIVE_WITH_COMMENTS)
                && matches!(
                    transforms?.as_slice(),
                    [ENVELOPED] | [ENVELOPED, EXCLUSIVE | EXCLUSIVE_WITH_COMMENTS]
                )
                && xml::attribute(doc, *reference, "URI") == Some(format!("#{id}").as_str()),
        )
    };
    if form() == Some(true) { Ok(()) } else { Err(Refused::SignatureScope) }
}

fn algorithm<'d>(doc: &'d Document<'_>, node: NodeId) -> Option<&'d str> {
    xml::attribute(doc, node, "Algorithm")
}
