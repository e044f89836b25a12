//! From log records to attempts of organizations, explained.

use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};

use super::{entity::Model, record::Record, store};
use crate::{connections, explain, organizations, state::AppState};

/// Writes down what of some log records is about signing in; how many were new.
pub(super) async fn take(
    db: &impl ConnectionTrait,
    state: &AppState,
    records: &[Value],
) -> Result<usize, DbErr> {
    let mut new = 0;
    for record in records.iter().filter_map(Record::read) {
        let owner = owner(state, &record).await?;
        let row = row(state, &record, &owner);
        if store::insert(db, row).await? {
            new += 1;
            notice(db, state, &record, &owner).await?;
        }
    }
    Ok(new)
}

/// Whose an attempt is.
#[derive(Default)]
struct Owner {
    organization: Option<api::OrganizationId>,
    connection: Option<connections::service::Owned>,
}

/// By the organization that the record names, else by the connection. Neither has to be there.
async fn owner(state: &AppState, record: &Record) -> Result<Owner, DbErr> {
    let connection = match &record.connection {
        Some(id) => connections::service::owned(state, id).await?,
        None => None,
    };
    let named = match &record.organization {
        Some(id) => organizations::service::id_by_upstream(state, id).await?,
        None => None,
    };
    let organization = named.or_else(|| connection.as_ref().map(|connection| connection.organization));
    Ok(Owner { organization, connection })
}

fn row(state: &AppState, record: &Record, owner: &Owner) -> Model {
    let provider = owner.connection.as_ref().map(|connection| connection.provider.as_str());
    let explanation = (!record.succeeded).then(|| explain::of_log(&record.raw, record.reason(), provider));
    Model {
        id: state.ids.uuid(),
        tenant_id: state.tenant.id.uuid(),
        log_id: record.log_id.clone(),
        organization_id: owner.organization.map(api::OrganizationId::uuid),
        connection_id: owner.connection.as_ref().map(|connection| connection.id.uuid()),
        connection_name: record.connection_name.clone(),
        outcome: if record.succeeded { "succeeded" } else { "failed" }.to_owned(),
        occurred_at: record.occurred_at,
        person: record.person.clone(),
        application: record.application.clone(),
        is_test: is_test(state, record),
        ip: record.ip.clone(),
        user_agent: record.user_agent.clone(),
        reason: explanation.as_ref().and_then(|explanation| explanation.raw.clone()),
        cause: explanation.as_ref().map(|explanation| explanation.code.clone()),
        explanation: explanation.map(|explanation| json!(explanation)),
    }
}

fn is_test(state: &AppState, record: &Record) -> bool {
    record.client_id.as_deref() == Some(state.settings.test_application.client_id.as_str())
}

/// What else an attempt is good for: a test run learns what Auth0 has logged of it, an unknown text is looked at.
async fn notice(
    db: &impl ConnectionTrait,
    state: &AppState,
    record: &Record,
    owner: &Owner,
) -> Result<(), DbErr> {
    if let (true, Some(connection)) = (is_test(state, record), &owner.connection) {
        let logged = connections::test_runs::Logged {
            at: record.occurred_at,
            succeeded: record.succeeded,
            log_id: record.log_id.clone(),
            thumbprint: record.thumbprint.clone(),
        };
        connections::test_runs::logged(db, connection.id, &logged).await?;
    }
    if let Some(reason) = record.reason() {
        let provider = owner.connection.as_ref().map(|connection| connection.provider.as_str());
        explain::note_if_unknown(db, state, "tenant_log", reason, provider).await?;
    }
    Ok(())
}
