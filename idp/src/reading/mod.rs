//! What a reader concluded, before it is put into words: verdict, reason, notes and time codes.

mod note;
mod reason;

use api::{InspectionKind, SamlBinding, Verdict};
use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::detect::Detection;

pub use note::{Note, TimeNote};
pub use reason::{OidcEndpoint, Reason};

/// What a reader concluded from some bytes. The public [`api::Inspection`] is made from it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What was read.
    pub kind: InspectionKind,
    /// Why it cannot be used, when it cannot.
    pub rejection: Option<Rejection>,
    /// What was noticed, in the order it was noticed, each once.
    pub notes: Vec<Note>,
    /// What the clock says of it.
    pub time: Vec<TimeNote>,
    /// SAML: the root element's local name.
    pub root: Option<String>,
    /// SAML: how many entities the document holds.
    pub entities: usize,
    /// SAML: whether the document is signed, and unchanged since.
    pub signature: MetadataSignature,
    /// SAML: the one identity provider that was read.
    pub saml: Option<SamlReading>,
    /// SAML: the identity providers to choose from, when there are several.
    pub choices: Vec<Choice>,
    /// OIDC: what the document says, as far as it was read.
    pub oidc: Option<OidcReading>,
    /// Certificate field: the certificates to use.
    pub certificates: Vec<Certificate>,
    /// Certificate field: how many certificates it held.
    pub certificates_total: usize,
    /// Which product it comes from.
    pub detected: Option<Detection>,
}

/// Why something cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The reason.
    pub reason: Reason,
    /// What exactly, such as the address in question; never part of a key. May be empty.
    pub detail: String,
}

impl Rejection {
    /// A rejection with a detail.
    pub(crate) fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

impl From<Reason> for Rejection {
    fn from(reason: Reason) -> Self {
        Self { reason, detail: String::new() }
    }
}

/// Whether SAML metadata is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetadataSignature {
    /// It is not signed.
    #[default]
    Absent,
    /// It is signed, and its content has the digest that was signed. The signature value itself is not checked: the
    /// certificate to check it with comes from the same document, so it would prove nothing of the sender.
    Intact,
    /// It is signed, and its content has changed since.
    Broken,
    /// It is signed in a way that is not understood here.
    Unchecked,
}

/// What SAML metadata says of one identity provider.
#[derive(Debug, Clone)]
pub struct SamlReading {
    /// The entity ID, as it is written.
    pub entity_id: Option<String>,
    /// A name for people, from the document.
    pub display_name: Option<String>,
    /// The sign-in endpoint to use.
    pub sign_in: Endpoint,
    /// Every sign-in endpoint, in the document's order.
    pub sign_in_all: Vec<Endpoint>,
    /// Every sign-out endpoint, in the document's order.
    pub sign_out: Vec<Endpoint>,
    /// The signing certificates, each once, in the document's order.
    pub signing: Vec<Certificate>,
    /// The certificates that are for encryption only.
    pub encryption: Vec<Certificate>,
    /// The NameID formats, as they are written.
    pub name_id_formats: Vec<String>,
    /// Whether it wants requests to be signed.
    pub wants_signed_requests: bool,
    /// When the metadata itself ends.
    pub valid_until: Option<DateTime<Utc>>,
    /// Whether the same entity is a service provider too.
    pub also_service_provider: bool,
    /// Who registered it with a federation.
    pub federation: Option<String>,
}

/// A SAML endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The binding's URN.
    pub binding: String,
    /// The address, as it is written.
    pub url: String,
    /// Where answers go, when elsewhere.
    pub response_url: Option<String>,
}

impl Endpoint {
    /// The binding, when it is one that Auth0 speaks.
    #[must_use]
    pub fn usable_binding(&self) -> Option<SamlBinding> {
        match self.binding.as_str() {
            crate::saml::REDIRECT => Some(SamlBinding::Redirect),
            crate::saml::POST => Some(SamlBinding::Post),
            _ => None,
        }
    }
}

/// One of several identity providers in one document.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its entity ID; empty when it has none.
    pub entity_id: String,
    /// The name the document gives it.
    pub display_name: Option<String>,
    /// What it says, or why it cannot be used.
    pub outcome: Result<Box<SamlReading>, Rejection>,
    /// Which product it comes from.
    pub detected: Option<Detection>,
}

/// What an OIDC discovery document says, as far as it was read.
#[derive(Debug, Clone, Default)]
pub struct OidcReading {
    /// The issuer.
    pub issuer: String,
    /// Where people are sent to sign in.
    pub authorization_endpoint: String,
    /// Where codes become tokens.
    pub token_endpoint: String,
    /// Where the signing keys are.
    pub jwks_uri: String,
    /// Where claims can be asked for.
    pub userinfo_endpoint: Option<String>,
    /// Where people are sent to sign out.
    pub end_session_endpoint: Option<String>,
    /// The scopes it offers.
    pub scopes: Vec<String>,
    /// The response types it offers.
    pub response_types: Vec<String>,
    /// How it signs ID tokens.
    pub id_token_algs: Vec<String>,
    /// How a client can authenticate at the token endpoint; `None` when not said, which means `client_secret_basic`.
    pub token_auth_methods: Option<Vec<String>>,
    /// The PKCE methods it offers; `None` when not said.
    pub pkce: Option<Vec<String>>,
}

impl Reading {
    /// An empty reading.
    pub(crate) const fn new(kind: InspectionKind) -> Self {
        Self {
            kind,
            rejection: None,
            notes: Vec::new(),
            time: Vec::new(),
            root: None,
            entities: 0,
            signature: MetadataSignature::Absent,
            saml: None,
            choices: Vec::new(),
            oidc: None,
            certificates: Vec::new(),
            certificates_total: 0,
            detected: None,
        }
    }

    /// Adds a note, once.
    pub(crate) fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The verdict, before the vendor's policy and the provider that was chosen have their say.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.rejection.is_some() {
            Verdict::Reject
        } else if !self.choices.is_empty() {
            Verdict::Choose
        } else if !self.time.is_empty() || self.notes.iter().any(Note::is_warning) {
            Verdict::AcceptWithWarnings
        } else {
            Verdict::Accept
        }
    }
}
