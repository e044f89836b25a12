//! What the clock says, in words.

use api::{Finding, Severity};

use super::noted::{by_policy, signing};
use super::{Name, Words as _, finding, on_date};
use crate::certificate::{Certificate, SOON};
use crate::reading::{Note, Reading, TimeNote};
use crate::{Context, Policy};

const KEY: &str = "/EntityDescriptor/IDPSSODescriptor/KeyDescriptor";

/// One time note in words.
pub(super) fn words(note: TimeNote, reading: &Reading, ctx: &Context<'_>) -> Finding {
    let name = Name::of(reading, ctx);
    let certificates = signing(reading);
    let place = match &reading.saml {
        Some(saml) if saml.entity_id.is_some() => KEY,
        _ => "certificate",
    };
    match note {
        TimeNote::AllSigningCertsExpired => all_expired(certificates, reading, ctx, name, note.code()),
        TimeNote::SomeSigningCertsExpired => {
            let expired = certificates.iter().filter(|certificate| certificate.is_expired(ctx.now)).count();
            finding(
                Severity::Warning,
                note.code(),
                format!("{expired} of {} signing certificates expired", certificates.len()),
            )
            .detail("The others still count. All of them are kept.")
            .fix(format!("Remove the old certificate in {} when it no longer signs with it.", name.mid()))
        }
        TimeNote::AllSigningCertsNotYetValid => not_yet(certificates, ctx, name, note.code()),
        TimeNote::SomeSigningCertsNotYetValid => {
            let early = certificates.iter().find(|certificate| certificate.is_not_yet_valid(ctx.now));
            let when = early.map(|certificate| on_date(certificate.not_before, ctx.now)).unwrap_or_default();
            finding(Severity::Warning, note.code(), format!("A new signing certificate starts {when}"))
                .detail("It waits beside the present one. Nothing has to be done if both are kept.")
        }
        TimeNote::CertExpiresWithin30Days => ends_soon(certificates, ctx, name, note.code()),
        TimeNote::MetadataExpired => {
            let end = reading.saml.as_ref().and_then(|saml| saml.valid_until);
            let when = end.map(|end| on_date(end, ctx.now)).unwrap_or_default();
            return finding(Severity::Warning, note.code(), format!("The metadata expired {when}"))
                .detail(
                    "Addresses and certificates in it can be out of date. Auth0 does not check this date.",
                )
                .fix(format!("Download the metadata from {} again.\nBring it here.", name.mid()))
                .at("/EntityDescriptor/@validUntil");
        }
    }
    .at(place)
}

/// The same for the certificate field.
pub(super) fn certificate_words(note: &Note, reading: &Reading, ctx: &Context<'_>, name: Name) -> Finding {
    let certificates = signing(reading);
    let code = note.code();
    match note {
        Note::CertExpired => all_expired(certificates, reading, ctx, name, &code),
        Note::CertNotYetValid => not_yet(certificates, ctx, name, &code),
        _ => ends_soon(certificates, ctx, name, &code),
    }
}

fn all_expired(
    certificates: &[Certificate],
    reading: &Reading,
    ctx: &Context<'_>,
    name: Name,
    code: &str,
) -> Finding {
    let last = certificates.iter().map(|certificate| certificate.not_after).max().unwrap_or(ctx.now);
    let title = match certificates.len() {
        1 => format!("The only signing certificate expired {}", on_date(last, ctx.now)),
        count => format!("All {count} signing certificates expired, the last one {}", on_date(last, ctx.now)),
    };
    let detail = match ctx.policy {
        Policy::Strict => format!(
            "{} would sign with a certificate that is no longer valid, and we could not trust its answers.",
            name.start()
        ),
        Policy::Lenient => format!(
            "Auth0 does not check this date, so sign-in can go on. {} will replace the certificate at some time, and sign-in stops then.",
            name.start()
        ),
    };
    finding(by_policy(reading, ctx), code, title).detail(detail).fix(name.renew_certificate())
}

fn not_yet(certificates: &[Certificate], ctx: &Context<'_>, name: Name, code: &str) -> Finding {
    let first = certificates.iter().map(|certificate| certificate.not_before).min().unwrap_or(ctx.now);
    finding(
        Severity::Warning,
        code,
        format!("The signing certificate is valid only from {}", super::date(first)),
    )
    .detail(format!("Until then {} should sign with another one, which is missing here.", name.mid()))
    .fix(format!(
        "Check the clock and the certificates of {}.\nBring the certificate that is in use today.",
        name.mid()
    ))
}

fn ends_soon(certificates: &[Certificate], ctx: &Context<'_>, name: Name, code: &str) -> Finding {
    let ending = certificates.iter().filter(|certificate| certificate.ends_soon(ctx.now));
    let end = ending.map(|certificate| certificate.not_after).min().unwrap_or(ctx.now);
    let others = certificates
        .iter()
        .any(|certificate| !certificate.is_expired(ctx.now) && certificate.not_after > end);
    let detail = if others {
        "Another certificate is there already. Nobody is affected as long as both are kept."
    } else {
        "Nobody is affected today. When it is replaced, sign-in stops until the new one is known here."
    };
    finding(Severity::Warning, code, format!("A signing certificate expires {}", on_date(end, ctx.now)))
        .detail(detail)
        .fix(name.renew_certificate())
}

/// Ends that come closer, without a warning.
pub(super) fn beyond(reading: &Reading, ctx: &Context<'_>) -> Option<Finding> {
    let end = reading.saml.as_ref()?.valid_until.filter(|end| *end >= ctx.now && *end - ctx.now < SOON)?;
    Some(
        finding(
            Severity::Info,
            "metadata_expires_soon",
            format!("The metadata is valid until {}", super::date(end)),
        )
        .detail("Metadata of federations is renewed every few weeks. With a link it is read again every day.")
        .at("/EntityDescriptor/@validUntil"),
    )
}
