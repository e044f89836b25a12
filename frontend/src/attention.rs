//! What of a connection needs a person, worst first: read from what the server tells, never guessed.

use api::{CertificateUse, Connection, ConnectionState, Health, SyncState};
use chrono::{DateTime, TimeDelta, Utc};

use crate::progress::{client_secret, signed_settings};

/// How long before its end something is worth a notice.
const SOON: TimeDelta = TimeDelta::days(30);

/// One thing that needs a person.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Attention {
    /// Sign-in does not work, in the server's words.
    Failing(String),
    /// Auth0 does not have the settings.
    NotInAuth0(Option<String>),
    /// A signing certificate is over, and there is no other.
    CertificateOver(DateTime<Utc>),
    /// The client secret is over.
    SecretOver(DateTime<Utc>),
    /// Somebody changed it in Auth0.
    Drifted,
    /// The last signing certificate ends soon.
    CertificateEnds(DateTime<Utc>),
    /// The client secret ends soon.
    SecretEnds(DateTime<Utc>),
    /// Something else, in the server's words.
    Look(String),
}

impl Attention {
    /// Whether people are affected already.
    pub(crate) const fn is_urgent(&self) -> bool {
        matches!(
            self,
            Self::Failing(_) | Self::NotInAuth0(_) | Self::CertificateOver(_) | Self::SecretOver(_)
        )
    }
}

/// What of this connection needs a person.
pub(crate) fn attention(connection: &Connection, now: DateTime<Utc>) -> Vec<Attention> {
    let mut found = Vec::new();
    match connection.sync.state {
        SyncState::Failed => found.push(Attention::NotInAuth0(connection.sync.last_error.clone())),
        SyncState::Drifted => found.push(Attention::Drifted),
        SyncState::InSync | SyncState::Pending => {}
    }
    let used = matches!(connection.state, ConnectionState::Active | ConnectionState::Enforced);
    if used {
        found.extend(
            last_certificate_end(connection)
                .and_then(|end| ending(end, now, Attention::CertificateOver, Attention::CertificateEnds)),
        );
        let secret = client_secret(connection).and_then(|secret| secret.expires_at);
        found.extend(secret.and_then(|end| ending(end, now, Attention::SecretOver, Attention::SecretEnds)));
    }
    if found.is_empty() && used {
        let words = |reason: &api::StatusReason| reason.detail.clone();
        match connection.health {
            Health::Ok => {}
            Health::Attention => {
                found.extend(connection.status_reasons.iter().map(words).map(Attention::Look))
            }
            Health::Failing => {
                found.extend(connection.status_reasons.iter().map(words).map(Attention::Failing))
            }
        }
    }
    let (mut first, later): (Vec<_>, Vec<_>) = found.into_iter().partition(Attention::is_urgent);
    first.extend(later);
    first
}

/// When the last of the signing certificates ends: until then sign-in works.
pub(crate) fn last_certificate_end(connection: &Connection) -> Option<DateTime<Utc>> {
    let certificates = &signed_settings(connection)?.metadata.certificates;
    certificates.iter().filter(|one| one.usage == CertificateUse::Signing).map(|one| one.not_after).max()
}

fn ending(
    end: DateTime<Utc>,
    now: DateTime<Utc>,
    over: fn(DateTime<Utc>) -> Attention,
    soon: fn(DateTime<Utc>) -> Attention,
) -> Option<Attention> {
    if end <= now { Some(over(end)) } else { (end - now <= SOON).then(|| soon(end)) }
}

#[cfg(test)]
mod tests {
    use api::{OidcSettings, SecretStatus, StatusReason};

    use super::*;
    use crate::progress::tests::{draft, tested};

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    fn active_with_secret_until(end: DateTime<Utc>) -> Connection {
        let oidc = OidcSettings {
            discovery_url: "https://idp.example/.well-known/openid-configuration".into(),
            discovery: None,
            client_id: Some("id".into()),
            client_secret: SecretStatus { set: true, set_at: None, expires_at: Some(end) },
            scopes: vec![],
            read_at: None,
        };
        Connection { state: ConnectionState::Active, oidc: Some(oidc), ..tested() }
    }

    #[test]
    fn a_draft_needs_nobody() {
        assert_eq!(attention(&draft(), now()), []);
    }

    #[test]
    fn an_end_is_told_a_month_ahead() {
        let end = now() + TimeDelta::days(21);
        assert_eq!(attention(&active_with_secret_until(end), now()), [Attention::SecretEnds(end)]);
        assert_eq!(attention(&active_with_secret_until(now() + TimeDelta::days(31)), now()), []);
    }

    #[test]
    fn a_connection_lives_as_long_as_its_last_signing_certificate() {
        let certificate = |days, usage| api::CertificateInfo {
            sha256: String::new(),
            sha1: String::new(),
            subject: String::new(),
            not_before: now(),
            not_after: now() + TimeDelta::days(days),
            usage,
            key: String::new(),
            signature_hash: String::new(),
            pem: String::new(),
        };
        let metadata = api::SamlMetadata {
            entity_id: None,
            sign_in: vec![],
            sign_out: vec![],
            certificates: vec![
                certificate(10, CertificateUse::Signing),
                certificate(400, CertificateUse::Signing),
                certificate(900, CertificateUse::Encryption),
            ],
            name_id_formats: vec![],
            wants_signed_requests: false,
            valid_until: None,
        };
        let saml =
            api::SamlSettings { metadata_url: None, source: api::SamlSource::Text, metadata, read_at: now() };
        let connection = Connection { state: ConnectionState::Active, saml: Some(saml), ..tested() };
        assert_eq!(last_certificate_end(&connection), Some(now() + TimeDelta::days(400)));
        assert_eq!(attention(&connection, now()), []);
    }

    #[test]
    fn what_hurts_now_comes_first() {
        let mut connection = active_with_secret_until(now() - TimeDelta::days(1));
        connection.sync.state = SyncState::Drifted;
        let found = attention(&connection, now());
        assert!(found[0].is_urgent() && !found[1].is_urgent(), "{found:?}");
    }

    #[test]
    fn the_servers_reasons_are_passed_on() {
        let reason = StatusReason { code: "x".into(), detail: "Every sign-in fails.".into() };
        let connection = Connection {
            state: ConnectionState::Active,
            health: Health::Failing,
            status_reasons: vec![reason],
            ..tested()
        };
        assert_eq!(attention(&connection, now()), [Attention::Failing("Every sign-in fails.".into())]);
    }
}
