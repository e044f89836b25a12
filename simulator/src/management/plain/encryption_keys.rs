//! `/keys/encryption`: the hierarchy of keys that encrypts the tenant's secrets, and a customer's own root of it

use actix_web::{HttpResponse, web};
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, documents::Document, ids, state::State};

use super::super::{
    ApiError,
    access::Caller,
    body, formats,
    paging::{Paging, USUAL},
    query::Query,
    schema::{
        Field,
        Kind::{OneOf, Text},
        MANY, must,
    },
    timestamp,
};

const PATH: &str = "/keys/encryption";
const ONE: &str = "/keys/encryption/{kid}";
const CUSTOMER: &str = "customer-provided-root-key";
const ROOT: &str = "environment-root-key";
const MASTER: &str = "tenant-master-key";
const ENCRYPTION: &str = "tenant-encryption-key";
const CREATE: &[Field] = &[must("type", OneOf(&[CUSTOMER, ENCRYPTION]))];
const IMPORT: &[Field] = &[must("wrapped_key", Text(1, MANY))];
/// The public part of the key that wraps what is to be imported.
const WRAPPING_KEY: &str = "public_key";

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(PATH, web::get().to(list))
        .route(PATH, web::post().to(create))
        .route("/keys/encryption/rekey", web::post().to(rekey))
        .route(ONE, web::get().to(get))
        .route(ONE, web::post().to(import))
        .route(ONE, web::delete().to(delete))
        .route("/keys/encryption/{kid}/wrapping-key", web::post().to(wrap));
}

/// The keys and the present moment; a tenant that nobody has asked before gets its hierarchy now.
struct Hierarchy<'a> {
    state: &'a mut State,
    now: String,
}

impl<'a> Hierarchy<'a> {
    fn of(state: &'a mut State, now: String) -> Self {
        let fresh = state.documents.count(PATH) == 0;
        let mut hierarchy = Self { state, now };
        if fresh {
            let root = hierarchy.add(ROOT, "active", None);
            hierarchy.add_tenant_keys(&root);
        }
        hierarchy
    }

    fn add(&mut self, kind: &str, state: &str, parent: Option<&str>) -> String {
        let id = ids::uuid();
        let mut body = Map::new();
        let members =
            [("type", kind), ("state", state), ("created_at", &self.now), ("updated_at", &self.now)];
        body.extend(members.map(|(name, value)| (name.to_owned(), json!(value))));
        if let Some(parent) = parent {
            body.insert("parent_kid".to_owned(), json!(parent));
        }
        self.state.documents.put(PATH, Document { id: id.clone(), body });
        id
    }

    /// A master key under this root, and what it encrypts with.
    fn add_tenant_keys(&mut self, root: &str) {
        let master = self.add(MASTER, "active", Some(root));
        self.add(ENCRYPTION, "active", Some(&master));
    }

    /// Keys of a type in a state.
    fn ids(&self, kind: &str, state: &str) -> Vec<String> {
        let is = |key: &&Document| {
            key.body.get("type") == Some(&json!(kind)) && key.body.get("state") == Some(&json!(state))
        };
        self.state.documents.all(PATH).filter(is).map(|key| key.id.clone()).collect()
    }

    fn set(&mut self, kid: &str, members: &[(&str, &str)]) -> Option<Document> {
        let mut key = self.state.documents.get(PATH, kid)?.clone();
        let stamp = ("updated_at", self.now.as_str());
        key.body
            .extend(members.iter().chain([&stamp]).map(|(name, value)| ((*name).to_owned(), json!(value))));
        self.state.documents.put(PATH, key.clone());
        Some(key)
    }

    /// Makes this key the root of what the tenant uses.
    fn crown(&mut self, root: &str) {
        for kind in [ROOT, CUSTOMER] {
            for other in self.ids(kind, "active").iter().filter(|other| *other != root) {
                self.set(other, &[("state", "deactivated")]);
            }
        }
        self.set(root, &[("state", "active")]);
        for master in self.ids(MASTER, "active") {
            self.set(&master, &[("parent_kid", root)]);
        }
    }
}

