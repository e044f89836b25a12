//! One request of every function that makes one.

use auth0::{
    Answer, Call, Checkpoint, Error, Members, Offset, attack_protection, branding, client_grants, clients,
    connection_profiles, connections, custom_domains, emails, event_streams, groups, log_streams, logs,
    network_acls, organizations, prompts, resource_servers, roles, self_service_profiles, stats, tenant,
    tickets, user_attribute_profiles, users,
};
use serde_json::{Map, Value, json};

type Reader = Box<dyn Fn(&Answer<'_>) -> Result<(), Error>>;

/// A request, and the reader of its answer.
pub(crate) struct Captured {
    pub(crate) function: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) template: &'static str,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
    pub(crate) read: Reader,
}

impl Captured {
    fn of<T: 'static>(function: &str, call: Call<T>) -> Self {
        Self {
            function: function.replace(' ', ""),
            method: call.method().to_string(),
            path: call.path().to_owned(),
            template: call.template(),
            query: call.queries().to_vec(),
            headers: call.headers().to_vec(),
            body: call.body().cloned(),
            read: Box::new(move |answer| call.read(answer).map(drop)),
        }
    }
}

macro_rules! capture {
    ($($($function:ident)::+ ( $($argument:expr),* ) $(.$more:ident($($of:expr),*))?;)+) => {
        vec![$(Captured::of(stringify!($($function)::+), $($function)::+($($argument),*)$(.$more($($of),*))?)),+]
    };
}

const CON: &str = "con_0123456789abcdef";
const ORG: &str = "org_0123456789abcdef";
const CLIENT: &str = "0123456789abcdef0123456789abcdef";
const ROLE: &str = "rol_0123456789abcdef";
const USER: &str = "samlp|acme|jane";
const ORD: &str = "ord_0123456789abcdefghijkm";
const AGAIN: Checkpoint<'_> = Checkpoint { from: Some("bmV4dA"), take: Some(10) };

fn map(value: Value) -> Map<String, Value> {
    Members::from(value).0
}

fn members(value: Value) -> Members {
    value.into()
}

