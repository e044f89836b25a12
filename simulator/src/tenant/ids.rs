//! Ids and secrets in the forms Auth0 gives them.

use rand::RngExt;

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const DIGITS: &[u8] = b"0123456789";
const HEX: &[u8] = b"0123456789abcdef";

fn random(alphabet: &[u8], length: usize) -> String {
    let mut rng = rand::rng();
    (0..length).map(|_| char::from(alphabet[rng.random_range(0..alphabet.len())])).collect()
}

/// So many letters and digits.
pub fn alphanumeric(length: usize) -> String {
    random(ALPHANUMERIC, length)
}

/// So many hex digits.
pub fn hex(length: usize) -> String {
    random(HEX, length)
}

/// A random UUID, as actions have.
pub fn uuid() -> String {
    let digits = hex(32);
    format!("{}-{}-4{}-a{}-{}", &digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..])
}

/// A prefix, `_`, and 22 letters and digits that cannot be mistaken for each other: the newer ids.
pub fn long(prefix: &str) -> String {
    format!("{prefix}_{}", random(BASE58, 22))
}

/// A prefix, `_`, and 16 letters and digits: the older ids.
pub fn short(prefix: &str) -> String {
    format!("{prefix}_{}", alphanumeric(16))
}

/// `lst_` and 16 digits.
pub fn log_stream() -> String {
    format!("lst_{}", random(DIGITS, 16))
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
