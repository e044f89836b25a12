//! The steps of a connection's life that Auth0 has to learn of.

use api::{Activate, ChangeId, ConnectionId, DeleteMode, Disable, JobId, Rollout, Step};

use super::{
    super::{
        activation::{self, confirm_time, service::keep_a_way_in, watched},
        domain::{Connection, State, Watch},
        moving, preflight, revisions, rules, store, test_runs,
    },
    reads::{Seen, see},
    write::{Change, Told, write, write_all},
};
use crate::{
    auth::OrgScope,
    changes::service::{Leave, Of, Wish, gate},
    policies,
    problem::ApiError,
    state::AppState,
};

/// What became of a step that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ordered {
    /// This job carries it to Auth0.
    Job(JobId),
    /// It waits for a second person.
    Waits(ChangeId),
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
    step(state, scope, &before, (before.clone(), told)).await
}

/// Lets people in.
pub(crate) async fn activate(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    wish: Activate,
) -> Result<Ordered, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    let confirm = confirm_time(wish.auto_revert_after.as_deref())?;
    let pilots: Vec<String> = wish
        .pilot_emails
        .iter()
        .map(|email| email.trim().to_owned())
        .filter(|email| !email.is_empty())
        .collect();
    rules::activate(&before, wish.rollout, &pilots, &wish.acknowledge)?;
    let replaced = moving::service::replaced(state, scope, &before, &wish).await?;
    let errors = preflight::standing_in_the_way(state, scope, &before).await?;
    if !errors.is_empty() {
        return Err(rules::NotNow::Errors(errors).into());
    }
    enough_testers(state, scope, &before).await?;
    let in_place_of = replaced.as_ref().map(|replaced| replaced.before.display_name.as_str());
    let of = Of { in_place_of, ..of(&before) };
    if let Leave::Waits(change) = gate(state, scope, of, || Wish::Activate(wish.clone())).await? {
        return Ok(Ordered::Waits(change));
    }
    let told =
        Told { action: "connection.activated", summary: activated(&before, wish.rollout, pilots.len()) };
    let pilot_emails = if wish.rollout == Rollout::Pilot { pilots } else { Vec::new() };
    let replaces = replaced.as_ref().map(|replaced| replaced.before.id);
    let after = Connection {
        state: State::Active { rollout: wish.rollout, pilot_emails },
        watch: Some(Watch { replaces, ..watched(&before, confirm, state.clock.now()) }),
        no_way_in_asked: false,
        ..before.clone()
    };
    let change = Change { before: Some(&before), after, new_revision: false, reaches_auth0: true, told };
    let changes = replaced.iter().map(|replaced| replaced.change(&before)).chain([change]);
    job_of(write_all(state, scope, changes.collect()).await?).map(Ordered::Job)
}

fn activated(connection: &Connection, rollout: Rollout, pilots: usize) -> String {
    let accepted = connection.warnings().map(|finding| finding.code.as_str()).collect::<Vec<_>>().join(", ");
    let whom = match rollout {
        Rollout::Pilot => format!("{pilots} named people by direct link"),
        Rollout::Everyone => "everyone, with a button".to_owned(),
    };
    let accepted =
        if accepted.is_empty() { String::new() } else { format!(" Accepted warnings: {accepted}.") };
    format!("\"{}\" was activated for {whom}.{accepted}", connection.display_name)
}

/// Where the organization's policy asks for two, two different people have come through the current revision.
async fn enough_testers(state: &AppState, scope: &OrgScope, connection: &Connection) -> Result<(), ApiError> {
    let wanted = usize::from(policies::service::get(state, scope).await?.testers);
    if wanted > 1 && test_runs::testers(state, scope, connection.id, connection.revision).await? < wanted {
        return Err(rules::NotNow::MoreTesters.into());
    }
    Ok(())
}

/// What a change is asked of, as it is now.
pub(in crate::connections) fn of(connection: &Connection) -> Of<'_> {
    Of {
        connection: connection.id,
        name: &connection.display_name,
        in_place_of: None,
        generation: connection.generation,
        revision: connection.revision,
    }
}

