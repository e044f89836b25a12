//! `/clients`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{DEFAULT_NAME, Tenant, ids, model::Client};

use super::{
    ApiError,
    access::Caller,
    body, client_credentials,
    client_fields::{CHANGE, CREATE},
    entity_limits::{self, Entity},
    fields::Fields,
    paging::{Limits, Paging, USUAL},
    query::Query,
    records, signing_keys,
};

const SCOPES: &[&str] =
    &["read:clients", "read:client_keys", "read:client_credentials", "read:client_summary"];
const LIMITS: Limits = Limits { capped: false, ..USUAL };
/// What any of the reading scopes shows.
const SUMMARY: &[&str] = &["client_id", "app_type", "name", "description", "tenant"];
/// What only the scopes of keys show.
const KEYS: &[&str] = &["client_secret", "encryption_key", "signing_keys", "client_authentication_methods"];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/clients", web::get().to(list))
        .route("/clients", web::post().to(create))
        .route("/clients/{id}", web::get().to(get))
        .route("/clients/{id}", web::patch().to(update))
        .route("/clients/{id}", web::delete().to(delete))
        .route("/clients/{id}/rotate-secret", web::post().to(rotate));
}

/// No such client.
pub(super) fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_client", "The client does not exist")
}

/// The client of this id.
pub(super) fn find(tenant: &Tenant, id: &str) -> Result<Client, ApiError> {
    tenant.read(|state| state.clients.get(id).cloned()).ok_or_else(inexistent)
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(SCOPES)?;
    let paging = Paging::read(&query, LIMITS)?;
    let fields = Fields::read(&query, &[])?;
    let types = query.list("app_type");
    let flags = [("is_global", query.flag("is_global")?), ("is_first_party", query.flag("is_first_party")?)];
    let rows: Vec<Client> = tenant.read(|state| {
        let wanted = |client: &&Client| {
            (types.is_empty() || types.contains(&client.app_type.as_str()))
                && flags.iter().all(|(name, wanted)| wanted.is_none_or(|wanted| flag(client, name) == wanted))
        };
        state.clients.iter().filter(wanted).cloned().collect()
    });
    let show = |client: &Client| fields.apply(view(&tenant, client, &caller));
    let answer = paging.answer("clients", &rows, |row| row.client_id.clone(), show)?;
    if shows_secrets(&caller, &fields) && !rows.is_empty() {
        records::note_secrets(&tenant, &caller, "Get clients", &["client_secret".to_owned()]);
    }
    Ok(HttpResponse::Ok().json(answer))
}

fn flag(client: &Client, name: &str) -> bool {
    match name {
        "is_global" => client.settings.get("global") == Some(&json!(true)),
        _ => client.settings.get("is_first_party") != Some(&json!(false)),
    }
}

fn shows_secrets(caller: &Caller, fields: &Fields) -> bool {
    caller.may("read:client_keys") && fields.shows("client_secret")
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(SCOPES)?;
    let fields = Fields::read(&query, &[])?;
    let client = find(&tenant, &id)?;
    if shows_secrets(&caller, &fields) {
        records::note_secrets(&tenant, &caller, "Get a client", &["client_secret".to_owned()]);
    }
    Ok(HttpResponse::Ok().json(fields.apply(view(&tenant, &client, &caller))))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:clients"])?;
    let client = keep(&tenant, None, body::object(&bytes, CREATE)?)?;
    let mut shown = view(&tenant, &client, &caller);
    if let Some(methods) = shown.get_mut("client_authentication_methods") {
        *methods = client_credentials::methods(&client, methods);
    }
    Ok(HttpResponse::Created().json(shown))
}

/// Makes an application, or lays settings and credentials over a known one.
pub(super) fn keep(
    tenant: &Tenant,
    known: Option<Client>,
    mut wish: Map<String, Value>,
) -> Result<Client, ApiError> {
    wish.retain(|_, value| !value.is_null());
    let fresh = known.is_none();
    let mut client = known.unwrap_or_else(|| new(&wish));
    if wish.contains_key("client_authentication_methods") {
        client.credentials.clear();
    }
    client_credentials::take_out(&mut client, &mut wish, tenant.now())?;
    apply(&mut client, wish);
    tenant.write(|state| {
        if fresh {
            let own = state.clients.iter().filter(|client| !flag(client, "is_global"));
            entity_limits::check(tenant.budgets.tier(), Entity::Client, own.count())?;
        }
        state.clients.put(client.clone());
        Ok(client)
    })
}

