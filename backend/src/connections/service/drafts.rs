//! Creating and editing connections, and replacing their client secret.

use api::{
    Connection as Wire, ConnectionId, ConnectionOptions, FieldProblem, Finding, ProblemCode, Severity,
    Strategy,
};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use super::{
    super::{
        domain::{Connection, Secret, Settings, State, Sync},
        given::Tuning,
        naming,
        reading::{self, Given},
        rules, store, tuning,
    },
    reads::{Seen, present},
    write::{Change, Told, write},
};
use crate::{auth::OrgScope, organizations, problem::ApiError, state::AppState};

const MAX_NAME: usize = 100;
/// Where the linter locates what it says of a client secret.
const SECRET: &str = "client_secret";

/// A client secret as given.
pub(crate) struct SecretWish {
    pub(crate) value: SecretString,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

/// A connection to be created.
pub(crate) struct Draft {
    pub(crate) provider: String,
    pub(crate) display_name: Option<String>,
    pub(crate) given: Option<Given>,
    pub(crate) secret: Option<SecretWish>,
    pub(crate) options: Option<ConnectionOptions>,
}

/// An edit: what is left out stays.
pub(crate) struct Edit {
    pub(crate) display_name: Option<String>,
    pub(crate) given: Option<Given>,
    pub(crate) secret: Option<SecretWish>,
    pub(crate) options: Option<ConnectionOptions>,
}

fn invalid(pointer: &str, detail: &str, fix: &str) -> ApiError {
    let field = FieldProblem {
        pointer: pointer.to_owned(),
        code: "invalid_value".to_owned(),
        detail: detail.to_owned(),
        fix: fix.to_owned(),
    };
    ApiError::new(ProblemCode::InvalidRequest, detail).with_errors(vec![field])
}

fn checked_name(name: &str) -> Result<String, ApiError> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    if fits {
        Ok(name.to_owned())
    } else {
        Err(invalid("/display_name", "The name has 1 to 100 characters.", "Choose another name."))
    }
}

fn fits(strategy: Strategy, given: Option<&Given>) -> Result<(), ApiError> {
    match given {
        Some(given) if given.strategy() != strategy => {
            let pointer = format!("/{}", given.strategy().member());
            let fix = format!("Send {}.", strategy.member());
            Err(invalid(&pointer, "These are the settings of another kind of provider.", &fix))
        }
        _ => Ok(()),
    }
}

/// Creates a draft.
pub(crate) async fn create(state: &AppState, scope: &OrgScope, draft: Draft) -> Result<Wire, ApiError> {
    let organization = organizations::service::get(state, scope).await?;
    let provider = idp::provider(&draft.provider).ok_or_else(|| {
        invalid("/provider", "There is no such provider.", "Take an id from /api/v1/identity-providers.")
    })?;
    fits(provider.strategy, draft.given.as_ref())?;
    // The name of a provider that is none of the list says nothing on a button; the organization's does.
    let is_custom = provider.id.starts_with("custom-");
    let usual = if is_custom { &organization.display_name } else { &provider.name };
    let display_name = checked_name(draft.display_name.as_deref().unwrap_or(usual))?;
    let id = ConnectionId::from_uuid(state.ids.uuid());
    let now = state.clock.now();
    let mut connection = Connection {
        id,
        organization: scope.organization(),
        display_name,
        provider: provider.id.clone(),
        strategy: provider.strategy,
        state: State::Draft,
        settings: Settings::Missing,
        tuning: Tuning::default(),
        findings: Vec::new(),
        secret: Secret::default(),
        revision: 1,
        tested_revision: None,
        generation: 0,
        version: 0,
        sync: Sync::Agreed { since: now },
        watch: None,
        retiring: None,
        no_way_in_asked: false,
        agreed: None,
        drift: None,
        checked_at: None,
        upstream_name: naming::upstream_name(&organization.name, provider.strategy, id),
        upstream_id: None,
        upstream_digest: None,
        ticket_url: None,
        offered: None,
        dismissed: None,
        created_at: now,
        updated_at: now,
    };
    tune(state, &mut connection, draft.options)?;
    apply(state, &mut connection, draft.given, draft.secret.map(in_settings(provider.strategy))).await?;
    let told = Told {
        action: "connection.created",
        summary: format!("The connection \"{}\" was created.", connection.display_name),
    };
    let change = Change { before: None, after: connection, new_revision: true, reaches_auth0: false, told };
    let (connection, _) = write(state, scope, change).await?;
    present(state, scope, connection).await
}

