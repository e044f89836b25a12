//! Keeps other websites out: the provider answers to its own names only, and takes forms from its own pages only.

use actix_web::{
    Error, HttpResponse,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
};

/// What other sites and programs are meant to send to.
const OPEN: [&str; 5] = ["/saml/sso", "/saml/slo", "/adfs/ls", "/oidc/token", "/oidc/userinfo"];

pub(super) async fn check<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if is_refused(&request) {
        let refusal = HttpResponse::Forbidden()
            .content_type("text/plain; charset=utf-8")
            .body("Refused: this request did not come from a page of this identity provider.");
        return Ok(request.into_response(refusal).map_into_right_body());
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

fn is_refused(request: &ServiceRequest) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let Some(host) = text(header::HOST) else { return true };
    if !is_ours(host) {
        return true;
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) || OPEN.contains(&request.path()) {
        return false;
    }
    // Browsers say where a form came from; programs say nothing.
    match (text(header::ORIGIN), request.headers().get("sec-fetch-site")) {
        (Some(origin), _) => origin.split_once("://").map(|(_, authority)| authority) != Some(host),
        (None, Some(site)) => site != "same-origin",
        (None, None) => false,
    }
}

fn is_ours(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}
