//! Looking at drift, and deciding what becomes of it.

use api::{
    Connection as Wire, ConnectionId, Drift as WireDrift, DriftField, DriftResolution, DriftState, JobKind,
};

use chrono::Duration;

use super::{
    super::{
        domain::{Connection, State, Sync},
        rules::{self, NotNow},
        service::{Change, Told, linted, present, write},
        store,
    },
    adopt::{CannotAdopt, adopt},
    compare::{DOMAINS, Decision, Drift, ITSELF, NAME, label, shown},
};
use crate::{
    auth::OrgScope,
    jobs::outbox::{Order, enqueue},
    problem::ApiError,
    state::AppState,
};

/// What differs in Auth0, as far as it is known.
pub(super) async fn get(state: &AppState, scope: &OrgScope, id: ConnectionId) -> Result<WireDrift, ApiError> {
    Ok(wire(&store::get(&state.db, scope, id).await?))
}

/// Drift on the wire.
pub(in crate::connections) fn wire(connection: &Connection) -> WireDrift {
    let drift = connection.drift.as_ref();
    let field = |field: &super::compare::Field| DriftField {
        field: field.name.clone(),
        label: label(&field.name),
        ours: field.ours.as_ref().map(shown),
        theirs: field.theirs.as_ref().map(shown),
    };
    WireDrift {
        state: match drift.map(|drift| drift.decided) {
            None | Some(Decision::Reapply) => DriftState::None,
            Some(Decision::Open) => DriftState::Found,
            Some(Decision::Ignore) => DriftState::Ignored,
        },
        found_at: drift.map(|drift| drift.found_at),
        checked_at: connection.checked_at,
        fields: drift.into_iter().flat_map(|drift| &drift.fields).map(field).collect(),
    }
}

/// Decides about drift that was found.
pub(in crate::connections) async fn resolve(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    resolution: DriftResolution,
) -> Result<Wire, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    if let State::Deleting(_) = before.state {
        return Err(NotNow::Deleting.into());
    }
    let drift = before.drift.clone().filter(|drift| drift.decided != Decision::Reapply);
    let drift = drift.ok_or(NotNow::NoDrift)?;
    let (after, words) = match resolution {
        DriftResolution::Reapply => (decided(&before, drift, Decision::Reapply), "is written to Auth0 again"),
        DriftResolution::Ignore => (ignored(state, &before, drift)?, "stays as Auth0 has it"),
        DriftResolution::Adopt => (adopted(state, &before, &drift).await?, "was taken over from Auth0"),
    };
    let new_revision = after.revision > before.revision;
    let told = Told {
        action: "connection.drift_resolved",
        summary: format!("What differed of \"{}\" {words}.", before.display_name),
    };
    let reaches_auth0 = resolution != DriftResolution::Ignore;
    let change = Change { before: Some(&before), after, new_revision, reaches_auth0, told };
    let (connection, _) = write(state, scope, change).await?;
    present(state, scope, connection).await
}

fn decided(before: &Connection, drift: Drift, decided: Decision) -> Connection {
    Connection { drift: Some(Drift { decided, ..drift }), ..before.clone() }
}

fn ignored(state: &AppState, before: &Connection, drift: Drift) -> Result<Connection, NotNow> {
    if drift.fields.iter().any(|field| [ITSELF, NAME, DOMAINS].contains(&field.name.as_str())) {
        return Err(NotNow::CannotIgnore);
    }
    let sync = Sync::Agreed { since: state.clock.now() };
    Ok(Connection { sync, ..decided(before, drift, Decision::Ignore) })
}

/// A new revision with what Auth0 has; it is untested, so nothing that people use takes it over.
async fn adopted(state: &AppState, before: &Connection, drift: &Drift) -> Result<Connection, ApiError> {
    let adopted =
        adopt(before, &drift.fields).map_err(|CannotAdopt(field)| NotNow::CannotAdopt(label(&field)))?;
    if adopted.settings == before.settings {
        // Only the name: nothing that has to be tested.
        return Ok(Connection { drift: None, ..adopted });
    }
    if before.state.is_live() {
        return Err(NotNow::AdoptLive.into());
    }
    let mut after = Connection {
        revision: before.revision + 1,
        state: rules::after_edit(&before.state),
        drift: None,
        ..adopted
    };
    linted(state, &mut after).await?;
    rules::configure(&after)?;
    Ok(after)
}

/// Orders the connections of all organizations to be compared with Auth0 that were compared longest ago.
pub(crate) async fn compare_some(state: &AppState) -> Result<(), sea_orm::DbErr> {
    let before = state.clock.now()
        - Duration::milliseconds(i64::try_from(state.settings.worker.compare_after_ms).unwrap_or(3_600_000));
    for (id, organization) in store::to_be_compared(&state.db, before).await? {
        let order = Order { kind: JobKind::CompareConnection, object: id, organization: Some(organization) };
        enqueue(&state.db, state, order).await?;
    }
    Ok(())
}
