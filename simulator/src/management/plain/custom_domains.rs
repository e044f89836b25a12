//! `/custom-domains`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, ids};

use super::{
    super::{
        ApiError,
        access::Caller,
        body, formats,
        paging::{Limits, USUAL},
        schema::{
            Field,
            Kind::{self, Format, Nullable, OneOf, Pattern, Text, Texts},
            may, must,
        },
    },
    collection::{Collection, Draft, Style},
};

const HEADERS: Kind =
    Nullable(&OneOf(&["true-client-ip", "cf-connecting-ip", "x-forwarded-for", "x-azure-clientip", ""]));
const HOSTNAME: Kind = Format("hostname", formats::is_hostname);
const PATTERN: &str = "^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])\\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9])$";
const CREATE: &[Field] = &[
    must("domain", Pattern(255, PATTERN, formats::is_hostname)),
    must("type", OneOf(&["auth0_managed_certs", "self_managed_certs"])),
    may("verification_method", OneOf(&["txt"])),
    may("tls_policy", OneOf(&["recommended"])),
    may("custom_client_ip_header", HEADERS),
    may("domain_metadata", Texts(10, 255)),
    may("relying_party_identifier", HOSTNAME),
];
const CHANGE: &[Field] = &[
    may("tls_policy", OneOf(&["recommended"])),
    may("custom_client_ip_header", HEADERS),
    may("domain_metadata", Texts(10, 255)),
    may("relying_party_identifier", Nullable(&HOSTNAME)),
];
const DEFAULT: &str = "/custom-domains/default";
const DEFAULT_CHANGE: &[Field] = &[must("domain", Text(3, 255))];

static DOMAINS: Collection = Collection {
    noun: "a custom domain",
    id: "custom_domain_id",
    make_id: || ids::short("cd"),
    style: Style::Paged(Limits { capped: false, ..USUAL }),
    create: CREATE,
    change: CHANGE,
    stamped: false,
    forgiving: true,
    missing: |id| {
        ApiError::inexistent("inexistent_custom_domain", format!("The custom domain {id} does not exist"))
    },
    settle,
    ..Collection::usual("/custom-domains", "custom_domains", "custom_domains")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(DEFAULT, web::get().to(get_default))
        .route(DEFAULT, web::patch().to(set_default))
        .route("/custom-domains/{id}/verify", web::post().to(verify))
        .route("/custom-domains/{id}/test", web::post().to(test));
    DOMAINS.configure(config);
}

fn settle(draft: &Draft<'_>, body: &mut Map<String, Value>) -> Result<(), ApiError> {
    let managed = body.get("type") == Some(&json!("auth0_managed_certs"));
    let sent = |name: &str| draft.wish.get(name).is_some_and(|value| !value.is_null());
    if sent("tls_policy") && !managed {
        return Err(ApiError::invalid_body("The 'tls_policy' cannot be set on self_managed domains"));
    }
    if sent("custom_client_ip_header") && managed {
        return Err(ApiError::invalid_body(
            "The 'custom_client_ip_header' cannot be set on auth0_managed domains",
        ));
    }
    if draft.before.is_some() {
        return Ok(());
    }
    if draft.taken(&DOMAINS, "domain") {
        return Err(ApiError::conflict(Some("custom_domain_conflict"), "Custom domain already exists."));
    }
    let domain = body.get("domain").and_then(Value::as_str).unwrap_or_default().to_owned();
    let target = format!("{}.edge.tenants.auth0.com", draft.id.trim_start_matches("cd_").to_lowercase());
    let method = if managed {
        json!({ "name": "CNAME", "record": target, "domain": domain })
    } else {
        json!({ "name": "TXT", "record": format!("auth0-domain-verification={target}"), "domain": domain })
    };
    body.remove("verification_method");
    body.insert("status".to_owned(), json!("pending_verification"));
    body.insert("primary".to_owned(), json!(false));
    body.insert("verification".to_owned(), json!({ "methods": [method] }));
    if managed {
        body.entry("tls_policy").or_insert(json!("recommended"));
    }
    Ok(())
}

async fn get_default(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:custom_domains"])?;
    let found = tenant.read(|state| {
        state
            .documents
            .all(DOMAINS.path)
            .find(|domain| domain.body.get("is_default") == Some(&json!(true)))
            .cloned()
    });
    let canonical = || json!({ "domain": tenant.domain() });
    Ok(HttpResponse::Ok().json(found.map_or_else(canonical, |domain| DOMAINS.view(&domain, DOMAINS.show))))
}

async fn set_default(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:custom_domains"])?;
    let wanted = body::text(&body::object(&bytes, DEFAULT_CHANGE)?, "domain").unwrap_or_default();
    let canonical = wanted == tenant.domain();
    let chosen = tenant.write(|state| {
        let all: Vec<_> = state.documents.all(DOMAINS.path).cloned().collect();
        let chosen = all.iter().find(|domain| domain.body["domain"] == json!(wanted));
        match chosen {
            None if !canonical => return Err((DOMAINS.missing)(&wanted)),
            Some(domain) if domain.body["status"] != json!("ready") => {
                return Err(ApiError::invalid_body(
                    "The domain must be verified before it can be set as default.",
                ));
            }
            _ => {}
        }
        let chosen = chosen.map(|domain| domain.id.clone());
        for mut domain in all {
            domain.body.insert("is_default".to_owned(), json!(chosen.as_ref() == Some(&domain.id)));
            state.documents.put(DOMAINS.path, domain);
        }
        Ok(chosen.and_then(|id| state.documents.get(DOMAINS.path, &id).cloned()))
    })?;
    let shown =
        chosen.map_or_else(|| json!({ "domain": wanted }), |domain| DOMAINS.view(&domain, DOMAINS.show));
    Ok(HttpResponse::Ok().json(shown))
}

/// The record is taken as found: there is no name server to ask on a developer's machine.
async fn verify(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:custom_domains"])?;
    let verified = tenant.write(|state| {
        let mut domain = DOMAINS.find(&state.documents, &id)?;
        if domain.body["status"] == json!("ready") {
            return Err(ApiError::invalid_body("Custom domain already verified."));
        }
        let origin = format!("{}.edge.tenants.auth0.com", id.trim_start_matches("cd_").to_lowercase());
        domain.body.insert("status".to_owned(), json!("ready"));
        domain.body.insert("origin_domain_name".to_owned(), json!(origin));
        if !state.documents.all(DOMAINS.path).any(|other| other.body["primary"] == json!(true)) {
            domain.body.insert("primary".to_owned(), json!(true));
        }
        state.documents.put(DOMAINS.path, domain.clone());
        Ok(domain)
    })?;
    let mut shown = DOMAINS.view(&verified, DOMAINS.show);
    if verified.body["type"] == json!("self_managed_certs") {
        shown["cname_api_key"] = json!(ids::hex(64));
    }
    Ok(HttpResponse::Ok().json(shown))
}

async fn test(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:custom_domains"])?;
    let domain = tenant.read(|state| DOMAINS.find(&state.documents, &id))?;
    if domain.body["status"] != json!("ready") {
        return Err(ApiError::conflict(None, "The custom domain is not ready."));
    }
    Ok(HttpResponse::Ok().json(json!({ "success": true })))
}
