//! WS-Federation, passive requestor profile: the request to an ADFS, and the token it issues.

use actix_web::HttpResponse;
use roxmltree::Document;
use url::Url;

use super::{Arrival, federation_metadata::FederationMetadata, saml, upstream_params};
use crate::{
    oidc::error::{OAuthError, found},
    saml::{Refused, response::parse_and_verify_assertion},
    tenant::{
        Tenant,
        model::Connection,
        volatile::{Transaction, Upstream},
    },
};

const TRUST: &str = "http://schemas.xmlsoap.org/ws/2005/02/trust";
const LONGEST: usize = 256 * 1024;

/// Where answers come: the same for every connection.
fn reply_url(tenant: &Tenant) -> String {
    tenant.url("login/callback")
}

/// Sends the person with a request.
pub(super) async fn send(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
) -> Result<HttpResponse, OAuthError> {
    let metadata = FederationMetadata::of(tenant, connection).await.map_err(OAuthError::invalid)?;
    let unusable = |_| OAuthError::invalid("the connection has no usable signInEndpoint");
    let mut url: Url = metadata.endpoint.parse().map_err(unusable)?;
    url.query_pairs_mut()
        .append_pair("wa", "wsignin1.0")
        .append_pair("wtrealm", &saml::entity_id(tenant, connection))
        .append_pair("wreply", &reply_url(tenant))
        .append_pair("wctx", &transaction.id);
    if let Some(hint) = upstream_params::login_hint(transaction) {
        url.query_pairs_mut().append_pair("username", hint);
    }
    url.query_pairs_mut().extend_pairs(upstream_params::of(connection, transaction));
    let upstream = Upstream::WsFederation { connection: connection.id.clone() };
    tenant.volatile().sent_upstream(&transaction.id, upstream);
    Ok(found(url.as_str()))
}

/// Verifies the token in an answer.
pub(super) async fn verify(
    tenant: &Tenant,
    connection: &Connection,
    result: &str,
) -> Result<Arrival, String> {
    let metadata = FederationMetadata::of(tenant, connection).await?;
    let expected = saml::Expected { request: None, organization: None };
    let mut expectations = saml::expectations(tenant, connection, &expected);
    expectations.recipient = reply_url(tenant);
    expectations.certificates_pem.extend(metadata.certificates);
    let token = issued_token(result).map_err(|refused| refused.to_string())?;
    parse_and_verify_assertion(token, &expectations)
        .and_then(|assertion| saml::arrive(tenant, connection, assertion))
        .map_err(|refused| refused.to_string())
}

/// The assertion inside a `RequestSecurityTokenResponse`, as it stands there.
fn issued_token(result: &str) -> Result<&str, Refused> {
    if result.len() > LONGEST {
        return Err(Refused::NotXml);
    }
    let document = Document::parse(result).map_err(|_| Refused::NotXml)?;
    let mut requested = document.descendants().filter(|node| {
        node.tag_name().name() == "RequestedSecurityToken" && node.tag_name().namespace() == Some(TRUST)
    });
    let (Some(token), None) = (requested.next(), requested.next()) else { return Err(Refused::NotAResponse) };
    let mut inside = token.children().filter(roxmltree::Node::is_element);
    match (inside.next(), inside.next()) {
        (Some(assertion), None) => Ok(&result[assertion.range()]),
        _ => Err(Refused::NotAResponse),
    }
}
