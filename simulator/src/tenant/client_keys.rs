//! The public keys that applications are known by: what `private_key_jwt` is verified with.

use serde_json::{Map, Value};

use super::model::Client;

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

impl Client {
    /// The keys it may sign assertions with.
    pub fn keys(&self) -> Vec<ClientKey> {
        let text =
            |key: &Map<String, Value>, name: &str| key.get(name).and_then(Value::as_str).map(str::to_owned);
        let key = |key: &Map<String, Value>| {
            Some(ClientKey {
                kid: text(key, "kid").unwrap_or_default(),
                algorithm: text(key, "alg").unwrap_or_else(|| "RS256".to_owned()),
                public_key_pem: text(key, "pem")?,
            })
        };
        self.credentials.iter().filter_map(key).collect()
    }
}
