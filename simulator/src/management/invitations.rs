//! `/organizations/{id}/invitations`

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant, ids,
    model::{Client, Invitation, Organization},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body,
    fields::Fields,
    formats, organizations,
    paging::{Paging, USUAL},
    query::Query,
    schema::{
        Field,
        Kind::{Flag, Integer, List, Object, Record, Text},
        MANY, may, must,
    },
    timestamp,
};

/// A week, when no other lifetime is asked for.
const LIFETIME: i64 = 604_800;
/// Roles that come with membership.
const MOST_ROLES: usize = 50;
const CREATE: &[Field] = &[
    must("inviter", Record(&[must("name", Text(1, 300))])),
    must("invitee", Record(&[must("email", formats::EMAIL)])),
    must("client_id", Text(1, MANY)),
    may("connection_id", Text(1, MANY)),
    may("app_metadata", Object),
    may("user_metadata", Object),
    may("ttl_sec", Integer(0, 2_592_000)),
    may("roles", List(&Text(1, MANY), 1, MOST_ROLES)),
    may("send_invitation_email", Flag),
];
const ALL: &str = "/organizations/{id}/invitations";
const ONE: &str = "/organizations/{id}/invitations/{invitation}";

type InvitationPath = web::Path<(String, String)>;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(ALL, web::get().to(list))
        .route(ALL, web::post().to(create))
        .route(ONE, web::get().to(get))
        .route(ONE, web::delete().to(delete));
}

fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_invitation", "The invitation does not exist.")
}

/// Never tells a total; `limit` is the number of rows.
async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_invitations"])?;
    let paging = Paging::read(&query, USUAL)?;
    let fields = Fields::read(&query, &[])?;
    let organization = organizations::find(&tenant, &id)?;
    let mut rows: Vec<&Invitation> = organization.invitations.iter().collect();
    if query.text("sort") == Some("created_at:-1") {
        rows.reverse();
    }
    let show = |row: &&Invitation| fields.apply(view(&organization, row));
    let mut answer = paging.answer("invitations", &rows, |row| row.id.clone(), show)?;
    if let Some(envelope) = answer.as_object_mut()
        && envelope.remove("total").is_some()
    {
        let count = envelope["invitations"].as_array().map_or(0, Vec::len);
        envelope.insert("limit".to_owned(), json!(count));
    }
    Ok(HttpResponse::Ok().json(answer))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:organization_invitations"])?;
    let wish = body::object(&bytes, CREATE)?;
    let now = tenant.now();
    let shown = tenant.write(|state| {
        let organization = state.organizations.get(&id).ok_or_else(organizations::inexistent)?;
        let client_id = body::text(&wish, "client_id").unwrap_or_default();
        let client = checked_client(state, &client_id)?;
        check_roles(state, &wish)?;
        let connection_id = checked_connection(state, organization, &wish)?;
        let ticket_id = ids::alphanumeric(32);
        let seconds = wish.get("ttl_sec").and_then(Value::as_i64).filter(|seconds| *seconds > 0);
        let invitation = Invitation {
            id: ids::short("uinv"),
            invitation_url: link(state, client, organization, &ticket_id)?,
            ticket_id,
            client_id,
            inviter: wish["inviter"]["name"].as_str().unwrap_or_default().to_owned(),
            invitee: wish["invitee"]["email"].as_str().unwrap_or_default().to_owned(),
            connection_id,
            roles: body::texts(&wish, "roles"),
            app_metadata: wish.get("app_metadata").and_then(Value::as_object).cloned(),
            user_metadata: wish.get("user_metadata").and_then(Value::as_object).cloned(),
            created_at: now,
            expires_at: now + TimeDelta::seconds(seconds.unwrap_or(LIFETIME)),
        };
        let shown = view(organization, &invitation);
        if let Some(organization) = state.organizations.get_mut(&id) {
            organization.invitations.put(invitation);
        }
        Ok::<_, ApiError>(shown)
    })?;
    Ok(HttpResponse::Created().json(shown))
}

