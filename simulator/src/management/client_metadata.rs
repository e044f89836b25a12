//! `/clients/cimd`: applications that are described by a document at the address that is their id

use actix_web::{HttpResponse, web};
use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rsa::{PublicEncryptingKey, PublicKeyComponents},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use url::Url;

use crate::tenant::{Tenant, model::Client};

use super::{
    ApiError,
    access::Caller,
    body, certificates, clients,
    schema::{
        Field,
        Kind::{Format, Text},
        must,
    },
};

/// How large a document may be.
const LIMIT: usize = 64 * 1024;
const WISH: &[Field] = &[must("external_client_id", Format("absolute-https-uri-or-empty", is_absolute))];
/// The setting that names the document.
const ID: &str = "external_client_id";
const METHODS: [&str; 2] = ["none", "private_key_jwt"];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/clients/cimd/preview", web::post().to(preview))
        .route("/clients/cimd/register", web::post().to(register));
}

fn is_absolute(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.has_host())
}

/// What a document says, and what is wrong with it.
struct Metadata {
    address: String,
    document: Value,
    keys: Vec<Value>,
}

impl Metadata {
    async fn fetch(tenant: &Tenant, address: String) -> Result<Self, String> {
        let document = read(tenant, &address).await?;
        let set = match document["jwks_uri"].as_str() {
            Some(uri) => read(tenant, uri).await?,
            None => document["jwks"].clone(),
        };
        let keys = set["keys"].as_array().cloned().unwrap_or_default();
        Ok(Self { address, document, keys })
    }

    fn method(&self) -> &str {
        self.document["token_endpoint_auth_method"].as_str().unwrap_or("none")
    }

    fn validation(&self) -> Value {
        let violations = self.violations();
        let warnings: &[&str] =
            if self.document["client_name"].is_string() { &[] } else { &["client_name is missing"] };
        json!({ "valid": violations.is_empty(), "violations": violations, "warnings": warnings })
    }

    fn violations(&self) -> Vec<&'static str> {
        let callbacks = self.document["redirect_uris"].as_array().map_or(&[][..], Vec::as_slice);
        let is_safe = |uri: &Value| {
            uri.as_str().and_then(|uri| Url::parse(uri).ok()).is_some_and(|uri| {
                uri.scheme() != "http" || matches!(uri.host_str(), Some("localhost" | "127.0.0.1"))
            })
        };
        let key_is_there = self.method() != "private_key_jwt" || !self.credentials().is_empty();
        let rules = [
            (self.document["client_id"] == *self.address, "client_id is not the address of the document"),
            (
                !callbacks.is_empty() && callbacks.iter().all(is_safe),
                "redirect_uris must be secure addresses",
            ),
            (METHODS.contains(&self.method()), "token_endpoint_auth_method is not supported"),
            (self.document["client_secret"].is_null(), "client_secret is not allowed"),
            (key_is_there, "private_key_jwt needs a key"),
        ];
        rules.into_iter().filter(|(holds, _)| !holds).map(|(_, problem)| problem).collect()
    }

    /// The keys that can be used, with their `pem`.
    fn credentials(&self) -> Vec<Value> {
        let credential = |key: &Value| {
            let pem = public_pem(key)?;
            let algorithm = key["alg"].as_str().unwrap_or("RS256");
            Some(
                json!({ "credential_type": "public_key", "kid": key["kid"].as_str()?, "alg": algorithm, "pem": pem }),
            )
        };
        self.keys.iter().filter_map(credential).collect()
    }

    /// The members of an application that the document sets.
    fn mapped(&self) -> Map<String, Value> {
        let document = &self.document;
        let native = document["application_type"] == "native";
        let mapped = json!({
            "external_client_id": self.address,
            "name": document["client_name"].as_str().unwrap_or(&self.address),
            "app_type": if native { "native" } else { "regular_web" },
            "callbacks": document["redirect_uris"],
            "logo_uri": document["logo_uri"],
            "description": document["client_description"],
            "grant_types": document.get("grant_types").cloned().unwrap_or(json!(["authorization_code"])),
            "token_endpoint_auth_method": self.method(),
            "jwks_uri": document["jwks_uri"],
        });
        let mut mapped = mapped.as_object().cloned().unwrap_or_default();
        mapped.retain(|_, value| !value.is_null());
        mapped
    }

    /// The same as answers tell it.
    fn shown(&self) -> Value {
        let mut shown = self.mapped();
        if self.method() == "private_key_jwt" {
            let mut credentials = self.credentials();
            for credential in credentials.iter_mut().filter_map(Value::as_object_mut) {
                credential.remove("pem");
            }
            let methods = json!({ "private_key_jwt": { "credentials": credentials } });
            shown.insert("client_authentication_methods".to_owned(), methods);
        }
        Value::Object(shown)
    }

    /// What creates or changes the application.
    fn settings(&self) -> Map<String, Value> {
        let mut settings = self.mapped();
        let own = json!({
            "is_first_party": false, "oidc_conformant": true,
            "external_metadata_type": "cimd", "external_metadata_created_by": "admin",
        });
        settings.extend(own.as_object().cloned().unwrap_or_default());
        if self.method() == "private_key_jwt" {
            settings.remove("token_endpoint_auth_method");
            let methods = json!({ "private_key_jwt": { "credentials": self.credentials() } });
            settings.insert("client_authentication_methods".to_owned(), methods);
        }
        settings
    }
}

