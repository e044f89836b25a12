//! Asking for a step, and deciding about it as a second person.

use api::{
    Activate, AuditTarget, Change, ChangeId, ChangeState, ConnectionId, DeleteMode, Disable, Enforce,
    GuardedStep, OrganizationId, Policy, ProblemCode, RollBack,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{entity::Model, store};
use crate::{
    audit::service::{Event, append},
    auth::OrgScope,
    connections::service as connections,
    db::begin_write,
    http::list::Window,
    policies,
    problem::{ApiError, Explain},
    state::AppState,
};

/// How long a change waits for a second person.
const WAITS: Duration = Duration::days(7);
const MAX_REASON: usize = 500;

/// A step as it was asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "step", content = "with", rename_all = "snake_case")]
pub(crate) enum Wish {
    Activate(Activate),
    Enforce(Enforce),
    Disable(Disable),
    Delete { mode: DeleteMode, leave_no_way_in_to: Option<String> },
    RollBack(RollBack),
}

impl Wish {
    const fn step(&self) -> GuardedStep {
        match self {
            Self::Activate(_) => GuardedStep::Activate,
            Self::Enforce(_) => GuardedStep::Enforce,
            Self::Disable(_) => GuardedStep::Disable,
            Self::Delete { .. } => GuardedStep::Delete,
            Self::RollBack(_) => GuardedStep::RollBack,
        }
    }

    /// Whether a policy asks a second person for it. What is replaced is disabled some days later.
    fn needs_two(&self, policy: &Policy) -> bool {
        let replaces = matches!(self, Self::Activate(wish) if wish.replaces.is_some());
        let later = replaces.then_some(GuardedStep::Disable);
        policy.two_people.iter().any(|step| *step == self.step() || Some(*step) == later)
    }
}

/// What a step was asked of, as it was then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of<'a> {
    pub(crate) connection: ConnectionId,
    pub(crate) name: &'a str,
    /// The name of the connection whose place it shall take.
    pub(crate) in_place_of: Option<&'a str>,
    pub(crate) generation: i64,
    pub(crate) revision: u32,
}

/// Whether a step may be taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leave {
    Granted,
    Waits(ChangeId),
}

/// Why a change cannot be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum CannotDecide {
    #[error("there is no such change")]
    NotFound,
    #[error("it was decided already")]
    Decided,
    #[error("the connection has changed since")]
    Outdated,
    #[error("whoever asked cannot approve")]
    SamePerson,
    #[error("the same step waits already")]
    Waits,
}

impl Explain for CannotDecide {
    fn code(&self) -> ProblemCode {
        match self {
            Self::NotFound => ProblemCode::NotFound,
            Self::SamePerson => ProblemCode::AnotherPersonRequired,
            Self::Decided | Self::Outdated => ProblemCode::InvalidState,
            Self::Waits => ProblemCode::Conflict,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "There is no such object, or it is not one of yours.",
            Self::Decided => "The change has been decided, or its time is over.",
            Self::Outdated => {
                "The connection has changed since this was asked for. Ask again for what is wanted now."
            }
            Self::SamePerson => "Whoever asks for a change cannot approve it. Somebody else has to.",
            Self::Waits => "The same step of this connection waits for a second person already.",
        }
        .to_owned()
    }
}

/// Lets a step pass, or writes it down for a second person where the organization's policy asks for one.
pub(crate) async fn gate(
    state: &AppState,
    scope: &OrgScope,
    of: Of<'_>,
    wish: impl FnOnce() -> Wish + Send,
) -> Result<Leave, ApiError> {
    if scope.approves().is_some() {
        return Ok(Leave::Granted);
    }
    let (wish, policy) = (wish(), policies::service::get(state, scope).await?);
    if !wish.needs_two(&policy) {
        return Ok(Leave::Granted);
    }
    let id = ChangeId::from_uuid(state.ids.uuid());
    let row = row(state, scope, (id, of), &wish);
    let summary = row.summary.clone();
    let transaction = begin_write(&state.db).await?;
    store::outdate(&transaction, state.clock.now()).await?;
    if !store::insert(&transaction, row).await? {
        return Err(CannotDecide::Waits.into());
    }
    tell(&transaction, state, scope, ("change.requested", id, summary)).await?;
    transaction.commit().await?;
    Ok(Leave::Waits(id))
}

