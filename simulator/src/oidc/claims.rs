//! What tokens say.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::{
    management::timestamp,
    tenant::{
        Tenant, ids,
        model::{Grant, OpaqueToken, ResourceServer, User},
        seed::CURRENT_USER_SCOPES,
        state::State,
    },
};

/// Lifetime of ID tokens, in seconds.
const ID_TOKEN_LIFETIME: i64 = 36_000;
/// Lifetime of opaque access tokens, in seconds.
const OPAQUE_LIFETIME: i64 = 86_400;
/// Scopes that belong to no API.
const STANDARD_SCOPES: [&str; 6] = ["openid", "profile", "email", "address", "phone", "offline_access"];

/// An access token and what it is good for.
pub struct AccessToken {
    /// The token.
    pub token: String,
    /// Seconds.
    pub expires_in: i64,
    /// Granted scopes.
    pub scope: Vec<String>,
}

/// Tokens could not be made.
pub type SigningError = jsonwebtoken::errors::Error;

/// The claims about a person that these scopes reveal.
pub fn profile_claims(user: &User, scope: &[String]) -> Map<String, Value> {
    let asked = |name: &str| scope.iter().any(|scope| scope == name);
    let mut names: Vec<&str> = Vec::new();
    if asked("profile") {
        names.extend(["name", "nickname", "given_name", "family_name", "picture"]);
    }
    if asked("email") {
        names.extend(["email", "email_verified"]);
    }
    let mut claims = Map::new();
    for name in names {
        if let Some(value) = user.profile.get(name) {
            claims.insert(name.to_owned(), value.clone());
        }
    }
    if asked("profile") {
        claims.insert("updated_at".to_owned(), json!(timestamp(user.updated_at)));
    }
    claims
}

/// The ID token of a sign-in.
pub fn id_token(
    tenant: &Tenant,
    grant: &Grant,
    user: &User,
    nonce: Option<&str>,
) -> Result<String, SigningError> {
    let now = tenant.now();
    let mut claims = profile_claims(user, &grant.scope);
    let standard = json!({
        "iss": tenant.issuer, "aud": grant.client_id, "sub": grant.user_id,
        "iat": now.timestamp(), "exp": now.timestamp() + ID_TOKEN_LIFETIME, "sid": grant.sid,
    });
    claims.extend(standard.as_object().cloned().unwrap_or_default());
    if grant.tell_auth_time {
        claims.insert("auth_time".to_owned(), json!(grant.auth_time.timestamp()));
    }
    if let Some(nonce) = nonce {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    add_organization(tenant, grant.organization.as_deref(), &mut claims);
    tenant.keys.sign(&Value::Object(claims))
}

/// The access token of a sign-in: for an API a JWT, otherwise an opaque one for `/userinfo`.
pub fn access_token(tenant: &Tenant, grant: &Grant, user: &User) -> Result<AccessToken, SigningError> {
    let server = grant
        .audience
        .as_deref()
        .and_then(|audience| tenant.read(|state| state.resource_servers.get(audience).cloned()));
    let Some(server) = server else { return Ok(opaque_token(tenant, grant)) };
    let now = tenant.now();
    let permissions = tenant.read(|state| permissions(state, grant, user, &server));
    let scope = granted_scope(&server, grant, &permissions);
    let mut audience = json!(server.identifier);
    if scope.iter().any(|scope| scope == "openid") {
        audience = json!([server.identifier, tenant.url("userinfo")]);
    }
    let mut claims = access_claims(tenant, &grant.user_id, &audience, now, server.token_lifetime);
    let profile = Profile::of(&server);
    profile.name_client(&mut claims, &grant.client_id);
    claims.insert("scope".to_owned(), json!(scope.join(" ")));
    if tells_permissions(&server) {
        claims.insert("permissions".to_owned(), json!(permissions));
    }
    add_organization(tenant, grant.organization.as_deref(), &mut claims);
    let token = tenant.keys.sign_as(profile.kind(), &Value::Object(claims))?;
    Ok(AccessToken { token, expires_in: server.token_lifetime, scope })
}

/// How an access token is written: as Auth0 always did, or by RFC 9068.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Profile {
    Auth0,
    Rfc9068,
}

impl Profile {
    fn of(server: &ResourceServer) -> Self {
        if server.token_dialect.starts_with("rfc9068_profile") { Self::Rfc9068 } else { Self::Auth0 }
    }