/// One request of every function that makes one.
pub(crate) fn all() -> Vec<Captured> {
    [
        connections_of_all_kinds(),
        scim(),
        directories(),
        organizations_themselves(),
        in_organizations(),
        members_of_organizations(),
        applications(),
        people(),
        logs_and_streams(),
        mail(),
        tenant_settings(),
        self_service(),
        profiles(),
        protection(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn connections_of_all_kinds() -> Vec<Captured> {
    let options = map(json!({ "signInEndpoint": "https://idp.example/sso", "signingCert": "cGVt" }));
    let metadata = map(json!({ "owner": "latchkey" }));
    let filter = connections::Filter { strategies: &["samlp", "oidc"], fields: Some("id,name,strategy") };
    let new = connections::NewConnection {
        name: "acme-saml",
        strategy: "samlp",
        display_name: "Acme",
        options: &options,
    };
    let patch = connections::ConnectionPatch { display_name: "Acme", options: &options };
    let shown = connections::Presentation {
        display_name: "Acme",
        show_as_button: Some(false),
        is_domain_connection: Some(false),
        metadata: Some(&metadata),
    };
    let statuses = [connections::ClientStatus { client_id: CLIENT.to_owned(), status: true }];
    capture! {
        connections::list(filter, AGAIN);
        connections::list(connections::Filter::default(), Checkpoint::default().take(50));
        connections::find_by_name("acme-saml");
        connections::get(CON);
        connections::create(&new);
        connections::update(CON, &patch);
        connections::present(CON, &shown);
        connections::delete(CON);
        connections::clients(CON, Some("bmV4dA"));
        connections::update_clients(CON, &statuses);
        connections::status(CON);
        connections::keys::list(CON);
        connections::keys::create(CON, Some("RS256"));
        connections::keys::rotate(CON, None);
    }
}

fn scim() -> Vec<Captured> {
    use connections::scim::{Mapping, Wanted, WantedToken};
    let mapping = [Mapping { auth0: "email".to_owned(), scim: "emails[type eq \"work\"].value".to_owned() }];
    let wanted = Wanted { user_id_attribute: "externalId", mapping: &mapping };
    let token = WantedToken { scopes: &["get:users", "post:users"], token_lifetime: Some(3600) };
    capture! {
        connections::scim::list(AGAIN);
        connections::scim::get(CON);
        connections::scim::create(CON, None);
        connections::scim::create(CON, Some(&wanted));
        connections::scim::update(CON, &wanted);
        connections::scim::delete(CON);
        connections::scim::default_mapping(CON);
        connections::scim::tokens(CON);
        connections::scim::create_token(CON, &token);
        connections::scim::delete_token(CON, "tok_0123456789abcdef");
    }
}

fn directories() -> Vec<Captured> {
    use connections::directory::{GroupSync, Mapping, Wanted};
    let mapping = [Mapping { auth0: "email".to_owned(), idp: "primaryEmail".to_owned() }];
    let wanted = Wanted {
        mapping: Some(&mapping),
        synchronize_automatically: Some(true),
        synchronize_groups: Some(GroupSync::Selected),
    };
    capture! {
        connections::directory::list(AGAIN);
        connections::directory::get(CON);
        connections::directory::create(CON, &wanted);
        connections::directory::update(CON, &wanted);
        connections::directory::delete(CON);
        connections::directory::default_mapping(CON);
        connections::directory::synchronize(CON);
        connections::directory::chosen_groups(CON, AGAIN);
        connections::directory::choose_groups(CON, &["03abcdef", "04abcdef"]);
        groups::list(CON, AGAIN);
        groups::get("grp_123456789abcdefghijkmn");
        groups::members("grp_123456789abcdefghijkmn", AGAIN);
    }
}

fn organizations_themselves() -> Vec<Captured> {
    use organizations::{Branding, Colors, NewOrganization, OrganizationPatch};
    let colors = Colors { primary: Some("#112233".to_owned()), page_background: Some("#ffffff".to_owned()) };
    let branding = Branding { logo_url: Some("https://acme.example/logo.svg".to_owned()), colors };
    let metadata = map(json!({ "external_id": "42" }));
    let patch = OrganizationPatch {
        display_name: Some("Acme"),
        branding: Some(&branding),
        metadata: Some(&metadata),
    };
    capture! {
        organizations::list(Some("bmV4dA"));
        organizations::get(ORG);
        organizations::get_by_name("acme");
        organizations::create(&NewOrganization { name: "acme", presentation: patch.clone() });
        organizations::update(ORG, &patch);
        organizations::rename(ORG, "acme-inc");
        organizations::delete(ORG);
        organizations::count_members(ORG);
    }
}

fn in_organizations() -> Vec<Captured> {
    use organizations::{
        Enablement,
        connections::{AccessLevel, Use},
        discovery_domains::{DomainStatus, Wanted},
    };
    let enablement = Enablement { assign_membership_on_login: true, show_as_button: false };
    let wanted = Use {
        is_enabled: Some(true),
        assign_membership_on_login: Some(true),
        show_as_button: Some(false),
        organization_connection_name: Some("Acme"),
        organization_access_level: Some(AccessLevel::ReadOnly),
    };
    let domain = Wanted { status: Some(DomainStatus::Verified), use_for_organization_discovery: Some(true) };
    capture! {
        organizations::enabled(ORG, Offset::page(0));
        organizations::connection(ORG, CON);
        organizations::add_connection(ORG, CON, enablement);
        organizations::update_connection(ORG, CON, enablement);
        organizations::remove_connection(ORG, CON);
        organizations::connections::list(ORG, Some(true), Offset::page(0));
        organizations::connections::get(ORG, CON);
        organizations::connections::add(ORG, CON, &wanted);
        organizations::connections::update(ORG, CON, &wanted);
        organizations::connections::remove(ORG, CON);
        organizations::discovery_domains::list(ORG, AGAIN);
        organizations::discovery_domains::get(ORG, ORD);
        organizations::discovery_domains::get_by_name(ORG, "acme.example");
        organizations::discovery_domains::create(ORG, "acme.example", &Wanted::default());
        organizations::discovery_domains::update(ORG, ORD, &domain);
        organizations::discovery_domains::delete(ORG, ORD);
        organizations::client_grants::list(ORG, Some(CLIENT), Offset::page(0));
        organizations::client_grants::add(ORG, "cgr_0123456789abcdef");
        organizations::client_grants::remove(ORG, "cgr_0123456789abcdef");
    }
}

fn members_of_organizations() -> Vec<Captured> {
    use organizations::invitations::{Invitee, Inviter, NewInvitation};
    let invitation = NewInvitation {
        inviter: &Inviter { name: "Acme".to_owned() },
        invitee: &Invitee { email: "jane@acme.example".to_owned() },
        client_id: CLIENT,
        connection_id: Some(CON),
        roles: &[ROLE],
        ttl_sec: Some(3600),
        send_invitation_email: false,
    };
    capture! {
        organizations::members::list(ORG, AGAIN);
        organizations::members::add(ORG, &[USER]);
        organizations::members::remove(ORG, &[USER]);
        organizations::members::roles(ORG, USER, Offset::page(0));
        organizations::members::add_roles(ORG, USER, &[ROLE]);
        organizations::members::remove_roles(ORG, USER, &[ROLE]);
        organizations::members::effective_roles(ORG, USER, AGAIN);
        organizations::invitations::list(ORG, Offset::page(0));
        organizations::invitations::get(ORG, "uinv_0123456789abcdef");
        organizations::invitations::create(ORG, &invitation).on_custom_domain("login.acme.example");
        organizations::invitations::delete(ORG, "uinv_0123456789abcdef");
    }
}

fn applications() -> Vec<Captured> {
    use client_grants::{GrantTerms, NewClientGrant, OrganizationUsage};
    let callbacks = ["https://app.example/callback".to_owned()];
    let wanted = clients::Wanted {
        name: Some("App"),
        app_type: Some(clients::AppType::RegularWeb),
        callbacks: Some(&callbacks),
        allowed_logout_urls: Some(&callbacks),
        initiate_login_uri: Some("https://app.example/login"),
        organization_usage: Some("require"),
        grant_types: Some(&["authorization_code"]),
        rest: members(json!({ "oidc_conformant": true })),
    };
    let terms = GrantTerms {
        scope: Some(&["connections:read"]),
        organization_usage: Some(OrganizationUsage::Allow),
        allow_any_organization: Some(false),
    };
    let grant = NewClientGrant { client_id: CLIENT, audience: "https://api.example", terms: terms.clone() };
    let scopes = [resource_servers::Scope { value: "connections:read".to_owned(), description: None }];
    let api = resource_servers::Wanted {
        name: Some("Portal"),
        scopes: Some(&scopes),
        signing_alg: Some("RS256"),
        enforce_policies: Some(true),
        token_dialect: Some("access_token_authz"),
        token_lifetime: Some(3600),
    };
    capture! {
        clients::list(AGAIN);
        clients::get(CLIENT);
        clients::create(&wanted);
        clients::update(CLIENT, &wanted);
        clients::delete(CLIENT);
        clients::connections(CLIENT, AGAIN);
        client_grants::list(Some(CLIENT), Some("https://api.example"), AGAIN);
        client_grants::create(&grant);
        client_grants::update("cgr_0123456789abcdef", &terms);
        client_grants::delete("cgr_0123456789abcdef");
        resource_servers::list(Offset::page(0));
        resource_servers::get("https://api.example");
        resource_servers::create("https://api.example", &api);
        resource_servers::update("0123456789abcdef01234567", &api);
        resource_servers::delete("0123456789abcdef01234567");
    }
}

fn people() -> Vec<Captured> {
    let wanted = roles::Wanted { name: "Owner", description: Some("Everything") };
    let permissions = [roles::Permission {
        resource_server_identifier: "https://api.example".to_owned(),
        permission_name: "connections:read".to_owned(),
    }];
    let user: users::User = serde_json::from_value(json!({ "user_id": USER })).unwrap();
    let leave = users::DeletionOfUser::confirmed(&user, USER).unwrap();
    let ticket = tickets::TicketFor {
        user_id: USER,
        result_url: Some("https://app.example/done"),
        client_id: None,
        organization_id: Some(ORG),
        ttl_sec: Some(3600),
    };
    capture! {
        roles::list(Some("Own"), Offset::page(0));
        roles::get(ROLE);
        roles::create(&wanted);
        roles::update(ROLE, &wanted);
        roles::delete(ROLE);
        roles::permissions(ROLE, Offset::page(0));
        roles::add_permissions(ROLE, &permissions);
        roles::remove_permissions(ROLE, &permissions);
        users::get(USER);
        users::search("email:jane*", Offset::page(0));
        users::by_email("jane@acme.example");
        users::by_connection("acme-saml", Offset::page(0));
        users::count_by_connection("acme-saml");
        users::count_by_email_domain("acme.example");
        users::organizations(USER, Offset::page(0));
        users::delete(&leave);
        tickets::password_change(&ticket).on_custom_domain("login.acme.example");
        tickets::email_verification(&ticket);
    }
}

fn logs_and_streams() -> Vec<Captured> {
    use event_streams::{EventStreamStatus, Webhook};
    use log_streams::{Filter, LogStreamPatch, NewLogStream, StreamStatus, http_sink};
    let sink = http_sink("https://logs.example/in", "Bearer hush");
    let filters = [Filter { kind: "category".to_owned(), name: "auth.login.fail".to_owned() }];
    let new = NewLogStream {
        name: "out",
        kind: "http",
        sink: &sink,
        filters: &filters,
        start_from: Some("2026-11-23T00:00:00.000Z"),
    };
    let patch = LogStreamPatch {
        name: Some("out"),
        status: Some(StreamStatus::Paused),
        sink: Some(&sink),
        filters: Some(&filters),
    };
    let webhook = Webhook {
        name: "events",
        event_types: &["organization.created"],
        endpoint: "https://portal.example/ingest",
        token: &"hush".to_owned().into(),
    };
    let stream = "est_0123456789abcdefghijkm";
    capture! {
        logs::after("90020261", 100);
        logs::records_after(Some("90020261"));
        logs::sign_ins_through("con_0123456789abcdef", "0123456789abcdef0123456789abcdef", "2026-11-25T00:00:00Z");
        logs::sign_ins_of("samlp|acme|jane", "2026-11-25T00:00:00Z");
        logs::search("type:f", Offset::page(0));
        logs::get("90020261");
        log_streams::list();
        log_streams::get("lst_0123456789012345");
        log_streams::create(&new);
        log_streams::update("lst_0123456789012345", &patch);
        log_streams::delete("lst_0123456789012345");
        event_streams::list(AGAIN);
        event_streams::get(stream);
        event_streams::create(&webhook);
        event_streams::set_status(stream, &EventStreamStatus::Disabled);
        event_streams::subscribe(stream, &["organization.deleted"]);
        event_streams::delete(stream);
        event_streams::deliveries(stream, AGAIN);
        event_streams::test(stream, "organization.created");
    }
}

fn mail() -> Vec<Captured> {
    use emails::{EmailTemplate, EmailTemplatePatch, ProviderName, WantedProvider};
    let credentials =
        members(json!({ "smtp_host": "mail.example", "smtp_port": 587, "smtp_user": "u", "smtp_pass": "p" }));
    let wanted = WantedProvider {
        name: ProviderName::Smtp,
        enabled: true,
        default_from_address: Some("no-reply@acme.example"),
        credentials: &credentials,
        settings: None,
    };
    let template = EmailTemplate {
        template: "user_invitation".to_owned(),
        body: Some("<p>Come in</p>".to_owned()),
        from: Some("no-reply@acme.example".to_owned()),
        subject: Some("Come in".to_owned()),
        syntax: Some("liquid".to_owned()),
        enabled: Some(true),
        rest: Members::default(),
    };
    let patch = EmailTemplatePatch { body: None, subject: Some("Come in"), enabled: Some(false) };
    capture! {
        emails::provider();
        emails::create_provider(&wanted);
        emails::update_provider(&wanted);
        emails::enable_provider(false);
        emails::delete_provider();
        emails::template("user_invitation");
        emails::create_template(&template);
        emails::replace_template(&template);
        emails::update_template("user_invitation", &patch);
    }
}

fn tenant_settings() -> Vec<Captured> {
    let flags = map(json!({ "no_disclose_enterprise_connections": true }));
    let patch = tenant::TenantPatch {
        friendly_name: Some("Acme"),
        support_email: Some("help@acme.example"),
        support_url: Some("https://help.acme.example"),
        allow_organization_name_in_authentication_api: Some(true),
        flags: Some(&flags),
    };
    let domain =
        custom_domains::NewCustomDomain { domain: "login.acme.example", kind: "auth0_managed_certs" };
    let look = branding::BrandingPatch {
        logo_url: Some("https://acme.example/logo.svg"),
        favicon_url: Some("https://acme.example/favicon.ico"),
        colors: Some(branding::BrandingColors { primary: "#112233", page_background: "#ffffff" }),
    };
    let id = "cd_0123456789abcdef";
    capture! {
        tenant::settings();
        tenant::update_settings(&patch);
        custom_domains::list(AGAIN);
        custom_domains::get(id);
        custom_domains::create(&domain);
        custom_domains::set_client_ip_header(id, "x-forwarded-for");
        custom_domains::delete(id);
        custom_domains::verify(id);
        custom_domains::test(id);
        custom_domains::default_domain();
        custom_domains::set_default_domain("login.acme.example");
        branding::get();
        branding::update(&look);
        branding::universal_login_template();
        branding::default_theme();
        stats::daily("20261101", "20261125");
        stats::active_users();
    }
}

fn self_service() -> Vec<Captured> {
    use self_service_profiles::{TicketFor, TicketOrganization, UserAttribute, Wanted};
    let attributes = [UserAttribute {
        name: "email".to_owned(),
        description: "The address".to_owned(),
        is_optional: false,
    }];
    let wanted = Wanted {
        name: Some("Acme"),
        description: Some("For Acme"),
        allowed_strategies: Some(&["samlp", "oidc"]),
        user_attributes: Some(&attributes),
        user_attribute_profile_id: None,
    };
    let words = map(json!({ "introduction": "Welcome" }));
    let config = members(json!({ "name": "acme-saml" }));
    let organizations =
        [TicketOrganization { organization_id: ORG, assign_membership_on_login: true, show_as_button: true }];
    let ticket = TicketFor {
        connection_id: None,
        connection_config: Some(&config),
        enabled_clients: &[CLIENT],
        enabled_organizations: &organizations,
        ttl_sec: Some(3600),
    };
    let id = "ssp_0123456789abcdefghijkm";
    capture! {
        self_service_profiles::list(Offset::page(0));
        self_service_profiles::get(id);
        self_service_profiles::create(&wanted);
        self_service_profiles::update(id, &wanted);
        self_service_profiles::delete(id);
        self_service_profiles::custom_text(id);
        self_service_profiles::set_custom_text(id, &words);
        self_service_profiles::create_ticket(id, &ticket).on_custom_domain("login.acme.example");
        self_service_profiles::revoke_ticket(id, &CLIENT.to_owned().into());
    }
}

fn profiles() -> Vec<Captured> {
    let overrides = members(json!({ "samlp": { "enabled_features": ["universal_logout"] } }));
    let connection = connection_profiles::Wanted {
        name: Some("Acme"),
        organization: Some(connection_profiles::OrganizationUse {
            show_as_button: "required",
            assign_membership_on_login: "optional",
        }),
        connection_name_prefix_template: Some("acme"),
        enabled_features: Some(&["scim"]),
        strategy_overrides: Some(&overrides),
    };
    let user_id = members(json!({ "oidc_mapping": "sub", "saml_mapping": ["nameid"] }));
    let attributes = map(json!({ "email": {
        "description": "The address", "label": "Email", "profile_required": true, "auth0_mapping": "email",
    } }));
    let user = user_attribute_profiles::Wanted {
        name: Some("Acme"),
        user_id: Some(&user_id),
        user_attributes: Some(&attributes),
    };
    let (cop, uap) = ("cop_0123456789abcdefghijkm", "uap_0123456789abcdefghijkm");
    capture! {
        connection_profiles::list(AGAIN);
        connection_profiles::get(cop);
        connection_profiles::create(&connection);
        connection_profiles::update(cop, &connection);
        connection_profiles::delete(cop);
        connection_profiles::templates();
        connection_profiles::template("default");
        user_attribute_profiles::list(AGAIN);
        user_attribute_profiles::get(uap);
        user_attribute_profiles::create(&user);
        user_attribute_profiles::update(uap, &user);
        user_attribute_profiles::delete(uap);
        user_attribute_profiles::templates();
        user_attribute_profiles::template("default");
    }
}

fn protection() -> Vec<Captured> {
    let rule = members(json!({
        "action": { "log": true }, "match": { "ipv4_cidrs": ["203.0.113.0/24"] }, "scope": "management",
    }));
    let wanted = network_acls::Wanted { description: "Office", active: true, priority: 1, rule: &rule };
    let acl = "acl_0123456789abcdefghijkm";
    capture! {
        network_acls::list(Offset::page(0));
        network_acls::get(acl);
        network_acls::create(&wanted);
        network_acls::replace(acl, &wanted);
        network_acls::activate(acl, false);
        network_acls::delete(acl);
        attack_protection::brute_force();
        attack_protection::enable_brute_force(true);
        attack_protection::suspicious_ip();
        attack_protection::enable_suspicious_ip(true);
        attack_protection::breached_passwords();
        attack_protection::enable_breached_passwords(true);
        attack_protection::bot_detection();
        attack_protection::captcha();
        prompts::get();
        prompts::set_identifier_first(true);
    }
}
