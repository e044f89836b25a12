//! What was noticed without refusing, in words.

use api::{Finding, InspectionKind, Severity};

use super::{Name, Words as _, finding, provider_or_yours};
use crate::certificate::Certificate;
use crate::oidc::unreachable_endpoints;
use crate::reading::{MetadataSignature, Note, OidcEndpoint, Reading};
use crate::{Context, Policy};

const ROLE: &str = "/EntityDescriptor/IDPSSODescriptor";
const KEY: &str = "/EntityDescriptor/IDPSSODescriptor/KeyDescriptor";

/// One note in words.
pub(super) fn words(note: &Note, reading: &Reading, ctx: &Context<'_>) -> Finding {
    let name = Name::of(reading, ctx);
    let known =
        certificate(note, reading, ctx, name).or_else(|| saml(note, name)).or_else(|| oidc(note, name));
    known.unwrap_or_else(|| form(note))
}

/// What the vendor's policy makes of a weakness: an error only when no certificate is free of it.
pub(super) fn by_policy(reading: &Reading, ctx: &Context<'_>) -> Severity {
    let certificates = signing(reading);
    if ctx.policy == Policy::Strict && !certificates.iter().any(|certificate| certificate.is_good(ctx.now)) {
        Severity::Error
    } else {
        Severity::Warning
    }
}

/// The certificates that signatures will be checked with.
pub(super) fn signing(reading: &Reading) -> &[Certificate] {
    reading.saml.as_ref().map_or(reading.certificates.as_slice(), |saml| saml.signing.as_slice())
}

fn place(reading: &Reading) -> &'static str {
    match (&reading.kind, &reading.saml) {
        (InspectionKind::Saml, Some(saml)) if saml.entity_id.is_some() => KEY,
        _ => "certificate",
    }
}

fn certificate(note: &Note, reading: &Reading, ctx: &Context<'_>, name: Name) -> Option<Finding> {
    // The number of bits belongs into the words, not into the code.
    let code = if matches!(note, Note::WeakKey(_)) { "short_key".into() } else { note.code() };
    let judged = |title: String| finding(by_policy(reading, ctx), &code, title).fix(name.renew_certificate());
    let found = match note {
        Note::Sha1Certificate | Note::Md5Certificate => {
            let hash = if *note == Note::Sha1Certificate { "SHA-1" } else { "MD5" };
            judged(format!("The certificate is signed with {hash}"))
                .detail(format!("{hash} is broken. Auth0 still accepts the certificate; security reviews often do not."))
        }
        Note::WeakKey(bits) => judged(format!("The key has only {bits} bits"))
            .detail("RSA keys under 2048 bits can be broken with enough money. Then anybody could sign in as anybody."),
        Note::CertExpired | Note::CertNotYetValid | Note::CertExpiresWithin30Days => {
            super::timed::certificate_words(note, reading, ctx, name)
        }
        Note::EcKey => finding(Severity::Warning, &code, "The key is not an RSA key")
            .detail("Most connections use RSA. Signatures of other keys can fail in Auth0.")
            .fix(format!("Test the sign-in before you activate.\nIf it fails, create an RSA certificate in {}.", name.mid())),
        Note::CommentInsideCertificate => finding(Severity::Warning, &code, "A comment splits the certificate")
            .detail("Programs can read it differently. The parts were joined.")
            .fix(format!("Download the metadata from {} again.", name.mid())),
        Note::PemArmourInsideElement => finding(Severity::Warning, &code, "The certificate in the XML has its PEM lines around it")
            .detail("They do not belong there and were left out. Auth0 can stumble over them.")
            .fix(format!("Remove the BEGIN and END lines in the settings of {}, if it was pasted there.", name.mid())),
        Note::DuplicateCertificate => finding(Severity::Warning, &code, "The same certificate is listed several times")
            .detail("It is used once. Nothing is lost.")
            .fix(format!("Remove the copies in {} when convenient.", name.mid())),
        Note::SeveralSigningCertificates => {
            finding(Severity::Info, &code, format!("{} signing certificates", signing(reading).len()))
                .detail("This is how a certificate is replaced without an outage. All of them are kept.")
        }
        _ => return None,
    };
    Some(found.at(place(reading)))
}

