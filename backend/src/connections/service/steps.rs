//! The steps of a connection's life that Auth0 has to learn of.

use api::{ConnectionId, DeleteMode, JobId, Rollout};

use super::{
    super::{
        domain::{Connection, State},
        rules, store,
    },
    reads::Seen,
    write::{Change, Told, write},
};
use crate::{auth::OrgScope, problem::ApiError, state::AppState};

/// Who shall sign in.
pub(crate) struct ActivateWish {
    pub(crate) rollout: Rollout,
    pub(crate) pilot_emails: Vec<String>,
    pub(crate) acknowledge: Vec<String>,
}

/// Orders the draft to be written to Auth0.
pub(crate) async fn configure(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<JobId, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    rules::configure(&before)?;
    let told = Told {
        action: "connection.configure_requested",
        summary: format!("\"{}\" is written to Auth0, for test sign-ins only.", before.display_name),
    };
    step(state, scope, &before, before.state.clone(), told).await
}

/// Lets people in.
pub(crate) async fn activate(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    wish: ActivateWish,
) -> Result<JobId, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    let pilots: Vec<String> = wish
        .pilot_emails
        .iter()
        .map(|email| email.trim().to_owned())
        .filter(|email| !email.is_empty())
        .collect();
    rules::activate(&before, wish.rollout, &pilots, &wish.acknowledge)?;
    let accepted = before.warnings().map(|finding| finding.code.as_str()).collect::<Vec<_>>().join(", ");
    let whom = match wish.rollout {
        Rollout::Pilot => format!("{} named people by direct link", pilots.len()),
        Rollout::Everyone => "everyone, with a button".to_owned(),
    };
    let accepted =
        if accepted.is_empty() { String::new() } else { format!(" Accepted warnings: {accepted}.") };
    let told = Told {
        action: "connection.activated",
        summary: format!("\"{}\" was activated for {whom}.{accepted}", before.display_name),
    };
    let pilot_emails = if wish.rollout == Rollout::Pilot { pilots } else { Vec::new() };
    step(state, scope, &before, State::Active { rollout: wish.rollout, pilot_emails }, told).await
}

/// Takes a connection out of use; Auth0 keeps it.
pub(crate) async fn disable(state: &AppState, scope: &OrgScope, id: ConnectionId) -> Result<JobId, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    rules::disable(&before)?;
    let told = Told {
        action: "connection.disabled",
        summary: format!("\"{}\" was disabled: nobody signs in through it.", before.display_name),
    };
    step(state, scope, &before, State::Disabled, told).await
}

/// Begins the end of a connection.
pub(crate) async fn delete(
    state: &AppState,
    scope: &OrgScope,
    Seen { connection: before, .. }: Seen,
    mode: DeleteMode,
) -> Result<JobId, ApiError> {
    let what = match mode {
        DeleteMode::Detach => "Auth0 keeps it, out of use",
        DeleteMode::Purge => "Auth0 deletes it and its users",
    };
    let told = Told {
        action: "connection.delete_requested",
        summary: format!("The deletion of \"{}\" was ordered: {what}.", before.display_name),
    };
    step(state, scope, &before, State::Deleting(mode), told).await
}

async fn step(
    state: &AppState,
    scope: &OrgScope,
    before: &Connection,
    to: State,
    told: Told,
) -> Result<JobId, ApiError> {
    let after = Connection { state: to, ..before.clone() };
    let change = Change { before: Some(before), after, new_revision: false, reaches_auth0: true, told };
    let (_, job) = write(state, scope, change).await?;
    job.ok_or_else(|| {
        ApiError::new(api::ProblemCode::Internal, "The change was saved without its job. It is our fault.")
    })
}
