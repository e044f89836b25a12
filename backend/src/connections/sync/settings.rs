//! What we own of a connection's options in Auth0, by strategy.

use api::{SamlBinding, SamlSettings, Strategy};
use auth0::{
    connections as upstream,
    lossless::{self, Owner, Wish},
    strategies::{self, CertificateText, Oidc, Samlp},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::super::{
    certificates::in_use,
    domain::{Connection, OidcGiven, Settings},
    given::{AdfsGiven, ClientGiven, PingfederateGiven, Tuning},
    naming,
};
use crate::{state::AppState, upstream::Failure};

mod extras;

/// Microsoft's current identity platform; the older one is being switched off.
const IDENTITY_PLATFORM: &str = "microsoft-identity-platform-v2.0";

type Options = Map<String, Value>;

fn incomplete() -> Failure {
    Failure::give_up("Something is missing in the settings. Complete them and save again.")
}

/// What we own of the connection's options. What is not here belongs to the vendor or to Auth0 and stays as it is.
pub(in crate::connections) fn owned(state: &AppState, connection: &Connection) -> Result<Options, Failure> {
    let secret = secret(state, connection)?;
    let secret = secret.as_ref().map(ExposeSecret::expose_secret);
    let now = state.clock.now();
    let mut owned = match &connection.settings {
        Settings::Missing => Err(incomplete()),
        Settings::Saml(given) => saml(given, &connection.tuning, now),
        Settings::Pingfederate(given) => pingfederate(given, &connection.tuning, now),
        Settings::Oidc(given) => oidc(given, secret),
        Settings::Client(given) => client(connection.strategy, given, secret),
        Settings::Adfs(given) => {
            Ok(adfs(given, &naming::entity_id(&state.tenant, &connection.upstream_name)))
        }
        Settings::Ad(given) => Ok(object(json!({
            "tenant_domain": given.domain,
            "ips": given.kerberos_networks,
            "kerberos": !given.kerberos_networks.is_empty(),
        }))),
    }?;
    owned.retain(|_, value| !value.is_null());
    owned.extend(extras::of(connection, state));
    Ok(owned)
}

fn object(value: Value) -> Options {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn saml(given: &SamlSettings, tuning: &Tuning, now: DateTime<Utc>) -> Result<Options, Failure> {
    let wished = &tuning.options;
    let sign_in = given.metadata.sign_in.first().ok_or_else(incomplete)?;
    let certificate = in_use(given, tuning, now).ok_or_else(incomplete)?;
    let sign_out = given.metadata.sign_out.first().map(|endpoint| endpoint.url.as_str());
    let binding = wished.request_binding.unwrap_or(sign_in.binding);
    let address =
        given.metadata.sign_in.iter().find(|endpoint| endpoint.binding == binding).unwrap_or(sign_in);
    let sign_out = sign_out.filter(|_| wished.sign_out.unwrap_or(true));
    let travels = if binding == SamlBinding::Post { "HTTP-POST" } else { "HTTP-Redirect" };
    // Auth0 documents the base64 of the whole PEM file.
    let certificate = STANDARD.encode(&certificate.pem);
    let owned = strategies::Options::<Samlp>::default()
        .with(Samlp::SIGN_IN_ENDPOINT, &address.url)
        .with(Samlp::SIGN_OUT_ENDPOINT, sign_out.unwrap_or(&address.url))
        .with(Samlp::DISABLE_SIGNOUT, sign_out.is_none())
        .with(Samlp::SIGNING_CERT, CertificateText(&certificate))
        .with(Samlp::SIGN_SAML_REQUEST, wished.sign_requests.unwrap_or(given.metadata.wants_signed_requests))
        .with(Samlp::PROTOCOL_BINDING, &format!("urn:oasis:names:tc:SAML:2.0:bindings:{travels}"));
    Ok(owned.into_members())
}

fn pingfederate(given: &PingfederateGiven, tuning: &Tuning, now: DateTime<Utc>) -> Result<Options, Failure> {
    let mut owned = saml(&given.saml, tuning, now)?;
    owned.insert("pingFederateBaseUrl".to_owned(), given.base_url.trim_end_matches('/').into());
    Ok(owned)
}

fn oidc(given: &OidcGiven, secret: Option<&str>) -> Result<Options, Failure> {
    let discovery = given.discovery.as_ref().ok_or_else(incomplete)?;
    let client_id = given.client_id.as_deref().ok_or_else(incomplete)?;
    let mut owned = strategies::Options::<Oidc>::default()
        .with(Oidc::TYPE, "back_channel")
        .with(Oidc::ISSUER, &discovery.issuer)
        .with(Oidc::DISCOVERY_URL, &given.discovery_url)
        .with(Oidc::AUTHORIZATION_ENDPOINT, &discovery.authorization_endpoint)
        .with(Oidc::TOKEN_ENDPOINT, &discovery.token_endpoint)
        .with(Oidc::JWKS_URI, &discovery.jwks_uri)
        .with(Oidc::CLIENT_ID, client_id)
        .with(Oidc::SCOPE, &given.scopes.join(" "));
    if let Some(endpoint) = &discovery.userinfo_endpoint {
        owned = owned.with(Oidc::USERINFO_ENDPOINT, endpoint);
    }
    if let Some(secret) = secret {
        owned = owned.with(Oidc::CLIENT_SECRET, secret);
    }
    Ok(owned.into_members())
}

/// What we own, as the client writes it: of a member that holds more than ours, only what is ours.
pub(in crate::connections) fn wish(owned: &Options) -> Wish {
    const SHARED: &str = "connection_settings";
    let mut whole = owned.clone();
    let shared = whole.remove(SHARED).map(object).unwrap_or_default();
    shared.into_iter().fold(Wish::of_admin(&whole), |wish, (name, value)| {
        wish.at(Owner::Admin, &[SHARED, &name], Some(value))
    })
}

/// The options that Auth0 has, under the names by which they are written.
pub(in crate::connections) fn present(owned: &Options, found: &upstream::Connection) -> Options {
    lossless::present(&found.strategy, &found.options, &wish(owned))
}

/// Auth0 finds the endpoints of Entra ID and Google from the domain by itself (auth0-facts sections 3.4 and 3.5).
fn client(strategy: Strategy, given: &ClientGiven, secret: Option<&str>) -> Result<Options, Failure> {
    let domain = given.domain.as_deref().ok_or_else(incomplete)?;
    let id = given.client_id.as_deref().ok_or_else(incomplete)?;
    let (profile, groups) = (given.extended_profile, given.groups);
    let options = match strategy {
        Strategy::Okta => {
            let scope = if groups { "openid profile email groups" } else { "openid profile email" };
            let at = |path: &str| format!("https://{domain}/oauth2/v1/{path}");
            // Okta's own authorization server; written out, so that Auth0 does not have to reach it to take them.
            json!({
                "domain": domain,
                "type": "back_channel",
                "scope": scope,
                "issuer": format!("https://{domain}"),
                "authorization_endpoint": at("authorize"),
                "token_endpoint": at("token"),
                "userinfo_endpoint": at("userinfo"),
                "jwks_uri": at("keys"),
            })
        }
        Strategy::Waad => json!({
            "domain": domain,
            "tenant_domain": domain,
            "identity_api": IDENTITY_PLATFORM,
            "waad_protocol": "openid-connect",
            "useCommonEndpoint": false,
            // The same for the whole directory, which provisioning (SCIM) relies on.
            "userid_attribute": "oid",
            "basic_profile": true,
            "ext_profile": profile,
            "ext_groups": groups,
        }),
        _ => json!({
            "domain": domain,
            "tenant_domain": domain,
            "email": true,
            "profile": true,
            "ext_profile": profile,
            "ext_groups": groups,
        }),
    };
    let mut options = object(options);
    options.insert("client_id".to_owned(), id.into());
    if let Some(secret) = secret {
        options.insert("client_secret".to_owned(), secret.into());
    }
    Ok(options)
}

/// Auth0 reads the address again every day by itself; a document stays as it is. The name is written out, so that it is
/// the one that we show.
fn adfs(given: &AdfsGiven, entity_id: &str) -> Options {
    let server = given.server.as_deref().unwrap_or_default();
    object(json!({ "adfs_server": server, "fedMetadataXml": given.document, "entityId": entity_id }))
}

fn secret(state: &AppState, connection: &Connection) -> Result<Option<SecretString>, Failure> {
    let purpose = Connection::secret_purpose(connection.id);
    let sealed = connection.secret.sealed.as_ref();
    let opened = sealed.map(|sealed| state.sealer.open_text(&purpose, sealed)).transpose()?;
    Ok(opened.map(SecretString::from))
}

#[cfg(test)]
mod tests {
    use api::ConnectionOptions;

    use super::*;

    fn given() -> ClientGiven {
        ClientGiven {
            domain: Some("acme.example".to_owned()),
            client_id: Some("id".to_owned()),
            extended_profile: true,
            groups: true,
        }
    }

    #[test]
    fn a_client_carries_its_domain_and_its_secret_only_while_there_is_one() {
        for strategy in [Strategy::Okta, Strategy::Waad, Strategy::GoogleApps] {
            let with = client(strategy, &given(), Some("hush")).unwrap();
            assert_eq!((&with["domain"], &with["client_secret"]), (&json!("acme.example"), &json!("hush")));
            assert!(!client(strategy, &given(), None).unwrap().contains_key("client_secret"));
            assert!(client(strategy, &ClientGiven::default(), None).is_err());
        }
        assert_eq!(client(Strategy::Waad, &given(), None).unwrap()["ext_groups"], true);
    }

    #[test]
    fn what_the_vendor_set_beside_ours_in_one_member_stays() {
        let found = object(json!({ "connection_settings": { "pkce": "auto", "other": 1 } }));
        let owned = object(json!({ "connection_settings": { "pkce": "S256" } }));
        let merged = lossless::merge("oidc", &found, &wish(&owned)).options;
        assert_eq!(merged["connection_settings"], json!({ "pkce": "S256", "other": 1 }));
    }

    #[test]
    fn adfs_is_given_by_address_or_by_document_under_the_name_we_show() {
        let connection = Connection::complete_for_test(super::super::super::domain::State::Draft);
        let saml = connection.settings.saml().unwrap().clone();
        let by_address = AdfsGiven { server: Some("https://sts.example/x".to_owned()), document: None, saml };
        let owned = adfs(&by_address, "urn:auth0:local:x");
        assert_eq!(
            (&owned["adfs_server"], &owned["entityId"]),
            (&json!("https://sts.example/x"), &json!("urn:auth0:local:x"))
        );
        let by_document = AdfsGiven { server: None, document: Some("<x/>".to_owned()), ..by_address };
        let owned = adfs(&by_document, "urn:auth0:local:x");
        assert_eq!((&owned["adfs_server"], &owned["fedMetadataXml"]), (&json!(""), &json!("<x/>")));
    }

    #[test]
    fn what_people_set_wins_over_what_the_metadata_offers() {
        let connection = Connection::complete_for_test(super::super::super::domain::State::Draft);
        let given = connection.settings.saml().unwrap();
        let plain = saml(given, &Tuning::default(), DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(plain["signSAMLRequest"], false);
        let options = ConnectionOptions {
            sign_requests: Some(true),
            request_binding: Some(SamlBinding::Post),
            ..ConnectionOptions::default()
        };
        let wished = Tuning { options, ..Tuning::default() };
        let set = saml(given, &wished, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(set["signSAMLRequest"], true);
        assert!(set["protocolBinding"].as_str().unwrap().ends_with("HTTP-POST"), "{set:?}");
    }
}
