//! A connection as the rules see it: data inside the state.

use api::{
    ConnectionId, DeleteMode, DirectorySettings, Finding, JobId, OfferedMetadata, OidcDiscovery,
    OrganizationId, Rollout, SamlSettings, Severity, Strategy,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    drift::compare::{Agreed, Drift},
    given::{AdfsGiven, ClientGiven, PingfederateGiven, Tuning},
    moving::Retiring,
};

/// A connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Connection {
    pub(crate) id: ConnectionId,
    pub(crate) organization: OrganizationId,
    pub(crate) display_name: String,
    pub(crate) provider: String,
    pub(crate) strategy: Strategy,
    pub(crate) state: State,
    pub(crate) settings: Settings,
    pub(crate) tuning: Tuning,
    pub(crate) findings: Vec<Finding>,
    pub(crate) secret: Secret,
    pub(crate) revision: u32,
    pub(crate) tested_revision: Option<u32>,
    /// Rises with everything that Auth0 has to learn.
    pub(crate) generation: i64,
    /// Rises with every write of the row: what was read and is written back has to be the newest.
    pub(crate) version: i64,
    pub(crate) sync: Sync,
    /// What is looked after by itself, while people use it.
    pub(crate) watch: Option<Watch>,
    /// Which connection takes its place; only while it is active for everyone, and the other is too.
    pub(crate) retiring: Option<Retiring>,
    /// Whether somebody has asked by name for an organization without a way in.
    pub(crate) no_way_in_asked: bool,
    /// What Auth0 had of ours when it last agreed.
    pub(crate) agreed: Option<Agreed>,
    /// What somebody has changed in Auth0, not here.
    pub(crate) drift: Option<Drift>,
    /// When Auth0 was last compared.
    pub(crate) checked_at: Option<DateTime<Utc>>,
    pub(crate) upstream_name: String,
    pub(crate) upstream_id: Option<String>,
    pub(crate) upstream_digest: Option<String>,
    /// The address that a directory connector asks for when it is installed.
    pub(crate) ticket_url: Option<String>,
    /// Metadata that reads otherwise at its address than when it was saved.
    pub(crate) offered: Option<OfferedMetadata>,
    /// What a person has left of such metadata, by its fingerprint.
    pub(crate) dismissed: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// How far a connection is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "with", rename_all = "snake_case")]
pub(crate) enum State {
    Draft,
    Configured,
    Tested,
    Active {
        rollout: Rollout,
        pilot_emails: Vec<String>,
    },
    /// The only way into the organization, but for the emergency.
    Enforced(BreakGlass),
    Disabled,
    Deleting(DeleteMode),
}

/// The way in that stays while a connection is the only one: a named person, through another connection, by direct link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BreakGlass {
    /// Auth0's id of the person.
    pub(crate) user_id: String,
    /// Who it is, for people.
    pub(crate) person: String,
    /// Auth0's id of the connection.
    pub(crate) way_in: String,
    /// Its name.
    pub(crate) way_in_name: String,
}

/// What Latchkey looks after by itself once people use a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Watch {
    /// The state to go back to.
    pub(crate) back_to: State,
    /// When it goes back unless somebody confirms.
    pub(crate) confirm_by: Option<DateTime<Utc>>,
    /// Since when sign-ins count.
    pub(crate) since: DateTime<Utc>,
    /// Until when it goes back when too many sign-ins fail.
    pub(crate) until: DateTime<Utc>,
    /// Up to when uses of the emergency way in have been told.
    pub(crate) told_until: DateTime<Utc>,
    /// The connection whose place it took with this step: it comes back with the state.
    #[serde(default)]
    pub(crate) replaces: Option<ConnectionId>,
}

impl State {
    /// Whether people use it: its settings are not edited, and what happens to it matters at once.
    pub(crate) const fn is_live(&self) -> bool {
        matches!(self, Self::Active { .. } | Self::Enforced(_))
    }

    /// Whether everyone of the organization can use it.
    pub(crate) const fn is_for_everyone(&self) -> bool {
        matches!(self, Self::Active { rollout: Rollout::Everyone, .. } | Self::Enforced(_))
    }
}

/// What was given and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Settings {
    Missing,
    Saml(SamlSettings),
    Oidc(OidcGiven),
    Client(ClientGiven),
    Adfs(AdfsGiven),
    Pingfederate(PingfederateGiven),
    Ad(DirectorySettings),
}

/// OIDC settings without the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OidcGiven {
    pub(crate) discovery_url: String,
    pub(crate) discovery: Option<OidcDiscovery>,
    pub(crate) client_id: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) read_at: Option<DateTime<Utc>>,
}

/// The client secret: sealed until Auth0 has it, then only remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Secret {
    pub(crate) sealed: Option<String>,
    pub(crate) set_at: Option<DateTime<Utc>>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

/// Whether Auth0 agrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sync {
    Agreed {
        since: DateTime<Utc>,
    },
    Pending {
        since: DateTime<Utc>,
        job: JobId,
    },
    Failed {
        since: DateTime<Utc>,
        job: Option<JobId>,
        reason: String,
    },
    /// Somebody has changed it in Auth0, and nobody has decided yet.
    Drifted {
        since: DateTime<Utc>,
    },
}

