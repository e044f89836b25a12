//! Writing and reading the audit log.

use api::{AuditEvent, AuditEventId, AuditTarget, OrganizationId};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use serde_json::json;

use super::{entity::Model, store};
use crate::{auth::OrgScope, http::list::Window, sealed::digest, state::AppState};

/// What happened.
pub(crate) struct Event<'a> {
    /// Such as `connection.created`.
    pub(crate) action: &'static str,
    pub(crate) target: AuditTarget,
    /// In a sentence.
    pub(crate) summary: String,
    /// The object before, without secrets.
    pub(crate) before: Option<&'a serde_json::Value>,
    /// The object after, without secrets.
    pub(crate) after: Option<&'a serde_json::Value>,
}

/// Adds an event in the caller's transaction.
pub(crate) async fn append(
    db: &impl ConnectionTrait,
    state: &AppState,
    scope: &OrgScope,
    event: Event<'_>,
) -> Result<(), DbErr> {
    let hash = |value: &serde_json::Value| digest(value.to_string().as_bytes());
    let row = Model {
        id: state.ids.uuid(),
        organization_id: scope.organization().uuid(),
        action: event.action.to_owned(),
        actor: value(scope.actor()),
        target: value(&event.target),
        summary: event.summary,
        before_digest: event.before.map(hash),
        after_digest: event.after.map(hash),
        request_id: scope.request().request_id.clone(),
        ip: scope.request().ip.clone(),
        occurred_at: state.clock.now(),
    };
    store::append(db, row).await
}

fn value(part: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(part).unwrap_or_default()
}

/// A page of an organization's log, and each event's place in it.
pub(crate) async fn list(
    state: &AppState,
    scope: &OrgScope,
    window: Window,
) -> Result<Vec<AuditEvent>, DbErr> {
    Ok(store::list(&state.db, scope, window).await?.into_iter().filter_map(wire).collect())
}

fn wire(row: Model) -> Option<AuditEvent> {
    serde_json::from_value(json!({
        "id": AuditEventId::from_uuid(row.id),
        "organization_id": OrganizationId::from_uuid(row.organization_id),
        "action": row.action,
        "actor": row.actor,
        "target": row.target,
        "summary": row.summary,
        "before_digest": row.before_digest,
        "after_digest": row.after_digest,
        "request_id": row.request_id,
        "ip": row.ip,
        "occurred_at": row.occurred_at,
    }))
    .ok()
}