/// Works on the hierarchy.
fn with<R>(tenant: &Tenant, work: impl FnOnce(&mut Hierarchy<'_>) -> R) -> R {
    let now = timestamp(tenant.now());
    tenant.write(|state| work(&mut Hierarchy::of(state, now)))
}

fn check_id(kid: &str) -> Result<(), ApiError> {
    if formats::is_uuid(kid) {
        return Ok(());
    }
    Err(ApiError::path(
        &format!("Object didn't pass validation for format uuid: {kid}"),
        "kid (Encryption key ID)",
    ))
}

fn view(key: &Document) -> Value {
    let mut view = Map::from_iter([("kid".to_owned(), json!(key.id))]);
    view.extend(key.body.clone());
    Value::Object(view)
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:encryption_keys"])?;
    let paging = Paging::read(&query, USUAL)?;
    let keys: Vec<Document> = with(&tenant, |keys| keys.state.documents.all(PATH).cloned().collect());
    Ok(HttpResponse::Ok().json(paging.answer("keys", &keys, |key| key.id.clone(), view)?))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:encryption_keys"])?;
    let kind = body::text(&body::object_among_others(&bytes, CREATE)?, "type").unwrap_or_default();
    let key = with(&tenant, |keys| {
        let waiting = !keys.ids(&kind, "pre-activation").is_empty();
        if waiting || kind == CUSTOMER && !keys.ids(CUSTOMER, "active").is_empty() {
            return Err(ApiError::conflict(None, "Encryption key has already been created."));
        }
        let id = keys.add(&kind, "pre-activation", None);
        keys.set(&id, &[]).ok_or_else(missing)
    })?;
    Ok(HttpResponse::Created().json(view(&key)))
}

fn missing() -> ApiError {
    ApiError::not_found("The key does not exist.")
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    kid: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:encryption_keys"])?;
    check_id(&kid)?;
    let key = with(&tenant, |keys| keys.state.documents.get(PATH, &kid).cloned());
    Ok(HttpResponse::Ok().json(view(&key.ok_or_else(missing)?)))
}

/// A new master key and a new encryption key under the same root; the earlier ones only decrypt.
async fn rekey(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs_all(&["create:encryption_keys", "update:encryption_keys"])?;
    with(&tenant, |keys| {
        let root = [CUSTOMER, ROOT].into_iter().flat_map(|kind| keys.ids(kind, "active")).next();
        for kind in [MASTER, ENCRYPTION] {
            for earlier in keys.ids(kind, "active") {
                keys.set(&earlier, &[("state", "deactivated")]);
            }
        }
        keys.add_tenant_keys(&root.unwrap_or_default());
    });
    Ok(HttpResponse::NoContent().finish())
}

async fn wrap(
    tenant: web::Data<Tenant>,
    caller: Caller,
    kid: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:encryption_keys"])?;
    check_id(&kid)?;
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
        .map_err(|error| ApiError::unusable_key(error.into()))?;
    let public_key = pair.public_key_pem();
    with(&tenant, |keys| {
        let awaited = keys.state.documents.get(PATH, &kid);
        if awaited.is_none_or(|key| key.body.get("state") != Some(&json!("pre-activation"))) {
            return Err(ApiError::conflict(
                None,
                "Failed precondition. Create new encryption key without the key material first.",
            ));
        }
        keys.set(&kid, &[(WRAPPING_KEY, &public_key)]);
        Ok(())
    })?;
    Ok(HttpResponse::Created().json(json!({ "public_key": public_key, "algorithm": "CKM_RSA_AES_KEY_WRAP" })))
}

async fn import(
    tenant: web::Data<Tenant>,
    caller: Caller,
    kid: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:encryption_keys"])?;
    check_id(&kid)?;
    let wrapped = body::text(&body::object_among_others(&bytes, IMPORT)?, "wrapped_key").unwrap_or_default();
    STANDARD.decode(wrapped.trim()).map_err(|_| ApiError::invalid_body("The wrapped key is not base64."))?;
    let key = with(&tenant, |keys| {
        let key = keys.state.documents.get(PATH, &kid).cloned();
        let key = key.ok_or_else(|| ApiError::invalid_body("The key ID was not found."))?;
        if key.body.get("state") != Some(&json!("pre-activation")) || !key.body.contains_key(WRAPPING_KEY) {
            return Err(ApiError::conflict(
                None,
                "Failed precondition. Key import not in progress or unable to find the wrapping key.",
            ));
        }
        if key.body.get("type") == Some(&json!(CUSTOMER)) {
            keys.crown(&kid);
        } else {
            let master = keys.ids(MASTER, "active").into_iter().next().unwrap_or_default();
            for earlier in keys.ids(ENCRYPTION, "active") {
                keys.set(&earlier, &[("state", "deactivated")]);
            }
            keys.set(&kid, &[("state", "active"), ("parent_kid", &master)]);
        }
        keys.set(&kid, &[]).ok_or_else(missing)
    })?;
    Ok(HttpResponse::Created().json(view(&key)))
}

/// Auth0's own root comes back when the customer's goes.
async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    kid: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:encryption_keys"])?;
    check_id(&kid)?;
    with(&tenant, |keys| {
        let Some(key) = keys.state.documents.get(PATH, &kid) else { return Ok(()) };
        let waiting = key.body.get("state") == Some(&json!("pre-activation"));
        if key.body.get("type") != Some(&json!(CUSTOMER)) && !waiting {
            return Err(ApiError::invalid_body("Only a key that the customer provided can be deleted."));
        }
        if keys.ids(CUSTOMER, "active").contains(&kid) {
            let own = keys.ids(ROOT, "deactivated");
            own.first().into_iter().for_each(|root| keys.crown(root));
        }
        if waiting {
            keys.state.documents.remove(PATH, &kid);
        } else {
            keys.set(&kid, &[("state", "destroyed")]);
        }
        Ok(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}