/// Edits a connection as it was seen.
pub(crate) async fn update(
    state: &AppState,
    scope: &OrgScope,
    Seen { connection: before, .. }: Seen,
    edit: Edit,
) -> Result<Wire, ApiError> {
    if matches!(before.state, State::Deleting(_)) {
        return Err(rules::NotNow::Deleting.into());
    }
    fits(before.strategy, edit.given.as_ref())?;
    let mut after = before.clone();
    if let Some(name) = &edit.display_name {
        after.display_name = checked_name(name)?;
    }
    tune(state, &mut after, edit.options)?;
    let new_settings = edit.given.is_some() || edit.secret.is_some() || after.tuning != before.tuning;
    if !new_settings && after.display_name == before.display_name {
        return present(state, scope, before).await;
    }
    if new_settings {
        rules::edit_settings(&before)?;
        apply(state, &mut after, edit.given, edit.secret.map(in_settings(before.strategy))).await?;
        after.revision += 1;
        after.state = rules::after_edit(&before.state);
    }
    let told = Told { action: "connection.updated", summary: edit_summary(&before, &after, new_settings) };
    let reaches_auth0 = before.belongs_upstream();
    if reaches_auth0 && new_settings {
        // Auth0 keeps what it has until the settings can be used.
        rules::configure(&after)?;
    }
    let change = Change { before: Some(&before), after, new_revision: new_settings, reaches_auth0, told };
    let (connection, _) = write(state, scope, change).await?;
    present(state, scope, connection).await
}

fn edit_summary(before: &Connection, after: &Connection, new_settings: bool) -> String {
    if new_settings {
        format!("The settings of \"{}\" were changed (revision {}).", after.display_name, after.revision)
    } else {
        format!("\"{}\" was renamed to \"{}\".", before.display_name, after.display_name)
    }
}

/// Replaces the client secret, also of a live connection: the old one may have ended. Otherwise it is tested again.
pub(crate) async fn replace_secret(
    state: &AppState,
    scope: &OrgScope,
    Seen { connection: before, .. }: Seen,
    secret: SecretWish,
) -> Result<Wire, ApiError> {
    if !before.strategy.has_client_secret() {
        let words = "Connections of this strategy have no client secret.";
        return Err(invalid("", words, "Change the metadata instead."));
    }
    if matches!(before.state, State::Deleting(_)) {
        return Err(rules::NotNow::Deleting.into());
    }
    let mut after = before.clone();
    apply(state, &mut after, None, Some((secret, "/client_secret".to_owned()))).await?;
    let live = before.state.is_live();
    if !live {
        after.revision += 1;
        after.state = rules::after_edit(&before.state);
    }
    let told = Told {
        action: "connection.updated",
        summary: format!("The client secret of \"{}\" was replaced.", after.display_name),
    };
    let reaches_auth0 = before.belongs_upstream();
    if reaches_auth0 {
        rules::configure(&after)?;
    }
    let change = Change { before: Some(&before), after, new_revision: !live, reaches_auth0, told };
    let (connection, _) = write(state, scope, change).await?;
    present(state, scope, connection).await
}

/// A secret that came with the settings, and its place in the body.
fn in_settings(strategy: Strategy) -> impl Fn(SecretWish) -> (SecretWish, String) {
    move |secret| (secret, format!("/{}/client_secret", strategy.member()))
}

