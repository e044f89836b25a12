//! `/connections`

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant, ids,
    log::Entry,
    model::{Connection, DATABASE},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body, connection_options,
    fields::Fields,
    paging::{Limits, Paging},
    query::Query,
    schema::{Field, Kind, optional, required},
    timestamp,
};

const STRATEGIES: &[&str] = &[
    "ad",
    "adfs",
    "amazon",
    "apple",
    "auth0",
    "auth0-oidc",
    "bitbucket",
    "custom",
    "email",
    "facebook",
    "github",
    "google-apps",
    "google-oauth2",
    "linkedin",
    "oauth2",
    "office365",
    "oidc",
    "okta",
    "pingfederate",
    "samlp",
    "sms",
    "twitter",
    "waad",
    "windowslive",
    "yahoo",
];
/// Strategies whose customer gets a setup link.
const TICKETED: [&str; 5] = ["samlp", "adfs", "pingfederate", "ad", "google-apps"];
/// Strategies that fall back to the name when no display name is given.
const NAMED: [&str; 3] = ["oidc", "okta", "waad"];
const SECRETS: [&str; 5] =
    ["client_secret", "signing_key", "decryptionKey", "admin_access_token", "admin_refresh_token"];
const ALWAYS_SHOWN: &[&str] = &["is_domain_connection"];
const LIMITS: Limits = Limits { per_page: 100, take: 100, capped: true };
const NAME_PATTERN: &str = "^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$";

const ACTIVE: &[Field] = &[required("active", "", Kind::Flag)];
const CONNECTED: &[Field] =
    &[required("active", "", Kind::Flag), optional("cross_app_access", "", Kind::Flag)];

const CREATE: &[Field] = &[
    required(
        "name",
        "The name of the connection. Must start and end with an alphanumeric character and can only contain \
         alphanumeric characters and '-'. Max length 128",
        Kind::Pattern(128, NAME_PATTERN, is_name),
    ),
    required("strategy", "The identity provider identifier for the connection", Kind::OneOf(STRATEGIES)),
    optional(
        "display_name",
        "Connection name used in the new universal login experience",
        Kind::Text(0, 128),
    ),
    optional("options", "", Kind::Object),
    optional("enabled_clients", "", Kind::List(&Kind::Text(1, 255), 0, 1000)),
    optional("is_domain_connection", "", Kind::Flag),
    optional("show_as_button", "", Kind::Flag),
    optional("realms", "", Kind::List(&Kind::Text(1, 255), 0, 1000)),
    optional("metadata", "", Kind::Texts(10, 255)),
    optional("authentication", "", Kind::Record(ACTIVE)),
    optional("connected_accounts", "", Kind::Record(CONNECTED)),
];

const PATCH: &[Field] = &[
    optional(
        "display_name",
        "Connection name used in the new universal login experience",
        Kind::Text(0, 128),
    ),
    optional("options", "", Kind::Nullable(&Kind::Object)),
    optional("is_domain_connection", "", Kind::Flag),
    optional("show_as_button", "", Kind::Flag),
    optional("realms", "", Kind::List(&Kind::Text(1, 255), 0, 1000)),
    optional("metadata", "", Kind::Nullable(&Kind::Texts(10, 255))),
    optional("authentication", "", Kind::Record(ACTIVE)),
    optional("connected_accounts", "", Kind::Record(CONNECTED)),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/connections", web::get().to(list))
        .route("/connections", web::post().to(create))
        .route("/connections/{id}", web::get().to(get))
        .route("/connections/{id}", web::patch().to(update))
        .route("/connections/{id}", web::delete().to(delete))
        .route("/connections/{id}/status", web::get().to(status));
}

fn is_name(text: &str) -> bool {
    !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}