/// Takes a connection out of use; Auth0 keeps it. The last way in only when the organization's name was typed.
pub(crate) async fn disable(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    wish: Disable,
) -> Result<Ordered, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    rules::disable(&before)?;
    let typed = wish.leave_no_way_in_to.as_deref();
    let asked = keep_a_way_in(state, scope, &before, (Step::Disable, typed)).await?;
    if let Leave::Waits(change) = gate(state, scope, of(&before), || Wish::Disable(wish.clone())).await? {
        return Ok(Ordered::Waits(change));
    }
    let by_name =
        if asked { " Nobody may be able to sign in any more; that was asked for by name." } else { "" };
    let told = Told {
        action: "connection.disabled",
        summary: format!("\"{}\" was disabled: nobody signs in through it.{by_name}", before.display_name),
    };
    step(state, scope, &before, (ended(&before, State::Disabled, asked), told)).await.map(Ordered::Job)
}

fn ended(before: &Connection, to: State, no_way_in_asked: bool) -> Connection {
    Connection { state: to, watch: None, no_way_in_asked, ..before.clone() }
}

/// Begins the end of a connection.
pub(crate) async fn delete(
    state: &AppState,
    scope: &OrgScope,
    Seen { connection: before, .. }: Seen,
    (mode, typed): (DeleteMode, Option<String>),
) -> Result<Ordered, ApiError> {
    let asked = keep_a_way_in(state, scope, &before, (Step::Delete, typed.as_deref())).await?;
    let wish = || Wish::Delete { mode, leave_no_way_in_to: typed.clone() };
    if let Leave::Waits(change) = gate(state, scope, of(&before), wish).await? {
        return Ok(Ordered::Waits(change));
    }
    let what = match mode {
        DeleteMode::Detach => "Auth0 keeps it, out of use",
        DeleteMode::Purge => "Auth0 deletes it and its users",
    };
    let told = Told {
        action: "connection.delete_requested",
        summary: format!("The deletion of \"{}\" was ordered: {what}.", before.display_name),
    };
    step(state, scope, &before, (ended(&before, State::Deleting(mode), asked), told)).await.map(Ordered::Job)
}

async fn step(
    state: &AppState,
    scope: &OrgScope,
    before: &Connection,
    (after, told): (Connection, Told),
) -> Result<JobId, ApiError> {
    let change = Change { before: Some(before), after, new_revision: false, reaches_auth0: true, told };
    job_of(vec![write(state, scope, change).await?])
}

/// The job that carries changes to Auth0, the last one where there are several.
pub(in crate::connections) fn job_of(written: Vec<(Connection, Option<JobId>)>) -> Result<JobId, ApiError> {
    written.into_iter().rev().find_map(|(_, job)| job).ok_or_else(|| {
        ApiError::new(api::ProblemCode::Internal, "The change was saved without its job. It is our fault.")
    })
}

/// What a change compares to know whether the connection is still as it was.
pub(crate) async fn at(state: &AppState, scope: &OrgScope, id: ConnectionId) -> Result<(i64, u32), ApiError> {
    let connection = store::get(&state.db, scope, id).await?;
    Ok((connection.generation, connection.revision))
}

/// Takes a step that a second person has approved, by the same rules as if it were asked for now.
pub(crate) async fn perform(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    wish: Wish,
) -> Result<(), ApiError> {
    match wish {
        Wish::Activate(wish) => drop(activate(state, scope, id, wish).await?),
        Wish::Enforce(wish) => drop(activation::service::enforce(state, scope, id, wish).await?),
        Wish::Disable(wish) => drop(disable(state, scope, id, wish).await?),
        Wish::Delete { mode, leave_no_way_in_to } => {
            let seen = see(state, scope, id).await?;
            delete(state, scope, seen, (mode, leave_no_way_in_to)).await?;
        }
        Wish::RollBack(wish) => {
            let seen = see(state, scope, id).await?;
            revisions::roll_back(state, scope, seen, wish.revision_id).await?;
        }
    }
    Ok(())
}
