//! Ids and secrets in the forms Auth0 gives them.

use rand::RngExt;

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8] = b"0123456789abcdef";

fn random(alphabet: &[u8], length: usize) -> String {
    let mut rng = rand::rng();
    (0..length).map(|_| char::from(alphabet[rng.random_range(0..alphabet.len())])).collect()
}

/// So many letters and digits.
pub fn alphanumeric(length: usize) -> String {
    random(ALPHANUMERIC, length)
}

/// `con_` and 16.
pub fn connection() -> String {
    format!("con_{}", alphanumeric(16))
}

/// `org_` and 16.
pub fn organization() -> String {
    format!("org_{}", alphanumeric(16))
}

/// `rol_` and 16.
pub fn role() -> String {
    format!("rol_{}", alphanumeric(16))
}

/// `cgr_` and 16.
pub fn client_grant() -> String {
    format!("cgr_{}", alphanumeric(16))
}

/// 32 letters and digits.
pub fn client() -> String {
    alphanumeric(32)
}

/// What `auth0|` is followed by: 24 hex digits.
pub fn database_user() -> String {
    random(HEX, 24)
}

/// 24 hex digits, as resource servers have.
pub fn resource_server() -> String {
    random(HEX, 24)
}

/// A client secret.
pub fn secret() -> String {
    alphanumeric(64)
}

/// An unguessable handle: code, state, session.
pub fn handle() -> String {
    alphanumeric(43)
}

/// The id of a SAML request; an XML name may not begin with a digit.
pub fn saml_request() -> String {
    format!("_{}", random(HEX, 40))
}

/// A password a person can type: four groups of five letters.
pub fn password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    (0..4).map(|_| random(LETTERS, 5)).collect::<Vec<_>>().join("-")
}

/// A sortable log id of 55 digits; `sequence` keeps records of one moment in order.
pub fn log(at: chrono::DateTime<chrono::Utc>, sequence: u64) -> String {
    format!("900{}{:035}", at.format("%Y%m%d%H%M%S%3f"), sequence)
}
