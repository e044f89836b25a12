//! The provider of a connection: as the connection describes it, else as it describes itself.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::tenant::{Tenant, model::Connection};

/// Where a provider answers.
pub(super) struct Provider {
    /// What ID tokens must name.
    pub(super) issuer: String,
    /// Where people are sent.
    pub(super) authorization_endpoint: Option<String>,
    /// Where codes are exchanged.
    pub(super) token_endpoint: Option<String>,
    /// Where more is told.
    pub(super) userinfo_endpoint: Option<String>,
    /// Its keys.
    pub(super) jwks_uri: Option<String>,
    /// Where people sign out.
    pub(super) end_session_endpoint: Option<String>,
    /// Whether it says that it knows PKCE with S256.
    pub(super) knows_s256: bool,
}

impl Provider {
    /// The provider of a connection. Fetches its discovery document where the connection holds none.
    pub(super) async fn of(tenant: &Tenant, connection: &Connection) -> Result<Self, String> {
        let described = connection.options.get("oidc_metadata").and_then(Value::as_object).cloned();
        let document = match (described, discovery_url(tenant, connection)) {
            (Some(document), _) => document,
            (None, Some(url)) => get(tenant, &url, None).await?,
            (None, None) => Map::new(),
        };
        let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
        let own = |name: &str| connection.text_option(name).map(str::to_owned).or_else(|| text(name));
        let methods = document.get("code_challenge_methods_supported").and_then(Value::as_array);
        Ok(Self {
            issuer: own("issuer").unwrap_or_default(),
            authorization_endpoint: own("authorization_endpoint"),
            token_endpoint: own("token_endpoint"),
            userinfo_endpoint: own("userinfo_endpoint"),
            jwks_uri: own("jwks_uri"),
            end_session_endpoint: own("end_session_endpoint"),
            knows_s256: methods.is_some_and(|methods| methods.iter().any(|method| method == "S256")),
        })
    }
}

fn discovery_url(tenant: &Tenant, connection: &Connection) -> Option<String> {
    let well_known = |issuer: String| format!("{issuer}/.well-known/openid-configuration");
    let option = |name: &str| connection.text_option(name);
    match connection.strategy.as_str() {
        "waad" => {
            let common = connection.options.get("useCommonEndpoint") == Some(&Value::Bool(true));
            let directory =
                option("tenantId").or_else(|| option("tenant_domain")).or_else(|| option("domain"));
            let directory = if common { "common" } else { directory.unwrap_or("common") };
            tenant.places.issuer("waad", directory).map(well_known)
        }
        "google-apps" => tenant.places.issuer("google-apps", "").map(well_known),
        // A connection that names its endpoints needs no document.
        _ if option("authorization_endpoint").is_some() => None,
        "okta" => option("domain").map(|domain| well_known(format!("https://{domain}"))),
        _ => option("discovery_url").map(str::to_owned),
    }
}

/// Where people sign out at the provider of a connection.
pub(in crate::relying_party) async fn end_session_endpoint(
    tenant: &Tenant,
    connection: &Connection,
) -> Option<String> {
    Provider::of(tenant, connection).await.ok()?.end_session_endpoint
}

/// A JSON document.
pub(super) async fn get<T: DeserializeOwned>(
    tenant: &Tenant,
    url: &str,
    token: Option<&str>,
) -> Result<T, String> {
    let request = tenant.http.get(url);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let answer = request.send().await.and_then(reqwest::Response::error_for_status);
    answer
        .map_err(|_| format!("{url} does not answer"))?
        .json()
        .await
        .map_err(|_| format!("{url} is not JSON"))
}
