//! Whether signed metadata is unchanged.
//!
//! Auth0 does not look at this signature at all, and the certificate to check its value with would come from the same
//! document. So only what can be learnt is learnt: whether the document was changed after it was signed.

use roxmltree::Document;

use crate::reading::MetadataSignature;
use crate::xml::children;
use crate::xml::signature::{Content, SIGNATURE, content};

/// Checks the signature over the whole document, when there is one.
pub(super) fn check(document: &Document<'_>) -> MetadataSignature {
    let root = document.root_element();
    let Some(signature) = children(root, SIGNATURE, "Signature").next() else {
        return MetadataSignature::Absent;
    };
    match content(root, signature) {
        Content::Unchanged => MetadataSignature::Intact,
        Content::Changed => MetadataSignature::Broken,
        Content::NotChecked => MetadataSignature::Unchecked,
    }
}
