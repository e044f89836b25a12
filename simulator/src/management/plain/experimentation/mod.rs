//! `/experimentation`: feature flags with their variations, segments of visitors, and experiments that join them

mod experiments;
mod flags;
mod segments;
mod variations;

use actix_web::web;
use serde_json::{Map, Value, json};

use super::{
    super::{
        ApiError,
        schema::Kind::{self, Nullable, Pattern},
    },
    collection::{Collection, Draft, Style},
};

type Body = Map<String, Value>;

const STYLE: Style = Style::Checkpoint(25, 50);
const NAME: Kind = Pattern(255, "^(?!.*\\x00)\\S(.*\\S)?$", is_name);
const DESCRIPTION: Kind = Pattern(1024, "^(?!.*\\x00)\\S(.*\\S)?$", is_name);
const DESCRIPTION_OR_NULL: Kind = Nullable(&DESCRIPTION);

fn is_name(text: &str) -> bool {
    text.len() >= 3 && text.trim() == text && !text.contains('\0')
}

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    flags::configure(config);
    variations::configure(config);
    segments::SEGMENTS.configure(config);
    experiments::configure(config);
}

/// Refuses a name that another one has.
fn check_name(draft: &Draft<'_>, collection: &Collection, problem: &str) -> Result<(), ApiError> {
    if draft.taken(collection, "name") {
        return Err(ApiError::conflict(None, problem));
    }
    Ok(())
}

/// Whether the query asks for other values of these members.
fn matches(query: &super::super::query::Query, body: &Body, names: &[&str]) -> bool {
    names.iter().all(|name| query.text(name).is_none_or(|wanted| body.get(*name) == Some(&json!(wanted))))
}
