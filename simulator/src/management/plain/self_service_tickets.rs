//! `/self-service-profiles/{id}/sso-ticket`: links by which a customer sets up a connection

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, documents::Document, ids, log::Entry, state::State};

use super::{
    super::{
        ApiError,
        access::Caller,
        body, formats,
        schema::{
            Field,
            Kind::{self, Flag, Integer, List, Nullable, OneOf, Pattern, Record, Text, Texts},
            MANY, may, must,
        },
        timestamp,
    },
    self_service_profiles::PROFILES,
};

type Body = Map<String, Value>;

/// Where tickets are kept; nothing lists them.
const TICKETS: &str = "/self-service-profiles/sso-ticket";
/// Five days, when no other lifetime is asked for.
const LIFETIME: i64 = 432_000;
/// All of these are needed before provisioning is offered.
const USER_SCOPES: &[&str] = &["get:users", "post:users", "put:users", "patch:users", "delete:users"];

const NAME_PATTERN: &str = "^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$";
const DOMAINS: Kind = List(&Text(1, 255), 0, 1000);
const IDP_INITIATED: Kind = Nullable(&Record(&[
    may("enabled", Flag),
    may("client_id", Text(1, MANY)),
    may("client_protocol", OneOf(&["samlp", "wsfed", "oauth2"])),
    may("client_authorizequery", Text(0, 256)),
]));
const OPTIONS: Kind = Nullable(&Record(&[
    may("icon_url", formats::HTTPS_OR_NULL),
    may("domain_aliases", Nullable(&DOMAINS)),
    may("idpinitiated", IDP_INITIATED),
]));
const CONNECTION: Kind = Record(&[
    must("name", Pattern(128, NAME_PATTERN, is_name)),
    may("display_name", Text(0, 128)),
    may("is_domain_connection", Flag),
    may("show_as_button", Flag),
    may("metadata", Texts(10, 255)),
    may("options", OPTIONS),
]);
const ORGANIZATIONS: Kind = List(
    &Record(&[
        must("organization_id", Text(1, 50)),
        may("assign_membership_on_login", Flag),
        may("show_as_button", Flag),
    ]),
    0,
    MANY,
);
const SCOPES: Kind = List(
    &OneOf(&[
        "get:users",
        "post:users",
        "put:users",
        "patch:users",
        "delete:users",
        "get:groups",
        "post:groups",
        "put:groups",
        "patch:groups",
        "delete:groups",
    ]),
    1,
    MANY,
);
const PROVISIONING: Kind = Record(&[
    may("scopes", SCOPES),
    may("google_workspace", Record(&[must("sync_users", Flag), may("sync_groups", Flag)])),
    may("token_lifetime", Nullable(&Integer(900, i64::MAX))),
]);
const TICKET: &[Field] = &[
    may("connection_id", Text(1, MANY)),
    may("connection_config", CONNECTION),
    may("enabled_clients", List(&Text(1, MANY), 0, MANY)),
    may("enabled_organizations", ORGANIZATIONS),
    may("ttl_sec", Integer(0, LIFETIME)),
    may(
        "domain_aliases_config",
        Record(&[
            must("domain_verification", OneOf(&["none", "optional", "required"])),
            may("pending_domains", DOMAINS),
        ]),
    ),
    may("provisioning_config", PROVISIONING),
    may("use_for_organization_discovery", Flag),
    may(
        "enabled_features",
        Record(&[may("sso", Flag), may("domain_verification", Flag), may("provisioning", Flag)]),
    ),
    may("third_party_client_access_config", Record(&[must("allow_configuration", Flag)])),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/self-service-profiles/{id}/sso-ticket", web::post().to(create))
        .route("/self-service-profiles/{id}/sso-ticket/{ticket}/revoke", web::post().to(revoke));
}

fn is_name(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    !text.starts_with('-') && !text.ends_with('-') && !text.contains("--") && text.chars().all(fits)
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    profile: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:sso_access_tickets"])?;
    let wish = body::object(&bytes, TICKET)?;
    let seconds = wish.get("ttl_sec").and_then(Value::as_i64).filter(|seconds| *seconds > 0);
    let expires_at = tenant.now() + TimeDelta::seconds(seconds.unwrap_or(LIFETIME));
    let id = ids::alphanumeric(32);
    tenant.write(|state| {
        PROFILES.find(&state.documents, &profile)?;
        check(state, &wish)?;
        let mut body = wish.clone();
        body.insert("self_service_profile_id".to_owned(), json!(*profile));
        body.insert("expires_at".to_owned(), json!(timestamp(expires_at)));
        state.documents.put(TICKETS, Document { id: id.clone(), body });
        Ok::<_, ApiError>(())
    })?;
    note(&tenant, &caller, "ss_sso_ticket_generation", &wish);
    let ticket = tenant.url(&format!("self-service/connections-flow?ticket={id}"));
    Ok(HttpResponse::Created().json(json!({ "ticket": ticket })))
}

