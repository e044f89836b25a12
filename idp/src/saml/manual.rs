//! Sign-in URL and certificate, typed by hand.

use api::InspectionKind;

use super::{REDIRECT, entity, times};
use crate::Context;
use crate::detect::{SamlDetection, detect_saml};
use crate::reading::{Endpoint, Note, Reading, Rejection, SamlReading};

/// What was typed, read as if it were metadata without an entity ID. Each field has its own rejection.
pub(crate) struct Manual {
    pub(crate) reading: Reading,
    pub(crate) sign_in: Option<Rejection>,
    pub(crate) certificate: Reading,
}

/// Reads the two fields.
pub(crate) fn read_manual(sign_in_url: &str, certificate: &str, ctx: &Context<'_>) -> Manual {
    let mut reading = Reading::new(InspectionKind::Saml);
    let url = sign_in_url.trim();
    let sign_in = entity::check_sign_in_url(url, ctx, &mut reading).err();
    let certificate = crate::certificate::read_certificate(certificate.as_bytes(), ctx);
    if sign_in.is_none() && certificate.rejection.is_none() {
        if let SamlDetection::Product(detection) = detect_saml("", url, &certificate.certificates) {
            reading.detected = Some(detection);
        }
        let signing = certificate.certificates.clone();
        for note in signing.iter().flat_map(crate::certificate::Certificate::notes) {
            reading.note(note);
        }
        if signing.len() > 1 {
            reading.note(Note::SeveralSigningCertificates);
        }
        reading.time = times::certificate_notes(&signing, ctx.now);
        let endpoint = Endpoint { binding: REDIRECT.to_owned(), url: url.to_owned(), response_url: None };
        reading.saml = Some(SamlReading {
            entity_id: None,
            display_name: None,
            sign_in: endpoint.clone(),
            sign_in_all: vec![endpoint],
            sign_out: Vec::new(),
            signing,
            encryption: Vec::new(),
            name_id_formats: Vec::new(),
            wants_signed_requests: false,
            valid_until: None,
            also_service_provider: false,
            federation: None,
        });
    }
    Manual { reading, sign_in, certificate }
}
