//! What becomes of the events of `/event-streams`, and `/events` for those who keep a connection open

use actix_web::{
    HttpResponse,
    http::header,
    web::{self, Bytes},
};
use chrono::{DateTime, Utc};
use futures_util::stream;
use serde_json::{Map, Value, json};

use crate::{
    streams::{BadPosition, Beginning, Delivery, NotRedelivered, Subscription},
    tenant::Tenant,
};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        query::Query,
        schema::{
            self, Field,
            Kind::{self, List, Object, OneOf},
            MANY, may, must,
        },
    },
    event_streams::{EVENT_STREAMS, EVENTS},
};

const MOMENT: Kind =
    Kind::Format("date-time", |text| text.len() <= 20 && DateTime::parse_from_rfc3339(text).is_ok());
const FAILED: Kind = OneOf(&["failed"]);
const REDELIVER: &[Field] = &[
    may("date_from", MOMENT),
    may("date_to", MOMENT),
    may("statuses", List(&FAILED, 0, MANY)),
    may("event_types", List(&OneOf(EVENTS), 0, MANY)),
];
const TEST: &[Field] = &[must("event_type", OneOf(EVENTS)), may("data", Object)];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/event-streams/{id}/deliveries", web::get().to(list))
        .route("/event-streams/{id}/deliveries/{event}", web::get().to(get))
        .route("/event-streams/{id}/redeliver", web::post().to(redeliver))
        .route("/event-streams/{id}/redeliver/{event}", web::post().to(redeliver_one))
        .route("/event-streams/{id}/test", web::post().to(test))
        .route("/events", web::get().to(subscribe));
}

/// Which deliveries are meant.
struct Filter {
    kinds: Vec<String>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

impl Filter {
    fn of_query(query: &Query) -> Result<Self, ApiError> {
        let given = query.list("statuses").into_iter().map(|one| ("statuses", one, &FAILED));
        let kinds = query.list("event_types");
        let of_kind = kinds.iter().map(|one| ("event_types", *one, &OneOf(EVENTS)));
        let moments = ["date_from", "date_to"].map(|name| query.text(name).map(|text| (name, text, &MOMENT)));
        for (name, text, kind) in given.chain(of_kind).chain(moments.into_iter().flatten()) {
            schema::check_value(&json!(text), kind)
                .map_err(|_| ApiError::query(&format!("{text} is not allowed"), name))?;
        }
        Ok(Self {
            kinds: kinds.into_iter().map(str::to_owned).collect(),
            from: query.text("date_from").and_then(moment),
            to: query.text("date_to").and_then(moment),
        })
    }

    fn of_body(wish: &Map<String, Value>) -> Self {
        let at = |name: &str| body::text(wish, name).as_deref().and_then(moment);
        Self { kinds: body::texts(wish, "event_types"), from: at("date_from"), to: at("date_to") }
    }

    /// Failed deliveries to this stream that are meant.
    fn apply(&self, tenant: &Tenant, stream: &str) -> Vec<Delivery> {
        let meant = |one: &&Delivery| {
            let at = moment(one.time());
            one.stream == stream
                && one.has_failed()
                && (self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == one.kind()))
                && (self.from.is_none() || at >= self.from)
                && (self.to.is_none() || at < self.to)
        };
        tenant.read(|state| state.streams.deliveries.iter().filter(meant).cloned().collect())
    }
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc())
}

fn check_stream(tenant: &Tenant, id: &str) -> Result<(), ApiError> {
    tenant.read(|state| EVENT_STREAMS.find(&state.documents, id)).map(|_| ())
}

fn missing_event() -> ApiError {
    ApiError::not_found("The event does not exist.")
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:event_streams", "read:event_deliveries"])?;
    check_stream(&tenant, &id)?;
    let take = query.number("take", 1, 100)?.unwrap_or(50);
    let all = Filter::of_query(&query)?.apply(&tenant, &id);
    let after = query.text("from").and_then(|from| all.iter().position(|one| one.id() == from));
    let rows = all.iter().skip(after.map_or(0, |place| place + 1)).take(take);
    Ok(HttpResponse::Ok().json(rows.map(Delivery::shown).collect::<Vec<_>>()))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:event_deliveries"])?;
    check_stream(&tenant, &path.0)?;
    let all = Filter { kinds: Vec::new(), from: None, to: None }.apply(&tenant, &path.0);
    let found = all.iter().find(|one| one.id() == path.1).ok_or_else(missing_event)?;
    Ok(HttpResponse::Ok().json(found.shown()))
}

async fn redeliver(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:event_deliveries"])?;
    let wish = body::object(&bytes, REDELIVER)?;
    check_stream(&tenant, &id)?;
    let meant = Filter::of_body(&wish).apply(&tenant, &id);
    if meant.iter().filter_map(|one| tenant.redeliver(&id, one.id()).err()).count() > 0 {
        return Err(ApiError::conflict(None, "One or more events is not in a state that allows redelivery."));
    }
    Ok(HttpResponse::Accepted().json(wish))
}

async fn redeliver_one(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:event_deliveries"])?;
    check_stream(&tenant, &path.0)?;
    tenant.redeliver(&path.0, &path.1).map_err(|problem| match problem {
        NotRedelivered::Unknown => missing_event(),
        NotRedelivered::UnderWay => {
            ApiError::conflict(None, "The event is not in a state that allows redelivery.")
        }
    })?;
    Ok(HttpResponse::Accepted().finish())
}

async fn test(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:event_streams"])?;
    let mut wish = body::object(&bytes, TEST)?;
    check_stream(&tenant, &id)?;
    let kind = body::text(&wish, "event_type").unwrap_or_default();
    let delivery = tenant.send_test_event(&id, &kind, wish.remove("data"));
    Ok(HttpResponse::Accepted().json(delivery.shown()))
}

async fn subscribe(
    tenant: web::Data<Tenant>,
    caller: Caller,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:events"])?;
    let kinds: Vec<String> = query.list("event_type").into_iter().map(str::to_owned).collect();
    if let Some(unknown) = kinds.iter().find(|kind| !EVENTS.contains(&kind.as_str())) {
        return Err(ApiError::query(&format!("No enum match for: {unknown}"), "event_type"));
    }
    let beginning = match (query.text("from"), query.text("from_timestamp")) {
        (Some(offset), _) => Beginning::After(offset.to_owned()),
        (None, Some(text)) => Beginning::Since(
            moment(text).ok_or_else(|| ApiError::query("Invalid timestamp", "from_timestamp"))?,
        ),
        (None, None) => Beginning::Now,
    };
    let subscription =
        Subscription::begin(tenant.into_inner(), &beginning, kinds).map_err(|problem| match problem {
            BadPosition::Malformed => ApiError::bad_request("invalid_cursor", "Invalid cursor format."),
            BadPosition::Expired => {
                ApiError::gone("Cursor points to data no longer available in the stream.")
            }
        })?;
    let messages = stream::unfold(subscription, |mut subscription| async {
        let message = subscription.next().await;
        Some((Ok::<_, actix_web::Error>(Bytes::from(message)), subscription))
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .streaming(messages))
}
