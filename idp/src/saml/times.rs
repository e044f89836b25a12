//! What the clock says of metadata.

use chrono::{DateTime, Utc};
use roxmltree::Node;

use crate::certificate::Certificate;
use crate::reading::{SamlReading, TimeNote};
use crate::xml::time;

/// The earliest end that the role or anything around it states.
pub(super) fn valid_until(role: Node<'_, '_>) -> Option<DateTime<Utc>> {
    role.ancestors().filter_map(|node| node.attribute("validUntil")).filter_map(time::parse).min()
}

/// The notes, certificates first.
pub(super) fn notes(saml: &SamlReading, now: DateTime<Utc>) -> Vec<TimeNote> {
    let mut notes = certificate_notes(&saml.signing, now);
    if saml.valid_until.is_some_and(|end| end < now) {
        notes.push(TimeNote::MetadataExpired);
    }
    notes
}

/// What the clock says of signing certificates.
pub(super) fn certificate_notes(signing: &[Certificate], now: DateTime<Utc>) -> Vec<TimeNote> {
    let mut notes = Vec::new();
    let count =
        |test: &dyn Fn(&Certificate) -> bool| signing.iter().filter(|certificate| test(certificate)).count();
    let expired = count(&|certificate| certificate.is_expired(now));
    let early = count(&|certificate| certificate.is_not_yet_valid(now));
    if expired > 0 {
        notes.push(if expired == signing.len() {
            TimeNote::AllSigningCertsExpired
        } else {
            TimeNote::SomeSigningCertsExpired
        });
    }
    if early > 0 {
        notes.push(if early == signing.len() {
            TimeNote::AllSigningCertsNotYetValid
        } else {
            TimeNote::SomeSigningCertsNotYetValid
        });
    }
    if count(&|certificate| certificate.ends_soon(now)) > 0 {
        notes.push(TimeNote::CertExpiresWithin30Days);
    }
    notes
}
