//! Which protocol a connection's identity provider speaks.

use serde_json::json;

use crate::tenant::model::Connection;

/// A protocol of browser sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// SAML 2.0.
    Saml,
    /// `OpenID` Connect.
    Oidc,
    /// WS-Federation, passive requestor profile.
    WsFederation,
}

impl Protocol {
    /// The protocol of a connection; none for those that sign nobody in by browser.
    pub(super) fn of(connection: &Connection) -> Option<Self> {
        match connection.strategy.as_str() {
            "samlp" | "pingfederate" => Some(Self::Saml),
            "oidc" | "okta" | "google-apps" => Some(Self::Oidc),
            "adfs" => Some(Self::WsFederation),
            "waad" => Some(if wants_ws_federation(connection) { Self::WsFederation } else { Self::Oidc }),
            _ => None,
        }
    }
}

fn wants_ws_federation(connection: &Connection) -> bool {
    connection.text_option("waad_protocol") == Some("ws-federation")
        || connection.options.get("use_wsfed") == Some(&json!(true))
}
