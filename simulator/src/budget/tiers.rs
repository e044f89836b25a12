//! The limits of each tier, as Auth0's rate-limit policy prints them.
//!
//! Left out are limits that hold for something in the request's body: an e-mail address, a session, a grant.

use super::route::{ANY, Call, Keyed, POST, READ, Route, WRITE, asks, fits};

/// A subscription, with the environment where it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Free.
    Free,
    /// B2B Essentials and Professional.
    Professional,
    /// Enterprise on the public cloud, not for production.
    EnterpriseNonprod,
    /// Enterprise on the public cloud, for production.
    Enterprise,
    /// Nothing is counted or refused; headers show the limits of `enterprise`.
    Off,
}

impl Tier {
    /// Whose limits are shown.
    pub(super) fn or_shown(self) -> Self {
        if self == Self::Off { Self::Enterprise } else { self }
    }

    fn pick<T: Copy>(self, columns: [T; 4]) -> T {
        match self {
            Self::Free => columns[0],
            Self::Professional => columns[1],
            Self::EnterpriseNonprod => columns[2],
            Self::Enterprise | Self::Off => columns[3],
        }
    }
}

/// A bucket's size and what is added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The bucket's size.
    pub burst: u32,
    /// Tokens added in a window.
    pub refill: u32,
    /// The window.
    pub window: Window,
}

/// How long a window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say it")]
pub enum Window {
    Second,
    Minute,
    Hour,
    Day,
}

impl Window {
    pub(super) const fn seconds(self) -> i64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }

    /// As refusals say it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

/// An API that has a limit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    Management,
    Authentication,
    Scim,
}

/// The limit of a whole API.
#[derive(Debug, Clone, Copy)]
pub(super) struct ApiWide {
    pub(super) bucket: &'static str,
    pub(super) limit: Limit,
    pub(super) covers: Covers,
}

/// What a whole API's limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Covers {
    /// Every request.
    All,
    /// What no group counts: "all other endpoints combined".
    Rest,
}

/// Endpoints that share a limit. The first group that counts a request is its group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) bucket: &'static str,
    routes: &'static [Route],
    /// Only requests with this parameter.
    parameter: Option<&'static str>,
    pub(super) keyed: Keyed,
    /// Free, Professional, Enterprise non-production, Enterprise.
    limits: [Option<Limit>; 4],
}

const fn second(burst: u32, refill: u32) -> Limit {
    Limit { burst, refill, window: Window::Second }
}

const fn minute(burst: u32, refill: u32) -> Limit {
    Limit { burst, refill, window: Window::Minute }
}

const fn hour(burst: u32, refill: u32) -> Limit {
    Limit { burst, refill, window: Window::Hour }
}

const fn day(burst: u32, refill: u32) -> Limit {
    Limit { burst, refill, window: Window::Day }
}

/// In every tier.
const fn every(limit: Limit) -> [Option<Limit>; 4] {
    [Some(limit); 4]
}

/// In the paid tiers, which agree.
const fn paid(limit: Limit) -> [Option<Limit>; 4] {
    [None, Some(limit), Some(limit), Some(limit)]
}

/// In Professional and in both Enterprise tiers.
const fn two(professional: Limit, enterprise: Limit) -> [Option<Limit>; 4] {
    [None, Some(professional), Some(enterprise), Some(enterprise)]
}

const fn free(limit: Limit) -> [Option<Limit>; 4] {
    [Some(limit), None, None, None]
}

const fn professional(limit: Limit) -> [Option<Limit>; 4] {
    [None, Some(limit), None, None]
}

const fn enterprise(limit: Limit) -> [Option<Limit>; 4] {
    [None, None, Some(limit), Some(limit)]
}

/// In Free and Professional, and in both Enterprise tiers.
const fn halves(small: Limit, enterprise: Limit) -> [Option<Limit>; 4] {
    [Some(small), Some(small), Some(enterprise), Some(enterprise)]
}

const fn together(bucket: &'static str, routes: &'static [Route], limits: [Option<Limit>; 4]) -> Group {
    Group { bucket, routes, parameter: None, keyed: Keyed::Together, limits }
}

const fn each(
    bucket: &'static str,
    keyed: Keyed,
    routes: &'static [Route],
    limits: [Option<Limit>; 4],
) -> Group {
    Group { bucket, routes, parameter: None, keyed, limits }
}

