//! Metadata that reads otherwise at its address than when it was saved: told, and taken over or left.

use api::{CertificateUse, ConnectionId, OfferedMetadata, ProblemCode, SamlSettings};

use super::super::{
    domain::Connection,
    rules as steps,
    service::{Change, Told, write},
    store as connections,
};
use crate::{auth::OrgScope, problem::ApiError, state::AppState};

/// What differs between two readings, a sentence each; nothing where nothing does that matters.
pub(super) fn differences(before: &SamlSettings, after: &SamlSettings) -> Vec<String> {
    let (old, new) = (&before.metadata, &after.metadata);
    let mut told = Vec::new();
    if old.entity_id != new.entity_id {
        let name = |id: &Option<String>| id.clone().unwrap_or_else(|| "none".to_owned());
        told.push(format!("The entity ID is {} instead of {}.", name(&new.entity_id), name(&old.entity_id)));
    }
    if old.sign_in != new.sign_in {
        told.push("People are sent to another address to sign in.".to_owned());
    }
    if old.sign_out != new.sign_out {
        told.push("People are sent to another address to sign out.".to_owned());
    }
    if old.wants_signed_requests != new.wants_signed_requests {
        let words = if new.wants_signed_requests {
            "Requests have to be signed now."
        } else {
            "Requests need no signature any more."
        };
        told.push(words.to_owned());
    }
    let signing = |one: &SamlSettings| -> Vec<(String, String)> {
        let all = one.metadata.certificates.iter().filter(|one| one.usage == CertificateUse::Signing);
        all.map(|one| (one.sha256.clone(), one.subject.clone())).collect()
    };
    let (had, has) = (signing(before), signing(after));
    told.extend(
        has.iter()
            .filter(|one| !had.contains(one))
            .map(|(_, name)| format!("The certificate {name} is new.")),
    );
    told.extend(
        had.iter()
            .filter(|one| !has.contains(one))
            .map(|(_, name)| format!("The certificate {name} is gone.")),
    );
    told
}

/// Whether nothing but certificates differs: the identity provider has changed its key, and is the same.
pub(super) fn only_certificates(before: &SamlSettings, after: &SamlSettings) -> bool {
    let (old, new) = (&before.metadata, &after.metadata);
    old.entity_id == new.entity_id
        && old.sign_in == new.sign_in
        && old.sign_out == new.sign_out
        && old.wants_signed_requests == new.wants_signed_requests
}

fn nothing() -> ApiError {
    ApiError::new(
        ProblemCode::InvalidState,
        "The metadata reads as it was saved: there is nothing to take over.",
    )
}

fn of(connection: &Connection) -> Result<&OfferedMetadata, ApiError> {
    connection.offered.as_ref().ok_or_else(nothing)
}

/// Takes over what was found: new settings, to be tested again.
pub(super) async fn apply(state: &AppState, scope: &OrgScope, id: ConnectionId) -> Result<(), ApiError> {
    let before = connections::get(&state.db, scope, id).await?;
    let offered = of(&before)?.clone();
    steps::edit_settings(&before)?;
    let mut after = before.clone();
    after.offered = None;
    after.tuning.preferred_certificate = None;
    after.findings = offered.findings;
    if let Some(saml) = after.settings.saml_mut() {
        *saml = offered.saml;
    }
    after.revision += 1;
    after.state = steps::after_edit(&before.state);
    let told = Told {
        action: "connection.updated",
        summary: format!(
            "The metadata that was found at its address became the settings of \"{}\" (revision {}).",
            after.display_name, after.revision
        ),
    };
    let reaches_auth0 = before.belongs_upstream();
    let change = Change { before: Some(&before), after, new_revision: true, reaches_auth0, told };
    write(state, scope, change).await?;
    Ok(())
}

/// Leaves the settings as they are.
pub(super) async fn dismiss(state: &AppState, scope: &OrgScope, id: ConnectionId) -> Result<(), ApiError> {
    let before = connections::get(&state.db, scope, id).await?;
    of(&before)?;
    let mut after = before.clone();
    after.dismissed = after.offered.take().map(|offered| fingerprint(&offered.saml));
    let told = Told {
        action: "connection.metadata_dismissed",
        summary: format!(
            "The metadata that was found at its address was left; \"{}\" stays as it is.",
            before.display_name
        ),
    };
    let change = Change { before: Some(&before), after, new_revision: false, reaches_auth0: false, told };
    write(state, scope, change).await?;
    Ok(())
}

/// What a reading is recognized by.
pub(super) fn fingerprint(saml: &SamlSettings) -> String {
    crate::sealed::digest(serde_json::to_string(&saml.metadata).unwrap_or_default().as_bytes())
}

#[cfg(test)]
mod tests {
    use api::CertificateInfo;

    use super::{super::super::domain::State, *};

    fn saml() -> SamlSettings {
        Connection::complete_for_test(State::Tested).settings.saml().unwrap().clone()
    }

    #[test]
    fn a_second_certificate_is_a_difference_of_certificates_only() {
        let mut after = saml();
        let old = after.metadata.certificates[0].clone();
        after.metadata.certificates.push(CertificateInfo {
            sha256: "11".to_owned(),
            subject: "CN=new".to_owned(),
            ..old
        });
        assert_eq!(differences(&saml(), &after), ["The certificate CN=new is new."]);
        assert!(only_certificates(&saml(), &after));
        assert_ne!(fingerprint(&saml()), fingerprint(&after));
    }

    #[test]
    fn another_address_is_told_and_is_more_than_certificates() {
        let mut after = saml();
        after.metadata.sign_in[0].url = "https://evil.example/sso".to_owned();
        assert_eq!(differences(&saml(), &after).len(), 1);
        assert!(!only_certificates(&saml(), &after));
        assert!(differences(&saml(), &saml()).is_empty());
    }
}
