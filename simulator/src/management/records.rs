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

use super::access::Caller;

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
            description: description(&method, pattern.as_deref().unwrap_or_default()),
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

fn description(method: &Method, pattern: &str) -> String {
    let place = pattern.trim_start_matches(super::PATH);
    let known = match (method.as_str(), place) {
        ("POST", "/connections") => "Create a connection",
        ("PATCH", "/connections/{id}") => "Update a connection",
        ("DELETE", "/connections/{id}") => "Delete a connection",
        ("PATCH", "/connections/{id}/clients") => "Update enabled clients for a connection",
        ("POST", "/organizations") => "Create an Organization",
        ("PATCH", "/organizations/{id}") => "Modify an Organization",
        ("DELETE", "/organizations/{id}") => "Delete organization",
        ("POST", "/organizations/{id}/enabled_connections") => "Add connections to an organization",
        ("PATCH", "/organizations/{id}/enabled_connections/{connection}") => {
            "Update the Connection of an Organization"
        }
        ("DELETE", "/organizations/{id}/enabled_connections/{connection}") => {
            "Delete connections from an organization"
        }
        ("POST", "/organizations/{id}/connections") => "Create organization connection",
        ("PATCH", "/organizations/{id}/connections/{connection}") => "Update organization connection",
        ("DELETE", "/organizations/{id}/connections/{connection}") => "Delete organization connection",
        ("POST", "/organizations/{id}/members") => "Add members to an organization",
        ("DELETE", "/organizations/{id}/members") => "Delete members from an organization",
        ("POST", "/organizations/{id}/members/{user}/roles") => "Assign user roles",
        ("DELETE", "/organizations/{id}/members/{user}/roles") => {
            "Delete user roles from an Organization member"
        }
        ("POST", "/roles") => "Create a role",
        _ => return format!("{method} {place}"),
    };
    known.to_owned()
}
