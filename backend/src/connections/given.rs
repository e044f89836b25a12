//! What is given of the strategies that are found by a domain, an address or a connector; and what is set besides.

use std::collections::BTreeMap;

use api::{CertificateInfo, ConnectionOptions, SamlSettings};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::domain::{Connection, Settings};

/// A client at an identity provider that is found by its domain; its secret is kept elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClientGiven {
    pub(crate) domain: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) extended_profile: bool,
    pub(crate) groups: bool,
}

/// AD FS: the address of its federation metadata, or the document itself where the internet does not reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AdfsGiven {
    pub(crate) server: Option<String>,
    pub(crate) document: Option<String>,
    #[serde(flatten)]
    pub(crate) saml: SamlSettings,
}

/// `PingFederate`: where it is, and what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PingfederateGiven {
    pub(crate) base_url: String,
    #[serde(flatten)]
    pub(crate) saml: SamlSettings,
}

/// What is set besides the settings of the strategy. It is part of every revision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Tuning {
    pub(crate) options: ConnectionOptions,
    /// For each claim the names of its attributes; claims that are not here keep Auth0's defaults.
    pub(crate) mapping: BTreeMap<String, Vec<String>>,
    /// Certificates that take over at a set time.
    pub(crate) staged: Vec<Staged>,
    /// The SHA-256 of the certificate that was decided for; without one the certificate that is valid longest is used.
    pub(crate) preferred_certificate: Option<String>,
}

/// A certificate that takes over at a set time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Staged {
    pub(crate) certificate: CertificateInfo,
    pub(crate) effective_at: DateTime<Utc>,
}

/// Settings as a row and a revision keep them: what is set besides is a member of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(flatten)]
    pub(crate) settings: Settings,
    #[serde(default)]
    pub(crate) tuning: Tuning,
}

impl Kept {
    pub(crate) fn of(connection: &Connection) -> Self {
        Self { settings: connection.settings.clone(), tuning: connection.tuning.clone() }
    }
}
