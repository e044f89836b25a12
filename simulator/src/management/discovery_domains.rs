//! `/organizations/{id}/discovery-domains`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant, ids,
    model::{DiscoveryDomain, Organization},
};

use super::{
    ApiError,
    access::Caller,
    body, formats, organizations,
    paging::Paging,
    query::Query,
    schema::{Field, Kind, may, must},
};

/// Domains an organization can have.
const MOST: usize = 100;
const STATUS: Kind = Kind::OneOf(&["pending", "verified"]);
const CREATE: &[Field] = &[
    must("domain", Kind::Text(3, 255)),
    may("status", STATUS),
    may("use_for_organization_discovery", Kind::Flag),
];
const CHANGE: &[Field] = &[may("status", STATUS), may("use_for_organization_discovery", Kind::Flag)];
const ALL: &str = "/organizations/{id}/discovery-domains";
const ONE: &str = "/organizations/{id}/discovery-domains/{domain}";

type DomainPath = web::Path<(String, String)>;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(ALL, web::get().to(list))
        .route(ALL, web::post().to(create))
        .route("/organizations/{id}/discovery-domains/name/{name}", web::get().to(get_by_name))
        .route(ONE, web::get().to(get))
        .route(ONE, web::patch().to(update))
        .route(ONE, web::delete().to(delete));
}

fn inexistent() -> ApiError {
    ApiError::not_found("No organization domain found by that id")
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_discovery_domains"])?;
    let paging = Paging::checkpoint(&query, 100)?;
    let organization = organizations::find(&tenant, &id)?;
    let rows: Vec<&DiscoveryDomain> = organization.discovery_domains.iter().collect();
    let show = |domain: &&DiscoveryDomain| view(&organization, domain);
    Ok(HttpResponse::Ok().json(paging.answer("domains", &rows, |row| row.id.clone(), show)?))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:organization_discovery_domains"])?;
    let wish = body::object(&bytes, CREATE)?;
    let name = body::text(&wish, "domain").unwrap_or_default().to_lowercase();
    if !formats::is_hostname(&name) || !name.contains('.') {
        return Err(ApiError::payload(
            &format!("Object didn't pass validation for format hostname: {name}"),
            "domain",
        ));
    }
    let mut domain = DiscoveryDomain {
        id: ids::long("ord"),
        domain: name,
        verified: false,
        verification_txt: ids::hex(32),
        use_for_organization_discovery: true,
    };
    apply(&mut domain, &wish);
    let shown = tenant.write(|state| {
        let organization = state.organizations.get_mut(&id).ok_or_else(organizations::inexistent)?;
        if organization.discovery_domains.iter().any(|other| other.domain == domain.domain) {
            return Err(ApiError::conflict(
                Some("organization_domain_conflict"),
                "An organization discovery domain with this domain is already registered to this organization.",
            ));
        }
        if organization.discovery_domains.len() >= MOST {
            return Err(ApiError::invalid_body(format!(
                "Quota exceeded; cannot add more than {MOST} discovery domains to a single organization"
            )));
        }
        organization.discovery_domains.put(domain.clone());
        Ok(view(organization, &domain))
    })?;
    Ok(HttpResponse::Created().json(shown))
}

fn apply(domain: &mut DiscoveryDomain, wish: &Map<String, Value>) {
    if let Some(status) = body::text(wish, "status") {
        domain.verified = status == "verified";
    }
    if let Some(flag) = body::flag(wish, "use_for_organization_discovery") {
        domain.use_for_organization_discovery = flag;
    }
}

async fn get(tenant: web::Data<Tenant>, caller: Caller, path: DomainPath) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_discovery_domains"])?;
    let organization = organizations::find(&tenant, &path.0)?;
    let domain = organization.discovery_domains.get(&path.1).ok_or_else(inexistent)?;
    Ok(HttpResponse::Ok().json(view(&organization, domain)))
}

async fn get_by_name(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: DomainPath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_discovery_domains"])?;
    let organization = organizations::find(&tenant, &path.0)?;
    let name = path.1.to_lowercase();
    let domain =
        organization.discovery_domains.iter().find(|domain| domain.domain == name).ok_or_else(inexistent)?;
    Ok(HttpResponse::Ok().json(view(&organization, domain)))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: DomainPath,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:organization_discovery_domains"])?;
    let wish = body::object(&bytes, CHANGE)?;
    let shown = tenant.write(|state| {
        let organization = state.organizations.get_mut(&path.0).ok_or_else(organizations::inexistent)?;
        let domain = organization.discovery_domains.get_mut(&path.1).ok_or_else(inexistent)?;
        apply(domain, &wish);
        let domain = domain.clone();
        Ok::<_, ApiError>(view(organization, &domain))
    })?;
    Ok(HttpResponse::Ok().json(shown))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: DomainPath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:organization_discovery_domains"])?;
    tenant.write(|state| {
        let organization = state.organizations.get_mut(&path.0).ok_or_else(organizations::inexistent)?;
        organization.discovery_domains.remove(&path.1);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

fn view(organization: &Organization, domain: &DiscoveryDomain) -> Value {
    json!({
        "id": domain.id,
        "domain": domain.domain,
        "status": if domain.verified { "verified" } else { "pending" },
        "verification_host": format!("_ss-verification.{}.{}", organization.id, domain.domain),
        "verification_txt": domain.verification_txt,
        "use_for_organization_discovery": domain.use_for_organization_discovery,
    })
}
