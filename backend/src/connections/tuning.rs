//! What may be set besides, for which strategy, and within what the vendor allows.

use api::{
    ConnectionOptions, FieldProblem, IdpInitiated, ProblemCode, RequestSignature, Strategy, UpstreamParameter,
};
use url::Url;

use crate::{config::ConnectionPolicy, problem::ApiError};

/// Auth0's limits (auth0-facts section 3.0).
const MAX_ICON: usize = 255;
const MAX_PARAMETERS: usize = 20;
const MAX_PARAMETER: usize = 255;

/// Parameters that belong to the protocol: whoever could set them could answer in our place.
const OF_THE_PROTOCOL: [&str; 14] = [
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "connection",
    "nonce",
    "redirect_uri",
    "relaystate",
    "request",
    "request_uri",
    "response_type",
    "samlrequest",
    "scope",
    "state",
];

/// What is judged, and by what.
pub(super) struct Ground<'a> {
    pub(super) strategy: Strategy,
    pub(super) policy: &'a ConnectionPolicy,
    /// The client ids of the vendor's applications.
    pub(super) applications: &'a [String],
}

/// What was wished over what was there, once it is found to be possible and allowed.
pub(super) fn change(
    before: &ConnectionOptions,
    wish: ConnectionOptions,
    ground: &Ground<'_>,
) -> Result<ConnectionOptions, ApiError> {
    let wrongs = wrongs(&wish, ground);
    if let Some(first) = wrongs.first() {
        let detail = first.detail.clone();
        return Err(ApiError::new(ProblemCode::InvalidRequest, detail).with_errors(wrongs));
    }
    let before = before.clone();
    Ok(ConnectionOptions {
        icon_url: wish.icon_url.or(before.icon_url),
        sign_requests: wish.sign_requests.or(before.sign_requests),
        request_signature: wish.request_signature.or(before.request_signature),
        request_binding: wish.request_binding.or(before.request_binding),
        sign_out: wish.sign_out.or(before.sign_out),
        accept_cbc_encryption: wish.accept_cbc_encryption.or(before.accept_cbc_encryption),
        idp_initiated: wish.idp_initiated.or(before.idp_initiated),
        pkce: wish.pkce.or(before.pkce),
        upstream_parameters: wish.upstream_parameters.or(before.upstream_parameters),
    })
}

fn wrongs(wish: &ConnectionOptions, ground: &Ground<'_>) -> Vec<FieldProblem> {
    let mut wrongs = misplaced(wish, ground.strategy);
    wrongs.extend(forbidden(wish, ground.policy));
    if let Some(icon) = wish.icon_url.as_ref().filter(|icon| !icon.is_empty()) {
        let fits = icon.len() <= MAX_ICON
            && Url::parse(icon).is_ok_and(|url| url.scheme() == "https" && url.has_host());
        if !fits {
            wrongs.push(wrong(
                "icon_url",
                "invalid_value",
                "The picture needs an https address of up to 255 characters.",
                "Give the address of a picture that everybody can see.",
            ));
        }
    }
    if let Some(IdpInitiated { application: Some(application), .. }) = &wish.idp_initiated
        && !ground.applications.contains(application)
    {
        wrongs.push(wrong(
            "idp_initiated/application",
            "invalid_value",
            "There is no such application.",
            "Leave it out, or take the client id of one of the vendor's applications.",
        ));
    }
    for (name, parameter) in wish.upstream_parameters.iter().flatten() {
        wrongs.extend(parameter_wrong(name, parameter));
    }
    if wish.upstream_parameters.as_ref().is_some_and(|all| all.len() > MAX_PARAMETERS) {
        wrongs.push(wrong(
            "upstream_parameters",
            "invalid_value",
            "There are more than 20 parameters.",
            "Leave out what the identity provider does not need.",
        ));
    }
    wrongs
}

fn wrong(member: &str, code: &str, detail: &str, fix: &str) -> FieldProblem {
    FieldProblem {
        pointer: format!("/options/{member}"),
        code: code.to_owned(),
        detail: detail.to_owned(),
        fix: fix.to_owned(),
    }
}

