//! How far a connection is on its way from draft to active.

use api::{
    Connection, ConnectionState, DomainClientSettings, Permission, SamlSettings, SecretStatus, SyncState,
};

use crate::{place::Step, session::Account};

/// Whether a step of the setup is done for this connection.
pub(crate) fn is_done(step: Step, connection: &Connection) -> bool {
    match step {
        Step::Provider => true,
        Step::App => has_settings(connection) || is_in_auth0(connection),
        Step::Metadata => is_in_auth0(connection),
        Step::Test => is_tested(connection),
        Step::Activate => matches!(connection.state, ConnectionState::Active | ConnectionState::Enforced),
    }
}

/// Whether a step can be opened: what it builds on is there.
pub(crate) fn is_open(step: Step, connection: &Connection) -> bool {
    match step {
        Step::Provider | Step::App | Step::Metadata => true,
        Step::Test => is_in_auth0(connection),
        Step::Activate => is_tested(connection),
    }
}

/// Where setup goes on; none when nothing is left to do.
pub(crate) fn next_step(connection: &Connection) -> Option<Step> {
    Step::ALL.into_iter().find(|step| !is_done(*step, connection))
}

/// Whether the settings of the identity provider are known.
pub(crate) fn has_settings(connection: &Connection) -> bool {
    let client = connection.oidc.as_ref().is_some_and(|oidc| oidc.client_id.is_some())
        || domain_client(connection).is_some_and(|client| client.client_id.is_some());
    let document =
        connection.saml.is_some() || connection.adfs.is_some() || connection.pingfederate.is_some();
    client || document || connection.ad.is_some()
}

/// The client at a provider that is known by its domain.
pub(crate) fn domain_client(connection: &Connection) -> Option<&DomainClientSettings> {
    connection.okta.as_ref().or(connection.waad.as_ref()).or(connection.google_apps.as_ref())
}

/// What was read of a provider that signs its answers.
pub(crate) fn signed_settings(connection: &Connection) -> Option<&SamlSettings> {
    let server = connection.pingfederate.as_ref().map(|server| &server.saml);
    connection.saml.as_ref().or(connection.adfs.as_ref().map(|adfs| &adfs.saml)).or(server)
}

/// What is known of the client secret, for providers that issue one.
pub(crate) fn client_secret(connection: &Connection) -> Option<&SecretStatus> {
    let of_domain = domain_client(connection).map(|client| &client.client_secret);
    connection.oidc.as_ref().map(|oidc| &oidc.client_secret).or(of_domain)
}

/// Whether Auth0 has the current settings.
pub(crate) fn is_in_auth0(connection: &Connection) -> bool {
    let agreed = matches!(connection.sync.state, SyncState::InSync | SyncState::Drifted);
    connection.upstream.is_some() && connection.state != ConnectionState::Draft && agreed
}

/// Whether the current settings have passed a test.
pub(crate) fn is_tested(connection: &Connection) -> bool {
    connection.tested_revision == Some(connection.revision)
}

/// Whether the person can take the setup further.
pub(crate) fn can_set_up(account: &Account) -> bool {
    account.can(Permission::ConnectionsWrite)
}

#[cfg(test)]
pub(crate) mod tests {
    use api::{Health, OrganizationId, Rollout, Strategy, Sync};
    use chrono::DateTime;

    use super::*;

    /// A draft without settings.
    pub(crate) fn draft() -> Connection {
        let id = "con_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f".parse().unwrap();
        let organization_id: OrganizationId = "org_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f".parse().unwrap();
        Connection {
            id,
            organization_id,
            display_name: "Globex Entra ID".into(),
            provider: "entra-saml".into(),
            strategy: Strategy::Samlp,
            state: ConnectionState::Draft,
            rollout: None,
            pilot_emails: vec![],
            enforcement: None,
            auto_revert: None,
            retiring: None,
            sync: Sync {
                state: SyncState::InSync,
                since: DateTime::UNIX_EPOCH,
                job_id: None,
                last_error: None,
            },
            health: Health::Ok,
            status_reasons: vec![],
            revision: 1,
            tested_revision: None,
            last_test: None,
            saml: None,
            oidc: None,
            okta: None,
            waad: None,
            google_apps: None,
            adfs: None,
            pingfederate: None,
            ad: None,
            options: api::ConnectionOptions::default(),
            offered_metadata: None,
            findings: vec![],
            direct_sign_in_url: None,
            upstream: None,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    /// One that Auth0 has, tested at its revision.
    pub(crate) fn tested() -> Connection {
        let upstream = api::ConnectionUpstream { connection_id: "con_1".into(), name: "globex-entra".into() };
        Connection {
            state: ConnectionState::Tested,
            upstream: Some(upstream),
            tested_revision: Some(1),
            ..draft()
        }
    }

    #[test]
    fn a_new_draft_goes_on_with_the_provider_s_app() {
        assert_eq!(next_step(&draft()), Some(Step::App));
        assert!(!is_open(Step::Test, &draft()));
    }

    #[test]
    fn a_tested_connection_waits_for_activation() {
        assert_eq!(next_step(&tested()), Some(Step::Activate));
        assert!(is_open(Step::Activate, &tested()));
    }

    #[test]
    fn a_test_of_an_older_revision_does_not_count() {
        let changed = Connection { revision: 2, state: ConnectionState::Configured, ..tested() };
        assert_eq!(next_step(&changed), Some(Step::Test));
        assert!(!is_open(Step::Activate, &changed));
    }

    #[test]
    fn settings_that_did_not_reach_auth0_are_not_done() {
        let mut failed = tested();
        failed.sync.state = SyncState::Failed;
        assert_eq!(next_step(&Connection { tested_revision: None, ..failed }), Some(Step::App));
    }

    #[test]
    fn nothing_is_left_once_people_use_it() {
        let active =
            Connection { state: ConnectionState::Active, rollout: Some(Rollout::Everyone), ..tested() };
        assert_eq!(next_step(&active), None);
    }
}
