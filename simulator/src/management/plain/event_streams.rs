//! `/event-streams`

use serde_json::{Map, Value, json};

use crate::{streams, tenant::ids};

use super::{
    super::{
        ApiError,
        schema::{
            self, Field,
            Kind::{self, Either, List, Object, OneOf, Record, Text},
            MANY, may, must,
        },
    },
    Collection, Draft, Style,
};

/// What can be subscribed to.
pub(in super::super) const EVENTS: &[&str] = &[
    "group.created",
    "group.deleted",
    "group.member.added",
    "group.member.deleted",
    "group.role.assigned",
    "group.role.deleted",
    "group.updated",
    "organization.connection.added",
    "organization.connection.removed",
    "organization.connection.updated",
    "organization.created",
    "organization.deleted",
    "organization.group.role.assigned",
    "organization.group.role.deleted",
    "organization.member.added",
    "organization.member.deleted",
    "organization.member.role.assigned",
    "organization.member.role.deleted",
    "organization.updated",
    "user.created",
    "user.deleted",
    "user.updated",
];
const ADDRESS: Kind = Kind::Pattern(MANY, "^https://.*", |text| text.starts_with("https://"));
const AUTHORIZATIONS: Kind = Either(&[
    Record(&[
        must("method", OneOf(&["basic"])),
        must("username", Text(1, 128)),
        may("password", Text(0, MANY)),
    ]),
    Record(&[must("method", OneOf(&["bearer"])), may("token", Text(0, MANY))]),
    Record(&[
        must("method", OneOf(&["custom_header"])),
        must("header_key", Text(1, MANY)),
        may("header_value", Text(0, MANY)),
    ]),
]);
const WEBHOOK: &[Field] = &[must("webhook_endpoint", ADDRESS), must("webhook_authorization", AUTHORIZATIONS)];
const EVENTBRIDGE: &[Field] = &[must("aws_account_id", Text(12, 12)), must("aws_region", Text(1, MANY))];
const ACTION: &[Field] = &[must("action_id", Text(0, MANY))];
const DESTINATION: Kind =
    Record(&[must("type", OneOf(&["webhook", "eventbridge", "action"])), must("configuration", Object)]);
const SUBSCRIPTION: Kind = Record(&[may("event_type", OneOf(EVENTS))]);
const STATUS: Kind = OneOf(&["enabled", "disabled"]);

/// The description; delivery reads it too.
pub(in super::super) static EVENT_STREAMS: Collection = Collection {
    noun: "an Event Stream",
    make_id: || ids::long("est"),
    style: Style::Checkpoint(50, 100),
    create: &[
        may("name", Text(1, 128)),
        may("subscriptions", List(&SUBSCRIPTION, 1, MANY)),
        must("destination", DESTINATION),
        may("status", STATUS),
    ],
    change: &[
        may("name", Text(1, 128)),
        may("subscriptions", List(&SUBSCRIPTION, 0, MANY)),
        may("destination", DESTINATION),
        may("status", STATUS),
    ],
    check_id,
    forgiving: true,
    release: |state, id, _| {
        streams::forget(state, id);
        Ok(())
    },
    missing: |_| ApiError::not_found("The event stream does not exist."),
    settle,
    show: without_secrets,
    show_listed: without_secrets,
    ..Collection::usual("/event-streams", "eventStreams", "event_streams")
};

fn check_id(id: &str) -> Result<(), ApiError> {
    let fits = id
        .strip_prefix("est_")
        .is_some_and(|rest| rest.len() == 22 && rest.chars().all(|letter| letter.is_ascii_alphanumeric()));
    if fits {
        return Ok(());
    }
    Err(ApiError::path(
        &format!("Object didn't pass validation for format event-stream-id: {id}"),
        "id (Unique identifier for the event stream)",
    ))
}

fn settle(draft: &Draft<'_>, body: &mut Map<String, Value>) -> Result<(), ApiError> {
    if draft.taken(&EVENT_STREAMS, "name") {
        return Err(ApiError::conflict(None, "Event stream name already in use."));
    }
    if let Some(destination) = draft.wish.get("destination") {
        check_destination(draft, destination)?;
    }
    body.entry("status").or_insert(json!("enabled"));
    body.entry("subscriptions").or_insert(json!([]));
    if let Some(configuration) = body.get_mut("destination").and_then(|value| value.get_mut("configuration"))
        && configuration.get("aws_account_id").is_some()
    {
        configuration["aws_partner_event_source"] =
            json!(format!("aws.partner/auth0.com/{}/auth0.events", draft.id));
    }
    Ok(())
}

fn check_destination(draft: &Draft<'_>, destination: &Value) -> Result<(), ApiError> {
    let kind = destination["type"].as_str().unwrap_or_default();
    let fields = match kind {
        "eventbridge" => EVENTBRIDGE,
        "action" => ACTION,
        _ => WEBHOOK,
    };
    schema::check_at(&destination["configuration"], &Record(fields), "destination.configuration")?;
    match draft.before.map(|before| &before["destination"]["type"]) {
        Some(before) if before.as_str() != Some(kind) => {
            Err(ApiError::invalid_body("The destination type of an event stream cannot be changed."))
        }
        _ => Ok(()),
    }
}

fn without_secrets(body: &Map<String, Value>) -> Map<String, Value> {
    let mut shown = body.clone();
    let authorization = shown
        .get_mut("destination")
        .and_then(|value| value.get_mut("configuration"))
        .and_then(|value| value.get_mut("webhook_authorization"))
        .and_then(Value::as_object_mut);
    if let Some(authorization) = authorization {
        authorization.retain(|name, _| !["password", "token", "header_value"].contains(&name.as_str()));
    }
    shown
}
