//! `/tenants/settings`, to read

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::tenant::Tenant;

use super::{ApiError, access::Caller, fields::Fields, query::Query};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/tenants/settings", web::get().to(get));
}

async fn get(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:tenant_settings"])?;
    let fields = Fields::read(&query, &[])?;
    let mut settings = json!({
        "friendly_name": "Acme Cloud",
        "enabled_locales": ["en"],
        "sandbox_version": "22",
        "session_lifetime": 168,
        "idle_session_lifetime": 72,
        "allow_organization_name_in_authentication_api": true,
        "oidc_logout": { "rp_logout_end_session_endpoint_discovery": true },
        "flags": {
            "enable_client_connections": false, "no_disclose_enterprise_connections": false,
            "disable_fields_map_fix": false, "enable_sso": true,
        },
    });
    tenant.read(|state| {
        for (name, value) in &state.settings {
            settings[name] = value.clone();
        }
    });
    Ok(HttpResponse::Ok().json(fields.apply(settings)))
}
