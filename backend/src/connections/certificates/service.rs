//! Looking at certificates, staging them, removing them, and letting them take over.

use api::{
    CertificateStanding, ConnectionCertificate, ConnectionId, FieldProblem, Finding, ProblemCode, Severity,
    StageCertificate,
};
use chrono::{DateTime, Utc};

use super::{
    super::{
        domain::{Connection, State},
        given::Staged,
        reading, rules as steps,
        service::{Change, Told, write},
        store as connections,
    },
    rules, store,
};
use crate::{auth::OrgScope, problem::ApiError, state::AppState};

const MAX_STAGED: usize = 5;
/// What the linter calls a certificate whose time has not come.
const NOT_YET_VALID: &str = "cert_not_yet_valid";

/// The certificates of a connection, the one in use first.
pub(super) async fn list(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<Vec<ConnectionCertificate>, ApiError> {
    let connection = connections::get(&state.db, scope, id).await?;
    Ok(rules::all(&connection, state.clock.now()))
}

fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound, "There is no such certificate.")
}

/// One of them, by its SHA-256.
pub(super) async fn get(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    sha256: &str,
) -> Result<ConnectionCertificate, ApiError> {
    list(state, scope, id)
        .await?
        .into_iter()
        .find(|one| one.certificate.sha256 == sha256)
        .ok_or_else(not_found)
}

/// Lets a certificate take over now or at a set time. Possible while people use the connection: that is what it is for.
pub(super) async fn stage(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    wish: StageCertificate,
) -> Result<ConnectionCertificate, ApiError> {
    let before = connections::get(&state.db, scope, id).await?;
    editable(&before)?;
    let context = reading::context(state, Some(&before.provider), None);
    let inspection = idp::inspect_certificate(wish.certificate.as_bytes(), &context);
    let now = state.clock.now();
    let effective_at = wish.effective_at.map_or(now, |at| at.max(now));
    // One that is not valid yet may wait until it is.
    let blocks = |finding: &Finding| finding.severity == Severity::Error && finding.code != NOT_YET_VALID;
    let Some(certificate) =
        inspection.certificates.into_iter().next().filter(|_| !inspection.findings.iter().any(blocks))
    else {
        return Err(reading::unusable(&inspection.findings, "/certificate"));
    };
    fits(&certificate, effective_at)?;
    let mut after = before.clone();
    after.tuning.staged.retain(|staged| staged.certificate.sha256 != certificate.sha256);
    after.tuning.staged.push(Staged { certificate: certificate.clone(), effective_at });
    if after.tuning.staged.len() > MAX_STAGED {
        let words = "Five certificates wait already. Remove one of them first.";
        return Err(ApiError::new(ProblemCode::InvalidState, words));
    }
    let name = &certificate.subject;
    let told = if rules::take_over(&mut after, now) {
        let summary = format!("The certificate {name} took over in \"{}\".", after.display_name);
        Told { action: "certificate.replaced", summary }
    } else {
        let when = effective_at.format("%Y-%m-%d %H:%M UTC");
        let summary = format!("The certificate {name} takes over in \"{}\" on {when}.", after.display_name);
        Told { action: "certificate.staged", summary }
    };
    save(state, scope, &before, after, told).await?;
    get(state, scope, id, &certificate.sha256).await
}

fn editable(connection: &Connection) -> Result<(), ApiError> {
    if matches!(connection.state, State::Deleting(_)) {
        return Err(steps::NotNow::Deleting.into());
    }
    if connection.settings.saml().is_none() {
        let words = "This connection has no certificates, or has not been given its metadata yet.";
        return Err(ApiError::new(ProblemCode::InvalidState, words));
    }
    Ok(())
}

/// A certificate has to be valid when it takes over.
fn fits(certificate: &api::CertificateInfo, effective_at: DateTime<Utc>) -> Result<(), ApiError> {
    let detail = if effective_at < certificate.not_before {
        format!(
            "The certificate is valid from {} on only.",
            certificate.not_before.format("%Y-%m-%d %H:%M UTC")
        )
    } else if effective_at >= certificate.not_after {
        format!(
            "The certificate has ended by then: on {}.",
            certificate.not_after.format("%Y-%m-%d %H:%M UTC")
        )
    } else {
        return Ok(());
    };
    let field = FieldProblem {
        pointer: "/effective_at".to_owned(),
        code: "outside_validity".to_owned(),
        detail: detail.clone(),
        fix: "Choose a moment at which it is valid, or give another certificate.".to_owned(),
    };
    Err(ApiError::new(ProblemCode::InvalidRequest, detail).with_errors(vec![field]))
}

/// Removes a certificate that is not used.
pub(super) async fn remove(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    sha256: &str,
) -> Result<(), ApiError> {
    let before = connections::get(&state.db, scope, id).await?;
    editable(&before)?;
    let found = rules::all(&before, state.clock.now());
    let found = found.into_iter().find(|one| one.certificate.sha256 == sha256).ok_or_else(not_found)?;
    if found.standing == CertificateStanding::InUse {
        let words = "Answers are checked with this certificate. Let another one take over first.";
        return Err(ApiError::new(ProblemCode::InvalidState, words));
    }
    let mut after = before.clone();
    after.tuning.staged.retain(|staged| staged.certificate.sha256 != sha256);
    if let Some(saml) = after.settings.saml_mut() {
        saml.metadata.certificates.retain(|one| one.sha256 != sha256);
    }
    let told = Told {
        action: "certificate.removed",
        summary: format!(
            "The certificate {} was removed from \"{}\".",
            found.certificate.subject, before.display_name
        ),
    };
    save(state, scope, &before, after, told).await
}

/// Lets every staged certificate take over whose time has come, in whatever organization.
pub(crate) async fn apply_due(state: &AppState) -> Result<(), ApiError> {
    let now = state.clock.now();
    for id in store::with_due_certificate(&state.db, now).await? {
        let Some(before) = connections::get_for_job(&state.db, id).await? else { continue };
        let scope = OrgScope::of_clock(before.organization);
        let mut after = before.clone();
        if matches!(before.state, State::Deleting(_)) || !rules::take_over(&mut after, now) {
            continue;
        }
        let told = Told {
            action: "certificate.replaced",
            summary: format!("The staged certificate took over in \"{}\".", after.display_name),
        };
        match save(state, &scope, &before, after, told).await {
            // Another replica, or a person, was faster: the next look finds what is left.
            Err(error) if error.code == ProblemCode::PreconditionFailed => {}
            result => result?,
        }
    }
    Ok(())
}

/// Writes a change of certificates. While people use the connection it is the same revision, which they go on using.
pub(super) async fn save(
    state: &AppState,
    scope: &OrgScope,
    before: &Connection,
    mut after: Connection,
    told: Told,
) -> Result<(), ApiError> {
    let now = state.clock.now();
    let print = |one: &Connection| {
        let saml = one.settings.saml()?;
        rules::in_use(saml, &one.tuning, now).map(|used| used.sha256.clone())
    };
    let swaps = print(before) != print(&after);
    let live = before.state.is_live();
    let new_revision = !live && swaps;
    if new_revision {
        after.revision += 1;
        after.state = steps::after_edit(&before.state);
    }
    let reaches_auth0 = swaps && before.belongs_upstream();
    let change = Change { before: Some(before), after, new_revision, reaches_auth0, told };
    write(state, scope, change).await?;
    Ok(())
}
