//! Compares connections with what Auth0 has: in the background when nobody waits, and before every write.

use api::{AuditTarget, ConnectionId};
use auth0::{connections as upstream, lossless};
use serde_json::{Map, Value};

use super::{
    super::{
        domain::{Connection, State, Sync},
        store,
        sync::{aliases, find, settings},
    },
    compare::{Agreed, Decision, Drift, Field, NAME, between, gone, honoured, label, ours},
};
use crate::{
    audit::service::{Event, append},
    auth::OrgScope,
    db::begin_write,
    jobs::worker::Progress,
    state::AppState,
    upstream::Failure,
};

/// What we hold of a connection in Auth0, for the next comparison.
pub(in crate::connections) fn agreed(connection: &Connection, owned: &Map<String, Value>) -> Agreed {
    ours(owned, &connection.display_name, lossless::is_secret)
}

/// What is wanted of the options, with what was left to Auth0 as it is there.
pub(in crate::connections) fn wanted(
    connection: &Connection,
    owned: Map<String, Value>,
    found: &upstream::Connection,
) -> Map<String, Value> {
    let theirs = settings::present(&owned, found);
    honoured(connection.drift.as_ref(), owned, &theirs)
}

/// What somebody has changed in Auth0 since it last agreed, and nobody has decided to overwrite.
pub(in crate::connections) fn in_the_way(
    connection: &Connection,
    wanted: &Map<String, Value>,
    found: &upstream::Connection,
) -> Vec<Field> {
    let reapply = connection.drift.as_ref().is_some_and(|drift| drift.decided == Decision::Reapply);
    let mut theirs = settings::present(wanted, found);
    let name = found.display_name.as_ref().unwrap_or(&found.name);
    theirs.insert(NAME.to_owned(), name.as_str().into());
    match &connection.agreed {
        Some(before) if !reapply => between(before, &agreed(connection, wanted), &theirs),
        _ => Vec::new(),
    }
}

/// Compares once. A connection on which a job works, or that Auth0 does not have, needs nothing.
pub(crate) async fn run(state: &AppState, progress: &Progress, id: ConnectionId) -> Result<(), Failure> {
    let Some(connection) = store::get_for_job(&state.db, id).await? else { return Ok(()) };
    let settled = matches!(connection.sync, Sync::Agreed { .. } | Sync::Drifted { .. });
    let nothing = connection.agreed.is_none() || matches!(connection.state, State::Deleting(_));
    if !settled || nothing {
        return Ok(());
    }
    progress.step(state, "Comparing with what Auth0 has").await?;
    let fields = match find(state, &connection).await? {
        None => gone(&connection.upstream_name),
        Some(found) => {
            let owned = settings::owned(state, &connection)?;
            let owned = aliases::led(state, &connection, owned, &found).await?;
            let wanted = wanted(&connection, owned, &found);
            in_the_way(&connection, &wanted, &found)
        }
    };
    let scope = OrgScope::of_job(connection.organization, progress.job);
    note(state, &scope, &connection, fields).await
}

/// Notes what a comparison has found, unless somebody has written meanwhile: the next one finds it then.
pub(in crate::connections) async fn note(
    state: &AppState,
    scope: &OrgScope,
    seen: &Connection,
    fields: Vec<Field>,
) -> Result<(), Failure> {
    let now = state.clock.now();
    let mut after = Connection { checked_at: Some(now), ..seen.clone() };
    let known =
        seen.drift.as_ref().is_some_and(|drift| drift.decided == Decision::Open && drift.fields == fields);
    let open = seen.drift.as_ref().is_some_and(|drift| drift.decided == Decision::Open);
    if !fields.is_empty() && !known {
        after.drift = Some(Drift { found_at: now, fields: fields.clone(), decided: Decision::Open });
    }
    match (fields.is_empty(), open) {
        (false, _) => after.sync = Sync::Drifted { since: now },
        // It was put right in Auth0.
        (true, true) => (after.drift, after.sync) = (None, Sync::Agreed { since: now }),
        (true, false) => {}
    }
    let transaction = begin_write(&state.db).await?;
    if !store::record_sync(&transaction, seen, &after).await? {
        return Ok(());
    }
    if !fields.is_empty() && !known {
        tell(&transaction, state, scope, (seen, &fields)).await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn tell(
    db: &impl sea_orm::ConnectionTrait,
    state: &AppState,
    scope: &OrgScope,
    (connection, fields): (&Connection, &[Field]),
) -> Result<(), Failure> {
    let target = AuditTarget {
        kind: "connection".to_owned(),
        id: connection.id.to_string(),
        name: Some(connection.display_name.clone()),
    };
    let names: Vec<String> = fields.iter().map(|field| label(&field.name)).collect();
    let summary = format!(
        "\"{}\" was changed in Auth0, not here: {}. Decide whether that stays.",
        connection.display_name,
        names.join(", ")
    );
    let event = Event { action: "connection.drift_detected", target, summary, before: None, after: None };
    Ok(append(db, state, scope, event).await?)
}