async fn read(tenant: &Tenant, address: &str) -> Result<Value, String> {
    let bytes =
        tenant.provider_document(address, LIMIT).await.map_err(|problem| format!("{address}: {problem}"))?;
    serde_json::from_slice(&bytes).map_err(|_| format!("{address}: the document is not JSON"))
}

/// An RSA key of a key set as SPKI, PEM.
fn public_pem(key: &Value) -> Option<String> {
    let part = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str()?).ok();
    let key: PublicEncryptingKey = PublicKeyComponents { n: part("n")?, e: part("e")? }.try_into().ok()?;
    let der: PublicKeyX509Der<'_> = key.as_der().ok()?;
    Some(certificates::pem("PUBLIC KEY", der.as_ref()))
}

fn wished(bytes: &web::Bytes) -> Result<String, ApiError> {
    let wish = body::object(bytes, WISH)?;
    super::schema::check_at(&wish[ID], &Text(1, 120), ID)?;
    Ok(body::text(&wish, ID).unwrap_or_default())
}

fn registered(tenant: &Tenant, address: &str) -> Option<Client> {
    tenant.read(|state| {
        let mut all = state.clients.iter();
        all.find(|client| client.settings.get(ID) == Some(&json!(address))).cloned()
    })
}

async fn preview(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:clients"])?;
    let address = wished(&bytes)?;
    let known = registered(&tenant, &address);
    let mut answer = match Metadata::fetch(&tenant, address).await {
        Err(problem) => json!({ "errors": [problem] }),
        Ok(metadata) => json!({ "validation": metadata.validation(), "mapped_fields": metadata.shown() }),
    };
    if let Some(client) = known {
        answer["client_id"] = json!(client.client_id);
    }
    Ok(HttpResponse::Ok().json(answer))
}

async fn register(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:clients", "update:clients"])?;
    let address = wished(&bytes)?;
    let known = registered(&tenant, &address);
    caller.needs(&[if known.is_some() { "update:clients" } else { "create:clients" }])?;
    let metadata = Metadata::fetch(&tenant, address).await.map_err(ApiError::invalid_body)?;
    if let Some(violation) = metadata.violations().first() {
        return Err(ApiError::invalid_body(*violation));
    }
    let fresh = known.is_none();
    let client = clients::keep(&tenant, known, metadata.settings())?;
    let answer = json!({
        "client_id": client.client_id, "mapped_fields": metadata.shown(), "validation": metadata.validation(),
    });
    let mut builder = if fresh { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(builder.json(answer))
}
