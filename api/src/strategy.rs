//! The strategies: what each needs to be given, and what is told of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{SamlSettings, SecretStatus};

/// Auth0's strategy of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// SAML 2.0.
    Samlp,
    /// OpenID Connect.
    Oidc,
    /// Okta by OpenID Connect, found by its domain.
    Okta,
    /// Microsoft Entra ID by OpenID Connect, found by its domain.
    Waad,
    /// Google Workspace by OAuth, found by its domain.
    GoogleApps,
    /// AD FS by WS-Federation.
    Adfs,
    /// `PingFederate` by SAML 2.0.
    Pingfederate,
    /// Active Directory or LDAP through a connector that is installed beside it.
    Ad,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 8] = [
        Self::Samlp,
        Self::Oidc,
        Self::Okta,
        Self::Waad,
        Self::GoogleApps,
        Self::Adfs,
        Self::Pingfederate,
        Self::Ad,
    ];

    /// Auth0's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Samlp => "samlp",
            Self::Oidc => "oidc",
            Self::Okta => "okta",
            Self::Waad => "waad",
            Self::GoogleApps => "google-apps",
            Self::Adfs => "adfs",
            Self::Pingfederate => "pingfederate",
            Self::Ad => "ad",
        }
    }

    /// The member of a connection that holds its settings.
    #[must_use]
    pub const fn member(self) -> &'static str {
        match self {
            Self::Samlp => "saml",
            Self::GoogleApps => "google_apps",
            other => other.as_str(),
        }
    }

    /// Whether the identity provider issues a client id and a client secret.
    #[must_use]
    pub const fn has_client_secret(self) -> bool {
        matches!(self, Self::Oidc | Self::Okta | Self::Waad | Self::GoogleApps)
    }
}

/// A client at an identity provider that is found by its domain: members left out stay.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DomainClientInput {
    /// Okta: the host, such as `acme.okta.com`. Entra ID: the primary domain or the directory (tenant) id. Google
    /// Workspace: the primary domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The client id that the identity provider issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The client secret that the identity provider issued; write-only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// When that secret ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret_expires_at: Option<DateTime<Utc>>,
    /// Whether more than the basic profile is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_profile: Option<bool>,
    /// Whether the groups of a person are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<bool>,
}

impl std::fmt::Debug for DomainClientInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DomainClientInput")
            .field("domain", &self.domain)
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret.as_ref().map(|_| "[redacted]"))
            .finish_non_exhaustive()
    }
}

/// A client at an identity provider that is found by its domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DomainClientSettings {
    /// Where the identity provider is found.
    pub domain: Option<String>,
    /// The client id that the identity provider issued.
    pub client_id: Option<String>,
    /// The client secret: never shown again.
    pub client_secret: SecretStatus,
    /// Whether more than the basic profile is read.
    pub extended_profile: bool,
    /// Whether the groups of a person are read.
    pub groups: bool,
}

/// AD FS: exactly one member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AdfsInput {
    /// The server's host, such as `sts.acme.com`, or the address of its federation metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The federation metadata as text, for a server that the internet does not reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
}

/// AD FS: what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdfsSettings {
    /// The address of the federation metadata; null when it came as text.
    pub server: Option<String>,
    /// What was read there.
    #[serde(flatten)]
    pub saml: SamlSettings,
}

/// `PingFederate`: `base_url`, and the settings as for SAML. With `base_url` and `certificate` alone the sign-in address is
/// the product's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PingfederateInput {
    /// The server's base address, such as `https://sso.acme.com`.
    pub base_url: String,
    /// The address of the metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata_url: Option<String>,
    /// The metadata as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// Where people are sent to sign in, where it is not the product's own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in_url: Option<String>,
    /// The signing certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

/// `PingFederate`: what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PingfederateSettings {
    /// The server's base address.
    pub base_url: String,
    /// What was read.
    #[serde(flatten)]
    pub saml: SamlSettings,
}

/// Active Directory or LDAP.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DirectoryInput {
    /// The e-mail domain of its people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Networks (CIDR) from which people sign in with Kerberos, without typing a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kerberos_networks: Option<Vec<String>>,
}

/// Active Directory or LDAP: what was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectorySettings {
    /// The e-mail domain of its people.
    pub domain: Option<String>,
    /// Networks (CIDR) from which people sign in with Kerberos.
    pub kerberos_networks: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_uses_auth0s_words() {
        for strategy in Strategy::ALL {
            assert_eq!(serde_json::to_value(strategy).unwrap(), strategy.as_str());
        }
    }

    #[test]
    fn a_secret_is_not_printed() {
        let input = DomainClientInput { client_secret: Some("hush".to_owned()), ..Default::default() };
        assert!(!format!("{input:?}").contains("hush"));
    }
}
