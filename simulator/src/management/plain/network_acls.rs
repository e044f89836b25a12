//! `/network-acls`

use serde_json::{Map, Value, json};

use crate::tenant::ids;

use super::{
    super::{
        ApiError,
        paging::{Limits, USUAL},
        schema::{
            Field,
            Kind::{self, Any, Flag, Integer, Number, OneOf, Record, Set, Text},
            may, must,
        },
    },
    Collection, Draft, Style,
};

/// Lists a tenant with Attack Protection can have.
const MOST: usize = 10;
/// Entries of one identifier.
const ENTRIES: usize = 20;

const TEXTS: Kind = Set(&Text(1, 1024), 1, ENTRIES);
const MATCH: Kind = Record(&[
    may("asns", Set(&Integer(0, 4_294_967_295), 1, ENTRIES)),
    may("geo_country_codes", TEXTS),
    may("geo_subdivision_codes", TEXTS),
    may("ipv4_cidrs", TEXTS),
    may("ipv6_cidrs", TEXTS),
    may("connecting_ipv4_cidrs", TEXTS),
    may("connecting_ipv6_cidrs", TEXTS),
    may("ja3_fingerprints", TEXTS),
    may("ja4_fingerprints", TEXTS),
    may("user_agents", TEXTS),
    may("hostnames", TEXTS),
    may(
        "auth0_managed",
        Set(&OneOf(&["auth0.icloud_relay_proxy", "auth0.low_reputation", "auth0.vpn"]), 1, ENTRIES),
    ),
]);
const RULE: Kind = Record(&[
    must(
        "action",
        Record(&[
            may("block", Any),
            may("allow", Any),
            may("log", Any),
            may("redirect", Any),
            may("redirect_uri", Text(1, 2000)),
        ]),
    ),
    may("match", MATCH),
    may("not_match", MATCH),
    must("scope", OneOf(&["management", "authentication", "tenant", "dynamic_client_registration"])),
]);
const CREATE: &[Field] = &[
    must("description", Text(0, 255)),
    must("active", Flag),
    may("priority", Number(1, 100)),
    must("rule", RULE),
];
const CHANGE: &[Field] = &[
    may("description", Text(0, 255)),
    may("active", Flag),
    may("priority", Number(1, 100)),
    may("rule", RULE),
];

/// The description.
pub(super) static NETWORK_ACLS: Collection = Collection {
    noun: "a Network ACL",
    make_id: || ids::long("acl"),
    style: Style::Paged(Limits { capped: false, ..USUAL }),
    create: CREATE,
    change: CHANGE,
    check_id,
    missing: |_| ApiError::not_found("This ACL does not exist"),
    settle,
    ..Collection::usual("/network-acls", "network_acls", "network_acls")
};

fn check_id(id: &str) -> Result<(), ApiError> {
    let fits = id
        .strip_prefix("acl_")
        .is_some_and(|rest| rest.len() == 22 && rest.chars().all(|letter| letter.is_ascii_alphanumeric()));
    if fits {
        return Ok(());
    }
    Err(ApiError::bad_request(
        "invalid_uri",
        "Network ACL id is not a valid ACL ID in the form 'acl_XXXXXXXXXXXXXXXXXXXXXX'",
    ))
}

fn settle(draft: &Draft<'_>, body: &mut Map<String, Value>) -> Result<(), ApiError> {
    if draft.before.is_none() && draft.state.documents.count(NETWORK_ACLS.path) >= MOST {
        return Err(ApiError::forbidden(
            "too_many_entities",
            "You reached the limit of entities of this type for this tenant.",
        ));
    }
    check_action(&body["rule"]["action"])?;
    if !body.contains_key("priority") {
        let used: Vec<&Value> = draft
            .state
            .documents
            .all(NETWORK_ACLS.path)
            .filter_map(|other| other.body.get("priority"))
            .collect();
        let free = (1..=100).find(|priority| !used.contains(&&json!(priority))).unwrap_or(100);
        body.insert("priority".to_owned(), json!(free));
    } else if draft.taken(&NETWORK_ACLS, "priority") {
        return Err(ApiError::conflict(
            None,
            "A Network ACL with this priority number has already been created.",
        ));
    }
    Ok(())
}

/// Exactly one of the four, and it is `true`.
fn check_action(action: &Value) -> Result<(), ApiError> {
    let chosen: Vec<&Value> =
        ["block", "allow", "log", "redirect"].iter().filter_map(|name| action.get(name)).collect();
    if chosen.len() != 1 || chosen[0] != &json!(true) {
        return Err(ApiError::payload("None of the valid schemas were met", "rule.action"));
    }
    if action.get("redirect").is_some() && action.get("redirect_uri").is_none() {
        return Err(ApiError::payload("Missing required property: redirect_uri", "rule.action"));
    }
    Ok(())
}
