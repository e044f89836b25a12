//! Looking at revisions, and going back to one: a new revision with the settings of an older.

use api::{ChangeId, ConnectionId, LeftOut, Revision, RevisionDiff, RevisionId, RollBack, RolledBack};

use super::{
    super::{
        domain::{Connection, State},
        entity::revision::Model,
        given::Kept,
        rules,
        service::{Change, Seen, Told, linted, of, present, write},
        store::{self, StoreError},
        test_runs, wire,
    },
    diff,
    restore::{Older, Restored, restore},
};
use crate::{
    auth::OrgScope,
    changes::service::{Leave, Wish, gate},
    http::list::Window,
    problem::ApiError,
    state::AppState,
};

/// The versions of a connection's settings, the newest first.
pub(super) async fn list(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    window: Window,
) -> Result<Vec<Revision>, ApiError> {
    store::get(&state.db, scope, id).await?;
    Ok(store::revisions(&state.db, scope, id, window).await?.into_iter().filter_map(wire::revision).collect())
}

/// One version of a connection's settings.
pub(super) async fn get(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    revision: RevisionId,
) -> Result<Revision, ApiError> {
    let row = store::revision(&state.db, scope, id, revision).await?;
    wire::revision(row).ok_or_else(|| StoreError::CorruptRow(revision.uuid()).into())
}

/// What a version changed against another, or against the one before it.
pub(super) async fn compare(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    (revision, against): (RevisionId, Option<RevisionId>),
) -> Result<RevisionDiff, ApiError> {
    let after = store::revision(&state.db, scope, id, revision).await?;
    let before = match against {
        Some(against) => Some(store::revision(&state.db, scope, id, against).await?),
        None => store::revision_before(&state.db, scope, id, after.number).await?,
    };
    let number = |row: &Model| u32::try_from(row.number).unwrap_or(0);
    // The first version has nothing before it: everything in it is new.
    let nothing =
        Model { number: 0, settings: serde_json::Value::Null, secret_set_at: None, ..after.clone() };
    let mut changes = diff::between(before.as_ref().unwrap_or(&nothing), &after);
    if before.is_none() {
        changes.iter_mut().for_each(|change| change.before = None);
    }
    Ok(RevisionDiff { from: before.as_ref().map_or(0, number), to: number(&after), changes })
}

/// What became of going back.
pub(in crate::connections) enum Outcome {
    Done(Box<RolledBack>),
    /// It waits for a second person.
    Waits(ChangeId),
}

/// Makes a new revision of an older one's settings.
pub(in crate::connections) async fn roll_back(
    state: &AppState,
    scope: &OrgScope,
    seen: Seen,
    revision: RevisionId,
) -> Result<Outcome, ApiError> {
    let before = seen.into_connection();
    let row = store::revision(&state.db, scope, before.id, revision).await?;
    let number = u32::try_from(row.number).unwrap_or(0);
    let corrupt = || StoreError::CorruptRow(row.id);
    let kept: Kept = serde_json::from_value(row.settings.clone()).map_err(|_| corrupt())?;
    let older = Older {
        settings: kept.settings,
        findings: serde_json::from_value(row.findings.clone()).map_err(|_| corrupt())?,
        secret_set_at: row.secret_set_at,
    };
    let Restored { settings, findings, left_out } = restore(older, &before, state.clock.now());
    // The same settings and the same secret as those that passed: they need no second test.
    let proven = left_out.is_empty() && test_runs::passed(state, scope, before.id, number).await?;
    let kept = Kept { settings, tuning: kept.tuning };
    rules::roll_back(&before, &kept, proven)?;
    // Where nobody signs in through it, going back is an edit like any other.
    if before.state.is_live() {
        let wish = || Wish::RollBack(RollBack { revision_id: revision });
        if let Leave::Waits(change) = gate(state, scope, of(&before), wish).await? {
            return Ok(Outcome::Waits(change));
        }
    }
    let new = before.revision + 1;
    let mut after = Connection {
        display_name: row.display_name,
        settings: kept.settings,
        tuning: kept.tuning,
        findings,
        revision: new,
        state: rules::after_edit(&before.state),
        tested_revision: if proven { Some(new) } else { before.tested_revision },
        ..before.clone()
    };
    if proven && after.state == State::Configured {
        after.state = State::Tested;
    }
    linted(state, &mut after).await?;
    let reaches_auth0 = before.belongs_upstream();
    if reaches_auth0 {
        rules::configure(&after)?;
    }
    let told = Told { action: "connection.rolled_back", summary: summary(&after, number, &left_out) };
    let change = Change { before: Some(&before), after, new_revision: true, reaches_auth0, told };
    let (connection, _) = write(state, scope, change).await?;
    Ok(Outcome::Done(Box::new(RolledBack { connection: present(state, scope, connection).await?, left_out })))
}

fn summary(after: &Connection, number: u32, left_out: &[LeftOut]) -> String {
    let mut text = format!(
        "\"{}\" went back to the settings of revision {number} (revision {}).",
        after.display_name, after.revision
    );
    if !left_out.is_empty() {
        let parts: Vec<&str> = left_out.iter().map(|part| part.part.as_str()).collect();
        text.push_str(&format!(" Left out: {}.", parts.join("; ")));
    }
    text
}
