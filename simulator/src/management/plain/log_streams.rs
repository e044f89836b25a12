//! `/log-streams`

use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::tenant::ids;

use super::{
    super::{
        ApiError, formats,
        schema::{
            self, Field,
            Kind::{self, Either, Flag, List, OneOf, Open, Record, Text},
            MANY, may, must,
        },
    },
    Collection, Draft,
};

/// Streams a tenant can have. Auth0 does not publish its number.
const MOST: usize = 10;

const CATEGORIES: &[&str] = &[
    "auth.login.fail",
    "auth.login.notification",
    "auth.login.success",
    "auth.logout.fail",
    "auth.logout.success",
    "auth.signup.fail",
    "auth.signup.success",
    "auth.silent_auth.fail",
    "auth.silent_auth.success",
    "auth.token_exchange.fail",
    "auth.token_exchange.success",
    "management.fail",
    "management.success",
    "scim.event",
    "system.notification",
    "user.fail",
    "user.notification",
    "user.success",
    "actions",
    "other",
];
const FILTERS: Kind =
    List(&Open(&[may("type", OneOf(&["category"])), may("name", OneOf(CATEGORIES))]), 0, MANY);
const PII: Kind = Record(&[
    must(
        "log_fields",
        List(&OneOf(&["first_name", "last_name", "username", "email", "phone", "address"]), 1, MANY),
    ),
    may("method", OneOf(&["mask", "hash"])),
    may("algorithm", OneOf(&["xxhash"])),
]);
const ADDRESS: Kind = Kind::Pattern(MANY, "^https://.*", |text| text.starts_with("https://"));
const PORT: Kind = Kind::Pattern(MANY, "^[0-9]*$", digits);

const HTTP: &[Field] = &[
    may("httpAuthorization", Text(0, MANY)),
    may("httpContentFormat", OneOf(&["JSONARRAY", "JSONLINES", "JSONOBJECT"])),
    may("httpContentType", Text(0, MANY)),
    must("httpEndpoint", ADDRESS),
    may(
        "httpCustomHeaders",
        List(&Open(&[may("header", Text(0, MANY)), may("value", Text(0, MANY))]), 0, MANY),
    ),
];
const EVENTBRIDGE: &[Field] = &[
    must("awsAccountId", Kind::Pattern(MANY, "^\\d{12}$", |text| text.len() == 12 && digits(text))),
    must("awsRegion", Text(1, MANY)),
    may("awsPartnerEventSource", Text(0, MANY)),
];
const EVENTGRID: &[Field] = &[
    must("azureSubscriptionId", Kind::Format("uuid", formats::is_uuid)),
    must("azureRegion", Text(1, MANY)),
    must("azureResourceGroup", Text(1, MANY)),
    may("azurePartnerTopic", Text(0, MANY)),
];
const DATADOG: &[Field] =
    &[must("datadogApiKey", Text(0, MANY)), must("datadogRegion", OneOf(&["us", "eu", "us3", "us5"]))];
const SPLUNK: &[Field] = &[
    must("splunkDomain", Text(0, MANY)),
    must("splunkPort", PORT),
    must("splunkToken", Text(0, MANY)),
    must("splunkSecure", Flag),
];
const SUMO: &[Field] = &[must("sumoSourceAddress", Text(0, MANY))];
const SEGMENT: &[Field] = &[may("segmentWriteKey", Text(0, MANY))];
const MIXPANEL: &[Field] = &[
    must("mixpanelRegion", OneOf(&["us", "eu"])),
    must("mixpanelProjectId", Kind::Pattern(MANY, "^\\d+$", digits)),
    must("mixpanelServiceAccountUsername", Text(1, MANY)),
    may("mixpanelServiceAccountPassword", Text(0, MANY)),
];
const TYPES: &[&str] =
    &["http", "eventbridge", "eventgrid", "datadog", "splunk", "sumo", "segment", "mixpanel"];

const CREATE: &[Field] = &[
    may("name", Text(0, MANY)),
    must("type", OneOf(TYPES)),
    may("isPriority", Flag),
    may("filters", FILTERS),
    may("pii_config", PII),
    must("sink", Kind::Object),
    may("startFrom", Text(0, MANY)),
];
const CHANGE: &[Field] = &[
    may("name", Text(0, MANY)),
    may("status", OneOf(&["active", "paused", "suspended"])),
    may("isPriority", Flag),
    may("filters", FILTERS),
    may("pii_config", PII),
    may(
        "sink",
        Either(&[
            Record(HTTP),
            Record(DATADOG),
            Record(SPLUNK),
            Record(SUMO),
            Record(SEGMENT),
            Record(MIXPANEL),
        ]),
    ),
];

/// The description; stream delivery reads it too.
pub(in super::super) static LOG_STREAMS: Collection = Collection {
    noun: "a Log Stream",
    make_id: ids::log_stream,
    create: CREATE,
    change: CHANGE,
    created: StatusCode::OK,
    stamped: false,
    missing: |_| ApiError::not_found("The log stream does not exist."),
    settle,
    secrets: &[
        "sink.httpAuthorization",
        "sink.datadogApiKey",
        "sink.splunkToken",
        "sink.segmentWriteKey",
        "sink.mixpanelServiceAccountPassword",
    ],
    ..Collection::usual("/log-streams", "log_streams", "log_streams")
};

fn digits(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_digit())
}

fn sink_of(kind: &str) -> &'static [Field] {
    match kind {
        "eventbridge" => EVENTBRIDGE,
        "eventgrid" => EVENTGRID,
        "datadog" => DATADOG,
        "splunk" => SPLUNK,
        "sumo" => SUMO,
        "segment" => SEGMENT,
        "mixpanel" => MIXPANEL,
        _ => HTTP,
    }
}

fn settle(draft: &Draft<'_>, body: &mut Map<String, Value>) -> Result<(), ApiError> {
    let kind = body.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(sink) = draft.wish.get("sink") {
        schema::check_at(sink, &Record(sink_of(&kind)), "sink")?;
    }
    if draft.before.is_some() {
        return Ok(());
    }
    if draft.state.documents.count(LOG_STREAMS.path) >= MOST {
        return Err(ApiError::conflict(
            None,
            "You have reached the maximum number of log streams for your account.",
        ));
    }
    body.entry("name").or_insert_with(|| json!(kind));
    body.insert("status".to_owned(), json!("active"));
    body.entry("isPriority").or_insert(json!(false));
    complete_sink(&kind, draft.id, body);
    Ok(())
}

/// What the partner clouds learn of the stream, and what an HTTP sink is when little was said.
fn complete_sink(kind: &str, id: &str, body: &mut Map<String, Value>) {
    let Some(sink) = body.get_mut("sink").and_then(Value::as_object_mut) else { return };
    match kind {
        "eventbridge" => {
            let source = format!("aws.partner/auth0.com/{id}/auth0.logs");
            sink.insert("awsPartnerEventSource".to_owned(), json!(source));
        }
        "eventgrid" => {
            sink.insert("azurePartnerTopic".to_owned(), json!(format!("auth0-{id}")));
        }
        "http" => {
            sink.entry("httpContentFormat").or_insert(json!("JSONLINES"));
            sink.entry("httpContentType").or_insert(json!("application/json"));
        }
        _ => {}
    }
}
