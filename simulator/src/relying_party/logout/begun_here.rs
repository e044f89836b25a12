//! A person signed out here with `federated`: the identity provider's session ends too.

use actix_web::HttpResponse;
use serde_json::{Value, json};
use url::Url;

use crate::{
    oidc::error::found,
    relying_party::{Protocol, federation_metadata::FederationMetadata, oidc, profile, saml},
    saml::{
        logout::{LogoutRequest, logout_request},
        redirect_binding_url, signed_redirect_binding_url,
    },
    tenant::{
        Tenant, ids,
        model::{Connection, Session, User},
    },
};

/// Sends the person to the provider of the session that has just ended; none when it knows no sign-out.
pub(crate) async fn leave_provider(
    tenant: &Tenant,
    session: &Session,
    target: Option<&str>,
) -> Option<HttpResponse> {
    let (connection, user) = tenant.read(|state| {
        let connection = state.connection_by_name(&session.connection)?;
        Some((connection.clone(), state.users.get(&session.user_id)?.clone()))
    })?;
    let handle = ids::handle();
    let url = match Protocol::of(&connection)? {
        Protocol::Saml => saml_url(tenant, &connection, &user, &handle)?,
        Protocol::Oidc => {
            let mut url: Url = oidc::end_session_endpoint(tenant, &connection).await?.parse().ok()?;
            url.query_pairs_mut()
                .append_pair("client_id", connection.text_option("client_id").unwrap_or_default())
                .append_pair("post_logout_redirect_uri", &tenant.url("logout"))
                .append_pair("state", &handle);
            url
        }
        Protocol::WsFederation => {
            let metadata = FederationMetadata::of(tenant, &connection).await.ok()?;
            let mut url: Url = metadata.endpoint.parse().ok()?;
            let back = tenant.url(&format!("logout?wctx={handle}"));
            url.query_pairs_mut().append_pair("wa", "wsignout1.0").append_pair("wreply", &back);
            url
        }
    };
    tenant.volatile().leaves(handle, target.map(str::to_owned), tenant.now());
    Some(found(url.as_str()))
}

fn saml_url(tenant: &Tenant, connection: &Connection, user: &User, handle: &str) -> Option<Url> {
    if connection.options.get("disableSignout") == Some(&json!(true)) {
        return None;
    }
    let endpoint = connection.text_option("signOutEndpoint").or(connection.text_option("signInEndpoint"))?;
    let name_id = user.attribute(profile::NAME_IDENTIFIER)?;
    let xml = logout_request(&LogoutRequest {
        id: &ids::saml_request(),
        issuer: &saml::entity_id(tenant, connection),
        destination: endpoint,
        issue_instant: tenant.now(),
        name_id,
        session_index: user.profile.get("sessionIndex").and_then(Value::as_str),
    });
    let destination: Url = endpoint.parse().ok()?;
    if connection.options.get("signSAMLRequest") != Some(&json!(true)) {
        return Some(redirect_binding_url(&destination, "SAMLRequest", &xml, Some(handle)));
    }
    let key = saml::RequestKey::of(tenant, connection);
    let sign = |bytes: &[u8]| key.sign_bytes(bytes);
    signed_redirect_binding_url(&destination, "SAMLRequest", &xml, Some(handle), sign).ok()
}