fn new(wish: &Map<String, Value>) -> Client {
    Client {
        client_id: ids::client(),
        client_secret: ids::secret(),
        name: body::text(wish, "name").unwrap_or_default(),
        app_type: String::new(),
        callbacks: vec![],
        allowed_logout_urls: vec![],
        grant_types: vec![],
        organization_usage: "deny".to_owned(),
        token_endpoint_auth_method: "client_secret_basic".to_owned(),
        initiate_login_uri: None,
        settings: usual(wish.get("app_type").and_then(Value::as_str)),
        credentials: vec![],
    }
}

/// How an application is when little was said.
fn usual(app_type: Option<&str>) -> Map<String, Value> {
    let grants = match app_type {
        Some("non_interactive") => json!(["client_credentials"]),
        Some("native") => {
            json!([
                "implicit",
                "authorization_code",
                "refresh_token",
                "urn:ietf:params:oauth:grant-type:device_code"
            ])
        }
        Some("spa") => json!(["implicit", "authorization_code", "refresh_token"]),
        _ => json!(["authorization_code", "implicit", "refresh_token", "client_credentials"]),
    };
    let usual = json!({
        "is_first_party": true,
        "is_token_endpoint_ip_header_trusted": false,
        "oidc_conformant": false,
        "jwt_configuration": { "secret_encoded": false, "lifetime_in_seconds": 36_000 },
        "sso_disabled": false,
        "cross_origin_authentication": false,
        "grant_types": grants,
        "custom_login_page_on": true,
        "refresh_token": {
            "rotation_type": "non-rotating", "expiration_type": "non-expiring", "leeway": 0,
            "token_lifetime": 2_592_000, "infinite_token_lifetime": true, "infinite_idle_token_lifetime": true,
            "idle_token_lifetime": 1_296_000,
        },
    });
    usual.as_object().cloned().unwrap_or_default()
}

