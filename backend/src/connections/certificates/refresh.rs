//! Reads the metadata at its address again every day, and decides what a difference means.
//!
//! A new certificate beside the one in use is noted, and the one in use stays: Auth0 holds one, and the identity provider
//! still signs with the old. Once the one in use has gone from the metadata, the newest takes over. Everything else is
//! offered to a person, unless the vendor's policy says otherwise.

use api::{ConnectionId, OfferedMetadata, OrganizationId, SamlSettings};
use chrono::Duration;

use super::{
    super::{
        domain::{Connection, State},
        reading::{self, Given},
        service::Told,
        store as connections,
    },
    offered, rules, service, store,
};
use crate::{
    auth::OrgScope,
    config::MetadataChanges,
    jobs::outbox::{self, Order},
    problem::ApiError,
    state::AppState,
    upstream::Failure,
};

/// How soon an address is asked again that did not answer.
const AGAIN: Duration = Duration::hours(1);

/// Orders the reading of every metadata whose time has come.
pub(crate) async fn order_due(state: &AppState) -> Result<(), sea_orm::DbErr> {
    for (id, organization) in store::with_due_refresh(&state.db, state.clock.now()).await? {
        let order = Order {
            kind: api::JobKind::RefreshMetadata,
            object: id.uuid(),
            organization: Some(OrganizationId::from_uuid(organization)),
        };
        outbox::enqueue(&state.db, state, order).await?;
        // Ordered once: the job sets the next time when it is done.
        store::refresh_next(&state.db, id, state.clock.now() + AGAIN).await?;
        state.wake.nudge();
    }
    Ok(())
}

/// Reads one connection's metadata again. One that is gone, or has no address, needs nothing.
pub(crate) async fn run(state: &AppState, id: ConnectionId) -> Result<(), Failure> {
    let Some(connection) = connections::get_for_job(&state.db, id).await? else { return Ok(()) };
    let Some(saml) = connection.settings.saml() else { return Ok(()) };
    let Some(url) = saml.metadata_url.clone() else { return Ok(()) };
    if matches!(connection.state, State::Deleting(_)) {
        return Ok(());
    }
    let given = Given::MetadataUrl { url, entity_id: saml.metadata.entity_id.clone() };
    let day = Duration::hours(i64::from(state.settings.connections.metadata_refresh_hours));
    match reading::read(state, &connection.provider, given, &connection.settings).await {
        Ok(found) => {
            if let Some(read) = found.settings.saml() {
                judge(state, &connection, saml, (read, found.findings)).await.map_err(failure)?;
            }
            store::refresh_next(&state.db, id, state.clock.now() + day).await?;
        }
        // Sign-in does not depend on the address: what was read before stays.
        Err(error) => {
            tracing::info!(connection = %id, code = error.code.as_str(), "metadata cannot be read again");
            store::refresh_next(&state.db, id, state.clock.now() + AGAIN).await?;
        }
    }
    Ok(())
}

fn failure(error: ApiError) -> Failure {
    // Somebody changed the connection meanwhile: the next reading compares with what is there then.
    Failure::later(format!("The connection was being changed ({}). We read it again.", error.code.as_str()))
}

async fn judge(
    state: &AppState,
    connection: &Connection,
    before: &SamlSettings,
    (read, findings): (&SamlSettings, Vec<api::Finding>),
) -> Result<(), ApiError> {
    let differences = offered::differences(before, read);
    let scope = OrgScope::of_clock(connection.organization);
    if differences.is_empty() {
        return withdraw(state, &scope, connection).await;
    }
    let known = connection.offered.as_ref().map(|offered| offered::fingerprint(&offered.saml));
    let seen = [known.as_deref(), connection.dismissed.as_deref()];
    if seen.contains(&Some(offered::fingerprint(read).as_str())) {
        return Ok(());
    }
    let policy = state.settings.connections.metadata_changes;
    let mut after = connection.clone();
    let told = if offered::only_certificates(before, read) && policy != MetadataChanges::Ask {
        follow(state, &mut after, read);
        after.offered = None;
        Told {
            action: "certificate.followed",
            summary: format!(
                "The metadata of \"{}\" has changed: {}",
                after.display_name,
                differences.join(" ")
            ),
        }
    } else {
        let summary = format!(
            "The metadata of \"{}\" reads otherwise at its address: {}",
            after.display_name,
            differences.join(" ")
        );
        after.offered =
            Some(OfferedMetadata { found_at: state.clock.now(), differences, saml: read.clone(), findings });
        Told { action: "connection.metadata_changed", summary }
    };
    service::save(state, &scope, connection, after, told).await
}

/// Takes the certificates over; the one in use stays in use while it is still told.
fn follow(state: &AppState, after: &mut Connection, read: &SamlSettings) {
    let now = state.clock.now();
    let used = after
        .settings
        .saml()
        .and_then(|saml| rules::in_use(saml, &after.tuning, now))
        .map(|one| one.sha256.clone());
    let still = used.filter(|used| read.metadata.certificates.iter().any(|one| one.sha256 == *used));
    after.tuning.preferred_certificate = still;
    if let Some(saml) = after.settings.saml_mut() {
        saml.metadata.certificates = read.metadata.certificates.clone();
        saml.read_at = read.read_at;
    }
}

/// What was offered reads again as it was saved: there is nothing to decide any more.
async fn withdraw(state: &AppState, scope: &OrgScope, connection: &Connection) -> Result<(), ApiError> {
    if connection.offered.is_none() {
        return Ok(());
    }
    let after = Connection { offered: None, ..connection.clone() };
    let summary = format!("The metadata of \"{}\" reads again as it was saved.", connection.display_name);
    let told = Told { action: "connection.metadata_unchanged", summary };
    service::save(state, scope, connection, after, told).await
}