const MANAGEMENT: &[Group] = &[
    together("connection_status", &[Route(READ, "/api/v2/connections/{}/status")], every(second(100, 15))),
    together(
        "connections_read",
        &[Route(READ, "/api/v2/connections"), Route(READ, "/api/v2/connections/{}")],
        professional(minute(5, 50)),
    ),
    together(
        "organizations_read",
        &[Route(READ, "/api/v2/organizations")],
        two(minute(5, 50), minute(10, 100)),
    ),
    together(
        "organizations_by_id_read",
        &[Route(READ, "/api/v2/organizations/{}")],
        two(minute(20, 200), minute(10, 100)),
    ),
    together(
        "organizations_by_name_read",
        &[Route(READ, "/api/v2/organizations/name/{}")],
        two(minute(10, 100), minute(20, 200)),
    ),
    together(
        "organizations_write",
        &[Route(WRITE, "/api/v2/organizations"), Route(WRITE, "/api/v2/organizations/{}")],
        two(minute(5, 25), minute(5, 150)),
    ),
    together(
        "organization_members_read",
        &[Route(READ, "/api/v2/organizations/{}/members")],
        paid(minute(40, 500)),
    ),
    together(
        "organization_members_write",
        &[Route(WRITE, "/api/v2/organizations/{}/members")],
        paid(minute(20, 200)),
    ),
    together(
        "organization_member_roles_read",
        &[Route(READ, "/api/v2/organizations/{}/members/{}/roles")],
        paid(minute(20, 200)),
    ),
    together(
        "organization_member_roles_write",
        &[Route(WRITE, "/api/v2/organizations/{}/members/{}/roles")],
        paid(minute(20, 200)),
    ),
    together(
        "organization_invitations_read",
        &[Route(READ, "/api/v2/organizations/{}/invitations/**")],
        enterprise(minute(20, 200)),
    ),
    together(
        "organization_invitations_write",
        &[Route(WRITE, "/api/v2/organizations/{}/invitations/**")],
        enterprise(minute(20, 200)),
    ),
    together(
        "organization_connections_read",
        &[
            Route(READ, "/api/v2/organizations/{}/enabled_connections/**"),
            Route(READ, "/api/v2/organizations/{}/connections/**"),
        ],
        two(minute(5, 50), minute(10, 100)),
    ),
    together(
        "organization_connections_write",
        &[
            Route(WRITE, "/api/v2/organizations/{}/enabled_connections/**"),
            Route(WRITE, "/api/v2/organizations/{}/connections/**"),
        ],
        two(minute(5, 25), minute(5, 150)),
    ),
    together(
        "organization_client_grants_read",
        &[Route(READ, "/api/v2/organizations/{}/client-grants/**")],
        paid(minute(10, 100)),
    ),
    together(
        "organization_client_grants_write",
        &[Route(WRITE, "/api/v2/organizations/{}/client-grants/**")],
        paid(minute(5, 150)),
    ),
    together(
        "user_organizations_read",
        &[Route(READ, "/api/v2/users/{}/organizations")],
        enterprise(minute(40, 500)),
    ),
    together(
        "users_read",
        &[Route(READ, "/api/v2/users/**"), Route(READ, "/api/v2/users-by-email")],
        professional(minute(40, 500)),
    ),
    together("users_write", &[Route(WRITE, "/api/v2/users/**")], professional(minute(20, 200))),
    together("logs_read", &[Route(READ, "/api/v2/logs/**")], professional(minute(10, 100))),
    Group {
        parameter: Some("q"),
        ..together("clients_search", &[Route(READ, "/api/v2/clients")], paid(minute(5, 150)))
    },
    together(
        "clients_read",
        &[Route(READ, "/api/v2/clients"), Route(READ, "/api/v2/clients/{}")],
        professional(minute(5, 100)),
    ),
    together("custom_domain_verify", &[Route(POST, "/api/v2/custom-domains/{}/verify")], every(minute(5, 5))),
    together("signing_keys_rotate", &[Route(POST, "/api/v2/keys/signing/rotate")], every(day(5, 5))),
    together(
        "email_templates_write",
        &[Route(WRITE, "/api/v2/email-templates/**")],
        halves(minute(5, 25), minute(10, 100)),
    ),
    together(
        "email_templates_read",
        &[Route(READ, "/api/v2/email-templates/**")],
        halves(minute(10, 50), minute(15, 150)),
    ),
    together(
        "email_provider_write",
        &[Route(WRITE, "/api/v2/emails/provider")],
        halves(minute(5, 25), minute(10, 100)),
    ),
    together(
        "email_provider_read",
        &[Route(READ, "/api/v2/emails/provider")],
        halves(minute(5, 25), minute(15, 150)),
    ),
];

