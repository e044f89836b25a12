//! Misbehaviour on demand: lost answers, refused connections, chosen statuses.

use std::{
    collections::VecDeque,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use actix_web::{
    Error, HttpResponse,
    body::{BodyStream, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
    web,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::tenant::Tenant;

const SEEN_LIMIT: usize = 10_000;

/// An order to misbehave.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which requests.
    #[serde(default, rename = "match")]
    pub matching: Match,
    /// What happens to them.
    pub effect: Effect,
    /// The status to answer with, for `status`.
    pub status: Option<u16>,
    /// How many requests; one when absent.
    #[serde(default = "once")]
    pub times: u32,
}

/// Which requests a fault meets.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// Any method when absent.
    pub method: Option<String>,
    /// Any path when absent.
    pub path_prefix: Option<String>,
}

/// What a fault does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The change is made, but the connection closes without an answer.
    DropAfterApply,
    /// The connection closes before anything happens.
    DropBeforeApply,
    /// Nothing happens and the given status is answered.
    Status,
}

/// A Management API request that was seen.
#[derive(Debug, Clone, Serialize)]
pub struct SeenRequest {
    /// The method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The query.
    pub query: String,
    /// The status of the answer, even of one that was dropped.
    pub status: Option<u16>,
    /// The fault that met it.
    pub fault: Option<Effect>,
}

/// Ordered faults and seen requests.
#[derive(Debug, Default)]
pub struct Faults {
    ordered: Mutex<Vec<Fault>>,
    seen: Mutex<VecDeque<SeenRequest>>,
}

impl Faults {
    /// Adds an order.
    pub fn order(&self, fault: Fault) {
        locked(&self.ordered).push(fault);
    }

    /// Forgets all orders.
    pub fn clear(&self) {
        locked(&self.ordered).clear();
    }

    /// The Management API requests seen, oldest first.
    pub fn requests(&self) -> Vec<SeenRequest> {
        locked(&self.seen).iter().cloned().collect()
    }

    /// Forgets what was seen.
    pub fn clear_requests(&self) {
        locked(&self.seen).clear();
    }

    fn note(&self, request: SeenRequest) {
        let mut seen = locked(&self.seen);
        seen.push_back(request);
        while seen.len() > SEEN_LIMIT {
            seen.pop_front();
        }
    }

    fn meet(&self, method: &str, path: &str) -> Option<(Effect, StatusCode)> {
        let mut ordered = locked(&self.ordered);
        let place = ordered.iter().position(|fault| {
            fault.times > 0
                && fault.matching.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault.matching.path_prefix.as_deref().is_none_or(|prefix| path.starts_with(prefix))
        })?;
        let fault = &mut ordered[place];
        fault.times -= 1;
        let status = fault.status.and_then(|code| StatusCode::from_u16(code).ok());
        let met = (fault.effect, status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        ordered.retain(|fault| fault.times > 0);
        Some(met)
    }
}

const fn once() -> u32 {
    1
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Middleware: lets ordered faults happen and notes Management API requests.
pub async fn inject(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let path = request.path().to_owned();
    let tenant = request.app_data::<web::Data<Tenant>>().cloned();
    let Some(tenant) = tenant.filter(|_| !path.starts_with(super::PATH)) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let mut seen = SeenRequest {
        method: request.method().to_string(),
        query: request.query_string().to_owned(),
        path,
        status: None,
        fault: None,
    };
    let met = tenant.faults.meet(&seen.method, &seen.path);
    seen.fault = met.map(|(effect, _)| effect);
    let answer = match met {
        Some((Effect::DropBeforeApply, _)) => request.into_response(broken()),
        Some((Effect::Status, status)) => request.into_response(refusal(status)),
        Some((Effect::DropAfterApply, _)) => {
            let answer = next.call(request).await?;
            seen.status = Some(answer.status().as_u16());
            answer.into_response(broken())
        }
        None => next.call(request).await?.map_into_boxed_body(),
    };
    if !matches!(seen.fault, Some(Effect::DropAfterApply | Effect::DropBeforeApply)) {
        seen.status = Some(answer.status().as_u16());
    }
    if seen.path.starts_with(crate::management::PATH) {
        tenant.faults.note(seen);
    }
    Ok(answer)
}

/// The head is only written together with the first piece of the body; an error there closes the connection
/// before anything was sent.
fn broken() -> HttpResponse {
    let error = io::Error::new(io::ErrorKind::ConnectionReset, "the answer was dropped on order");
    let body = futures_util::stream::once(async move { Err::<web::Bytes, _>(error) });
    HttpResponse::Ok().body(BodyStream::new(body))
}

fn refusal(status: StatusCode) -> HttpResponse {
    let reason = status.canonical_reason().unwrap_or("Error");
    let mut body = json!({ "statusCode": status.as_u16(), "error": reason, "message": reason });
    let mut answer = HttpResponse::build(status);
    if status == StatusCode::TOO_MANY_REQUESTS {
        body["message"] = json!("Global limit has been reached");
        body["errorCode"] = json!("too_many_requests");
        answer.insert_header(("x-ratelimit-remaining", "0"));
    }
    answer.json(body)
}
