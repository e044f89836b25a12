//! Why SAML metadata or a certificate is refused, in words.

use api::InspectionKind;

use super::Name;
use super::rejected::{Text, bring, or, said};
use crate::reading::{Reason, Rejection};

/// The refusal, when it is one of SAML metadata or certificates.
pub(super) fn text(rejection: &Rejection, name: Name) -> Option<Text> {
    other_things(rejection, name)
        .or_else(|| documents(rejection, name))
        .or_else(|| roles(rejection, name))
        .or_else(|| certificates(rejection, name))
}

/// Other things in the metadata field.
fn other_things(rejection: &Rejection, name: Name) -> Option<Text> {
    let metadata = bring(InspectionKind::Saml, name);
    Some(match rejection.reason {
        Reason::LooksLikeCertificate => said(
            "This is a certificate, not metadata",
            "A certificate alone does not say where people sign in.",
            format!("{metadata}\nOr choose \"By hand\" and paste the certificate there."),
        ),
        Reason::LooksLikeJson => said(
            "This is JSON, not SAML metadata",
            "It can be an OpenID Connect discovery document.",
            format!("If you want OpenID Connect, go back and choose that variant.\n{metadata}"),
        ),
        Reason::LooksLikeUrl => said(
            "This is an address, not the metadata itself",
            "It can be read for you, and again every day.",
            "Choose \"Link\" and paste the address there.",
        ),
        Reason::LooksLikeBase64 => said(
            "This is base64, not readable XML",
            "Some consoles export metadata in this form.",
            format!("Decode it first, or download the file instead.\n{metadata}"),
        ),
        Reason::HtmlEscaped => said(
            "The markup in this XML is escaped",
            "A ticket system or a mail turned every < into &lt;.",
            "Copy it from its source, or download the file.\nBring it here unchanged.",
        ),
        Reason::NotXml => said(
            "This is not XML",
            "SAML metadata starts with < and holds an EntityDescriptor. Text around it, such as a browser's notice, does not belong to it.",
            metadata,
        ),
        _ => return None,
    })
}

/// XML, but not as it should be.
fn documents(rejection: &Rejection, name: Name) -> Option<Text> {
    let metadata = bring(InspectionKind::Saml, name);
    let detail = rejection.detail.as_str();
    Some(match rejection.reason {
        Reason::DoctypeForbidden => said(
            "The document has a DOCTYPE",
            "Metadata never needs one, and attackers use it to read files. Nothing in it was followed.",
            format!("{metadata}\nIf it comes from a tool of your own, remove the DOCTYPE."),
        ),
        Reason::LimitsExceeded => said(
            "The document is built unlike any metadata",
            format!("It has {}. Reading was stopped.", or(detail, "too much of something")),
            metadata,
        ),
        Reason::NotWellFormed => said(
            "The XML has a mistake, or is cut off",
            format!("Reading stopped at {}.", or(detail, "its beginning")),
            format!("Download the file again instead of copying parts of it.\n{metadata}"),
        ),
        Reason::DuplicateId => said(
            format!("Two elements have the ID {detail}"),
            "A signature could cover one while the other is read.",
            metadata,
        ),
        Reason::NotSamlMetadata => said(
            "This XML is not SAML metadata",
            format!("Its first element is {}; EntityDescriptor was expected.", or(detail, "another one")),
            metadata,
        ),
        Reason::SamlResponseNotMetadata => said(
            "This is the record of one sign-in, not metadata",
            "It can hold a colleague's data. It was not stored.",
            metadata,
        ),
        Reason::NoEntities => said("The metadata lists nobody", "Its list of entities is empty.", metadata),
        _ => return None,
    })
}

/// Metadata without an identity provider that can be used.
fn roles(rejection: &Rejection, name: Name) -> Option<Text> {
    let metadata = bring(InspectionKind::Saml, name);
    let detail = rejection.detail.as_str();
    Some(match rejection.reason {
        Reason::SpMetadata => said(
            "This is the metadata of an application, not of an identity provider",
            "It can be the metadata that we gave you. That one goes into your identity provider.",
            metadata,
        ),
        Reason::NoIdpRole => {
            said("There is no identity provider in this metadata", "It describes something else.", metadata)
        }
        Reason::NoSaml2IdpRole => said(
            "The identity provider speaks SAML 1.1 only",
            "Auth0 needs SAML 2.0.",
            format!("Turn on SAML 2.0 in {}.\n{metadata}", name.mid()),
        ),
        Reason::MissingEntityId => said(
            "The metadata does not name its identity provider",
            "The attribute entityID is missing or empty, so answers cannot be assigned.",
            format!("Set the issuer or entity ID in {}.\n{metadata}", name.mid()),
        ),
        Reason::NoSsoEndpoint => said(
            "The metadata names no sign-in address",
            "We would not know where to send people.",
            format!("Turn on single sign-on for the app in {}.\n{metadata}", name.mid()),
        ),
        Reason::NoSupportedBinding => said(
            "No sign-in address with Redirect or POST",
            format!("Auth0 speaks these two. The metadata offers: {detail}."),
            format!("Turn on the HTTP-Redirect or HTTP-POST binding in {}.\n{metadata}", name.mid()),
        ),
        Reason::SsoUrlMissing => said(
            "The sign-in address is missing",
            "We would not know where to send people.",
            format!("Copy the sign-in URL from {}.", name.mid()),
        ),
        Reason::SsoUrlInvalid => said(
            "The sign-in address cannot be used",
            format!("{} is not a plain web address.", or(detail, "It")),
            format!(
                "Correct the sign-in URL in {}. It starts with https:// and has no user name, no # and no blanks.",
                name.mid()
            ),
        ),
        Reason::SsoUrlNotHttps => said(
            "The sign-in address goes without encryption",
            format!("{detail} uses http. Anyone on the way could read passwords."),
            format!("Set up https for {}.\nBring the new metadata here.", name.mid()),
        ),
        _ => return None,
    })
}

fn certificates(rejection: &Rejection, name: Name) -> Option<Text> {
    let certificate = bring(InspectionKind::Certificate, name);
    let detail = rejection.detail.as_str();
    Some(match rejection.reason {
        Reason::NoSigningCertificate => said(
            "There is no signing certificate",
            format!(
                "The metadata has {}. Without the certificate nobody's sign-in can be checked.",
                or(detail, "none")
            ),
            name.renew_certificate(),
        ),
        Reason::BadCertificate => said(
            "The certificate cannot be read",
            match detail {
                "incomplete PEM" => "Its end is missing: the END CERTIFICATE line was not copied.".to_owned(),
                "empty" => "Its place is empty.".to_owned(),
                _ => "It is damaged, or it is something else.".to_owned(),
            },
            certificate,
        ),
        Reason::WeakKey => said(
            format!("The key {detail} protects nothing"),
            "RSA keys under 1024 bits are broken within hours. Anybody could sign in as anybody.",
            name.renew_certificate(),
        ),
        Reason::CsrPasted => said(
            "This is a request for a certificate",
            "It is what a certificate is made from, not the certificate.",
            certificate,
        ),
        Reason::PublicKeyPasted => {
            said("This is a bare public key", "Auth0 needs the certificate around it.", certificate)
        }
        Reason::SshKeyPasted => {
            said("This is an SSH key", "Sign-in needs an X.509 certificate.", certificate)
        }
        Reason::FingerprintPasted => said(
            "This is the fingerprint of a certificate",
            "It identifies the certificate, but signatures cannot be checked with it.",
            certificate,
        ),
        _ => return None,
    })
}
