//! The public keys that applications are known by: what `private_key_jwt` is verified with.

use serde_json::Value;

use super::state::State;

/// One registered key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientKey {
    /// Its id, which an assertion may name.
    pub kid: String,
    /// `RS256`, `RS384` or `PS256`.
    pub algorithm: String,
    /// SPKI, PEM.
    pub public_key_pem: String,
}

impl State {
    /// The keys of an application.
    pub fn client_keys(&self, client_id: &str) -> Vec<ClientKey> {
        let text = |body: &serde_json::Map<String, Value>, name: &str| {
            body.get(name).and_then(Value::as_str).map(str::to_owned)
        };
        let place = format!("/clients/{client_id}/credentials");
        self.documents
            .all(&place)
            .filter_map(|document| {
                Some(ClientKey {
                    kid: text(&document.body, "kid").unwrap_or_default(),
                    algorithm: text(&document.body, "alg").unwrap_or_else(|| "RS256".to_owned()),
                    public_key_pem: text(&document.body, "pem")?,
                })
            })
            .collect()
    }
}
