//! Reading, trying and setting a mapping.

use std::collections::BTreeMap;

use api::{AttributeMapping, ConnectionId, FieldProblem, ProblemCode};

use super::{
    super::{
        domain::Connection,
        given::Kept,
        rules,
        service::{Change, Told, write},
        store, test_runs,
    },
    compare,
};
use crate::{auth::OrgScope, problem::ApiError, state::AppState};

/// Auth0's limits (auth0-facts section 3.1).
const MAX_TARGETS: usize = 44;
const MAX_SOURCES: usize = 4;
const MAX_NAME: usize = 255;

type Mapping = BTreeMap<String, Vec<String>>;

/// The mapping as it is, against the last test.
pub(super) async fn get(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<AttributeMapping, ApiError> {
    let connection = store::get(&state.db, scope, id).await?;
    let mapping = connection.tuning.mapping.clone();
    compared(state, scope, &connection, &mapping).await
}

/// What a mapping would give of the last test; nothing is saved.
pub(super) async fn preview(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    mapping: Mapping,
) -> Result<AttributeMapping, ApiError> {
    let connection = store::get(&state.db, scope, id).await?;
    check(&connection, &mapping)?;
    compared(state, scope, &connection, &mapping).await
}

/// Sets the mapping: a new revision, to be tested again.
pub(super) async fn put(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    mapping: Mapping,
    seen: impl Fn(&AttributeMapping) -> Result<(), ApiError>,
) -> Result<AttributeMapping, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    seen(&compared(state, scope, &before, &before.tuning.mapping).await?)?;
    check(&before, &mapping)?;
    if mapping == before.tuning.mapping {
        return compared(state, scope, &before, &mapping).await;
    }
    rules::edit_settings(&before)?;
    let mut after = before.clone();
    after.tuning.mapping = mapping;
    after.revision += 1;
    after.state = rules::after_edit(&before.state);
    let told = Told {
        action: "connection.updated",
        summary: format!(
            "The attribute mapping of \"{}\" was changed (revision {}).",
            after.display_name, after.revision
        ),
    };
    let reaches_auth0 = before.belongs_upstream();
    let change = Change { before: Some(&before), after, new_revision: true, reaches_auth0, told };
    let (after, _) = write(state, scope, change).await?;
    compared(state, scope, &after, &after.tuning.mapping).await
}

async fn compared(
    state: &AppState,
    scope: &OrgScope,
    connection: &Connection,
    mapping: &Mapping,
) -> Result<AttributeMapping, ApiError> {
    let last = test_runs::last_claims(state, scope, connection.id).await?;
    let (run, at, claims, revision) = match last {
        Some(last) => (Some(last.run), Some(last.at), last.claims, last.revision),
        None => (None, None, Vec::new(), connection.revision),
    };
    let then = mapping_of(state, scope, connection, revision).await?;
    let tested = compare::Tested { claims: &claims, mapping: &then };
    let attributes = compare::attributes(connection.strategy, mapping, &tested);
    let findings = compare::findings(&attributes, run.is_some());
    let editable = compare::is_editable(connection.strategy);
    Ok(AttributeMapping { editable, attributes, compared_with: run, compared_at: at, findings })
}

/// The mapping of a revision; the present one where that revision is gone.
async fn mapping_of(
    state: &AppState,
    scope: &OrgScope,
    connection: &Connection,
    revision: u32,
) -> Result<Mapping, ApiError> {
    let older = if revision == connection.revision {
        None
    } else {
        store::revision_numbered(&state.db, scope, connection.id, revision).await?
    };
    let kept = older.and_then(|row| serde_json::from_value::<Kept>(row.settings).ok());
    Ok(kept.map_or_else(|| connection.tuning.mapping.clone(), |kept| kept.tuning.mapping))
}

fn check(connection: &Connection, mapping: &Mapping) -> Result<(), ApiError> {
    if !compare::is_editable(connection.strategy) && !mapping.is_empty() {
        let words = "Auth0 reads the attributes of this kind of provider by itself; they cannot be mapped.";
        return Err(ApiError::new(ProblemCode::InvalidState, words));
    }
    let wrongs: Vec<FieldProblem> =
        mapping.iter().filter_map(|(target, sources)| wrong(target, sources)).collect();
    match wrongs.first() {
        _ if mapping.len() > MAX_TARGETS => {
            Err(ApiError::new(ProblemCode::InvalidRequest, "Auth0 takes up to 44 claims."))
        }
        None => Ok(()),
        Some(first) => {
            let detail = first.detail.clone();
            Err(ApiError::new(ProblemCode::InvalidRequest, detail).with_errors(wrongs))
        }
    }
}

fn wrong(target: &str, sources: &[String]) -> Option<FieldProblem> {
    let named = |text: &str| (1..=MAX_NAME).contains(&text.len()) && !text.chars().any(char::is_control);
    let plain = named(target) && target.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    // A source stands in a template of Auth0's for OpenID Connect: it must not end that template.
    let sound = |source: &String| named(source) && !source.contains(['{', '}', '$']);
    let fits = (1..=MAX_SOURCES).contains(&sources.len()) && sources.iter().all(sound);
    let detail = match (plain, fits) {
        (true, true) => return None,
        (false, _) => "A claim's name has letters, digits and _.",
        (true, false) => {
            "A claim is taken from one to four attributes, each with a name of up to 255 characters."
        }
    };
    Some(FieldProblem {
        pointer: format!("/attributes/{}", target.replace('~', "~0").replace('/', "~1")),
        code: "invalid_value".to_owned(),
        detail: detail.to_owned(),
        fix: "Compare the names with those of the last test.".to_owned(),
    })
}
