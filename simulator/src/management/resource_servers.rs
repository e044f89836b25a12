//! `/resource-servers`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant, ids,
    model::{ResourceServer, Scope},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body,
    entity_limits::{self, Entity},
    fields::Fields,
    paging::{Limits, Paging, USUAL},
    query::Query,
    records,
    schema::{
        Field,
        Kind::{self, Any, Flag, Integer, List, Nullable, OneOf, Open, Pattern, Record, Text},
        MANY, may, must,
    },
};

const LIMITS: Limits = Limits { capped: false, ..USUAL };
/// Seconds that tokens live when nothing else is asked for.
const LIFETIME: i64 = 86_400;
const NAME: Kind = Pattern(200, "^[^<>]+$", |text| !text.contains(['<', '>']));
const SCOPES: Kind = List(&Record(&[must("value", Text(1, 280)), may("description", Text(0, 500))]), 0, 1000);
const DIALECT: Kind =
    OneOf(&["access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"]);
const ENCRYPTION: Kind = Nullable(&Record(&[
    must("format", OneOf(&["compact-nested-jwe"])),
    must(
        "encryption_key",
        Record(&[
            may("name", Text(1, 128)),
            must("alg", OneOf(&["RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"])),
            may("kid", Text(1, 128)),
            must("pem", Text(1, 4096)),
        ]),
    ),
]));
const POSSESSION: Kind = Nullable(&Record(&[
    must("mechanism", OneOf(&["mtls", "dpop"])),
    must("required", Flag),
    may("required_for", OneOf(&["public_clients", "all_clients"])),
]));
const SUBJECTS: Kind = Record(&[
    may("user", Open(&[may("policy", OneOf(&["allow_all", "deny_all", "require_client_grant"]))])),
    may("client", Open(&[may("policy", OneOf(&["deny_all", "require_client_grant"]))])),
]);

/// What creation and change both take.
macro_rules! settings {
    ($($first:expr),*) => {
        &[
            $($first,)*
            may("name", NAME),
            may("scopes", SCOPES),
            may("signing_alg", OneOf(&["HS256", "RS256", "RS512", "PS256"])),
            may("signing_secret", Text(16, MANY)),
            may("allow_offline_access", Flag),
            may("allow_online_access", Flag),
            may("allow_online_access_with_ephemeral_sessions", Flag),
            may("token_lifetime", Integer(0, 2_592_000)),
            may("token_lifetime_for_web", Integer(0, 2_592_000)),
            may("token_dialect", DIALECT),
            may("skip_consent_for_verifiable_first_party_clients", Flag),
            may("enforce_policies", Flag),
            may("token_encryption", ENCRYPTION),
            may("consent_policy", Nullable(&OneOf(&["transactional-authorization-with-mfa"]))),
            may("authorization_details", Nullable(&List(&Any, 0, MANY))),
            may("proof_of_possession", POSSESSION),
            may("subject_type_authorization", SUBJECTS),
            may("authorization_policy", Nullable(&Record(&[must("policy_id", Text(1, 1024))]))),
        ]
    };
}
const CREATE: &[Field] = settings!(must("identifier", Text(1, 600)));
const CHANGE: &[Field] = settings!();

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/resource-servers", web::get().to(list))
        .route("/resource-servers", web::post().to(create))
        .route("/resource-servers/{id}", web::get().to(get))
        .route("/resource-servers/{id}", web::patch().to(update))
        .route("/resource-servers/{id}", web::delete().to(delete));
}

fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_resource_server", "The resource server does not exist")
}

