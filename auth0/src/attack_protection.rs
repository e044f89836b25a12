//! What protects the tenant against guessing and stolen passwords, as far as a check of the tenant reads it.

use serde::Deserialize;
use serde_json::json;

use crate::{Call, Members, call::Request};

/// One kind of protection.
#[derive(Debug, Clone, Deserialize)]
pub struct Protection {
    /// Whether it is on.
    #[serde(default)]
    pub enabled: bool,
    /// What it does, such as `block`.
    #[serde(default)]
    pub shields: Vec<String>,
    /// Whom it leaves alone.
    #[serde(default)]
    pub allowlist: Vec<String>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// Against guessing one user's password.
pub fn brute_force() -> Call<Protection> {
    Request::get("attack-protection/brute-force-protection", &[]).reads()
}

/// Turns that on or off; everything else of it stays.
pub fn enable_brute_force(enabled: bool) -> Call<Protection> {
    Request::patch("attack-protection/brute-force-protection", &[])
        .body(json!({ "enabled": enabled }))
        .reads()
}

/// Against guessing many users' passwords from one address.
pub fn suspicious_ip() -> Call<Protection> {
    Request::get("attack-protection/suspicious-ip-throttling", &[]).reads()
}

/// Turns that on or off; everything else of it stays.
pub fn enable_suspicious_ip(enabled: bool) -> Call<Protection> {
    Request::patch("attack-protection/suspicious-ip-throttling", &[])
        .body(json!({ "enabled": enabled }))
        .reads()
}

/// Against passwords that are known to have leaked.
pub fn breached_passwords() -> Call<Protection> {
    Request::get("attack-protection/breached-password-detection", &[]).reads()
}

/// Turns that on or off; everything else of it stays.
pub fn enable_breached_passwords(enabled: bool) -> Call<Protection> {
    Request::patch("attack-protection/breached-password-detection", &[])
        .body(json!({ "enabled": enabled }))
        .reads()
}

/// Against programs that sign in.
pub fn bot_detection() -> Call<Members> {
    Request::get("attack-protection/bot-detection", &[]).reads()
}

/// How people show that they are people.
pub fn captcha() -> Call<Members> {
    Request::get("attack-protection/captcha", &[]).reads()
}
