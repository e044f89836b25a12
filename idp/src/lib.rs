//! What is known of identity providers: readers for SAML metadata, certificates and OIDC discovery documents, a
//! linter, provider detection, guides and explanations. Pure: no IO, no clock; builds for wasm32.

mod address;
mod catalogue;
mod certificate;
mod context;
mod detect;
mod dns_hosts;
mod explain;
mod findings;
mod input;
mod inspect;
mod oidc;
mod reading;
mod saml;
mod saml_response;
mod xml;

pub use catalogue::{catalogue, provider};
pub use certificate::{Certificate, Key, KeyUse, read_certificate};
pub use context::{Context, Policy};
pub use detect::{
    Confidence, Detection, DnsHints, detect_address, detect_dns, detect_document, detect_domain,
    is_public_email_domain, lint_metadata_url, provider_name, public_email_domain_finding,
};
pub use dns_hosts::{TxtRecord, dns_host};
pub use explain::{
    CauseSummary, ErrorPage, LogRecord, causes, explain, explain_all, explain_code, explain_log,
    explain_missing_claim, explain_request, explain_timeout, messages, nearest_claim, read_error_page,
    scrubbed, unknown,
};
pub use findings::{
    FindingDoc, entity_id_in_use, finding_doc, finding_docs, own_tenant, refused, with_findings,
};
pub use inspect::{
    inspect_certificate, inspect_discovery, inspect_manual, inspect_metadata, inspect_metadata_text,
};
pub use oidc::{discovery_url, lint_client_id, lint_client_secret, lint_jwks, read_discovery};
pub use reading::{
    Choice, Endpoint, MetadataSignature, Note, OidcEndpoint, OidcReading, Reading, Reason, Rejection,
    SamlReading, TimeNote,
};
pub use saml::{read_metadata, read_metadata_text};
pub use saml_response::read_saml_response;
