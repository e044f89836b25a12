//! What is known of identity providers: readers for SAML metadata, certificates and OIDC discovery documents, a
//! linter, provider detection, guides and explanations. Pure: no IO, no clock; builds for wasm32.

mod catalogue;
mod context;
mod explain;
mod inspect;

pub use catalogue::{catalogue, provider};
pub use context::{Context, Policy};
pub use explain::{explain, explain_missing_claim, explain_timeout, nearest_claim, unknown};
pub use inspect::{
    discovery_url, inspect_certificate, inspect_discovery, inspect_manual, inspect_metadata, inspect_metadata_text,
    lint_client_secret, lint_jwks,
};
