//! Client ids: what is wrong with one by its shape.

use api::{Finding, Severity};

use crate::findings::{Words as _, finding, provider_or_yours};

/// What there is to say of a client id of the provider with this catalogue id.
#[must_use]
pub fn lint_client_id(client_id: &str, provider: Option<&str>) -> Vec<Finding> {
    let value = client_id.trim();
    let at = |severity, code, title: &str| finding(severity, code, title).at("client_id");
    let name = provider_or_yours(provider);
    if value.is_empty() {
        let missing = at(Severity::Error, "client_id_missing", "The client ID is missing")
            .detail("Auth0 names itself with it at every sign-in.")
            .fix(format!("Copy the client ID of the application from {name}."));
        return vec![missing];
    }
    let mut findings = Vec::new();
    if value.len() != client_id.len() {
        findings.push(
            at(Severity::Warning, "client_id_has_outer_whitespace", "The client ID has blanks around it")
                .detail("They probably came along with the copy. They are removed when it is saved."),
        );
    }
    if looks_like_secret(value) {
        findings.push(
            at(Severity::Error, "client_id_is_secret", "This looks like the client secret")
                .detail("The client ID is sent through browsers, where anybody can read it.")
                .fix(format!("Copy the client ID of the application from {name}.\nIf the secret was saved anywhere as an ID, replace it.")),
        );
    } else if let Some(shape) = expected_shape(provider).filter(|shape| !shape.fits(value)) {
        findings.push(
            at(
                shape.severity(),
                "client_id_unusual",
                &format!("This does not look like a client ID of {name}"),
            )
            .detail(format!("They look like {}.", shape.sample()))
            .fix(format!("Compare it with the one that {name} shows.")),
        );
    }
    findings
}

/// Google's and Entra's secrets have forms of their own.
fn looks_like_secret(value: &str) -> bool {
    let entra =
        value.len() == 40 && value.get(3..5).is_some_and(|part| part.ends_with('Q')) && value.contains('~');
    value.starts_with("GOCSPX-") || entra
}

#[derive(Clone, Copy)]
enum Shape {
    Guid,
    Google,
    Okta,
}

fn expected_shape(provider: Option<&str>) -> Option<Shape> {
    match provider? {
        "entra-oidc" => Some(Shape::Guid),
        "google-workspace-oauth" => Some(Shape::Google),
        "okta-oidc" => Some(Shape::Okta),
        _ => None,
    }
}

impl Shape {
    fn fits(self, value: &str) -> bool {
        match self {
            Self::Guid => super::client_secret::is_guid(value),
            Self::Google => value.ends_with(".apps.googleusercontent.com"),
            Self::Okta => value.starts_with("0oa") && value.len() == 20,
        }
    }

    /// Okta can make ids of its own choosing; the others cannot.
    const fn severity(self) -> Severity {
        match self {
            Self::Guid | Self::Google => Severity::Warning,
            Self::Okta => Severity::Info,
        }
    }

    const fn sample(self) -> &'static str {
        match self {
            Self::Guid => "3b6e4f1a-0c2d-4e5f-8a9b-1c2d3e4f5a6b",
            Self::Google => "123456789012-abc123.apps.googleusercontent.com",
            Self::Okta => "0oa1bcd2EfGhIjKlM5d7",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(value: &str, provider: Option<&str>) -> Vec<String> {
        lint_client_id(value, provider).into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn the_shape_of_a_client_id_is_the_providers() {
        assert_eq!(codes("", None), ["client_id_missing"]);
        assert_eq!(codes(" x ", None), ["client_id_has_outer_whitespace"]);
        assert_eq!(codes("GOCSPX-abcdefghijklmnopqrstuvwxyz12", None), ["client_id_is_secret"]);
        assert_eq!(codes("abC8Q~xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", None), ["client_id_is_secret"]);
        assert_eq!(codes("my-app", Some("entra-oidc")), ["client_id_unusual"]);
        assert_eq!(codes("my-app", Some("keycloak-oidc")), Vec::<String>::new());
        for (value, provider) in [
            ("3b6e4f1a-0c2d-4e5f-8a9b-1c2d3e4f5a6b", "entra-oidc"),
            ("123-abc.apps.googleusercontent.com", "google-workspace-oauth"),
            ("0oa1bcd2EfGhIjKlM5d7", "okta-oidc"),
        ] {
            assert_eq!(codes(value, Some(provider)), Vec::<String>::new(), "{value}");
        }
    }
}
