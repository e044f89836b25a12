//! SAML 2.0 web browser sign-in: what a service provider sends, and what an identity provider answers.
//!
//! Pure functions over text; nothing here asks for the time, speaks HTTP or keeps anything.

pub mod binding;
pub mod certificate;
pub mod encryption;
pub mod logout;
pub(crate) mod pkcs7;
pub mod refused;
pub mod request;
pub mod response;
pub mod signature;
pub(crate) mod xml;

pub use binding::{Binding, post_fields, redirect_binding_url, signed_redirect_binding_url};
pub use certificate::Certificate;
pub use encryption::Decryption;
pub use refused::Refused;
pub use signature::SigningKey;

/// The namespace of assertions.
pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// The namespace of requests and responses.
pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// The namespace of XML signatures.
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// A name that is an e-mail address.
pub const EMAIL_ADDRESS: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
/// A name that tells nothing but stays the same.
pub const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
/// A name of any form.
pub const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

/// A moment as SAML writes it.
pub fn timestamp(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
