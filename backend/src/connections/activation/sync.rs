//! Looks after connections that people use: undoes a step in time, and tells when the emergency way in was used.

use api::{AuditTarget, ConnectionId, JobKind};
use auth0::logs::{self, LogRecord as Record};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::{
    super::{
        domain::{BreakGlass, Connection, State, Watch},
        moving,
        service::{Change, Told, write_all},
        store::{self, StoreError},
    },
    watch::{self, Reason, Tally},
};
use crate::{
    audit::service::{Event, append},
    auth::OrgScope,
    db::begin_write,
    jobs::{
        outbox::{Order, enqueue_at},
        worker::Progress,
    },
    problem::ApiError,
    state::AppState,
    upstream::{Failure, send},
};

/// Looks once, acts, and orders the next look. One that nobody uses any more needs nothing.
pub(crate) async fn run(state: &AppState, progress: &Progress, id: ConnectionId) -> Result<(), Failure> {
    let Some(connection) = store::get_for_job(&state.db, id).await? else { return Ok(()) };
    if !connection.state.is_live() {
        return Ok(());
    }
    let scope = OrgScope::of_job(connection.organization, progress.job);
    let mut latest = connection.clone();
    if let Some(watch) = &connection.watch {
        if let Some(reason) = verdict(state, progress, (&connection, watch)).await? {
            return step_back(state, &scope, &connection, (watch, reason)).await;
        }
        if let State::Enforced(break_glass) = &connection.state {
            latest = tell_uses(state, &scope, &connection, (watch, break_glass)).await?;
        }
    }
    let latest = moving::sync::end(state, progress, &scope, latest).await?;
    look_again(&state.db, state, &latest).await?;
    Ok(())
}

/// Whether and why the last step undoes itself now.
async fn verdict(
    state: &AppState,
    progress: &Progress,
    (connection, watch): (&Connection, &Watch),
) -> Result<Option<Reason>, Failure> {
    let now = state.clock.now();
    // A step that is due undoes itself whether or not Auth0 answers.
    let reason = watch::verdict(watch, now, Tally::default());
    if reason.is_some() || !watch::counts(watch, now) {
        return Ok(reason);
    }
    progress.step(state, "Counting sign-ins").await?;
    Ok(watch::verdict(watch, now, tally(state, connection, watch, now).await?))
}

/// Orders the next look at a connection, if there is anything to look after.
pub(in crate::connections) async fn look_again(
    db: &impl ConnectionTrait,
    state: &AppState,
    connection: &Connection,
) -> Result<(), DbErr> {
    let often =
        Duration::milliseconds(i64::try_from(state.settings.worker.watch_interval_ms).unwrap_or(60_000));
    let Some(due) = watch::next_look(connection, state.clock.now(), often) else { return Ok(()) };
    let order = Order {
        kind: JobKind::WatchConnection,
        object: connection.id.uuid(),
        organization: Some(connection.organization),
    };
    enqueue_at(db, state, order, due).await.map(drop)
}

/// Orders a look at every connection that is looked after: an order that was taken out of the queue is given again.
pub(crate) async fn look_after_all(state: &AppState) -> Result<(), DbErr> {
    for connection in store::watched(&state.db).await.map_err(database)? {
        look_again(&state.db, state, &connection).await?;
    }
    Ok(())
}

fn database(error: StoreError) -> DbErr {
    match error {
        StoreError::Database(error) => error,
        other => DbErr::Custom(other.to_string()),
    }
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The sign-ins of the last hour, as far as the step goes back. Test sign-ins do not count.
async fn tally(
    state: &AppState,
    connection: &Connection,
    watch: &Watch,
    now: DateTime<Utc>,
) -> Result<Tally, Failure> {
    let Some(upstream) = &connection.upstream_id else { return Ok(Tally::default()) };
    let since = rfc3339(watch.since.max(now - watch::WINDOW));
    let client = &state.settings.test_application.client_id;
    let found = send(state, logs::sign_ins_through(upstream, client, &since)).await?;
    let count = |which: fn(&Record) -> bool| {
        u64::try_from(found.items.iter().filter(|record| which(record)).count()).unwrap_or(u64::MAX)
    };
    let failed = count(failed);
    Ok(Tally { all: failed + count(succeeded), failed })
}

/// Auth0's type codes of sign-ins (auth0-facts section 7).
fn succeeded(record: &Record) -> bool {
    record.kind.as_deref() == Some("s")
}

fn failed(record: &Record) -> bool {
    matches!(record.kind.as_deref(), Some("f" | "fu" | "fp" | "fc" | "fco"))
}

async fn step_back(
    state: &AppState,
    scope: &OrgScope,
    before: &Connection,
    (watch, reason): (&Watch, Reason),
) -> Result<(), Failure> {
    let after = Connection { state: watch::back_to(before, &watch.back_to), watch: None, ..before.clone() };
    let told = Told {
        action: "connection.reverted",
        summary: format!("The last step of \"{}\" was undone: {}.", before.display_name, reason.words()),
    };
    let change = Change { before: Some(before), after, new_revision: false, reaches_auth0: true, told };
    let replaced = match watch.replaces {
        Some(old) => store::get_for_job(&state.db, old).await?.filter(|old| old.is_replaced_by(before.id)),
        None => None,
    };
    let changes = replaced.iter().map(moving::restored).chain([change]).collect();
    write_all(state, scope, changes).await.map(drop).map_err(|error| later(&error))
}

/// Somebody decided at the same moment: the next look finds out what.
fn later(error: &ApiError) -> Failure {
    tracing::info!(%error, "a step was not undone");
    Failure::later("The connection was changed at the same moment. We look again.")
}

/// Tells the organization of every use of the emergency way in, once.
async fn tell_uses(
    state: &AppState,
    scope: &OrgScope,
    connection: &Connection,
    (watch, break_glass): (&Watch, &BreakGlass),
) -> Result<Connection, Failure> {
    let found = send(state, logs::sign_ins_of(&break_glass.user_id, &rfc3339(watch.told_until))).await?;
    let uses: Vec<&Record> =
        found.items.iter().filter(|record| succeeded(record) && newer(record, watch)).collect();
    let Some(newest) = uses.iter().filter_map(|record| moment(record)).max() else {
        return Ok(connection.clone());
    };
    let after =
        Connection { watch: Some(Watch { told_until: newest, ..watch.clone() }), ..connection.clone() };
    let transaction = begin_write(&state.db).await?;
    for record in uses {
        let target = AuditTarget {
            kind: "connection".to_owned(),
            id: connection.id.to_string(),
            name: Some(connection.display_name.clone()),
        };
        let from = record.ip.as_deref().map(|ip| format!(" from {ip}")).unwrap_or_default();
        let summary = format!(
            "{} signed in by the emergency way in{from} at {}.",
            break_glass.person,
            record.date.as_str().unwrap_or_default()
        );
        let event =
            Event { action: "connection.break_glass_used", target, summary, before: None, after: None };
        append(&transaction, state, scope, event).await?;
    }
    store::update(&transaction, scope, connection, &after).await?;
    transaction.commit().await?;
    Ok(Connection { version: connection.version + 1, ..after })
}

fn moment(record: &Record) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(record.date.as_str()?).ok().map(Into::into)
}

fn newer(record: &Record, watch: &Watch) -> bool {
    moment(record).is_some_and(|at| at > watch.told_until)
}