/// Options that the strategy does not have.
fn misplaced(wish: &ConnectionOptions, strategy: Strategy) -> Vec<FieldProblem> {
    let saml = matches!(strategy, Strategy::Samlp | Strategy::Pingfederate);
    let oidc = matches!(strategy, Strategy::Oidc | Strategy::Okta);
    let given = [
        ("sign_requests", wish.sign_requests.is_some(), saml),
        ("request_signature", wish.request_signature.is_some(), saml),
        ("request_binding", wish.request_binding.is_some(), saml),
        ("sign_out", wish.sign_out.is_some(), saml),
        ("accept_cbc_encryption", wish.accept_cbc_encryption.is_some(), saml),
        ("idp_initiated", wish.idp_initiated.is_some(), saml),
        ("pkce", wish.pkce.is_some(), oidc),
    ];
    let wrong = |(name, _, _): (&str, bool, bool)| {
        wrong(
            name,
            "not_of_this_strategy",
            "Connections of this strategy do not have this option.",
            "Leave it out.",
        )
    };
    given.into_iter().filter(|(_, given, possible)| *given && !possible).map(wrong).collect()
}

/// Options that the vendor does not allow.
fn forbidden(wish: &ConnectionOptions, policy: &ConnectionPolicy) -> Vec<FieldProblem> {
    let sha1 = wish.request_signature == Some(RequestSignature::RsaSha1);
    let begins_there = wish.idp_initiated.as_ref().is_some_and(|wish| wish.enabled);
    let asked = [
        ("request_signature", sha1, policy.sha1_signatures),
        ("accept_cbc_encryption", wish.accept_cbc_encryption == Some(true), policy.cbc_encryption),
        ("idp_initiated", begins_there, policy.idp_initiated),
        ("icon_url", wish.icon_url.is_some(), policy.icons),
        ("upstream_parameters", wish.upstream_parameters.is_some(), policy.upstream_parameters),
    ];
    let wrong = |(name, _, _): (&str, bool, bool)| {
        wrong(
            name,
            "not_allowed_by_policy",
            "The vendor does not allow this.",
            "Leave it out, or ask the vendor to allow it.",
        )
    };
    asked.into_iter().filter(|(_, asked, allowed)| *asked && !allowed).map(wrong).collect()
}

