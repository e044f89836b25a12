//! Clients at identity providers that are found by their domain. Nothing is fetched: the preflight looks there.

use api::{FieldProblem, Finding, ProblemCode, Strategy};
use url::Host;
use uuid::Uuid;

use super::{
    super::{domain::Settings, given::ClientGiven},
    Reading,
};
use crate::problem::ApiError;

/// Where an Okta organization is, and where its administrators are.
const OKTA_DOMAINS: [&str; 5] = ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil"];
/// What stands in Microsoft's addresses for "whoever comes", not for a directory.
const ANY_DIRECTORY: [&str; 3] = ["common", "organizations", "consumers"];
const MAX_CLIENT_ID: usize = 128;

/// A client as wished: what is left out stays.
#[derive(Debug, Clone)]
pub(crate) struct ClientWish {
    pub(crate) strategy: Strategy,
    pub(crate) domain: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) extended_profile: Option<bool>,
    pub(crate) groups: Option<bool>,
}

/// Reads what was given over what was there.
pub(super) fn read(wish: ClientWish, before: &Settings) -> Result<Reading, ApiError> {
    let mut given = match before {
        Settings::Client(given) => given.clone(),
        _ => ClientGiven::default(),
    };
    let text =
        |value: Option<String>| value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    if let Some(domain) = text(wish.domain) {
        given.domain = Some(domain_of(wish.strategy, &domain)?);
    }
    if let Some(id) = text(wish.client_id) {
        given.client_id = Some(client_id(wish.strategy, id)?);
    }
    given.extended_profile = wish.extended_profile.unwrap_or(given.extended_profile);
    given.groups = wish.groups.unwrap_or(given.groups);
    let findings = lint(wish.strategy, &given);
    Ok(Reading { settings: Settings::Client(given), findings })
}

fn wrong(strategy: Strategy, member: &str, detail: String, fix: &str) -> ApiError {
    let field = FieldProblem {
        pointer: format!("/{}/{member}", strategy.member()),
        code: "invalid_value".to_owned(),
        detail: detail.clone(),
        fix: fix.to_owned(),
    };
    ApiError::new(ProblemCode::InvalidRequest, detail).with_errors(vec![field])
}

/// The domain as Auth0 takes it: a host name in lower case, or for Entra ID the directory's id.
fn domain_of(strategy: Strategy, text: &str) -> Result<String, ApiError> {
    let bare = text.strip_prefix("https://").unwrap_or(text).trim_end_matches('/').to_ascii_lowercase();
    if strategy == Strategy::Waad {
        if ANY_DIRECTORY.contains(&bare.as_str()) {
            let detail = format!("\"{bare}\" stands for every directory of Microsoft, not for yours.");
            let fix = "Take the primary domain from the overview page of the Entra admin center.";
            return Err(wrong(strategy, "domain", detail, fix));
        }
        if Uuid::try_parse(&bare).is_ok() {
            return Ok(bare);
        }
    }
    let host = match Host::parse(&bare) {
        Ok(Host::Domain(name)) if name.contains('.') && name.len() <= 253 && !name.ends_with('.') => name,
        _ => {
            let detail = format!("\"{}\" is not a domain name.", text.chars().take(100).collect::<String>());
            return Err(wrong(strategy, "domain", detail, example(strategy)));
        }
    };
    if let (Strategy::Okta, Some(organization)) = (strategy, admin_console(&host)) {
        let detail =
            format!("{host} is the address of Okta's admin console. People sign in at {organization}.");
        return Err(wrong(strategy, "domain", detail, "Leave \"-admin\" out."));
    }
    Ok(host)
}

fn example(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Okta => "Give the host of your Okta organization, such as acme.okta.com.",
        Strategy::Waad => "Give the primary domain of your directory, such as acme.onmicrosoft.com.",
        _ => "Give the primary domain of your organization, such as acme.com.",
    }
}

