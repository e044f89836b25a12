//! The keys with which Auth0 proves itself to the token endpoint of an `oidc` or `okta` connection.

use serde::{Deserialize, Serialize};

use crate::{Call, call::Request};

/// A key of a connection; only its public part.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Key {
    /// The key's id.
    pub kid: String,
    /// The certificate, in PEM.
    pub cert: String,
    /// Such as `RS256`; absent from the answer of a rotation.
    pub algorithm: Option<String>,
    /// The SHA-1 of the certificate, in hex; absent from the answer of a rotation.
    pub thumbprint: Option<String>,
    /// Whether Auth0 signs with it now.
    #[serde(default)]
    pub current: bool,
    /// Whether Auth0 will sign with it after the next rotation: the identity provider should know it already.
    #[serde(default)]
    pub next: bool,
    /// Whether Auth0 signed with it before the last rotation.
    #[serde(default)]
    pub previous: bool,
    /// Since when it is the current one.
    pub current_since: Option<String>,
}

#[derive(Serialize)]
struct Algorithm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    signing_alg: Option<&'a str>,
}

/// The keys of a connection; Auth0 refuses other strategies than `oidc` and `okta`.
pub fn list(connection: &str) -> Call<Vec<Key>> {
    Request::get("connections/{id}/keys", &[connection]).reads()
}

/// Makes the first two keys, so that the identity provider can know them before they are used.
pub fn create(connection: &str, algorithm: Option<&str>) -> Call<Vec<Key>> {
    let body = Algorithm { signing_alg: algorithm };
    Request::post("connections/{id}/keys", &[connection]).body(body).reads()
}

/// Makes the next key the current one; answers with the new next one.
pub fn rotate(connection: &str, algorithm: Option<&str>) -> Call<Key> {
    let body = Algorithm { signing_alg: algorithm };
    Request::post("connections/{id}/keys/rotate", &[connection]).body(body).reads()
}
