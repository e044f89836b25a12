//! What is known of identity providers: readers for SAML metadata, certificates and OIDC discovery documents, a
//! linter, provider detection, guides and explanations. Pure: no IO, no clock; builds for wasm32.

mod address;
mod catalogue;
mod certificate;
mod context;
mod detect;
mod explain;
mod findings;
mod input;
mod inspect;
mod oidc;
mod reading;
mod saml;
mod xml;

pub use catalogue::{catalogue, provider};
pub use certificate::{Certificate, Key, KeyUse, read_certificate};
pub use context::{Context, Policy};
pub use detect::{Confidence, Detection, provider_name};
pub use explain::{explain, explain_missing_claim, explain_timeout, nearest_claim, unknown};
pub use inspect::{
    inspect_certificate, inspect_discovery, inspect_manual, inspect_metadata, inspect_metadata_text,
};
pub use oidc::{discovery_url, lint_client_secret, lint_jwks, read_discovery};
pub use reading::{
    Choice, Endpoint, MetadataSignature, Note, OidcEndpoint, OidcReading, Reading, Reason, Rejection,
    SamlReading, TimeNote,
};
pub use saml::{read_metadata, read_metadata_text};