    /// What the header calls the token.
    const fn kind(self) -> &'static str {
        match self {
            Self::Auth0 => "JWT",
            Self::Rfc9068 => "at+jwt",
        }
    }

    fn name_client(self, claims: &mut Map<String, Value>, client_id: &str) {
        match self {
            Self::Auth0 => {
                claims.insert("azp".to_owned(), json!(client_id));
            }
            Self::Rfc9068 => {
                claims.insert("client_id".to_owned(), json!(client_id));
                claims.insert("jti".to_owned(), json!(ids::alphanumeric(22)));
            }
        }
    }
}

/// The access token of a machine.
pub fn machine_token(
    tenant: &Tenant,
    client_id: &str,
    server: &ResourceServer,
    scope: Vec<String>,
    organization: Option<&str>,
) -> Result<AccessToken, SigningError> {
    let subject = format!("{client_id}@clients");
    let audience = json!(server.identifier);
    let mut claims = access_claims(tenant, &subject, &audience, tenant.now(), server.token_lifetime);
    let profile = Profile::of(server);
    profile.name_client(&mut claims, client_id);
    if profile == Profile::Auth0 {
        claims.insert("gty".to_owned(), json!("client-credentials"));
    }
    if !scope.is_empty() {
        claims.insert("scope".to_owned(), json!(scope.join(" ")));
    }
    if tells_permissions(server) {
        claims.insert("permissions".to_owned(), json!(scope));
    }
    add_organization(tenant, organization, &mut claims);
    let token = tenant.keys.sign_as(profile.kind(), &Value::Object(claims))?;
    Ok(AccessToken { token, expires_in: server.token_lifetime, scope })
}

fn access_claims(
    tenant: &Tenant,
    subject: &str,
    audience: &Value,
    now: DateTime<Utc>,
    lifetime: i64,
) -> Map<String, Value> {
    let claims = json!({
        "iss": tenant.issuer, "sub": subject, "aud": audience,
        "iat": now.timestamp(), "exp": now.timestamp() + lifetime,
    });
    claims.as_object().cloned().unwrap_or_default()
}

fn opaque_token(tenant: &Tenant, grant: &Grant) -> AccessToken {
    let now = tenant.now();
    let scope: Vec<String> =
        grant.scope.iter().filter(|scope| STANDARD_SCOPES.contains(&scope.as_str())).cloned().collect();
    let token = ids::alphanumeric(32);
    tenant.write(|state| {
        state.opaque_tokens.retain(|kept| kept.expires_at > now);
        state.opaque_tokens.put(OpaqueToken {
            token: token.clone(),
            user_id: grant.user_id.clone(),
            scope: scope.clone(),
            organization: grant.organization.clone(),
            expires_at: now + chrono::TimeDelta::seconds(OPAQUE_LIFETIME),
        });
    });
    AccessToken { token, expires_in: OPAQUE_LIFETIME, scope }
}

/// With an organization the roles held there, else the tenant's; those of groups count.
fn permissions(state: &State, grant: &Grant, user: &User, server: &ResourceServer) -> Vec<String> {
    let organization = grant.organization.as_deref().map(|id| state.organizations.get(id));
    let roles = match organization {
        None => state.effective_roles(user, None),
        Some(None) => return Vec::new(),
        Some(Some(organization)) => state.effective_roles(user, Some(organization)),
    };
    let roles = roles.into_keys().collect();
    state.permissions_of(&roles, &server.identifier).into_iter().collect()
}

/// What was asked for and may be had; with policies enforced only what roles permit.
fn granted_scope(server: &ResourceServer, grant: &Grant, permissions: &[String]) -> Vec<String> {
    let may = |scope: &String| {
        let known = if server.is_system {
            CURRENT_USER_SCOPES.contains(&scope.as_str())
        } else {
            server.scopes.iter().any(|known| known.value == *scope)
        };
        STANDARD_SCOPES.contains(&scope.as_str())
            || (known && (!server.enforce_policies || permissions.contains(scope)))
    };
    grant
        .scope
        .iter()
        .filter(|scope| may(scope) && (*scope != "offline_access" || server.allow_offline_access))
        .cloned()
        .collect()
}

fn tells_permissions(server: &ResourceServer) -> bool {
    server.enforce_policies && server.token_dialect.ends_with("_authz")
}

fn add_organization(tenant: &Tenant, organization: Option<&str>, claims: &mut Map<String, Value>) {
    let Some(id) = organization else { return };
    claims.insert("org_id".to_owned(), json!(id));
    let name = tenant.read(|state| {
        let told = state.tells_organization_names();
        told.then(|| state.organizations.get(id).map(|found| found.name.clone())).flatten()
    });
    if let Some(name) = name {
        claims.insert("org_name".to_owned(), json!(name));
    }
}