fn saml(note: &Note, name: Name) -> Option<Finding> {
    let code = note.code();
    let warn = |title: &str| finding(Severity::Warning, &code, title);
    Some(match note {
        Note::EntityIdHasOuterWhitespace => warn("The entity ID has blanks around it")
            .detail("They are part of the name. Answers without them will be refused.")
            .fix(format!("Remove the blanks from the issuer or entity ID in {}.\nBring the new metadata here.", name.mid()))
            .at("/EntityDescriptor/@entityID"),
        Note::EntityIdNotUri => warn("The entity ID is not a URI")
            .detail("It can be a sample text that was never replaced. It works as long as nobody else uses the same one.")
            .fix(format!("Set an entity ID of your own in {}, such as https://idp.example.com.\nBring the new metadata here.", name.mid()))
            .at("/EntityDescriptor/@entityID"),
        Note::EntityIdNotAscii => warn("The entity ID has unusual letters")
            .detail("Some look like Latin letters and are not. This is a way to imitate a known provider.")
            .fix(format!("Compare the metadata with what {} shows in its console.", name.mid()))
            .at("/EntityDescriptor/@entityID"),
        Note::PlaceholderValue(sample) => warn("A sample value was not replaced")
            .detail(format!("\"{sample}\" comes from a manual. Sign-in cannot work with it."))
            .fix(format!("Replace it in {}.\nBring the new metadata here.", name.mid())),
        Note::PostBindingOnly => warn("Only POST is offered for sign-in")
            .detail("The connection is set to POST. People notice nothing.")
            .at(format!("{ROLE}/SingleSignOnService")),
        Note::SsoUrlPrivate(host) => warn("The sign-in address is inside a private network")
            .detail(format!("People outside the network cannot reach {host}, so they cannot sign in."))
            .fix(format!("Publish {} under a public address, or make sure that everyone is on the network.", name.mid()))
            .at(format!("{ROLE}/SingleSignOnService/@Location")),
        Note::OnlyTransientNameId => warn("People get another id at every sign-in")
            .detail("Only transient NameIDs are offered. Nobody would be recognised a second time.")
            .fix(format!("Choose emailAddress or persistent as the NameID format in {}.", name.mid()))
            .at(format!("{ROLE}/NameIDFormat")),
        Note::WantsSignedRequests => warn(&format!("{} wants our requests to be signed", name.start()))
            .detail("Unsigned requests are refused there, and people see its error page.")
            .fix(format!("Auth0 signs them for this connection. Upload the connection's certificate to {}.", name.mid()))
            .at(format!("{ROLE}/@WantAuthnRequestsSigned")),
        Note::CommentInsideNameIdFormat => warn("A comment splits a NameID format")
            .detail("Programs can read it differently. The parts were joined.")
            .fix(format!("Download the metadata from {} again.", name.mid()))
            .at(format!("{ROLE}/NameIDFormat")),
        Note::MetadataSignatureInvalid => warn("The metadata was changed after it was signed")
            .detail("Somebody edited it, or it was damaged on the way. Auth0 does not check this.")
            .fix(format!("Download the metadata from {} again, without editing it.\nCompare the sign-in address.", name.mid()))
            .at("/EntityDescriptor/Signature"),
        Note::ProviderConflict(id) => {
            let claimed = provider_or_yours(Some(id));
            finding(Severity::Warning, "provider_conflict", format!("The entity ID says {claimed}, the sign-in address does not"))
                .detail("Anybody can write an entity ID into a file. The sign-in address decides where passwords are typed.")
                .fix(format!("Download the metadata from {claimed} again.\nCompare the sign-in address with its console."))
                .at("/EntityDescriptor/@entityID")
        }
        _ => return None,
    })
}

fn oidc(note: &Note, name: Name) -> Option<Finding> {
    let code = note.code();
    Some(match note {
        Note::NoRs256 => finding(Severity::Warning, &code, "RS256 is not offered for ID tokens")
            .detail("Auth0 connections use RS256 unless they are set otherwise.")
            .fix(format!("Choose RS256 for ID tokens in {}, or test the sign-in before you activate.", name.mid()))
            .at("/id_token_signing_alg_values_supported"),
        Note::NoUsableTokenAuthMethod => {
            finding(Severity::Warning, &code, "No way of client authentication that Auth0 has")
                .detail("Auth0 authenticates with a client secret or a signed token. Sign-in would fail at its last step.")
                .fix(format!("Allow client_secret_post for the app in {}.", name.mid()))
                .at("/token_endpoint_auth_methods_supported")
        }
        Note::RequiresPar => finding(Severity::Warning, &code, format!("{} insists on pushed requests", name.start()))
            .detail("Ordinary requests are refused there until the connection is set to push them.")
            .fix(format!("Allow ordinary authorization requests for the app in {}.\nTest the sign-in before you activate.", name.mid()))
            .at("/require_pushed_authorization_requests"),
        Note::LoopbackHttp(url) => finding(Severity::Info, &code, "The address is on this machine, without encryption")
            .detail(format!("{url} is accepted because this installation allows it for demos and development.")),
        _ => return None,
    })
}

