//! Whether a signed element is unchanged: the digest of its canonical form against the digest that was signed.
//! <https://www.w3.org/TR/xmldsig-core1/>

use std::collections::BTreeSet;

use roxmltree::Node;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::canonical::Form;
use super::{children, text_of};
use crate::input::decode_base64;

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// The namespace of XML signatures.
pub(crate) const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Larger documents, such as a whole federation's, are not canonicalised: it would cost seconds and prove little.
const LARGEST: usize = 1024 * 1024;

/// Whether what a signature covers is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Unchanged,
    Changed,
    /// It is signed in a way that is not understood here, or is too large.
    NotChecked,
}

/// Compares an element with the digest in a signature that is a child of it.
pub(crate) fn content(signed: Node<'_, '_>, signature: Node<'_, '_>) -> Content {
    if signed.range().len() > LARGEST {
        return Content::NotChecked;
    }
    match digests(signed, signature) {
        Some((expected, actual)) if expected == actual => Content::Unchanged,
        Some(_) => Content::Changed,
        None => Content::NotChecked,
    }
}

/// The elements of a signature: its `SignedInfo` and the only `Reference` in it.
pub(crate) fn reference<'a, 'input>(
    signature: Node<'a, 'input>,
) -> Option<(Node<'a, 'input>, Node<'a, 'input>)> {
    let info = children(signature, SIGNATURE, "SignedInfo").next()?;
    let mut references = children(info, SIGNATURE, "Reference");
    let reference = references.next()?;
    references.next().is_none().then_some((info, reference))
}

/// The digest that was signed and the one the document has; `None` when the signature uses something unknown here.
fn digests(root: Node<'_, '_>, signature: Node<'_, '_>) -> Option<(Vec<u8>, Vec<u8>)> {
    let (_, reference) = reference(signature)?;
    if !covers(reference, root) {
        return None;
    }
    let form = form(reference, signature)?;
    let algorithm = children(reference, SIGNATURE, "DigestMethod").next()?.attribute("Algorithm")?;
    let signed = decode_base64(&text_of(children(reference, SIGNATURE, "DigestValue").next()?).0)?;
    let actual = digest(algorithm, form.element(root).as_bytes())?;
    Some((signed, actual))
}

/// Whether a reference means this element.
pub(crate) fn covers(reference: Node<'_, '_>, root: Node<'_, '_>) -> bool {
    match reference.attribute("URI") {
        // The whole document; what stands beside the root element would count too.
        Some("") => root.document().root().children().all(|node| node == root || node.is_comment()),
        Some(uri) => uri.strip_prefix('#').is_some_and(|id| root.attribute("ID") == Some(id)),
        None => false,
    }
}

fn form<'a, 'input>(reference: Node<'a, 'input>, signature: Node<'a, 'input>) -> Option<Form<'a, 'input>> {
    let mut form = Form { exclusive: None, without: None };
    for transform in
        children(reference, SIGNATURE, "Transforms").flat_map(|all| children(all, SIGNATURE, "Transform"))
    {
        match transform.attribute("Algorithm")? {
            ENVELOPED => form.without = Some(signature),
            INCLUSIVE => form.exclusive = None,
            EXCLUSIVE => form.exclusive = Some(inclusive_prefixes(transform)),
            _ => return None,
        }
    }
    Some(form)
}

fn inclusive_prefixes<'a>(transform: Node<'a, '_>) -> BTreeSet<&'a str> {
    transform
        .children()
        .filter(|child| child.has_tag_name((EXCLUSIVE, "InclusiveNamespaces")))
        .filter_map(|child| child.attribute("PrefixList"))
        .flat_map(str::split_ascii_whitespace)
        .map(|prefix| if prefix == "#default" { "" } else { prefix })
        .collect()
}

fn digest(algorithm: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        "http://www.w3.org/2000/09/xmldsig#sha1" => Some(Sha1::digest(bytes).to_vec()),
        "http://www.w3.org/2001/04/xmlenc#sha256" => Some(Sha256::digest(bytes).to_vec()),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(Sha384::digest(bytes).to_vec()),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Some(Sha512::digest(bytes).to_vec()),
        _ => None,
    }
}