/// Sets what is set besides.
fn tune(
    state: &AppState,
    connection: &mut Connection,
    wish: Option<ConnectionOptions>,
) -> Result<(), ApiError> {
    let Some(wish) = wish else { return Ok(()) };
    let applications: Vec<String> =
        state.settings.applications.iter().map(|application| application.client_id.clone()).collect();
    let ground = tuning::Ground {
        strategy: connection.strategy,
        policy: &state.settings.connections,
        applications: &applications,
    };
    connection.tuning.options = tuning::change(&connection.tuning.options, wish, &ground)?;
    Ok(())
}

fn of_secret(finding: &Finding) -> bool {
    finding.location == SECRET
}

/// Reads what was given into the connection, seals the secret, and lints what is there then. Beside the secret stands
/// its place in the body.
async fn apply(
    state: &AppState,
    connection: &mut Connection,
    given: Option<Given>,
    secret: Option<(SecretWish, String)>,
) -> Result<(), ApiError> {
    if let Some(given) = given {
        let reading = reading::read(state, &connection.provider, given, &connection.settings).await?;
        connection.settings = reading.settings;
        // What was decided for or offered was about the settings before.
        connection.tuning.preferred_certificate = None;
        connection.offered = None;
        // What was said of the secret still holds.
        connection.findings.retain(of_secret);
        connection.findings.extend(reading.findings);
    }
    if let Some((secret, pointer)) = secret {
        let text = secret.value.expose_secret().trim();
        let lint = idp::lint_client_secret(
            text,
            secret.expires_at,
            &reading::context(state, Some(&connection.provider), None),
        );
        if text.is_empty() || lint.iter().any(|finding| finding.code == reading::PRIVATE_KEY) {
            return Err(reading::unusable(&lint, &pointer));
        }
        // Findings about the secret that was there before say nothing of this one.
        connection.findings.retain(|finding| !of_secret(finding));
        connection.findings.extend(lint);
        connection.secret = Secret {
            sealed: Some(state.sealer.seal(&Connection::secret_purpose(connection.id), text.as_bytes())?),
            set_at: Some(state.clock.now()),
            expires_at: secret.expires_at,
        };
    }
    say_what_is_taken(state, connection).await
}

/// Judges settings that come from an older revision anew: by today's date and by what else is connected today.
pub(in crate::connections) async fn linted(
    state: &AppState,
    connection: &mut Connection,
) -> Result<(), ApiError> {
    if let Some(saml) = connection.settings.saml() {
        let context = reading::context(state, Some(&connection.provider), None);
        for certificate in &saml.metadata.certificates {
            let found = idp::inspect_certificate(certificate.pem.as_bytes(), &context).findings;
            let told: Vec<String> = connection.findings.iter().map(|finding| finding.code.clone()).collect();
            let serious = |finding: &Finding| matches!(finding.severity, Severity::Error | Severity::Warning);
            connection.findings.extend(
                found.into_iter().filter(|finding| serious(finding) && !told.contains(&finding.code)),
            );
        }
    }
    say_what_is_taken(state, connection).await
}

async fn say_what_is_taken(state: &AppState, connection: &mut Connection) -> Result<(), ApiError> {
    let taken = taken(state, connection).await?;
    connection.findings.retain(|finding| finding.code != "entity_id_in_use");
    connection.findings.extend(taken);
    connection.findings.sort_by_key(|finding| finding.severity);
    Ok(())
}

/// An entity ID that another connection of the tenant has already: Auth0 could not tell their answers apart.
async fn taken(state: &AppState, connection: &Connection) -> Result<Option<Finding>, ApiError> {
    let Some(own) = connection.settings.entity_id() else { return Ok(None) };
    let Some(other) = store::other_with_entity_id(&state.db, connection.id, own).await? else {
        return Ok(None);
    };
    // Another organization's connection is not named.
    let ours = other.organization == connection.organization;
    Ok(Some(idp::entity_id_in_use(ours.then_some(other.display_name.as_str()))))
}
