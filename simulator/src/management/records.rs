//! Around every Management API call: a log record for every write.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web,
};
use serde_json::json;

use crate::tenant::{Tenant, log::Entry};

use super::{access::Caller, descriptions};

/// Middleware: writes the tenant log.
pub(super) async fn keep(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let tenant = request.app_data::<web::Data<Tenant>>().cloned();
    let method = request.method().clone();
    let path = request.path().to_owned();
    let pattern = request.match_pattern();
    let ip = request.peer_addr().map(|address| address.ip().to_string());
    let answer = next.call(request).await?;
    let Some(tenant) = tenant else { return Ok(answer) };
    if answer.status().is_success() && method != Method::GET {
        let client = answer.request().extensions().get::<Caller>().map(|caller| caller.client_id.clone());
        tenant.log(&Entry {
            kind: "sapi",
            description: descriptions::of(method.as_str(), pattern.as_deref().unwrap_or_default()),
            client_id: client.as_deref(),
            ip,
            details: json!({
                "request": { "method": method.as_str().to_lowercase(), "path": path, "channel": "api" },
                "response": { "statusCode": answer.status().as_u16() },
            }),
            ..Entry::default()
        });
    }
    Ok(answer)
}

/// Auth0 notes every answer that contained a secret.
pub(super) fn note_secrets(tenant: &Tenant, caller: &Caller, description: &str, accessed: &[String]) {
    if accessed.is_empty() {
        return;
    }
    tenant.log(&Entry {
        kind: "mgmt_api_read",
        description: description.to_owned(),
        client_id: Some(&caller.client_id),
        details: json!({ "accessedSecrets": accessed, "response": { "statusCode": 200 } }),
        ..Entry::default()
    });
}
