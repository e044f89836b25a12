//! Carries faults out, and notes what was asked of the Management API.

use std::{io, time::Duration};

use actix_web::{
    Error, HttpResponse,
    body::{self, BodyStream, BoxBody, MessageBody, SizedStream},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode},
    middleware::Next,
    web,
};
use serde_json::json;

use crate::tenant::{Tenant, view::View};

use super::faults::{Deed, InvalidFault, SeenRequest};

/// Orders faults for the request that carries it: `latency=500, status=503`.
pub const HEADER: &str = "x-simulator-fault";
/// How often a dripping answer lets something fall.
const DRIPS_PER_SECOND: u32 = 10;

/// Middleware: lets ordered faults happen and notes Management API requests.
pub async fn inject(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let tenant = request.app_data::<web::Data<Tenant>>().cloned();
    let Some(tenant) = tenant.filter(|_| !request.path().starts_with(super::PATH)) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let deeds = match deeds(&tenant, &request) {
        Ok(deeds) => deeds,
        Err(error) => {
            return Ok(request.into_response(HttpResponse::BadRequest().body(format!("{HEADER}: {error}"))));
        }
    };
    let mut seen = SeenRequest {
        method: request.method().to_string(),
        query: request.query_string().to_owned(),
        path: request.path().to_owned(),
        status: None,
        fault: deeds.last().map(|deed| deed.effect()),
    };
    let (answer, status) = carry_out(&tenant, &deeds, request, next).await?;
    seen.status = status.map(|status| status.as_u16());
    if seen.path.starts_with(crate::management::PATH) {
        tenant.faults.note(seen);
    }
    Ok(answer)
}

fn deeds(tenant: &Tenant, request: &ServiceRequest) -> Result<Vec<Deed>, InvalidFault> {
    let mut deeds: Vec<Deed> =
        tenant.faults.meet(request.method().as_str(), request.path()).into_iter().collect();
    if let Some(value) = request.headers().get(HEADER) {
        deeds.extend(Deed::parse_list(value.to_str().unwrap_or("?"))?);
    }
    Ok(deeds)
}

/// The answer, and the status that was meant even where nobody hears it.
async fn carry_out(
    tenant: &Tenant,
    deeds: &[Deed],
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<(ServiceResponse<BoxBody>, Option<StatusCode>), Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut view = View { state: tenant.held_back().filter(|_| reads), ..View::default() };
    for deed in deeds {
        match *deed {
            Deed::Latency(time) => tokio::time::sleep(time).await,
            Deed::StaleReads(time) if !reads => tenant.hold_back(time),
            Deed::ClockShift(shift) => view.shift += shift,
            Deed::DropBeforeApply => return Ok((request.into_response(broken()), None)),
            Deed::Status(status) => {
                let refusal = refusal(tenant, request.path(), status);
                return Ok((request.into_response(refusal), Some(status)));
            }
            Deed::StaleReads(_) | Deed::DropAfterApply | Deed::Drip { .. } => {}
        }
    }
    let mut answer = view.during(next.call(request)).await?.map_into_boxed_body();
    let status = answer.status();
    for deed in deeds {
        match *deed {
            Deed::DropAfterApply => answer = answer.into_response(broken()),
            Deed::Drip { bytes_per_second } => answer = drip(answer, bytes_per_second).await?,
            _ => {}
        }
    }
    Ok((answer, Some(status)))
}

/// The head is only written together with the first piece of the body; an error there closes the connection
/// before anything was sent.
fn broken() -> HttpResponse {
    let error = io::Error::new(io::ErrorKind::ConnectionReset, "the answer was dropped on order");
    let body = futures_util::stream::once(async move { Err::<web::Bytes, _>(error) });
    HttpResponse::Ok().body(BodyStream::new(body))
}

async fn drip(
    answer: ServiceResponse<BoxBody>,
    bytes_per_second: u32,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (request, answer) = answer.into_parts();
    let (head, whole) = answer.into_parts();
    let whole = body::to_bytes(whole).await?;
    let length = u64::try_from(whole.len()).unwrap_or_default();
    let piece = usize::try_from(bytes_per_second.div_ceil(DRIPS_PER_SECOND)).unwrap_or(1);
    let pause = Duration::from_secs(1) / DRIPS_PER_SECOND;
    let pieces = futures_util::stream::unfold(whole, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let first = rest.split_to(piece.min(rest.len()));
        Some((Ok::<_, io::Error>(first), rest))
    });
    let answer = head.set_body(SizedStream::new(length, pieces)).map_into_boxed_body();
    Ok(ServiceResponse::new(request, answer))
}

/// Refuses in the form of the API that is asked.
fn refusal(tenant: &Tenant, path: &str, status: StatusCode) -> HttpResponse {
    let reason = status.canonical_reason().unwrap_or("Error");
    let too_many = status == StatusCode::TOO_MANY_REQUESTS;
    let message = if too_many { "Global limit has been reached" } else { reason };
    let mut answer = HttpResponse::build(status);
    if too_many {
        answer.insert_header(("x-ratelimit-remaining", "0"));
        answer.insert_header(("x-ratelimit-reset", tenant.now().timestamp() + 1));
    }
    if !path.starts_with(crate::management::PATH) {
        let error = if too_many { "too_many_requests" } else { "server_error" };
        return answer.json(json!({ "error": error, "error_description": message }));
    }
    let mut body = json!({ "statusCode": status.as_u16(), "error": reason, "message": message });
    if too_many {
        body["errorCode"] = json!("too_many_requests");
    }
    answer.json(body)
}
