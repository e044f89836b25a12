//! Reads the tenant's organizations into the mirror.

use api::Branding;

use auth0::Error;

use super::{entity::Model, store};
use crate::{
    state::AppState,
    tenants,
    upstream::{Failure, send},
};

/// How many organizations' members are counted in one run, so that the rest of the tenant's budget is left to people.
const COUNTS: u64 = 200;

/// Reads all of them, page by page, then counts members where that was longest ago; may run any number of times.
pub(crate) async fn run(state: &AppState) -> Result<(), Failure> {
    let mut from: Option<String> = None;
    loop {
        let page = send(state, auth0::organizations::list(from.as_deref())).await?;
        for organization in page.items {
            store::mirror(&state.db, row(state, organization)).await?;
        }
        match page.next {
            Some(next) if Some(&next) != from.as_ref() => from = Some(next),
            _ => break,
        }
    }
    tenants::store::organizations_were_read(&state.db, state.tenant.id, state.clock.now()).await?;
    count(state).await
}

fn row(state: &AppState, organization: auth0::organizations::Organization) -> Model {
    let branding = Branding {
        logo_url: organization.branding.logo_url.filter(|url| url.starts_with("https://")),
        primary_color: organization.branding.colors.primary,
    };
    let now = state.clock.now();
    Model {
        id: state.ids.uuid(),
        tenant_id: state.tenant.id.uuid(),
        upstream_id: organization.id,
        display_name: organization.display_name.unwrap_or_else(|| organization.name.clone()),
        name: organization.name,
        branding: serde_json::to_value(branding).unwrap_or_default(),
        member_count: None,
        counted_at: None,
        created_at: now,
        updated_at: now,
    }
}

async fn count(state: &AppState) -> Result<(), Failure> {
    for organization in store::to_be_counted(&state.db, state.tenant.id, COUNTS).await? {
        let members = match send(state, auth0::organizations::count_members(&organization.upstream_id)).await
        {
            Ok(answer) => i64::try_from(answer.total).ok(),
            // Deleted since it was listed.
            Err(Error::NotFound { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        store::counted(&state.db, &organization, members, state.clock.now()).await?;
    }
    Ok(())
}
