//! Before the routes: counts every request, tells what is left, refuses what is too much.

use actix_web::{
    Error, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use serde_json::json;

use crate::{
    pages,
    tenant::{Tenant, log::Entry},
};

use super::{Call, Due, Verdict};

/// Middleware: lets a request go on while its buckets hold tokens.
pub async fn enforce(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(verdict) = judge(&request) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let mut answer = if verdict.allowed {
        next.call(request).await?.map_into_boxed_body()
    } else {
        let refusal = refusal(request.path(), &verdict);
        request.into_response(refusal)
    };
    tell(answer.headers_mut(), &verdict);
    Ok(answer)
}

fn judge(request: &ServiceRequest) -> Option<Verdict> {
    let tenant = request.app_data::<web::Data<Tenant>>()?;
    let ip = request.peer_addr().map(|address| address.ip().to_string()).unwrap_or_default();
    let authorization = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let call = Call {
        method: request.method().as_str(),
        path: request.path(),
        query: request.query_string(),
        ip: &ip,
        token: authorization.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default(),
    };
    let verdict = tenant.budgets.spend(&call, tenant.now())?;
    if let Some(due) = verdict.due {
        record(tenant, &call, &verdict, due);
    }
    Some(verdict)
}

fn record(tenant: &Tenant, call: &Call<'_>, verdict: &Verdict, due: Due) {
    let mut limit =
        json!({ "bucket": verdict.bucket, "global": verdict.global, "size": verdict.limit.burst });
    let (kind, description) = match due {
        Due::Refusal => ("api_limit", said(verdict)),
        Due::Warning { percent } => {
            limit["usage"] = json!(percent);
            ("api_limit_warning", format!("{percent}% of the {} limit is used", verdict.bucket))
        }
    };
    tenant.log(&Entry {
        kind,
        description,
        ip: Some(call.ip.to_owned()),
        details: json!({
            "limit": limit,
            "request": { "method": call.method.to_lowercase(), "path": call.path },
        }),
        ..Entry::default()
    });
}

fn tell(headers: &mut HeaderMap, verdict: &Verdict) {
    let values = [
        ("x-ratelimit-limit", i64::from(verdict.limit.burst)),
        ("x-ratelimit-remaining", i64::from(verdict.remaining)),
        ("x-ratelimit-reset", verdict.reset),
    ];
    for (name, value) in values {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
}

fn said(verdict: &Verdict) -> String {
    if verdict.global {
        return "Global limit has been reached".to_owned();
    }
    format!("Global per {} {} group limit has been reached", verdict.limit.window.word(), verdict.bucket)
}

/// Each API refuses in its own form, and pages for people are pages.
fn refusal(path: &str, verdict: &Verdict) -> HttpResponse {
    let message = said(verdict);
    let status = StatusCode::TOO_MANY_REQUESTS;
    if path.starts_with(crate::management::PATH) {
        return HttpResponse::build(status).json(json!({
            "statusCode": 429, "error": "Too Many Requests", "message": message, "errorCode": "too_many_requests",
        }));
    }
    if path.starts_with("/scim/") {
        return HttpResponse::build(status).content_type("application/scim+json").body(
            json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "429", "detail": message,
            })
            .to_string(),
        );
    }
    if ["/authorize", "/u/", "/login/callback", "/v2/logout", "/oidc/logout", "/samlp"]
        .iter()
        .any(|page| path.starts_with(page))
    {
        return pages::error(status, "too_many_requests", &message);
    }
    HttpResponse::build(status).json(json!({ "error": "too_many_requests", "error_description": message }))
}