/// Lays settings over those that are there; null takes away. What the Authentication API acts upon is read off.
fn apply(client: &mut Client, wish: Map<String, Value>) {
    let kept = &mut client.settings;
    kept.extend(wish);
    if let Some(jwt) = kept.get_mut("jwt_configuration").and_then(Value::as_object_mut) {
        jwt.entry("secret_encoded").or_insert(json!(false));
    }
    if let Some(metadata) = kept.get_mut("client_metadata").and_then(Value::as_object_mut) {
        metadata.retain(|_, value| !value.is_null());
    }
    kept.retain(|_, value| !value.is_null());
    let text = |name: &str| body::text(&client.settings, name);
    let (name, secret, app_type) = (text("name"), text("client_secret"), text("app_type"));
    let (usage, method) = (text("organization_usage"), text("token_endpoint_auth_method"));
    client.initiate_login_uri = text("initiate_login_uri").filter(|uri| !uri.is_empty());
    client.name = name.unwrap_or_else(|| client.name.clone());
    client.client_secret = secret.unwrap_or_else(|| client.client_secret.clone());
    client.settings.remove("client_secret");
    client.app_type = app_type.unwrap_or_default();
    client.organization_usage = usage.unwrap_or("deny".to_owned());
    client.token_endpoint_auth_method = method.unwrap_or("client_secret_basic".to_owned());
    client.callbacks = body::texts(&client.settings, "callbacks");
    client.allowed_logout_urls = body::texts(&client.settings, "allowed_logout_urls");
    client.grant_types = body::texts(&client.settings, "grant_types");
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:clients", "update:client_keys", "update:client_credentials"])?;
    let wish = body::patch(&bytes, CHANGE)?;
    if wish.contains_key("client_secret") {
        caller.needs(&["update:client_keys"])?;
    }
    let client = tenant.write(|state| {
        let mut client = state.clients.get(&id).cloned().ok_or_else(inexistent)?;
        client_credentials::check_named(&client, &wish)?;
        client.settings = settings_of(&client);
        apply(&mut client, wish);
        state.clients.put(client.clone());
        Ok::<_, ApiError>(client)
    })?;
    Ok(HttpResponse::Ok().json(view(&tenant, &client, &caller)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:clients"])?;
    tenant.write(|state| {
        if state.clients.get(&id).is_some_and(|client| flag(client, "is_global")) {
            return Err(ApiError::bad_request("operation_not_supported", "Global client cannot be deleted."));
        }
        if state.clients.remove(&id).is_none() {
            return Ok(());
        }
        for connection in state.connections.iter_mut() {
            connection.enabled_clients.remove(&*id);
        }
        let grants: Vec<String> = state
            .client_grants
            .iter()
            .filter(|grant| grant.client_id == *id)
            .map(|grant| grant.id.clone())
            .collect();
        state.client_grants.retain(|grant| grant.client_id != *id);
        for organization in state.organizations.iter_mut() {
            organization.associated_clients.remove(&id);
            organization.client_grants.retain(|grant| !grants.contains(grant));
        }
        Ok(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn rotate(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:client_keys"])?;
    let client = tenant.write(|state| {
        let client = state.clients.get_mut(&id).ok_or_else(inexistent)?;
        client.client_secret = ids::secret();
        Ok::<_, ApiError>(client.clone())
    })?;
    let mut shown = view(&tenant, &client, &caller);
    shown["client_secret"] = json!(client.client_secret);
    Ok(HttpResponse::Ok().json(shown))
}

/// The settings; those of an application that a seed made are read off its typed members.
fn settings_of(client: &Client) -> Map<String, Value> {
    if !client.settings.is_empty() {
        return client.settings.clone();
    }
    let mut settings = usual(Some(&client.app_type));
    settings.insert("oidc_conformant".to_owned(), json!(true));
    for (name, value) in [
        ("name", json!(client.name)),
        ("app_type", json!(client.app_type)),
        ("callbacks", json!(client.callbacks)),
        ("allowed_logout_urls", json!(client.allowed_logout_urls)),
        ("grant_types", json!(client.grant_types)),
        ("organization_usage", json!(client.organization_usage)),
        ("token_endpoint_auth_method", json!(client.token_endpoint_auth_method)),
        ("initiate_login_uri", json!(client.initiate_login_uri)),
        (
            "jwt_configuration",
            json!({ "alg": "RS256", "lifetime_in_seconds": 36_000, "secret_encoded": false }),
        ),
    ] {
        settings.insert(name.to_owned(), value);
    }
    settings.retain(|_, value| !value.is_null());
    settings
}

fn view(tenant: &Tenant, client: &Client, caller: &Caller) -> Value {
    let mut shown = settings_of(client);
    let global = flag(client, "is_global");
    for (name, value) in [
        ("tenant", json!(DEFAULT_NAME)),
        ("global", json!(global)),
        ("client_id", json!(client.client_id)),
        ("name", json!(client.name)),
        ("client_secret", json!(client.client_secret)),
        ("signing_keys", signing_keys::of_client(&tenant.keys)),
    ] {
        shown.insert(name.to_owned(), value);
    }
    if !global {
        shown.insert("callback_url_template".to_owned(), json!(false));
        let cross_origin = shown.get("cross_origin_authentication").cloned();
        shown.insert("cross_origin_auth".to_owned(), cross_origin.unwrap_or(json!(false)));
    }
    if !["read:clients", "read:client_keys"].iter().any(|scope| caller.may(scope)) {
        shown.retain(|name, _| SUMMARY.contains(&name.as_str()) || KEYS.contains(&name.as_str()));
    }
    if !caller.may("read:client_keys") {
        let credentials = caller.may("read:client_credentials");
        shown.retain(|name, _| {
            !KEYS.contains(&name.as_str()) || (credentials && name == "client_authentication_methods")
        });
    }
    Value::Object(shown)
}