/// The address at which people sign in, when this is the admin console of an Okta organization.
fn admin_console(host: &str) -> Option<String> {
    let (name, domain) = host.split_once('.')?;
    let organization = name.strip_suffix("-admin")?;
    OKTA_DOMAINS.contains(&domain).then(|| format!("{organization}.{domain}"))
}

fn client_id(strategy: Strategy, id: String) -> Result<String, ApiError> {
    let fits = id.len() <= MAX_CLIENT_ID && id.bytes().all(|byte| byte.is_ascii_graphic());
    if fits {
        return Ok(id);
    }
    let detail = "The client id has up to 128 letters, digits and signs, without spaces.".to_owned();
    Err(wrong(strategy, "client_id", detail, "Copy the client id again."))
}

/// What there is to say of the client id's form.
fn lint(strategy: Strategy, given: &ClientGiven) -> Vec<Finding> {
    let provider = match strategy {
        Strategy::Okta => "okta-oidc",
        Strategy::Waad => "entra-oidc",
        _ => "google-workspace-oauth",
    };
    given.client_id.iter().flat_map(|id| idp::lint_client_id(id, Some(provider))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(strategy: Strategy, domain: &str, id: &str) -> Result<Reading, ApiError> {
        let wish = ClientWish {
            strategy,
            domain: Some(domain.to_owned()),
            client_id: Some(id.to_owned()),
            extended_profile: None,
            groups: None,
        };
        read(wish, &Settings::Missing)
    }

    fn domain(reading: Reading) -> String {
        match reading.settings {
            Settings::Client(given) => given.domain.unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn domains_are_taken_as_people_copy_them() {
        for (strategy, typed, read) in [
            (Strategy::Okta, "https://Acme.okta.com/", "acme.okta.com"),
            (Strategy::Okta, "id.acme.com", "id.acme.com"),
            (Strategy::Waad, "acme.onmicrosoft.com", "acme.onmicrosoft.com"),
            (Strategy::Waad, "11111111-2222-3333-4444-555555555555", "11111111-2222-3333-4444-555555555555"),
            (Strategy::GoogleApps, " acme.com ", "acme.com"),
        ] {
            assert_eq!(domain(read_one(strategy, typed, "x").unwrap()), read);
        }
    }

    #[test]
    fn what_is_no_domain_is_refused_with_the_repair() {
        for (strategy, typed, told) in [
            (Strategy::Okta, "acme-admin.okta.com", "acme.okta.com"),
            (Strategy::Okta, "https://acme.okta.com/app/1", "not a domain"),
            (Strategy::Okta, "127.0.0.1", "not a domain"),
            (Strategy::Okta, "acme.okta.com:8443", "not a domain"),
            (Strategy::Waad, "common", "every directory"),
            (Strategy::Waad, "acme", "not a domain"),
            (Strategy::GoogleApps, "a b.com", "not a domain"),
        ] {
            let error = read_one(strategy, typed, "x").map(|_| ()).unwrap_err();
            let problem = error.document("https://portal.example", "r");
            assert!(problem.detail.contains(told), "{typed}: {problem:?}");
        }
    }

    #[test]
    fn an_unusual_client_id_is_told_and_kept() {
        let good = [
            (Strategy::Okta, "0oa1bcd2EfGhIjKlM5d7"),
            (Strategy::Waad, "3b6e4f1a-0c2d-4e5f-8a9b-1c2d3e4f5a6b"),
            (Strategy::GoogleApps, "1234-abc.apps.googleusercontent.com"),
        ];
        for (strategy, id) in good {
            assert!(read_one(strategy, "acme.com", id).unwrap().findings.is_empty(), "{id}");
            let odd = read_one(strategy, "acme.com", "odd").unwrap();
            assert_eq!(odd.findings[0].code, "client_id_unusual");
        }
        assert!(read_one(Strategy::Okta, "acme.com", "a b").is_err());
    }
}
