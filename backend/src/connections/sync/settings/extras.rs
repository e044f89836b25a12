//! Options that people set besides, and the mapping of attributes. What nobody has set is not ours.

use std::collections::BTreeMap;

use api::{
    ConnectionOptions, IdpInitiated, Pkce, RequestSignature, Strategy, UpstreamAlias, UpstreamParameter,
};
use serde_json::{Map, Value, json};

use super::super::super::domain::Connection;
use crate::state::AppState;

/// What older products encrypt with (XML Encryption 1.0, section 5.2).
const CBC: [&str; 3] = [
    "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
    "http://www.w3.org/2001/04/xmlenc#aes192-cbc",
    "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
];
/// Auth0's present set of accepted algorithms (auth0-facts section 3.1).
const ALGORITHMS: &str = "v2026-1";

pub(super) fn of(connection: &Connection, state: &AppState) -> Map<String, Value> {
    let first = state.settings.applications.first().map(|application| application.client_id.as_str());
    let mut owned = options(&connection.tuning.options, first);
    owned.extend(mapping(connection.strategy, &connection.tuning.mapping));
    owned
}

fn options(set: &ConnectionOptions, first_application: Option<&str>) -> Map<String, Value> {
    let mut owned = Map::new();
    let mut own = |name: &str, value: Value| drop(owned.insert(name.to_owned(), value));
    if let Some(icon) = &set.icon_url {
        own("icon_url", if icon.is_empty() { Value::Null } else { json!(icon) });
    }
    if let Some(signature) = set.request_signature {
        let (signature, digest) = match signature {
            RequestSignature::RsaSha256 => ("rsa-sha256", "sha256"),
            RequestSignature::RsaSha1 => ("rsa-sha1", "sha1"),
        };
        own("signatureAlgorithm", json!(signature));
        own("digestAlgorithm", json!(digest));
    }
    if let Some(accept) = set.accept_cbc_encryption {
        let exceptions = if accept { json!(CBC) } else { json!([]) };
        own(
            "assertion_decryption_settings",
            json!({ "algorithm_profile": ALGORITHMS, "algorithm_exceptions": exceptions }),
        );
    }
    if let Some(begun) = &set.idp_initiated {
        own("idpinitiated", idp_initiated(begun, first_application));
    }
    if let Some(pkce) = set.pkce {
        let pkce = match pkce {
            Pkce::Auto => "auto",
            Pkce::S256 => "S256",
            Pkce::Disabled => "disabled",
        };
        own("connection_settings", json!({ "pkce": pkce }));
    }
    if let Some(parameters) = &set.upstream_parameters {
        own("upstream_params", upstream_parameters(parameters));
    }
    owned
}

fn idp_initiated(begun: &IdpInitiated, first_application: Option<&str>) -> Value {
    match begun.application.as_deref().or(first_application).filter(|_| begun.enabled) {
        Some(application) => json!({
            "enabled": true,
            "client_id": application,
            "client_protocol": "oauth2",
            "client_authorizequery": "response_type=code&scope=openid%20profile%20email",
        }),
        None => json!({ "enabled": false }),
    }
}

fn upstream_parameters(parameters: &BTreeMap<String, UpstreamParameter>) -> Value {
    let value = |parameter: &UpstreamParameter| match parameter {
        UpstreamParameter::Value(value) => json!({ "value": value }),
        UpstreamParameter::Alias(alias) => json!({ "alias": alias_text(*alias) }),
    };
    parameters.iter().map(|(name, parameter)| (name.clone(), value(parameter))).collect::<Map<_, _>>().into()
}