/// No such connection.
pub(super) fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_connection", "The connection does not exist")
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connections"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let fields = Fields::read(&query, ALWAYS_SHOWN)?;
    let strategies = query.list("strategy");
    let name = query.text("name");
    let wanted = |connection: &&Connection| {
        (strategies.is_empty() || strategies.contains(&connection.strategy.as_str()))
            && name.is_none_or(|name| connection.name == name)
    };
    let rows: Vec<Connection> =
        tenant.read(|state| state.connections.iter().filter(wanted).cloned().collect());
    let show = |connection: &Connection| fields.apply(view(&tenant, connection, &caller));
    let answer = paging.answer("connections", &rows, |row| row.id.clone(), show)?;
    for connection in &rows {
        log_secrets(&tenant, &caller, connection);
    }
    Ok(HttpResponse::Ok().json(answer))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connections"])?;
    let fields =
        Fields::read(&query, &["id", "is_domain_connection", "authentication", "connected_accounts"])?;
    let connection = find(&tenant, &id)?;
    log_secrets(&tenant, &caller, &connection);
    Ok(HttpResponse::Ok().json(fields.apply(view(&tenant, &connection, &caller))))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:connections"])?;
    let wish = body::object(&bytes, CREATE)?;
    let name = body::text(&wish, "name").unwrap_or_default();
    let strategy = body::text(&wish, "strategy").unwrap_or_default();
    tenant.read(|state| check_free(state, &name))?;
    let given = wish.get("options").and_then(Value::as_object).cloned().unwrap_or_default();
    let options = connection_options::complete(&tenant, &strategy, given, true).await?;
    let connection = new_connection(&wish, name, strategy, options);
    tenant.write(|state| {
        check_free(state, &connection.name)?;
        check_realms(state, &connection)?;
        state.connections.put(connection.clone());
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::Created().json(view(&tenant, &connection, &caller)))
}

fn check_free(state: &State, name: &str) -> Result<(), ApiError> {
    match state.connections.by_name(name).is_some() {
        true => Err(ApiError::conflict(
            Some("connection_conflict"),
            "A connection with the same name already exists",
        )),
        false => Ok(()),
    }
}

fn check_realms(state: &State, connection: &Connection) -> Result<(), ApiError> {
    let taken = |other: &Connection| {
        other.id != connection.id && other.realms.iter().any(|realm| connection.realms.contains(realm))
    };
    match state.connections.iter().any(taken) {
        true => Err(ApiError::conflict(
            Some("connection_conflict"),
            "There is already another connection with some realms from \"realms\" parameter",
        )),
        false => Ok(()),
    }
}

fn new_connection(
    wish: &Map<String, Value>,
    name: String,
    strategy: String,
    options: Map<String, Value>,
) -> Connection {
    let ticket = TICKETED.contains(&strategy.as_str()).then(|| ids::alphanumeric(8));
    let mut connection = Connection {
        id: ids::connection(),
        display_name: display_name(wish, &strategy, &name),
        realms: realms(wish, &name),
        name,
        strategy,
        options,
        enabled_clients: body::texts(wish, "enabled_clients").into_iter().collect::<BTreeSet<_>>(),
        is_domain_connection: false,
        show_as_button: false,
        metadata: None,
        authentication_active: true,
        connected_accounts_active: false,
        provisioning_ticket: ticket,
    };
    apply_common(&mut connection, wish);
    connection
}

fn display_name(wish: &Map<String, Value>, strategy: &str, name: &str) -> Option<String> {
    body::text(wish, "display_name").or_else(|| NAMED.contains(&strategy).then(|| name.to_owned()))
}

fn realms(wish: &Map<String, Value>, name: &str) -> Vec<String> {
    let realms = body::texts(wish, "realms");
    if realms.is_empty() { vec![name.to_owned()] } else { realms }
}

