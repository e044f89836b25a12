//! Reading and replacing an organization's policy.

use api::{AuditTarget, FieldProblem, Policy, ProblemCode};
use serde_json::json;

use super::{entity::Model, store};
use crate::{
    audit::service::{Event, append},
    auth::OrgScope,
    db::begin_write,
    organizations,
    problem::ApiError,
    state::AppState,
};

/// What the vendor asks of the organization of a scope; little, where nothing was said.
pub(crate) async fn get(state: &AppState, scope: &OrgScope) -> Result<Policy, ApiError> {
    let row = store::get(&state.db, scope).await?;
    row.map_or_else(
        || Ok(Policy::default()),
        |row| {
            // A policy that cannot be read is none that asks for nothing.
            serde_json::from_value(row.policy).map_err(|error| {
                tracing::error!(%error, organization = %scope.organization(), "a policy cannot be read");
                ApiError::new(
                    ProblemCode::Internal,
                    "The organization's policy cannot be read. It is our fault.",
                )
            })
        },
    )
}

/// Replaces the policy.
pub(super) async fn put(state: &AppState, scope: &OrgScope, policy: Policy) -> Result<Policy, ApiError> {
    if !(1..=2).contains(&policy.testers) {
        let field = FieldProblem {
            pointer: "/testers".to_owned(),
            code: "invalid_value".to_owned(),
            detail: "One or two people test a connection.".to_owned(),
            fix: "Send 1 or 2.".to_owned(),
        };
        return Err(
            ApiError::new(ProblemCode::InvalidRequest, "The policy cannot be used.").with_errors(vec![field])
        );
    }
    let organization = organizations::service::get(state, scope).await?;
    let (before, after) = (json!(get(state, scope).await?), json!(policy));
    let transaction = begin_write(&state.db).await?;
    let row = Model {
        organization_id: scope.organization().uuid(),
        policy: after.clone(),
        updated_at: state.clock.now(),
    };
    store::put(&transaction, row).await?;
    let target = AuditTarget {
        kind: "policy".to_owned(),
        id: scope.organization().to_string(),
        name: Some(organization.display_name),
    };
    let event = Event {
        action: "policy.updated",
        target,
        summary: "The organization's policy was changed.".to_owned(),
        before: Some(&before),
        after: Some(&after),
    };
    append(&transaction, state, scope, event).await?;
    transaction.commit().await?;
    Ok(policy)
}
