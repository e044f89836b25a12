//! Wire types that the server and the single-page app both speak: typed ids, requests, responses, problem codes.
//!
//! Nothing here does anything: the types serialize, and the ids parse. The `openapi` feature adds the schemas the
//! server publishes; doc comments on wire types are public text.

mod audit;
mod catalogue;
mod certificate;
mod change;
mod connection;
mod connection_options;
mod detection;
mod domain;
mod drift;
mod explanation;
mod finding;
mod id;
mod job;
mod life;
mod metadata;
mod moving;
mod organization;
mod page;
mod permission;
mod preflight;
mod problem;
mod revision;
mod saml_response;
mod session;
mod sign_in;
mod strategy;
mod test_evidence;
mod test_run;
mod unknown_text;

pub use audit::*;
pub use catalogue::*;
pub use certificate::*;
pub use change::*;
pub use connection::*;
pub use connection_options::*;
pub use detection::*;
pub use domain::*;
pub use drift::*;
pub use explanation::*;
pub use finding::*;
pub use id::*;
pub use job::*;
pub use life::*;
pub use metadata::*;
pub use moving::*;
pub use organization::*;
pub use page::*;
pub use permission::*;
pub use preflight::*;
pub use problem::*;
pub use revision::*;
pub use saml_response::*;
pub use session::*;
pub use sign_in::*;
pub use strategy::*;
pub use test_evidence::*;
pub use test_run::*;
pub use unknown_text::*;