/// What create and update treat alike: absent members stay as they are.
fn apply_common(connection: &mut Connection, wish: &Map<String, Value>) {
    let active = |name: &str| wish.get(name).and_then(|part| part["active"].as_bool());
    if let Some(flag) = body::flag(wish, "is_domain_connection") {
        connection.is_domain_connection = flag;
    }
    if let Some(flag) = body::flag(wish, "show_as_button") {
        connection.show_as_button = flag;
    }
    if let Some(flag) = active("authentication") {
        connection.authentication_active = flag;
    }
    if let Some(flag) = active("connected_accounts") {
        connection.connected_accounts_active = flag;
    }
    match wish.get("metadata") {
        Some(Value::Object(metadata)) => {
            let mut metadata = metadata.clone();
            metadata.retain(|_, value| !value.is_null());
            connection.metadata = Some(metadata);
        }
        Some(_) => connection.metadata = None,
        None => {}
    }
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:connections"])?;
    let wish = body::patch(&bytes, PATCH)?;
    if wish.contains_key("options") {
        caller.needs(&["update:connections_options"])?;
    }
    let before = find(&tenant, &id)?;
    let options = match wish.get("options").and_then(Value::as_object) {
        Some(given) => {
            Some(connection_options::complete(&tenant, &before.strategy, given.clone(), false).await?)
        }
        None => None,
    };
    let connection = tenant.write(|state| {
        let mut connection = state.connections.get(&id).cloned().ok_or_else(inexistent)?;
        connection.display_name = display_name(&wish, &connection.strategy, &connection.name);
        connection.realms = realms(&wish, &connection.name);
        apply_common(&mut connection, &wish);
        if let Some(options) = options {
            connection.options = options;
        }
        check_realms(state, &connection)?;
        state.connections.put(connection.clone());
        Ok::<_, ApiError>(connection)
    })?;
    Ok(HttpResponse::Ok().json(view(&tenant, &connection, &caller)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:connections"])?;
    let removed = tenant.write(|state| {
        let removed = state.connections.remove(&id)?;
        for organization in state.organizations.iter_mut() {
            organization.connections.remove(&removed.id);
        }
        let gone: BTreeSet<String> = state
            .users
            .iter()
            .filter(|user| user.connection == removed.name)
            .map(|user| user.user_id.clone())
            .collect();
        state.users.retain(|user| !gone.contains(&user.user_id));
        for organization in state.organizations.iter_mut() {
            organization.members.retain(|user, _| !gone.contains(user));
        }
        Some(removed)
    });
    match removed {
        None => Ok(HttpResponse::NoContent().finish()),
        Some(_) => Ok(HttpResponse::Accepted().json(json!({ "deleted_at": timestamp(tenant.now()) }))),
    }
}

async fn status(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connections"])?;
    find(&tenant, &id)?;
    Err(ApiError::not_found("not connected to any node"))
}

/// The connection of this id.
pub(super) fn find(tenant: &Tenant, id: &str) -> Result<Connection, ApiError> {
    tenant.read(|state| state.connections.get(id).cloned()).ok_or_else(inexistent)
}

fn view(tenant: &Tenant, connection: &Connection, caller: &Caller) -> Value {
    let mut view = json!({
        "id": connection.id,
        "strategy": connection.strategy,
        "name": connection.name,
        "is_domain_connection": connection.is_domain_connection,
        "authentication": { "active": connection.authentication_active },
        "connected_accounts": { "active": connection.connected_accounts_active },
        "enabled_clients": connection.enabled_clients,
        "realms": connection.realms,
    });
    if caller.may("read:connections_options") {
        view["options"] = Value::Object(connection.options.clone());
    }
    if connection.strategy != DATABASE {
        view["show_as_button"] = json!(connection.show_as_button);
    }
    if let Some(name) = &connection.display_name {
        view["display_name"] = json!(name);
    }
    if let Some(metadata) = &connection.metadata {
        view["metadata"] = json!(metadata);
    }
    if let Some(ticket) = &connection.provisioning_ticket {
        view["provisioning_ticket_url"] = json!(tenant.url(&format!("p/{}/{ticket}", connection.strategy)));
    }
    view
}

/// Auth0 notes every answer that contained a secret.
fn log_secrets(tenant: &Tenant, caller: &Caller, connection: &Connection) {
    if !caller.may("read:connections_options") {
        return;
    }
    let held = |name: &&&str| connection.options.get(**name).is_some_and(|value| !value.is_null());
    let accessed: Vec<String> = SECRETS.iter().filter(held).map(|name| format!("options.{name}")).collect();
    if accessed.is_empty() {
        return;
    }
    tenant.log(&Entry {
        kind: "mgmt_api_read",
        description: "Get a Connection".to_owned(),
        client_id: Some(&caller.client_id),
        connection_id: Some(&connection.id),
        details: json!({ "accessedSecrets": accessed, "response": { "statusCode": 200 } }),
        ..Entry::default()
    });
}
