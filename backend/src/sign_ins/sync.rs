//! Reads the tenant's log from where it was left: once for all replicas, and again without harm.

use chrono::Duration;
use sea_orm::DbErr;
use serde_json::Value;

use super::{checkpoint, reading, store};
use crate::{
    db::begin_write,
    jobs::outbox::{self, Order},
    state::AppState,
    upstream::{Failure, send},
};

/// How many pages one run reads, so that the rest of the tenant's budget is left to people.
const PAGES: usize = 20;

/// Orders the reading when it is time for it.
pub(crate) async fn order_when_due(state: &AppState) -> Result<(), DbErr> {
    let every = Duration::seconds(i64::from(state.settings.sign_ins.pull_interval_s));
    if every.is_zero() {
        return Ok(());
    }
    let read = checkpoint::get(&state.db, state.tenant.id).await?;
    if read.is_some_and(|read| state.clock.now() - read.read_at < every) {
        return Ok(());
    }
    let order = Order { kind: api::JobKind::PullSignIns, object: state.tenant.id.uuid(), organization: None };
    outbox::enqueue(&state.db, state, order).await?;
    state.wake.nudge();
    Ok(())
}

/// Removes attempts that are older than they are kept.
pub(crate) async fn sweep(state: &AppState) -> Result<(), DbErr> {
    let days = Duration::days(i64::from(state.settings.sign_ins.retention_days));
    store::sweep(&state.db, state.clock.now() - days).await?;
    Ok(())
}

/// Reads page after page; each page and its place are written down together.
pub(crate) async fn run(state: &AppState) -> Result<(), Failure> {
    for _ in 0..PAGES {
        let seen = checkpoint::get(&state.db, state.tenant.id).await?.and_then(|read| read.log_id);
        let records = send(state, auth0::logs::records_after(seen.as_deref())).await?;
        let last = records.iter().filter_map(|record| record.get("log_id")?.as_str()).max();
        let place = (seen.as_deref(), last.or(seen.as_deref()));
        let transaction = begin_write(&state.db).await?;
        reading::take(&transaction, state, &records).await?;
        if !checkpoint::advance(&transaction, state.tenant.id, place, state.clock.now()).await? {
            // Another replica was faster: what it has read need not be read again.
            continue;
        }
        transaction.commit().await?;
        if last.is_none() || is_last(&records) {
            break;
        }
    }
    Ok(())
}

/// A page that is not full is the last one for now.
fn is_last(records: &[Value]) -> bool {
    records.len() < auth0::logs::PAGE
}