const fn alias_text(alias: UpstreamAlias) -> &'static str {
    match alias {
        UpstreamAlias::AcrValues => "acr_values",
        UpstreamAlias::Audience => "audience",
        UpstreamAlias::ClientId => "client_id",
        UpstreamAlias::Display => "display",
        UpstreamAlias::IdTokenHint => "id_token_hint",
        UpstreamAlias::LoginHint => "login_hint",
        UpstreamAlias::MaxAge => "max_age",
        UpstreamAlias::Prompt => "prompt",
        UpstreamAlias::Resource => "resource",
        UpstreamAlias::ResponseMode => "response_mode",
        UpstreamAlias::ResponseType => "response_type",
        UpstreamAlias::UiLocales => "ui_locales",
    }
}

/// Each strategy has its own way to say it; where it has none, Auth0 reads attributes by itself.
fn mapping(strategy: Strategy, mapping: &BTreeMap<String, Vec<String>>) -> Map<String, Value> {
    let mut owned = Map::new();
    if mapping.is_empty() {
        return owned;
    }
    match strategy {
        Strategy::Samlp | Strategy::Pingfederate => {
            owned.insert("fieldsMap".to_owned(), json!(mapping));
        }
        Strategy::Oidc | Strategy::Okta => {
            let claim = |source: &String| format!("${{context.tokenset.{source}}}");
            let attributes: Map<String, Value> = mapping
                .iter()
                .filter_map(|(target, sources)| Some((target.clone(), claim(sources.first()?).into())))
                .collect();
            let attributes = json!({ "mapping_mode": "use_map", "attributes": attributes });
            owned.insert("attribute_map".to_owned(), attributes);
        }
        Strategy::Waad | Strategy::GoogleApps | Strategy::Adfs | Strategy::Ad => {}
    }
    owned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_set_is_not_ours() {
        assert!(options(&ConnectionOptions::default(), Some("app")).is_empty());
        for strategy in Strategy::ALL {
            assert!(mapping(strategy, &BTreeMap::new()).is_empty());
        }
    }

    #[test]
    fn options_are_said_in_auth0s_words() {
        let set = ConnectionOptions {
            request_signature: Some(RequestSignature::RsaSha1),
            accept_cbc_encryption: Some(true),
            idp_initiated: Some(IdpInitiated { enabled: true, application: None }),
            pkce: Some(Pkce::S256),
            upstream_parameters: Some(
                [("hint".to_owned(), UpstreamParameter::Alias(UpstreamAlias::LoginHint))].into(),
            ),
            ..ConnectionOptions::default()
        };
        let owned = options(&set, Some("app"));
        assert_eq!(
            (&owned["signatureAlgorithm"], &owned["digestAlgorithm"]),
            (&json!("rsa-sha1"), &json!("sha1"))
        );
        assert_eq!(
            owned["assertion_decryption_settings"]["algorithm_exceptions"].as_array().unwrap().len(),
            3
        );
        assert_eq!(
            (&owned["idpinitiated"]["enabled"], &owned["idpinitiated"]["client_id"]),
            (&json!(true), &json!("app"))
        );
        assert_eq!(owned["connection_settings"], json!({ "pkce": "S256" }));
        assert_eq!(owned["upstream_params"], json!({ "hint": { "alias": "login_hint" } }));
    }

    #[test]
    fn every_alias_is_said_as_the_wire_says_it() {
        for alias in [
            UpstreamAlias::AcrValues,
            UpstreamAlias::LoginHint,
            UpstreamAlias::UiLocales,
            UpstreamAlias::IdTokenHint,
        ] {
            assert_eq!(json!(alias), alias_text(alias));
        }
    }

    #[test]
    fn each_strategy_maps_in_its_own_way() {
        let wanted = BTreeMap::from([("email".to_owned(), vec!["mail".to_owned(), "upn".to_owned()])]);
        assert_eq!(mapping(Strategy::Samlp, &wanted)["fieldsMap"], json!({ "email": ["mail", "upn"] }));
        let oidc = mapping(Strategy::Oidc, &wanted);
        assert_eq!(oidc["attribute_map"]["attributes"], json!({ "email": "${context.tokenset.mail}" }));
        assert!(mapping(Strategy::Waad, &wanted).is_empty());
    }
}
