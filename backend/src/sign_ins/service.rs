//! Looking at sign-in attempts.

use api::{ConnectionId, OrganizationId, ProblemCode, SignIn, SignInId, SignInOutcome};
use chrono::{DateTime, Utc};

use super::{
    entity::Model,
    store::{self, Wanted},
};
use crate::{auth::OrgScope, http::list::Window, organizations, problem::ApiError, state::AppState};

/// Which attempts a caller wants to see.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    pub(crate) outcome: Option<SignInOutcome>,
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) person: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) since: Option<DateTime<Utc>>,
    pub(crate) until: Option<DateTime<Utc>>,
}

fn wanted(wish: Wish) -> Wanted {
    Wanted {
        outcome: wish.outcome.map(|outcome| match outcome {
            SignInOutcome::Succeeded => "succeeded",
            SignInOutcome::Failed => "failed",
        }),
        connection: wish.connection,
        person: wish.person.filter(|person| !person.is_empty()),
        cause: wish.cause,
        since: wish.since,
        until: wish.until,
    }
}

/// A page of an organization's attempts.
pub(crate) async fn list(
    state: &AppState,
    scope: &OrgScope,
    wish: Wish,
    window: Window,
) -> Result<Vec<SignIn>, ApiError> {
    // Also for an empty list: another organization's is not empty but not there.
    organizations::service::get(state, scope).await?;
    Ok(store::list(&state.db, scope, &wanted(wish), window).await?.into_iter().map(wire).collect())
}

/// A page of the attempts that name no organization; for operators, whose route has asked for the right.
pub(crate) async fn list_aside(
    state: &AppState,
    wish: Wish,
    window: Window,
) -> Result<Vec<SignIn>, ApiError> {
    Ok(store::list_aside(&state.db, &wanted(wish), window).await?.into_iter().map(wire).collect())
}

/// One attempt.
pub(crate) async fn get(state: &AppState, scope: &OrgScope, id: SignInId) -> Result<SignIn, ApiError> {
    let found = store::get(&state.db, scope, id).await?;
    found.map(wire).ok_or_else(|| {
        ApiError::new(ProblemCode::NotFound, "There is no such object, or it is not one of yours.")
    })
}

fn wire(row: Model) -> SignIn {
    SignIn {
        id: SignInId::from_uuid(row.id),
        organization_id: row.organization_id.map(OrganizationId::from_uuid),
        connection_id: row.connection_id.map(ConnectionId::from_uuid),
        connection_name: row.connection_name,
        outcome: if row.outcome == "succeeded" { SignInOutcome::Succeeded } else { SignInOutcome::Failed },
        occurred_at: row.occurred_at,
        person: row.person,
        application: row.application,
        is_test: row.is_test,
        ip: row.ip,
        user_agent: row.user_agent,
        reason: row.reason,
        explanation: row.explanation.and_then(|explanation| serde_json::from_value(explanation).ok()),
        log_id: row.log_id,
    }
}
