//! Reads the tenant's organizations into the mirror.

use api::Branding;

use super::{entity::Model, store};
use crate::{state::AppState, tenants, upstream};

/// Reads all of them, page by page; may run any number of times.
pub(crate) async fn run(state: &AppState) -> Result<(), upstream::Failure> {
    let mut from: Option<String> = None;
    loop {
        let page = upstream::send(state, auth0::organizations::list(from.as_deref())).await?;
        for organization in page.organizations {
            mirror(state, organization).await?;
        }
        match page.next {
            Some(next) if Some(&next) != from.as_ref() => from = Some(next),
            _ => break,
        }
    }
    tenants::store::organizations_were_read(&state.db, state.tenant.id, state.clock.now()).await?;
    Ok(())
}

async fn mirror(
    state: &AppState,
    organization: auth0::organizations::Organization,
) -> Result<(), upstream::Failure> {
    let members = upstream::send(state, auth0::organizations::count_members(&organization.id)).await?.total;
    let branding = Branding {
        logo_url: organization.branding.logo_url.filter(|url| url.starts_with("https://")),
        primary_color: organization.branding.colors.primary,
    };
    let now = state.clock.now();
    let row = Model {
        id: state.ids.uuid(),
        tenant_id: state.tenant.id.uuid(),
        upstream_id: organization.id,
        display_name: organization.display_name.unwrap_or_else(|| organization.name.clone()),
        name: organization.name,
        branding: serde_json::to_value(branding).unwrap_or_default(),
        member_count: i64::try_from(members).ok(),
        created_at: now,
        updated_at: now,
    };
    Ok(store::mirror(&state.db, row).await?)
}
