//! Segments of visitors, by rules

use serde_json::{Value, json};

use crate::tenant::ids;

use super::{
    super::super::{
        ApiError,
        schema::{
            Field,
            Kind::{self, Either, Flag, List, Record, Text},
            MANY, may, must,
        },
    },
    Collection, DESCRIPTION, DESCRIPTION_OR_NULL, NAME, STYLE, check_name, experiments, matches,
};

const TEXTS: Kind = List(&Text(0, 1024), 1, MANY);
const EXPRESSION: Kind = Either(&[
    TEXTS,
    Record(&[must("contains", TEXTS)]),
    Record(&[must("starts_with", TEXTS)]),
    Record(&[must("ends_with", TEXTS)]),
    Record(&[must("exists", Flag)]),
]);
const CONDITIONS: Kind = Record(&[
    may("client_id", EXPRESSION),
    may("connection", EXPRESSION),
    may("connection_type", EXPRESSION),
    may("organization_id", EXPRESSION),
    may("domain", EXPRESSION),
    may("device_type", EXPRESSION),
    may("browser", EXPRESSION),
    may("platform", EXPRESSION),
    may("user_agent", EXPRESSION),
    may("country", EXPRESSION),
    may("region", EXPRESSION),
]);
const RULES: Kind = List(&Record(&[may("match", CONDITIONS), may("not_match", CONDITIONS)]), 1, MANY);
const CREATE: &[Field] = &[must("name", NAME), may("description", DESCRIPTION), must("rules", RULES)];
const CHANGE: &[Field] = &[may("name", NAME), may("description", DESCRIPTION_OR_NULL), may("rules", RULES)];

/// The description.
pub(super) static SEGMENTS: Collection = Collection {
    noun: "a segment",
    make_id: || ids::long("seg"),
    style: STYLE,
    create: CREATE,
    change: CHANGE,
    change_needs_any: true,
    forgiving: true,
    missing: |_| ApiError::not_found("Segment not found."),
    settle: |draft, body| {
        check_name(draft, &SEGMENTS, "A segment with this name already exists.")?;
        for rule in body["rules"].as_array().into_iter().flatten() {
            check_count(rule, 2)?;
            rule.as_object()
                .into_iter()
                .flat_map(|rule| rule.values())
                .try_for_each(|part| check_count(part, 10))?;
        }
        body.entry("type").or_insert(json!("self"));
        Ok(())
    },
    release: |state, id, _| {
        if experiments::allocations(state).any(|one| one["segment_id"] == json!(id)) {
            return Err(ApiError::conflict(
                None,
                "Segment is in use by one or more non-archived experiment allocations.",
            ));
        }
        Ok(())
    },
    filter: |query, body| matches(query, body, &["type"]),
    ..Collection::usual("/experimentation/segments", "segments", "experimentation")
};

fn check_count(object: &Value, most: usize) -> Result<(), ApiError> {
    let problem = match object.as_object().map_or(0, serde_json::Map::len) {
        0 => "Too few properties defined (0), minimum 1".to_owned(),
        count if count > most => format!("Too many properties defined ({count}), maximum {most}"),
        _ => return Ok(()),
    };
    Err(ApiError::payload(&problem, "rules"))
}
