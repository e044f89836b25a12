//! A connection as the wire carries it.

use api::{
    AdfsSettings, AutoRevert, Connection as Wire, ConnectionState, ConnectionUpstream, DomainClientSettings,
    Enforcement, Health, OidcSettings, PingfederateSettings, Revision, RevisionId, SecretStatus,
    StatusReason, Strategy, SyncState, TestRunState,
};

use super::{
    domain::{Connection, OidcGiven, Secret, Settings, State, Sync, Watch},
    entity::revision,
    given::Kept,
    moving::Retiring,
};
use crate::state::AppState;

/// The wire's form. Every member of it is part of the entity tag.
pub(super) fn connection(
    state: &AppState,
    upstream_organization: &str,
    connection: Connection,
    last_test: Option<TestRunState>,
) -> Wire {
    let reasons = reasons(&connection);
    let (rollout, pilot_emails) = match &connection.state {
        State::Active { rollout, pilot_emails } => (Some(*rollout), pilot_emails.clone()),
        State::Enforced(_) => (Some(api::Rollout::Everyone), Vec::new()),
        _ => (None, Vec::new()),
    };
    let enforcement = enforcement(state, upstream_organization, &connection.state);
    let auto_revert = auto_revert(connection.watch.as_ref());
    let retiring = connection.retiring.as_ref().map(Retiring::wire);
    let direct_sign_in_url =
        rollout.and_then(|_| direct_url(state, upstream_organization, &connection.upstream_name));
    let name = connection.upstream_name;
    let told = told(connection.settings, connection.strategy, &connection.secret);
    Wire {
        id: connection.id,
        organization_id: connection.organization,
        display_name: connection.display_name,
        provider: connection.provider,
        strategy: connection.strategy,
        state: wire_state(&connection.state),
        rollout,
        pilot_emails,
        enforcement,
        auto_revert,
        retiring,
        sync: wire_sync(connection.sync),
        health: health(&reasons),
        status_reasons: reasons,
        revision: connection.revision,
        tested_revision: connection.tested_revision,
        last_test,
        saml: told.saml,
        oidc: told.oidc,
        okta: told.okta,
        waad: told.waad,
        google_apps: told.google_apps,
        adfs: told.adfs,
        pingfederate: told.pingfederate,
        ad: told.ad,
        options: connection.tuning.options,
        offered_metadata: connection.offered,
        findings: connection.findings,
        direct_sign_in_url,
        upstream: connection.upstream_id.map(|connection_id| ConnectionUpstream { connection_id, name }),
        created_at: connection.created_at,
        updated_at: connection.updated_at,
    }
}

/// Settings, in the member of their strategy.
#[derive(Default)]
struct Told {
    saml: Option<api::SamlSettings>,
    oidc: Option<OidcSettings>,
    okta: Option<DomainClientSettings>,
    waad: Option<DomainClientSettings>,
    google_apps: Option<DomainClientSettings>,
    adfs: Option<AdfsSettings>,
    pingfederate: Option<PingfederateSettings>,
    ad: Option<api::DirectorySettings>,
}

fn told(settings: Settings, strategy: Strategy, secret: &Secret) -> Told {
    let client_secret =
        SecretStatus { set: secret.set_at.is_some(), set_at: secret.set_at, expires_at: secret.expires_at };
    let nothing = Told::default();
    match settings {
        Settings::Missing => nothing,
        Settings::Saml(saml) => Told { saml: Some(saml), ..nothing },
        Settings::Oidc(given) => Told { oidc: Some(oidc(given, client_secret)), ..nothing },
        Settings::Client(given) => {
            let client = Some(DomainClientSettings {
                domain: given.domain,
                client_id: given.client_id,
                client_secret,
                extended_profile: given.extended_profile,
                groups: given.groups,
            });
            match strategy {
                Strategy::Okta => Told { okta: client, ..nothing },
                Strategy::Waad => Told { waad: client, ..nothing },
                _ => Told { google_apps: client, ..nothing },
            }
        }
        Settings::Adfs(given) => {
            Told { adfs: Some(AdfsSettings { server: given.server, saml: given.saml }), ..nothing }
        }
        Settings::Pingfederate(given) => {
            let settings = PingfederateSettings { base_url: given.base_url, saml: given.saml };
            Told { pingfederate: Some(settings), ..nothing }
        }
        Settings::Ad(given) => Told { ad: Some(given), ..nothing },
    }
}