/// Found by id or by identifier.
fn find(state: &State, wanted: &str) -> Result<ResourceServer, ApiError> {
    let by_id = || state.resource_servers.iter().find(|server| server.id == wanted);
    state.resource_servers.get(wanted).or_else(by_id).cloned().ok_or_else(inexistent)
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:resource_servers"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let fields = Fields::read(&query, &[])?;
    let identifiers = query.list("identifiers");
    let rows: Vec<ResourceServer> = tenant.read(|state| {
        let all = state.resource_servers.iter();
        let wanted = |server: &&ResourceServer| {
            identifiers.is_empty() || identifiers.contains(&server.identifier.as_str())
        };
        all.filter(wanted).cloned().collect()
    });
    let show = |server: &ResourceServer| fields.apply(view(server));
    Ok(HttpResponse::Ok().json(paging.answer("resource_servers", &rows, |row| row.id.clone(), show)?))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:resource_servers"])?;
    let server = tenant.read(|state| find(state, &id))?;
    if server.settings.contains_key("signing_secret") {
        records::note_secrets(&tenant, &caller, "Get a resource server", &["signing_secret".to_owned()]);
    }
    Ok(HttpResponse::Ok().json(view(&server)))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:resource_servers"])?;
    let wish = body::object(&bytes, CREATE)?;
    let identifier = body::text(&wish, "identifier").unwrap_or_default();
    let mut server = ResourceServer {
        id: ids::resource_server(),
        name: body::text(&wish, "name").unwrap_or_else(|| identifier.clone()),
        identifier,
        scopes: vec![],
        enforce_policies: false,
        token_dialect: "access_token".to_owned(),
        token_lifetime: LIFETIME,
        allow_offline_access: false,
        is_system: false,
        settings: Map::from_iter([
            ("signing_alg".to_owned(), json!("RS256")),
            ("token_lifetime_for_web".to_owned(), json!(7200)),
            ("skip_consent_for_verifiable_first_party_clients".to_owned(), json!(true)),
        ]),
    };
    apply(&mut server, wish);
    if server.settings.get("signing_alg") == Some(&json!("HS256")) {
        server.settings.entry("signing_secret").or_insert_with(|| json!(ids::alphanumeric(32)));
    }
    tenant.write(|state| {
        if state.resource_servers.get(&server.identifier).is_some() {
            return Err(ApiError::conflict(
                Some("resource_server_conflict"),
                "A resource server with the same identifier already exists.",
            ));
        }
        let own = state.resource_servers.iter().filter(|server| !server.is_system);
        entity_limits::check(tenant.budgets.tier(), Entity::ResourceServer, own.count())?;
        state.resource_servers.put(server.clone());
        Ok(())
    })?;
    Ok(HttpResponse::Created().json(view(&server)))
}

fn apply(server: &mut ResourceServer, wish: Map<String, Value>) {
    for (name, value) in wish {
        match (name.as_str(), &value) {
            ("identifier", _) => {}
            ("name", Value::String(text)) => server.name.clone_from(text),
            ("scopes", Value::Array(scopes)) => server.scopes = scopes.iter().map(scope).collect(),
            ("enforce_policies", Value::Bool(flag)) => {
                server.enforce_policies = *flag;
                server.settings.insert(name, value);
            }
            ("token_dialect", Value::String(text)) => {
                server.token_dialect.clone_from(text);
                server.settings.insert(name, value);
            }
            ("token_lifetime", Value::Number(seconds)) => {
                server.token_lifetime = seconds.as_i64().unwrap_or(LIFETIME);
            }
            ("allow_offline_access", Value::Bool(flag)) => server.allow_offline_access = *flag,
            (_, Value::Null) => _ = server.settings.remove(&name),
            _ => _ = server.settings.insert(name, value),
        }
    }
}

fn scope(value: &Value) -> Scope {
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Scope { value: text("value"), description: text("description") }
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:resource_servers"])?;
    let wish = body::object(&bytes, CHANGE)?;
    let server = tenant.write(|state| {
        let mut server = find(state, &id)?;
        if server.is_system {
            return Err(ApiError::bad_request(
                "operation_not_supported",
                "System resource servers cannot be patched.",
            ));
        }
        apply(&mut server, wish);
        state.resource_servers.put(server.clone());
        Ok(server)
    })?;
    Ok(HttpResponse::Ok().json(view(&server)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:resource_servers"])?;
    tenant.write(|state| {
        let Ok(server) = find(state, &id) else { return Ok(()) };
        if server.is_system {
            return Err(ApiError::bad_request(
                "operation_not_supported",
                "System resource servers cannot be deleted.",
            ));
        }
        state.resource_servers.remove(&server.identifier);
        state.client_grants.retain(|grant| grant.audience != server.identifier);
        for role in state.roles.iter_mut() {
            role.permissions.retain(|one| one.resource_server_identifier != server.identifier);
        }
        Ok(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

fn view(server: &ResourceServer) -> Value {
    let scopes: Vec<Value> = server
        .scopes
        .iter()
        .map(|scope| json!({ "value": scope.value, "description": scope.description }))
        .collect();
    let mut view = json!({
        "id": server.id,
        "name": server.name,
        "identifier": server.identifier,
        "allow_offline_access": server.allow_offline_access,
        "token_lifetime": server.token_lifetime,
        "signing_alg": "RS256",
        "scopes": scopes,
    });
    if server.is_system {
        view["is_system"] = json!(true);
        view["skip_consent_for_verifiable_first_party_clients"] = json!(false);
        view["token_lifetime_for_web"] = json!(7200);
    } else {
        view["enforce_policies"] = json!(server.enforce_policies);
        view["token_dialect"] = json!(server.token_dialect);
    }
    view["subject_type_authorization"] =
        json!({ "client": { "policy": "require_client_grant" }, "user": { "policy": "allow_all" } });
    for (name, value) in &server.settings {
        view[name] = value.clone();
    }
    view
}