fn check(state: &State, wish: &Body) -> Result<(), ApiError> {
    match (wish.get("connection_id").and_then(Value::as_str), wish.get("connection_config")) {
        (Some(_), Some(_)) | (None, None) => {
            return Err(ApiError::invalid_body(
                "Exactly one of connection_id and connection_config must be provided.",
            ));
        }
        (Some(id), None) if state.connections.get(id).is_none() => {
            return Err(ApiError::inexistent("inexistent_connection", "The connection does not exist"));
        }
        (None, Some(new)) => check_new(state, wish, new)?,
        _ => {}
    }
    check_references(state, wish)?;
    check_domains(wish)?;
    check_provisioning(wish)
}

fn check_new(state: &State, wish: &Body, new: &Value) -> Result<(), ApiError> {
    if new["name"].as_str().is_some_and(|name| state.connection_by_name(name).is_some()) {
        return Err(ApiError::conflict(
            Some("connection_conflict"),
            "A connection with this name already exists.",
        ));
    }
    if wish.contains_key("enabled_features") {
        return Err(ApiError::invalid_body("enabled_features can only be used with connection_id."));
    }
    if new["is_domain_connection"] == json!(true) && wish.contains_key("third_party_client_access_config") {
        return Err(ApiError::invalid_body(
            "third_party_client_access_config cannot be used when is_domain_connection is true.",
        ));
    }
    Ok(())
}

fn check_references(state: &State, wish: &Body) -> Result<(), ApiError> {
    if body::texts(wish, "enabled_clients").iter().any(|client| state.clients.get(client).is_none()) {
        return Err(ApiError::inexistent("inexistent_client", "The client does not exist"));
    }
    let organizations = wish.get("enabled_organizations").and_then(Value::as_array);
    for organization in organizations.into_iter().flatten() {
        let id = organization["organization_id"].as_str().unwrap_or_default();
        if state.organizations.get(id).is_none() {
            return Err(ApiError::not_found("No organization found by that id or name"));
        }
    }
    let one = organizations.is_some_and(|organizations| organizations.len() == 1);
    if body::flag(wish, "use_for_organization_discovery") == Some(true) && !one {
        return Err(ApiError::invalid_body(
            "use_for_organization_discovery requires exactly one enabled organization.",
        ));
    }
    Ok(())
}

fn check_domains(wish: &Body) -> Result<(), ApiError> {
    let Some(config) = wish.get("domain_aliases_config") else { return Ok(()) };
    if config.get("pending_domains").is_some() && config["domain_verification"] == json!("none") {
        return Err(ApiError::invalid_body(
            "pending_domains requires domain_verification to be optional or required.",
        ));
    }
    Ok(())
}

fn check_provisioning(wish: &Body) -> Result<(), ApiError> {
    let Some(config) = wish.get("provisioning_config") else { return Ok(()) };
    match config.get("scopes").or_else(|| config.get("google_workspace")) {
        Some(_) => Ok(()),
        None => Err(ApiError::payload("Missing required property: scopes", "provisioning_config")),
    }
}

/// Whether a ticket offers provisioning over SCIM.
fn offers_provisioning(wish: &Body) -> bool {
    let scopes =
        wish.get("provisioning_config").and_then(|config| config.get("scopes")).and_then(Value::as_array);
    scopes.is_some_and(|scopes| USER_SCOPES.iter().all(|scope| scopes.contains(&json!(scope))))
}

fn note(tenant: &Tenant, caller: &Caller, event: &str, ticket: &Body) {
    let flow = if ticket.contains_key("connection_id") { "update" } else { "create" };
    tenant.log(&Entry {
        kind: "ss_sso_info",
        description: event.to_owned(),
        client_id: Some(&caller.client_id),
        details: json!({
            "ss_sso_event_name": event, "flow_type": flow, "provisioning": offers_provisioning(ticket),
        }),
        ..Entry::default()
    });
}

async fn revoke(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:sso_access_tickets"])?;
    let (profile, ticket) = path.into_inner();
    let removed = tenant.write(|state| {
        PROFILES.find(&state.documents, &profile)?;
        Ok::<_, ApiError>(state.documents.remove(TICKETS, &ticket))
    })?;
    if let Some(removed) = removed {
        note(&tenant, &caller, "ss_sso_ticket_revocation", &removed.body);
    }
    Ok(HttpResponse::Accepted().finish())
}
