//! Looks at Auth0 and at the identity provider, and writes down what was found.

use api::{ConnectionId, Strategy};
use auth0::{
    Checkpoint, Offset,
    connections::{self as upstream_connections, Filter},
    organizations as upstream_organizations,
};
use serde_json::{Value, json};

use super::{
    super::{
        domain::{Connection, Settings, State},
        store as connections,
    },
    checks::{self, Seen},
    entity::Model,
    store,
};
use crate::{
    auth::OrgScope,
    domains,
    jobs::worker::Progress,
    organizations,
    problem::Explain,
    state::AppState,
    upstream::{Failure, send},
};

/// How many pages of the tenant's connections are compared.
const PAGES: usize = 5;
const MAX_DISCOVERY: usize = 128 * 1024;

/// One preflight. A connection that is gone, or going, needs none.
pub(crate) async fn run(state: &AppState, progress: &Progress, id: ConnectionId) -> Result<(), Failure> {
    let Some(connection) = connections::get_for_job(&state.db, id).await? else { return Ok(()) };
    if matches!(connection.state, State::Deleting(_)) {
        return Ok(());
    }
    let scope = OrgScope::of_job(connection.organization, progress.job);
    let organization = organizations::service::get(state, &scope)
        .await
        .map_err(|_| Failure::give_up("The organization is gone."))?;
    progress.step(state, "Looking at the organization in Auth0").await?;
    let mut seen = of_organization(state, &connection, &organization.upstream.organization_id).await?;
    let proved = domains::service::proved(state, &scope).await;
    seen.verified_domains = proved.ok().map(|proved| proved.len());
    progress.step(state, "Comparing with the tenant's other connections").await?;
    of_tenant(state, &connection, &mut seen).await?;
    progress.step(state, "Asking the identity provider").await?;
    seen.unreadable = of_provider(state, &connection).await;
    let row = Model {
        connection_id: id.uuid(),
        organization_id: connection.organization.uuid(),
        revision: i32::try_from(connection.revision).unwrap_or(i32::MAX),
        checked_at: state.clock.now(),
        findings: json!(checks::findings(&seen)),
    };
    Ok(store::put(&state.db, row).await?)
}

async fn of_organization(
    state: &AppState,
    connection: &Connection,
    organization: &str,
) -> Result<Seen, Failure> {
    let known = upstream_organizations::connections::list(organization, None, Offset::page(0));
    let all = send(state, known).await?.items;
    let ours = |id: &str| connection.upstream_id.as_deref() == Some(id);
    let beside = all.iter().filter(|one| one.is_on() && !ours(&one.connection_id)).count();
    let membership_on_login = match &connection.upstream_id {
        Some(id) if all.iter().any(|one| one.is_on() && one.connection_id == *id) => Some(
            send(state, upstream_organizations::connection(organization, id))
                .await?
                .assign_membership_on_login,
        ),
        _ => None,
    };
    Ok(Seen { beside, membership_on_login, ..Seen::default() })
}

async fn of_tenant(state: &AppState, connection: &Connection, seen: &mut Seen) -> Result<(), Failure> {
    let same_name = send(state, upstream_connections::find_by_name(&connection.upstream_name)).await?;
    let stranger = same_name.into_iter().find(|one| {
        connection.upstream_id.as_ref().is_some_and(|id| *id != one.id)
            || one.strategy != connection.strategy.as_str()
    });
    seen.name_taken_by = stranger.map(|one| one.id);
    let Some(address) = connection.settings.saml().and_then(|saml| saml.metadata.sign_in.first()) else {
        return Ok(());
    };
    let mut from: Option<String> = None;
    for _ in 0..PAGES {
        let filter = Filter { strategies: &[connection.strategy.as_str()], fields: None };
        let place = Checkpoint::after(from.as_deref()).take(100);
        let page = send(state, upstream_connections::list(filter, place)).await?;
        let same = page.items.iter().filter(|one| {
            one.name != connection.upstream_name
                && one.options.get("signInEndpoint").and_then(Value::as_str) == Some(address.url.as_str())
        });
        seen.same_address.extend(same.map(|one| one.name.clone()));
        match page.next {
            Some(next) if Some(&next) != from.as_ref() => from = Some(next),
            _ => return Ok(()),
        }
    }
    seen.compared_in_part = true;
    Ok(())
}

/// Why a provider that is found by its domain is not found; nothing where it is, or where nobody can know.
async fn of_provider(state: &AppState, connection: &Connection) -> Option<String> {
    let Settings::Client(given) = &connection.settings else { return None };
    let domain = given.domain.as_deref()?;
    let url = match connection.strategy {
        Strategy::Okta => format!("https://{domain}/.well-known/openid-configuration"),
        Strategy::Waad => {
            format!("https://login.microsoftonline.com/{domain}/v2.0/.well-known/openid-configuration")
        }
        _ => return None,
    };
    let error = state.outbound.get(&url, MAX_DISCOVERY).await.err()?;
    Some(error.detail())
}