/// In which form it came: no reason to worry.
fn form(note: &Note) -> Finding {
    let (title, detail) = match note {
        Note::LegacyEncoding => (
            "The file is in an encoding from before Unicode",
            "It was converted. Names with accents can look wrong.",
        ),
        Note::EncodingDeclarationMismatch => (
            "The declared encoding is not the real one",
            "The file says otherwise, but it is UTF-8. It was read as UTF-8.",
        ),
        Note::BomUtf8 => ("The file starts with a byte-order mark", "It was left out."),
        Note::Utf16 => ("The file is in UTF-16", "It was converted."),
        Note::LeadingWhitespaceTrimmed => ("There were blanks before the document", "They were left out."),
        Note::Der => ("The certificate is in binary form", "It was converted."),
        Note::Pkcs7 => ("The certificates come in a PKCS#7 bundle", "They were taken out."),
        Note::NoPemLines => ("The BEGIN and END lines are missing", "They were added."),
        Note::ChainOrSeveralCertificates => {
            ("The file holds several certificates", "Those that only vouch for another one are left out.")
        }
        Note::LiteralBackslashN => ("Line ends were written as \\n", "They were converted."),
        Note::TextAroundPem => ("There is other text around the certificate", "It was left out."),
        Note::DoubleBase64 => ("The certificate was encoded twice", "It was decoded."),
        _ => ("Something unusual was noticed", ""),
    };
    let severity = if note.is_warning() { Severity::Warning } else { Severity::Info };
    let found = finding(severity, &note.code(), title).detail(detail);
    if note.is_warning() { found.fix("Save the file as UTF-8 when convenient.") } else { found }
}

/// What is worth knowing beside the notes.
pub(super) fn beyond(reading: &Reading, ctx: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(oidc) = &reading.oidc {
        let unreachable = unreachable_endpoints(oidc, ctx);
        findings.extend(unreachable.into_iter().map(|endpoint| private_endpoint(endpoint, reading, ctx)));
    }
    if !reading.choices.is_empty() {
        findings.push(several(reading));
    }
    let Some(saml) = reading.saml.as_ref().filter(|saml| saml.entity_id.is_some()) else { return findings };
    match reading.signature {
        MetadataSignature::Absent => findings.push(
            finding(Severity::Info, "metadata_unsigned", "The metadata is not signed")
                .detail("That is usual. It is trusted because you brought it, or because of the address it came from."),
        ),
        MetadataSignature::Unchecked => findings.push(
            finding(Severity::Info, "metadata_signature_unchecked", "The signature of the metadata was not checked")
                .detail("It is made in an unusual way. Auth0 does not check it either."),
        ),
        MetadataSignature::Intact | MetadataSignature::Broken => {}
    }
    let formats = &saml.name_id_formats;
    let only_transient = reading.notes.contains(&Note::OnlyTransientNameId);
    if !formats.is_empty()
        && !only_transient
        && !formats.iter().any(|format| format.ends_with(":emailAddress"))
    {
        findings.push(
            finding(Severity::Info, "nameid_without_email", "The email address is not offered as NameID")
                .detail("People are recognised by another id. The email address has to come as an attribute.")
                .at(format!("{ROLE}/NameIDFormat")),
        );
    }
    findings
}

/// An error only under the strict policy: a document is not wrong because of where its endpoints are.
fn private_endpoint(endpoint: OidcEndpoint, reading: &Reading, ctx: &Context<'_>) -> Finding {
    let severity = if ctx.policy == Policy::Strict { Severity::Error } else { Severity::Info };
    let member = endpoint.member();
    finding(severity, "endpoint_private", format!("The {member} is inside a private network"))
        .detail("Auth0 calls it from the internet and cannot reach it. Sign-in would fail.")
        .fix(format!("Publish {} under a public address.", Name::of(reading, ctx).mid()))
        .at(format!("/{member}"))
}

fn several(reading: &Reading) -> Finding {
    let usable = reading.choices.iter().filter(|choice| choice.outcome.is_ok()).count();
    finding(
        Severity::Warning,
        "several_identity_providers",
        format!("This metadata holds {} identity providers", reading.choices.len()),
    )
    .detail(format!("{usable} of them can be used. We do not guess which one is yours."))
    .fix("Choose yours from the list.")
    .at("/EntitiesDescriptor")
}
