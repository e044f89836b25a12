//! The inbound SCIM 2.0 server (RFC 7643, RFC 7644): identity providers push users and groups to a connection.

mod access;
mod attributes;
mod error;
mod filter;
mod groups;
mod lists;
mod mapping;
mod patch;
mod users;

use actix_web::{HttpRequest, HttpResponse, http::Method, web};
use serde_json::{Value, json};

use crate::{
    oidc::login::address,
    tenant::{Tenant, log::Entry},
};

use access::Access;
use error::ScimError;

/// What SCIM calls its JSON.
const MEDIA_TYPE: &str = "application/scim+json";
/// Members of a group that a log record shows.
const SHOWN_MEMBERS: usize = 1_000;

/// Registers the routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/scim/v2/connections/{connection}/{kind}", web::route().to(serve))
        .route("/scim/v2/connections/{connection}/{kind}/{id}", web::route().to(serve));
}

/// What a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Users,
    Groups,
}

/// A request that may be answered.
struct Call<'a> {
    tenant: &'a Tenant,
    access: &'a Access,
    /// The id in the address.
    id: Option<&'a str>,
    query: Vec<(String, String)>,
    body: Value,
}

impl Call<'_> {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// An answer: its status and its body, if it has one.
type Answer = Result<(u16, Option<Value>), ScimError>;

async fn serve(tenant: web::Data<Tenant>, request: HttpRequest, bytes: web::Bytes) -> HttpResponse {
    let part = |name: &str| request.match_info().get(name);
    let connection = part("connection").unwrap_or_default();
    let kind = match part("kind") {
        Some("Users") => Kind::Users,
        Some("Groups") => Kind::Groups,
        _ => return ScimError::not_found("Not Found").response(),
    };
    let access = match Access::check(&tenant, &request, connection, kind) {
        Ok(access) => access,
        Err(refusal) => {
            note(&tenant, &request, connection, kind, &Value::Null, refusal.status);
            return refusal.response();
        }
    };
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let answer = answer(&tenant, &request, &access, kind, body.clone());
    let status = answer.as_ref().map_or_else(|refusal| refusal.status, |(status, _)| *status);
    note(&tenant, &request, connection, kind, &body, status);
    match answer {
        Ok((status, body)) => respond(status, body),
        Err(refusal) => refusal.response(),
    }
}

fn answer(tenant: &Tenant, request: &HttpRequest, access: &Access, kind: Kind, body: Value) -> Answer {
    let needs_body = [Method::POST, Method::PUT, Method::PATCH].contains(request.method());
    if needs_body && !body.is_object() {
        return Err(ScimError::bad("invalidSyntax", "The request body is not a JSON object"));
    }
    let query = url::form_urlencoded::parse(request.query_string().as_bytes());
    let id = request.match_info().get("id").map(str::to_owned);
    let call = Call { tenant, access, id: id.as_deref(), query: query.into_owned().collect(), body };
    match (request.method().as_str(), call.id.is_some(), kind) {
        ("GET", false, Kind::Users) => users::search(&call),
        ("POST", false, Kind::Users) => users::create(&call),
        ("GET", true, Kind::Users) => users::read(&call),
        ("PUT", true, Kind::Users) => users::replace(&call),
        ("PATCH", true, Kind::Users) => users::change(&call),
        ("DELETE", true, Kind::Users) => users::delete(&call),
        ("GET", false, Kind::Groups) => groups::search(&call),
        ("POST", false, Kind::Groups) => groups::create(&call),
        ("GET", true, Kind::Groups) => groups::read(&call),
        ("PUT", true, Kind::Groups) => groups::replace(&call),
        ("PATCH", true, Kind::Groups) => groups::change(&call),
        ("DELETE", true, Kind::Groups) => groups::delete(&call),
        _ => Err(ScimError { status: 405, kind: None, detail: "Method Not Allowed".to_owned() }),
    }
}

fn respond(status: u16, body: Option<Value>) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or_default();
    let mut answer = HttpResponse::build(status);
    if let Some(location) = body.as_ref().and_then(|body| body["meta"]["location"].as_str()) {
        answer.insert_header(("location", location.to_owned()));
    }
    match body {
        Some(body) => answer.content_type(MEDIA_TYPE).body(body.to_string()),
        None => answer.finish(),
    }
}

/// Writes `sscim` or `fscim`.
fn note(tenant: &Tenant, request: &HttpRequest, connection: &str, kind: Kind, body: &Value, status: u16) {
    let method = request.method().as_str().to_lowercase();
    let noun = if kind == Kind::Users { "users" } else { "groups" };
    let failed = status >= 400;
    let mut shown = body.clone();
    if let Some(members) = shown.get_mut("members").and_then(Value::as_array_mut) {
        members.truncate(SHOWN_MEMBERS);
    }
    let agent = request.headers().get("user-agent").and_then(|value| value.to_str().ok());
    tenant.log(&Entry {
        kind: if failed { "fscim" } else { "sscim" },
        description: format!("{} {method} {noun}", if failed { "Failed" } else { "Successful" }),
        connection_id: Some(connection),
        ip: address(request),
        details: json!({
            "action": format!("{method}:{noun}"),
            "connection_id": connection,
            "request": {
                "method": request.method().as_str(), "path": request.path(), "query": request.query_string(),
                "body": shown, "ip": address(request), "userAgent": agent,
            },
            "response": { "statusCode": status },
        }),
        ..Entry::default()
    });
}
