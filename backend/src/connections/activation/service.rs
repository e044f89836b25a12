//! Enforcing and its undoing, confirming a step, and what a step would do.

use api::{Connection as Wire, ConnectionId, Enforce, Impact, JobId, Step};

use super::{
    super::{
        domain::{Connection, State, Watch},
        moving,
        rules::{self, NotNow},
        service::{Change, Ordered, Told, job_of, of, present, write},
        store, test_runs,
    },
    confirm_time, impact, watch,
};
use crate::{
    auth::{OrgScope, RECENT},
    changes::service::{Leave, Wish, gate},
    domains, jobs, organizations,
    problem::ApiError,
    state::AppState,
    ways_in::service::{self as ways_in, Survey},
};

/// How long a decision waits for the numbers it is made by.
const SURVEY_WAIT: std::time::Duration = std::time::Duration::from_secs(5);

/// Who is affected by a step, by the numbers of the last survey. Old ones are renewed, and waited for as long as wanted.
pub(super) async fn impact(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    (step, replaces): (Step, Option<ConnectionId>),
    wait: std::time::Duration,
) -> Result<Impact, ApiError> {
    let connection = store::get(&state.db, scope, id).await?;
    let replaced = match replaces {
        Some(_) if step != Step::Activate => {
            let words = "Only activating takes the place of another connection: send step=activate.";
            return Err(ApiError::new(api::ProblemCode::InvalidRequest, words));
        }
        Some(replaced) => Some(store::get(&state.db, scope, replaced).await?),
        None => None,
    };
    let organization = organizations::service::get(state, scope).await?;
    let survey = surveyed(state, scope, wait).await?;
    let told = impact::of(step, &connection, survey.as_ref(), organization.member_count);
    let domains = domains::touched(state, scope, (&connection, step), replaces, survey.as_ref()).await?;
    let moving = replaced.map(|replaced| impact::moving(&connection, &replaced, survey.as_ref()));
    Ok(Impact { domains, moving, ..told })
}

/// The newest survey; a new one is ordered when it is old.
async fn surveyed(
    state: &AppState,
    scope: &OrgScope,
    wait: std::time::Duration,
) -> Result<Option<Survey>, ApiError> {
    let last = ways_in::last(state, scope).await?;
    if last.as_ref().is_some_and(|survey| survey.is_fresh(state.clock.now())) {
        return Ok(last);
    }
    let job = ways_in::order(state, scope).await?;
    jobs::service::wait(state, job, wait).await?;
    Ok(ways_in::last(state, scope).await?)
}

/// Makes a connection the only way in: the others are switched off and remembered, but for the emergency way in.
pub(in crate::connections) async fn enforce(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    wish: Enforce,
) -> Result<Ordered, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    let confirm = confirm_time(wish.auto_revert_after.as_deref())?;
    rules::enforce(&before)?;
    if store::in_auth0(&state.db, scope).await?.iter().any(|other| matches!(other.state, State::Enforced(_)))
    {
        return Err(NotNow::AnotherEnforced.into());
    }
    moving::service::may_be_enforced(state, scope, &before).await?;
    // Whoever closes the other doors has come through this one just now; of two people, the one who asked had.
    let since = state.clock.now() - RECENT;
    if scope.approves().is_none() && !test_runs::passed_by(state, scope, (id, before.revision), since).await?
    {
        return Err(NotNow::NotThroughIt.into());
    }
    let survey = surveyed(state, scope, SURVEY_WAIT).await?.ok_or(NotNow::NotSurveyed)?;
    let break_glass =
        impact::break_glass(&before, &survey, &wish.break_glass_email).ok_or(NotNow::NoBreakGlass)?;
    if let Leave::Waits(change) = gate(state, scope, of(&before), || Wish::Enforce(wish.clone())).await? {
        return Ok(Ordered::Waits(change));
    }
    let told = Told {
        action: "connection.enforced",
        summary: format!(
            "\"{}\" was made the only way in. {} keeps an emergency way in.",
            before.display_name, break_glass.person
        ),
    };
    let watch = watch::watched(&before, confirm, state.clock.now());
    let after = Connection {
        state: State::Enforced(break_glass),
        watch: Some(watch),
        no_way_in_asked: false,
        ..before.clone()
    };
    ordered(state, scope, &before, (after, told)).await.map(Ordered::Job)
}

/// Brings the other ways in back.
pub(in crate::connections) async fn unenforce(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<JobId, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    rules::unenforce(&before)?;
    let told = Told {
        action: "connection.unenforced",
        summary: format!(
            "\"{}\" is no longer the only way in. What was switched off comes back.",
            before.display_name
        ),
    };
    let state_after = State::Active { rollout: api::Rollout::Everyone, pilot_emails: Vec::new() };
    let after = Connection { state: state_after, watch: None, ..before.clone() };
    ordered(state, scope, &before, (after, told)).await
}

async fn ordered(
    state: &AppState,
    scope: &OrgScope,
    before: &Connection,
    (after, told): (Connection, Told),
) -> Result<JobId, ApiError> {
    let change = Change { before: Some(before), after, new_revision: false, reaches_auth0: true, told };
    job_of(vec![write(state, scope, change).await?])
}

/// Says that the last step holds: it does not undo itself for want of a word any more.
pub(in crate::connections) async fn confirm(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<Wire, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    let waits = before.watch.clone().filter(|watch| watch.confirm_by.is_some() && before.state.is_live());
    let watch = waits.ok_or(NotNow::NothingToConfirm)?;
    let after = Connection { watch: Some(Watch { confirm_by: None, ..watch }), ..before.clone() };
    let told = Told {
        action: "connection.confirmed",
        summary: format!("The last step of \"{}\" was confirmed.", before.display_name),
    };
    let change = Change { before: Some(&before), after, new_revision: false, reaches_auth0: false, told };
    let (connection, _) = write(state, scope, change).await?;
    present(state, scope, connection).await
}

/// Refuses a step that would leave nobody a way into the organization, unless the organization's name was typed.
/// What the last survey knows decides here; the worker looks again before it closes anything.
pub(in crate::connections) async fn keep_a_way_in(
    state: &AppState,
    scope: &OrgScope,
    connection: &Connection,
    (step, typed): (Step, Option<&str>),
) -> Result<bool, ApiError> {
    let organization = organizations::service::get(state, scope).await?;
    let asked = typed.is_some_and(|typed| typed.trim() == organization.name);
    if typed.is_some() && !asked {
        return Err(NotNow::AnotherName(organization.name).into());
    }
    if asked || !connection.state.is_live() {
        return Ok(asked);
    }
    let survey = surveyed(state, scope, SURVEY_WAIT).await?;
    match survey {
        Some(survey) if impact::leaves_none(step, connection, &survey) => {
            Err(NotNow::LastWayIn(organization.name).into())
        }
        _ => Ok(false),
    }
}