const AUTHENTICATION: &[Group] = &[
    together("oauth_token", &[Route(POST, "/oauth/token")], free(second(30, 30))),
    together("jwks", &[Route(READ, "/.well-known/jwks.json")], free(second(20, 20))),
    together("usernamepassword_login", &[Route(POST, "/usernamepassword/login")], free(second(5, 5))),
    together("cross_origin_authentication", &[Route(POST, "/co/authenticate")], free(second(5, 5))),
    each("userinfo", Keyed::User, &[Route(ANY, "/userinfo")], every(minute(10, 5))),
    each("passwordless_start", Keyed::Ip, &[Route(ANY, "/passwordless/start")], every(hour(50, 50))),
    together("dynamic_client_registration", &[Route(POST, "/oidc/register")], every(second(5, 5))),
    each("pushed_authorization_requests", Keyed::Ip, &[Route(POST, "/oauth/par")], every(second(100, 100))),
    together("universal_logout", &[Route(POST, "/oauth/global-token-revocation/**")], every(second(35, 35))),
    each("ciba", Keyed::Ip, &[Route(POST, "/bc-authorize")], every(minute(500, 500))),
    each("universal_login_prompts", Keyed::Ip, &[Route(ANY, "/u/**")], every(minute(500, 500))),
];

const SCIM: &[Group] = &[each(
    "scim_connection",
    Keyed::Segment(3),
    &[Route(ANY, "/scim/v2/connections/{}/**")],
    [Some(second(5, 5)), Some(second(25, 25)), Some(second(25, 25)), Some(second(25, 25))],
)];

/// The paths of each API, in the order they are looked at.
const APIS: &[(Api, &[&str])] = &[
    (Api::Management, &["/api/v2/**"]),
    (Api::Scim, &["/scim/v2/**"]),
    (
        Api::Authentication,
        &[
            "/.well-known/**",
            "/authorize/**",
            "/bc-authorize",
            "/co/authenticate",
            "/dbconnections/**",
            "/login/callback",
            "/mfa/**",
            "/oauth/**",
            "/oidc/**",
            "/passwordless/**",
            "/samlp/**",
            "/u/**",
            "/userinfo",
            "/usernamepassword/login",
            "/v2/logout",
        ],
    ),
];

/// Which API a call is for; `None` for the simulator's own pages.
pub(super) fn api(call: &Call<'_>) -> Option<Api> {
    let ours = |patterns: &[&str]| patterns.iter().any(|pattern| fits(pattern, call.path));
    APIS.iter().find(|(_, patterns)| ours(patterns)).map(|(api, _)| *api)
}

/// The limit of a whole API in a tier.
pub(super) fn api_wide(api: Api, tier: Tier) -> ApiWide {
    let (bucket, limit) = match api {
        Api::Management => {
            ("management_api", tier.pick([second(2, 2), minute(10, 150), second(10, 2), second(50, 16)]))
        }
        Api::Authentication => (
            "authentication_api",
            tier.pick([minute(300, 300), second(25, 25), second(100, 100), second(100, 100)]),
        ),
        Api::Scim => {
            ("scim_tenant", tier.pick([second(5, 5), second(100, 100), second(100, 100), second(100, 100)]))
        }
    };
    let rest = api == Api::Management && tier == Tier::Professional;
    ApiWide { bucket, limit, covers: if rest { Covers::Rest } else { Covers::All } }
}

/// The group that counts a call, and its limit in a tier.
pub(super) fn group(api: Api, call: &Call<'_>, tier: Tier) -> Option<(&'static Group, Limit)> {
    let groups = match api {
        Api::Management => MANAGEMENT,
        Api::Authentication => AUTHENTICATION,
        Api::Scim => SCIM,
    };
    let limited = groups.iter().filter_map(|group| Some((group, tier.pick(group.limits)?)));
    limited.into_iter().find(|(group, _)| {
        group.routes.iter().any(|route| route.counts(call))
            && group.parameter.is_none_or(|parameter| asks(call.query, parameter))
    })
}
