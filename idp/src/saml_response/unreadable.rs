//! Why a SAML response cannot be read, in words.

use api::{Finding, Severity};

use crate::findings::{Words as _, finding};
use crate::reading::{Reason, Rejection};

/// Why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unreadable {
    Empty,
    TooLarge,
    PrivateKey,
    NotBase64,
    NotXml,
    /// The XML is refused before anything is read from it.
    Xml(Rejection),
    /// A request in place of an answer.
    Request,
    /// SAML 1.1.
    OldVersion,
    /// Metadata in place of an answer.
    Metadata,
    /// WS-Federation or other XML.
    OtherXml,
}

impl From<Rejection> for Unreadable {
    fn from(rejection: Rejection) -> Self {
        Self::Xml(rejection)
    }
}

impl Unreadable {
    /// The cause that explains it, where it is one that Auth0 would name as well.
    pub(super) const fn cause(&self) -> Option<&'static str> {
        match self {
            Self::OldVersion => Some("wrong_saml_version"),
            Self::OtherXml => Some("not_a_saml_answer"),
            _ => None,
        }
    }

    /// What to tell the person who pasted it.
    pub(super) fn finding(&self) -> Finding {
        let (code, title, detail) = self.words();
        let detail = match self {
            Self::Xml(rejection) if !rejection.detail.is_empty() => {
                format!("{detail} It is at: {}.", rejection.detail)
            }
            _ => detail.to_owned(),
        };
        let fix = if *self == Self::PrivateKey {
            "Clear the field and the clipboard.\nIf the key went through a mail or a chat, replace it."
        } else {
            "Open the network tab of the browser's developer tools and sign in again.\nCopy the value of SAMLResponse from the request to our answer address.\nPaste all of it here."
        };
        finding(Severity::Error, code, title).detail(detail).fix(fix).at("saml_response")
    }

    const fn words(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Empty => ("empty", "There is nothing in it", "The field is empty."),
            Self::TooLarge => ("too_large", "This is larger than 1 MB", "No sign-in answer is that large."),
            Self::PrivateKey => {
                ("private_key_pasted", "This is a private key", "It was not stored, logged or sent on.")
            }
            Self::NotBase64 => (
                "response_not_base64",
                "This is not a SAML response",
                "It is neither XML nor base64. Part of it can have been lost in copying.",
            ),
            Self::NotXml => (
                "response_not_xml",
                "There is no XML inside",
                "It is base64 of something else. Part of it can have been lost in copying.",
            ),
            Self::Xml(rejection) => xml_words(rejection.reason),
            Self::Request => (
                "saml_request_pasted",
                "This is our request, not the answer to it",
                "The answer is what your identity provider sends afterwards.",
            ),
            Self::OldVersion => ("response_saml_1", "This is a SAML 1.1 answer", "Auth0 needs SAML 2.0."),
            Self::Metadata => (
                "response_is_metadata",
                "This is metadata, not the answer to a sign-in",
                "It belongs into the setup of the connection.",
            ),
            Self::OtherXml => (
                "not_a_saml_response",
                "This XML is not a SAML response",
                "It can be an answer of WS-Federation, which is another protocol.",
            ),
        }
    }
}

const fn xml_words(reason: Reason) -> (&'static str, &'static str, &'static str) {
    match reason {
        Reason::DoctypeForbidden => (
            "doctype_forbidden",
            "The XML brings a document type",
            "SAML forbids it, because it can be used to attack whoever reads it. Reading was stopped.",
        ),
        Reason::LimitsExceeded => (
            "limits_exceeded",
            "The response is built unlike any other",
            "It has too much of something. Reading was stopped.",
        ),
        Reason::DuplicateId => (
            "duplicate_id",
            "Two elements have the same ID",
            "A signature could cover one while the other is read.",
        ),
        Reason::UnsupportedEncoding | Reason::BadEncoding => {
            ("bad_encoding", "The text encoding cannot be read", "Letters could be mistaken for others.")
        }
        _ => (
            "not_well_formed",
            "The XML has a mistake, or is cut off",
            "Part of it can have been lost in copying.",
        ),
    }
}
