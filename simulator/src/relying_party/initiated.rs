//! Sign-ins that began at the identity provider: nobody asked, and the connection says where they lead.

use std::{borrow::Cow, collections::BTreeMap};

use actix_web::HttpRequest;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::{
    oidc::{error::OAuthError, login::address},
    tenant::{
        Tenant, ids,
        log::Entry,
        model::Connection,
        state::State,
        volatile::{ResponseMode, Transaction},
    },
};

const NO_DEFAULT_APP: &str = "Default App for IdP-Initiated is not configured. Make sure to configure that from \
     connection settings or include client_id in RelayState parameter.";
/// What Auth0's older and newer documents call the protocol of an application that is an OAuth client.
const OAUTH: [&str; 2] = ["oidc", "oauth2"];

/// The sign-in that an unasked answer begins.
pub(super) fn begin(
    tenant: &Tenant,
    connection: &Connection,
    relay_state: &str,
    organization: Option<&str>,
) -> Result<Transaction, OAuthError> {
    let settings = connection.options.get("idpinitiated");
    let text = |name: &str| settings.and_then(|map| map.get(name)).and_then(Value::as_str);
    if settings.and_then(|map| map.get("enabled")) != Some(&json!(true)) {
        let name = &connection.name;
        return Err(OAuthError::invalid(format!(
            "IdP-Initiated login is not enabled for connection \"{name}\"."
        )));
    }
    let relayed = pairs(relay_state);
    let client = relayed.get("client_id").map(|id| &**id).or_else(|| text("client_id"));
    let client = client.filter(|id| !id.is_empty()).ok_or_else(|| OAuthError::invalid(NO_DEFAULT_APP))?;
    if let Some(protocol) = text("client_protocol").filter(|protocol| !OAUTH.contains(protocol)) {
        return Err(OAuthError::invalid(format!(
            "incorrect protocol specified: the default application of the connection answers by {protocol}"
        )));
    }
    let query = pairs(text("client_authorizequery").unwrap_or_default());
    tenant.read(|state| transaction(tenant, state, client, &query, organization))
}

fn pairs(query: &str) -> BTreeMap<Cow<'_, str>, Cow<'_, str>> {
    form_urlencoded::parse(query.as_bytes()).collect()
}

fn transaction(
    tenant: &Tenant,
    state: &State,
    client: &str,
    query: &BTreeMap<Cow<'_, str>, Cow<'_, str>>,
    organization: Option<&str>,
) -> Result<Transaction, OAuthError> {
    let client = state.clients.get(client).ok_or_else(|| OAuthError::invalid(NO_DEFAULT_APP))?;
    let redirect_uri = match query.get("redirect_uri") {
        Some(asked) if client.callbacks.iter().any(|allowed| *allowed == **asked) => asked.to_string(),
        Some(asked) => {
            return Err(OAuthError::invalid(format!("Callback URL mismatch. {asked} is not allowed.")));
        }
        None => {
            client.callbacks.first().cloned().ok_or_else(|| OAuthError::invalid("no callback is allowed"))?
        }
    };
    let organization = match (organization, client.organization_usage.as_str()) {
        (None, "require") => {
            return Err(OAuthError::invalid("parameter organization is required for this client"));
        }
        (Some(_), "deny") => {
            return Err(OAuthError::invalid("parameter organization is not allowed for this client"));
        }
        (None, _) => None,
        (Some(reference), _) => {
            let found = state.organization_by_id_or_name(reference);
            let found = found.ok_or_else(|| OAuthError::invalid("parameter organization is invalid"))?;
            Some(found.id.clone())
        }
    };
    let scope = query.get("scope").map_or("openid profile email", |scope| scope);
    Ok(Transaction {
        id: ids::handle(),
        client_id: client.client_id.clone(),
        redirect_uri,
        response_mode: ResponseMode::Query,
        state: query.get("state").map(ToString::to_string),
        // Documents join scopes by commas as well as by spaces.
        scope: scope.split([' ', ',']).filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        audience: query.get("audience").map(ToString::to_string),
        nonce: None,
        challenge: None,
        organization,
        connection: None,
        login_hint: None,
        invitation: None,
        parameters: BTreeMap::new(),
        tell_auth_time: false,
        upstream: None,
        started_at: tenant.now(),
    })
}

/// Writes the log record of one that may not begin.
pub(super) fn note(tenant: &Tenant, connection: &Connection, error: &OAuthError, request: &HttpRequest) {
    tenant.log(&Entry {
        kind: "f",
        description: error.description.clone(),
        connection_id: Some(&connection.id),
        ip: address(request),
        details: json!({ "error": { "message": error.description, "oauthError": error.error, "type": "access_denied" } }),
        ..Entry::default()
    });
}