fn row(state: &AppState, scope: &OrgScope, (id, of): (ChangeId, Of<'_>), wish: &Wish) -> Model {
    let now = state.clock.now();
    let place = of.in_place_of.map(|name| format!(" in the place of \"{name}\"")).unwrap_or_default();
    let words = match wish.step() {
        GuardedStep::Activate => "activated",
        GuardedStep::Enforce => "made the only way in",
        GuardedStep::Disable => "disabled",
        GuardedStep::Delete => "deleted",
        GuardedStep::RollBack => "taken back to older settings",
    };
    Model {
        id: id.uuid(),
        organization_id: scope.organization().uuid(),
        connection_id: of.connection.uuid(),
        step: json!(wish.step()).as_str().unwrap_or_default().to_owned(),
        wish: json!(wish),
        generation: of.generation,
        revision: i32::try_from(of.revision).unwrap_or(i32::MAX),
        state: store::WAITING.to_owned(),
        summary: format!("\"{}\" shall be {words}{place}.", of.name),
        requested_by: json!(scope.actor()),
        decided_by: None,
        reason: None,
        created_at: now,
        decided_at: None,
        expires_at: now + WAITS,
    }
}

async fn tell(
    db: &impl ConnectionTrait,
    state: &AppState,
    scope: &OrgScope,
    (action, id, summary): (&'static str, ChangeId, String),
) -> Result<(), DbErr> {
    let target = AuditTarget { kind: "change".to_owned(), id: id.to_string(), name: None };
    append(db, state, scope, Event { action, target, summary, before: None, after: None }).await
}

/// One change.
pub(super) async fn get(state: &AppState, scope: &OrgScope, id: ChangeId) -> Result<Change, ApiError> {
    let row = store::get(&state.db, scope, id).await?.ok_or(CannotDecide::NotFound)?;
    wire(row, state.clock.now()).ok_or_else(|| CannotDecide::NotFound.into())
}

/// A page of changes, the newest first.
pub(super) async fn list(state: &AppState, scope: &OrgScope, window: Window) -> Result<Vec<Change>, DbErr> {
    let now = state.clock.now();
    let rows = store::list(&state.db, scope, window).await?;
    Ok(rows.into_iter().filter_map(|row| wire(row, now)).collect())
}

fn wire(row: Model, now: DateTime<Utc>) -> Option<Change> {
    let over = row.state == store::WAITING && row.expires_at <= now;
    let state = if over { ChangeState::Outdated } else { serde_json::from_value(json!(row.state)).ok()? };
    Some(Change {
        id: ChangeId::from_uuid(row.id),
        organization_id: OrganizationId::from_uuid(row.organization_id),
        connection_id: ConnectionId::from_uuid(row.connection_id),
        step: serde_json::from_value(json!(row.step)).ok()?,
        state,
        summary: row.summary,
        requested_by: serde_json::from_value(row.requested_by).ok()?,
        decided_by: row.decided_by.map(serde_json::from_value).transpose().ok()?,
        reason: row.reason,
        created_at: row.created_at,
        decided_at: row.decided_at,
        expires_at: row.expires_at,
    })
}

async fn waiting(state: &AppState, scope: &OrgScope, id: ChangeId) -> Result<Model, ApiError> {
    let row = store::get(&state.db, scope, id).await?.ok_or(CannotDecide::NotFound)?;
    let waits = row.state == store::WAITING && state.clock.now() < row.expires_at;
    if waits { Ok(row) } else { Err(CannotDecide::Decided.into()) }
}

/// Says yes as a second person: the step is taken as it was asked for, and the yes is noted in the same transaction.
pub(super) async fn approve(state: &AppState, scope: &OrgScope, id: ChangeId) -> Result<Change, ApiError> {
    let row = waiting(state, scope, id).await?;
    if row.requested_by["id"] == scope.actor().id.as_str() {
        return Err(CannotDecide::SamePerson.into());
    }
    let connection = ConnectionId::from_uuid(row.connection_id);
    let now_at = connections::at(state, scope, connection).await?;
    if now_at != (row.generation, u32::try_from(row.revision).unwrap_or(0)) {
        let by = json!(scope.actor());
        store::decide(&state.db, scope, id, ("outdated", by, None), state.clock.now()).await?;
        return Err(CannotDecide::Outdated.into());
    }
    let wish = serde_json::from_value(row.wish).map_err(|error| {
        tracing::error!(%error, change = %id, "a change cannot be read");
        ApiError::new(ProblemCode::Internal, "The change cannot be read. It is our fault.")
    })?;
    connections::perform(state, &scope.clone().approving(id), connection, wish).await?;
    get(state, scope, id).await
}

/// Notes a yes, in the transaction that does what was asked for.
pub(crate) async fn approved(
    db: &impl ConnectionTrait,
    state: &AppState,
    scope: &OrgScope,
    id: ChangeId,
) -> Result<(), ApiError> {
    let by = json!(scope.actor());
    if !store::decide(db, scope, id, ("approved", by, None), state.clock.now()).await? {
        return Err(CannotDecide::Decided.into());
    }
    Ok(tell(db, state, scope, ("change.approved", id, "A change was approved and done.".to_owned())).await?)
}

/// Says no; whoever asked can take it back the same way.
pub(super) async fn reject(
    state: &AppState,
    scope: &OrgScope,
    id: ChangeId,
    reason: Option<&str>,
) -> Result<Change, ApiError> {
    waiting(state, scope, id).await?;
    let reason: Option<String> = reason
        .map(|text| text.trim().chars().filter(|letter| !letter.is_control()).take(MAX_REASON).collect());
    let transaction = begin_write(&state.db).await?;
    let by = json!(scope.actor());
    if !store::decide(&transaction, scope, id, ("rejected", by, reason.as_deref()), state.clock.now()).await?
    {
        return Err(CannotDecide::Decided.into());
    }
    tell(&transaction, state, scope, ("change.rejected", id, "A change was rejected.".to_owned())).await?;
    transaction.commit().await?;
    get(state, scope, id).await
}