fn parameter_wrong(name: &str, parameter: &UpstreamParameter) -> Option<FieldProblem> {
    let member = format!("upstream_parameters/{}", name.replace('~', "~0").replace('/', "~1"));
    let plain = (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    if !plain {
        return Some(wrong(
            &member,
            "invalid_value",
            "A parameter's name has letters, digits, _, - and dots.",
            "Write the name as the identity provider documents it.",
        ));
    }
    if OF_THE_PROTOCOL.contains(&name.to_ascii_lowercase().as_str()) {
        return Some(wrong(
            &member,
            "of_the_protocol",
            "This parameter belongs to the protocol and cannot be set.",
            "Leave it out.",
        ));
    }
    match parameter {
        UpstreamParameter::Value(value)
            if value.len() > MAX_PARAMETER || value.chars().any(char::is_control) =>
        {
            Some(wrong(
                &member,
                "invalid_value",
                "A value has up to 255 characters in one line.",
                "Shorten the value.",
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use api::{Pkce, SamlBinding, UpstreamAlias};

    use super::*;

    const ALL: ConnectionPolicy = ConnectionPolicy {
        idp_initiated: true,
        cbc_encryption: true,
        sha1_signatures: true,
        icons: true,
        upstream_parameters: true,
        metadata_refresh_hours: 24,
        metadata_changes: crate::config::MetadataChanges::Ask,
    };

    fn codes(strategy: Strategy, policy: &ConnectionPolicy, wish: ConnectionOptions) -> Vec<String> {
        let applications = ["app".to_owned()];
        let ground = Ground { strategy, policy, applications: &applications };
        match change(&ConnectionOptions::default(), wish, &ground) {
            Ok(_) => Vec::new(),
            Err(error) => {
                error.document("https://portal.example", "r").errors.into_iter().map(|one| one.code).collect()
            }
        }
    }

    fn everything_of_saml() -> ConnectionOptions {
        ConnectionOptions {
            icon_url: Some("https://acme.example/icon.svg".to_owned()),
            sign_requests: Some(true),
            request_signature: Some(RequestSignature::RsaSha1),
            request_binding: Some(SamlBinding::Post),
            sign_out: Some(false),
            accept_cbc_encryption: Some(true),
            idp_initiated: Some(IdpInitiated { enabled: true, application: Some("app".to_owned()) }),
            pkce: None,
            upstream_parameters: Some(
                [("login_hint".to_owned(), UpstreamParameter::Alias(UpstreamAlias::LoginHint))].into(),
            ),
        }
    }

    #[test]
    fn what_the_strategy_has_and_the_vendor_allows_is_taken_and_the_rest_stays() {
        assert!(codes(Strategy::Samlp, &ALL, everything_of_saml()).is_empty());
        let ground = Ground { strategy: Strategy::Samlp, policy: &ALL, applications: &[] };
        let wish = ConnectionOptions { sign_out: Some(true), ..ConnectionOptions::default() };
        let changed = change(&everything_of_saml(), wish, &ground).unwrap();
        assert_eq!(changed, ConnectionOptions { sign_out: Some(true), ..everything_of_saml() });
    }

    #[test]
    fn what_the_vendor_does_not_allow_is_refused_by_name() {
        let none = ConnectionPolicy {
            idp_initiated: false,
            cbc_encryption: false,
            sha1_signatures: false,
            icons: false,
            upstream_parameters: false,
            ..ALL
        };
        let refused = codes(Strategy::Samlp, &none, everything_of_saml());
        assert_eq!(refused, ["not_allowed_by_policy"; 5]);
        let off = ConnectionOptions {
            idp_initiated: Some(IdpInitiated { enabled: false, application: None }),
            accept_cbc_encryption: Some(false),
            ..ConnectionOptions::default()
        };
        assert!(codes(Strategy::Samlp, &none, off).is_empty(), "switching off is always allowed");
    }

    #[test]
    fn what_a_strategy_does_not_have_is_refused() {
        let refused = codes(Strategy::Waad, &ALL, everything_of_saml());
        assert_eq!(refused, ["not_of_this_strategy"; 6]);
        let pkce = ConnectionOptions { pkce: Some(Pkce::S256), ..ConnectionOptions::default() };
        assert!(codes(Strategy::Oidc, &ALL, pkce.clone()).is_empty());
        assert_eq!(codes(Strategy::Samlp, &ALL, pkce), ["not_of_this_strategy"]);
    }

    #[test]
    fn no_parameter_can_take_the_place_of_the_protocols() {
        let parameter = |name: &str, value: &str| ConnectionOptions {
            upstream_parameters: Some([(name.to_owned(), UpstreamParameter::Value(value.to_owned()))].into()),
            ..ConnectionOptions::default()
        };
        for name in ["redirect_uri", "State", "SAMLRequest", "client_id"] {
            assert_eq!(codes(Strategy::Oidc, &ALL, parameter(name, "x")), ["of_the_protocol"], "{name}");
        }
        assert_eq!(codes(Strategy::Oidc, &ALL, parameter("a b", "x")), ["invalid_value"]);
        assert_eq!(codes(Strategy::Oidc, &ALL, parameter("a", "x\r\ny")), ["invalid_value"]);
        assert!(codes(Strategy::Oidc, &ALL, parameter("domain_hint", "acme.com")).is_empty());
        for icon in ["http://a.example/x.png", "javascript:alert(1)", "x"] {
            let wish = ConnectionOptions { icon_url: Some(icon.to_owned()), ..ConnectionOptions::default() };
            assert_eq!(codes(Strategy::Ad, &ALL, wish), ["invalid_value"], "{icon}");
        }
    }
}