fn oidc(given: OidcGiven, client_secret: SecretStatus) -> OidcSettings {
    OidcSettings {
        discovery_url: given.discovery_url,
        discovery: given.discovery,
        client_id: given.client_id,
        client_secret,
        scopes: given.scopes,
        read_at: given.read_at,
    }
}

/// The emergency way in, and the link that leads through it and passes everything else by.
fn enforcement(state: &AppState, organization: &str, of: &State) -> Option<Enforcement> {
    let State::Enforced(break_glass) = of else { return None };
    Some(Enforcement {
        break_glass_person: break_glass.person.clone(),
        break_glass_url: direct_url(state, organization, &break_glass.way_in_name),
    })
}

fn auto_revert(watch: Option<&Watch>) -> Option<AutoRevert> {
    watch.map(|watch| AutoRevert {
        confirm_by: watch.confirm_by,
        failures_until: watch.until,
        back_to: wire_state(&watch.back_to),
    })
}

pub(super) const fn wire_state(state: &State) -> ConnectionState {
    match state {
        State::Draft => ConnectionState::Draft,
        State::Configured => ConnectionState::Configured,
        State::Tested => ConnectionState::Tested,
        State::Active { .. } => ConnectionState::Active,
        State::Enforced(_) => ConnectionState::Enforced,
        State::Disabled => ConnectionState::Disabled,
        State::Deleting(_) => ConnectionState::Deleting,
    }
}

pub(super) fn wire_sync(sync: Sync) -> api::Sync {
    match sync {
        Sync::Agreed { since } => {
            api::Sync { state: SyncState::InSync, since, job_id: None, last_error: None }
        }
        Sync::Drifted { since } => {
            api::Sync { state: SyncState::Drifted, since, job_id: None, last_error: None }
        }
        Sync::Pending { since, job } => {
            api::Sync { state: SyncState::Pending, since, job_id: Some(job), last_error: None }
        }
        Sync::Failed { since, job, reason } => {
            api::Sync { state: SyncState::Failed, since, job_id: job, last_error: Some(reason) }
        }
    }
}

fn reasons(connection: &Connection) -> Vec<StatusReason> {
    let mut reasons = Vec::new();
    if let Sync::Failed { reason, .. } = &connection.sync {
        reasons.push(StatusReason { code: "sync_failed".to_owned(), detail: reason.clone() });
    }
    if let Sync::Drifted { .. } = &connection.sync {
        let detail = "It was changed in Auth0, not here. Decide whether that stays.".to_owned();
        reasons.push(StatusReason { code: "drifted".to_owned(), detail });
    }
    reasons.extend(connection.retiring.as_ref().and_then(Retiring::reason));
    if let Some(offered) = &connection.offered {
        let detail = offered.differences.join(" ");
        reasons.push(StatusReason { code: "metadata_changed".to_owned(), detail });
    }
    let told = connection.errors().chain(connection.warnings());
    reasons.extend(
        told.map(|finding| StatusReason { code: finding.code.clone(), detail: finding.title.clone() }),
    );
    reasons
}

fn health(reasons: &[StatusReason]) -> Health {
    match reasons.first() {
        None => Health::Ok,
        Some(reason) if reason.code == "sync_failed" => Health::Failing,
        Some(_) => Health::Attention,
    }
}

/// Where people of an organization sign in through this connection alone.
fn direct_url(state: &AppState, organization: &str, connection: &str) -> Option<String> {
    let mut url =
        state.settings.applications.iter().find_map(|application| application.sign_in_url.clone())?;
    url.query_pairs_mut().append_pair("organization", organization).append_pair("connection", connection);
    Some(url.into())
}

/// A revision; one whose row cannot be read is left out.
pub(super) fn revision(row: revision::Model) -> Option<Revision> {
    let kept: Kept = serde_json::from_value(row.settings).ok()?;
    // Only these two are told in a revision; what differs between two revisions is told field by field.
    let told = told(kept.settings, Strategy::Okta, &Secret::default());
    Some(Revision {
        id: RevisionId::from_uuid(row.id),
        connection_id: api::ConnectionId::from_uuid(row.connection_id),
        number: u32::try_from(row.number).ok()?,
        summary: row.summary,
        actor: serde_json::from_value(row.author).ok()?,
        display_name: row.display_name,
        saml: told.saml,
        oidc: told.oidc,
        created_at: row.created_at,
    })
}
