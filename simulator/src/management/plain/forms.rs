//! `/forms`, `/flows` and the vault of connections that flows use

use actix_web::web;
use serde_json::{Map, Value, json};

use crate::tenant::ids;

use super::{
    super::{
        ApiError,
        paging::{Limits, USUAL},
        schema::{
            Field,
            Kind::{self, Integer, List, Object, OneOf, Open, Record, Text},
            MANY, may, must,
        },
    },
    collection::{Collection, Style},
};

const STYLE: Style = Style::Paged(Limits { capped: false, ..USUAL });
const PLACE: Kind = Record(&[must("x", Integer(-999_999, 999_999)), must("y", Integer(-999_999, 999_999))]);
const NODE: Kind = Record(&[
    must("id", Text(1, 255)),
    must("type", OneOf(&["FLOW", "ROUTER", "STEP"])),
    may("coordinates", PLACE),
    may("alias", Text(1, 150)),
    may("config", Object),
]);
const MESSAGES: Kind =
    Record(&[may("errors", Kind::Map(&Text(1, 255), MANY)), may("custom", Kind::Map(&Text(1, 255), MANY))]);
const START: Kind = Record(&[
    may("hidden_fields", List(&Open(&[must("key", Text(1, 255))]), 0, MANY)),
    may("next_node", Text(1, 255)),
    may("coordinates", PLACE),
]);

/// What creation and change both take; only creation needs the name.
macro_rules! form {
    ($name:expr) => {
        &[
            $name,
            may("messages", MESSAGES),
            may("languages", Record(&[may("primary", Text(1, 55)), may("default", Text(1, 55))])),
            may("translations", Kind::Map(&Object, MANY)),
            may("nodes", List(&NODE, 0, MANY)),
            may("start", START),
            may("ending", Object),
            may("style", Record(&[may("css", Text(1, 5000))])),
        ]
    };
}
const FORM_CREATE: &[Field] = form!(must("name", Text(1, 150)));
const FORM_CHANGE: &[Field] = form!(may("name", Text(1, 150)));
const ACTION: Kind =
    Open(&[must("id", Text(1, 255)), must("type", Text(1, 100)), must("action", Text(1, 100))]);
const APPS: &[&str] = &[
    "ACTIVECAMPAIGN",
    "AIRTABLE",
    "AUTH0",
    "BIGQUERY",
    "CLEARBIT",
    "DOCUSIGN",
    "GOOGLE_SHEETS",
    "HTTP",
    "HUBSPOT",
    "JWT",
    "MAILCHIMP",
    "MAILJET",
    "PIPEDRIVE",
    "SALESFORCE",
    "SENDGRID",
    "SLACK",
    "STRIPE",
    "TELEGRAM",
    "TWILIO",
    "WHATSAPP",
    "ZAPIER",
];

static FORMS: Collection = Collection {
    noun: "a form",
    make_id: || ids::long("ap"),
    style: STYLE,
    create: FORM_CREATE,
    change: FORM_CHANGE,
    forgiving: true,
    missing: |_| ApiError::inexistent("form_not_found", "The form does not exist."),
    show_listed: brief,
    ..Collection::usual("/forms", "forms", "forms")
};

/// The description.
pub(super) static FLOWS: Collection = Collection {
    noun: "a flow",
    make_id: || ids::long("af"),
    style: STYLE,
    create: &[must("name", Text(1, 150)), may("actions", List(&ACTION, 0, MANY))],
    change: &[may("name", Text(1, 150)), may("actions", List(&ACTION, 0, MANY))],
    missing: |_| ApiError::inexistent("flow_not_found", "The flow does not exist."),
    show_listed: brief,
    ..Collection::usual("/flows", "flows", "flows")
};

static VAULT: Collection = Collection {
    noun: "a Flows Vault connection",
    make_id: || ids::long("ac"),
    style: STYLE,
    create: &[must("name", Text(1, 150)), must("app_id", OneOf(APPS)), may("setup", Object)],
    change: &[may("name", Text(1, 150)), may("setup", Object)],
    forgiving: true,
    missing: |_| {
        ApiError::inexistent("vault_connection_not_found", "The Flow vault connection does not exist.")
    },
    settle: |_, body| {
        let ready = body.contains_key("setup");
        body.insert("ready".to_owned(), json!(ready));
        body.entry("fingerprint").or_insert_with(|| json!(ids::hex(64)));
        Ok(())
    },
    show: without_setup,
    show_listed: without_setup,
    ..Collection::usual("/flows/vault/connections", "connections", "flows_vault_connections")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    FORMS.configure(config);
    VAULT.configure(config);
    FLOWS.configure(config);
}

fn brief(body: &Map<String, Value>) -> Map<String, Value> {
    let told = ["name", "created_at", "updated_at", "flow_count"];
    let mut brief = body.clone();
    brief.retain(|name, _| told.contains(&name.as_str()));
    let flows = body
        .get("nodes")
        .and_then(Value::as_array)
        .map(|nodes| nodes.iter().filter(|node| node["type"] == json!("FLOW")).count());
    if body.contains_key("languages") || flows.is_some() {
        brief.insert("flow_count".to_owned(), json!(flows.unwrap_or(0)));
    }
    brief
}

fn without_setup(body: &Map<String, Value>) -> Map<String, Value> {
    let mut shown = body.clone();
    shown.remove("setup");
    shown
}