fn checked_client<'a>(state: &'a State, id: &str) -> Result<&'a Client, ApiError> {
    let client = state
        .clients
        .get(id)
        .ok_or_else(|| ApiError::invalid_body("The specified client_id does not exist"))?;
    if client.organization_usage == "deny" {
        return Err(ApiError::invalid_body("The specified client_id does not allow organizations."));
    }
    Ok(client)
}

fn check_roles(state: &State, wish: &Map<String, Value>) -> Result<(), ApiError> {
    let unknown: Vec<String> =
        body::texts(wish, "roles").into_iter().filter(|role| state.roles.get(role).is_none()).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let named = unknown.join(", ");
    Err(ApiError::invalid_body(format!("One or more of the specified roles do not exist: {named}")))
}

fn checked_connection(
    state: &State,
    organization: &Organization,
    wish: &Map<String, Value>,
) -> Result<Option<String>, ApiError> {
    let Some(id) = body::text(wish, "connection_id") else { return Ok(None) };
    let connection = state
        .connections
        .get(&id)
        .ok_or_else(|| ApiError::invalid_body("The specified connection_id does not exist."))?;
    if ["email", "sms"].contains(&connection.strategy.as_str()) {
        return Err(ApiError::invalid_body("Passwordless connections are not supported."));
    }
    if !organization.connections.contains_key(&id) {
        return Err(ApiError::invalid_body(
            "The specified connection_id is not enabled for the organization.",
        ));
    }
    Ok(Some(id))
}

/// Where the application, or else the tenant, lets sign-in begin.
fn link(
    state: &State,
    client: &Client,
    organization: &Organization,
    ticket: &str,
) -> Result<String, ApiError> {
    let tenant_wide = || state.settings.get("default_redirection_uri").and_then(Value::as_str);
    let route = client.initiate_login_uri.as_deref().or_else(tenant_wide).unwrap_or_default();
    let mut url = url::Url::parse(route).map_err(|_| {
        ApiError::invalid_body(
            "A default login route is required to generate the invitation url. For more information, see \
             https://auth0.com/docs/universal-login/configure-default-login-routes",
        )
    })?;
    url.query_pairs_mut()
        .append_pair("invitation", ticket)
        .append_pair("organization", &organization.id)
        .append_pair("organization_name", &organization.name);
    Ok(url.into())
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: InvitationPath,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_invitations"])?;
    let fields = Fields::read(&query, &[])?;
    let organization = organizations::find(&tenant, &path.0)?;
    let invitation = organization.invitations.get(&path.1).ok_or_else(inexistent)?;
    Ok(HttpResponse::Ok().json(fields.apply(view(&organization, invitation))))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: InvitationPath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:organization_invitations"])?;
    tenant.write(|state| {
        let organization = state.organizations.get_mut(&path.0).ok_or_else(organizations::inexistent)?;
        organization.invitations.remove(&path.1);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

fn view(organization: &Organization, invitation: &Invitation) -> Value {
    let mut view = json!({
        "id": invitation.id,
        "organization_id": organization.id,
        "inviter": { "name": invitation.inviter },
        "invitee": { "email": invitation.invitee },
        "invitation_url": invitation.invitation_url,
        "ticket_id": invitation.ticket_id,
        "client_id": invitation.client_id,
        "created_at": timestamp(invitation.created_at),
        "expires_at": timestamp(invitation.expires_at),
    });
    if let Some(connection) = &invitation.connection_id {
        view["connection_id"] = json!(connection);
    }
    if !invitation.roles.is_empty() {
        view["roles"] = json!(invitation.roles);
    }
    if let Some(metadata) = &invitation.app_metadata {
        view["app_metadata"] = json!(metadata);
    }
    if let Some(metadata) = &invitation.user_metadata {
        view["user_metadata"] = json!(metadata);
    }
    view
}