impl Settings {
    /// What was read of a SAML identity provider, whatever the strategy.
    pub(crate) const fn saml(&self) -> Option<&SamlSettings> {
        match self {
            Self::Saml(saml) => Some(saml),
            Self::Adfs(given) => Some(&given.saml),
            Self::Pingfederate(given) => Some(&given.saml),
            Self::Missing | Self::Oidc(_) | Self::Client(_) | Self::Ad(_) => None,
        }
    }

    /// The same, to be changed.
    pub(crate) const fn saml_mut(&mut self) -> Option<&mut SamlSettings> {
        match self {
            Self::Saml(saml) => Some(saml),
            Self::Adfs(given) => Some(&mut given.saml),
            Self::Pingfederate(given) => Some(&mut given.saml),
            Self::Missing | Self::Oidc(_) | Self::Client(_) | Self::Ad(_) => None,
        }
    }

    /// The identity provider's name of itself, when it is SAML.
    pub(crate) fn entity_id(&self) -> Option<&str> {
        self.saml().and_then(|saml| saml.metadata.entity_id.as_deref())
    }

    /// Whether everything is there that Auth0 needs.
    pub(crate) fn is_complete(&self, secret: &Secret) -> bool {
        match self {
            Self::Missing => false,
            Self::Saml(saml) | Self::Pingfederate(PingfederateGiven { saml, .. }) => {
                !saml.metadata.sign_in.is_empty() && !saml.metadata.certificates.is_empty()
            }
            Self::Oidc(oidc) => {
                oidc.discovery.is_some() && oidc.client_id.is_some() && secret.set_at.is_some()
            }
            Self::Client(given) => {
                given.domain.is_some() && given.client_id.is_some() && secret.set_at.is_some()
            }
            Self::Adfs(_) | Self::Ad(_) => true,
        }
    }
}

impl Connection {
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }

    pub(crate) fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Warning)
    }

    /// Whether the current revision has a passing test.
    pub(crate) fn is_tested(&self) -> bool {
        self.tested_revision == Some(self.revision)
    }

    /// Whether Auth0 shall have it: drafts are only here, until they are ordered to be configured.
    pub(crate) fn belongs_upstream(&self) -> bool {
        !matches!(self.state, State::Draft) || matches!(self.sync, Sync::Pending { .. })
    }

    /// Whether the organization's sign-in page shall have a button for it.
    pub(crate) const fn has_button(&self) -> bool {
        self.state.is_for_everyone() && self.retiring.is_none()
    }

    /// Whether it is kept beside the connection of this id, which takes its place.
    pub(crate) fn is_replaced_by(&self, id: ConnectionId) -> bool {
        self.retiring.as_ref().is_some_and(|retiring| retiring.replaced_by == id)
    }

    /// What a client secret of this connection is sealed for.
    pub(crate) fn secret_purpose(id: ConnectionId) -> String {
        format!("client secret of {id}")
    }
}

#[cfg(test)]
impl Connection {
    /// A connection in this state, at revision 2 and untested.
    pub(crate) fn for_test(state: State) -> Self {
        let at = DateTime::UNIX_EPOCH;
        Self {
            id: ConnectionId::from_uuid(uuid::Uuid::nil()),
            organization: OrganizationId::from_uuid(uuid::Uuid::nil()),
            display_name: "x".to_owned(),
            provider: "custom-saml".to_owned(),
            strategy: Strategy::Samlp,
            state,
            settings: Settings::Missing,
            tuning: Tuning::default(),
            findings: Vec::new(),
            secret: Secret::default(),
            revision: 2,
            tested_revision: None,
            generation: 1,
            version: 1,
            sync: Sync::Agreed { since: at },
            watch: None,
            retiring: None,
            no_way_in_asked: false,
            agreed: None,
            drift: None,
            checked_at: None,
            upstream_name: "x".to_owned(),
            upstream_id: None,
            upstream_digest: None,
            ticket_url: None,
            offered: None,
            dismissed: None,
            created_at: at,
            updated_at: at,
        }
    }

    /// The same with SAML settings that lack nothing.
    pub(crate) fn complete_for_test(state: State) -> Self {
        let at = DateTime::UNIX_EPOCH;
        let certificate = api::CertificateInfo {
            sha256: "00".to_owned(),
            sha1: "00".to_owned(),
            subject: "CN=idp".to_owned(),
            not_before: at,
            not_after: at,
            usage: api::CertificateUse::Signing,
            key: "RSA 2048".to_owned(),
            signature_hash: "sha256".to_owned(),
            pem: "-----BEGIN CERTIFICATE-----".to_owned(),
        };
        let url = "https://idp.example/sso".to_owned();
        let metadata = api::SamlMetadata {
            entity_id: Some("https://idp.example".to_owned()),
            sign_in: vec![api::SamlEndpoint { binding: api::SamlBinding::Redirect, url }],
            sign_out: Vec::new(),
            certificates: vec![certificate],
            name_id_formats: Vec::new(),
            wants_signed_requests: false,
            valid_until: None,
        };
        let saml = SamlSettings { metadata_url: None, source: api::SamlSource::Text, metadata, read_at: at };
        Self { settings: Settings::Saml(saml), ..Self::for_test(state) }
    }
}
