//! Strategies of particular directories: `waad`, `google-apps`, `ad`.

use super::{
    Field, Known, Strategy,
    kinds::{Flag, Kind, Object, Text, TextOrTexts, Texts},
    strategy,
};

strategy! {
    /// Microsoft Entra ID. Besides what is named here it has some fifty switches `ext_*` for attributes.
    Waad = "waad" {
        CLIENT_ID: Text = "client_id", "The id of the application at Microsoft.";
        CLIENT_SECRET: Text = "client_secret", "A secret: the one that goes with it. It ends at Microsoft's side, unseen by Auth0.";
        DOMAIN: Text = "domain", "A domain of the directory, or its id.";
        TENANT_ID: Text = "tenantId", "The directory's id.";
        IDENTITY_API: Text = "identity_api", "The version of Microsoft's endpoints.";
        WAAD_PROTOCOL: Text = "waad_protocol", "`openid-connect`, or `ws-federation` for the old version.";
        USE_WSFED: Flag = "use_wsfed", "The same, as a switch.";
        USE_COMMON_ENDPOINT: Flag = "useCommonEndpoint", "Whether any directory is accepted; then there is no SCIM.";
        USERID_ATTRIBUTE: Text = "userid_attribute", "`oid` or `sub`; SCIM needs `oid`.";
        BASIC_PROFILE: Flag = "basic_profile", "Always true.";
        EXT_PROFILE: Flag = "ext_profile", "Whether more of the profile is read.";
        EXT_GROUPS: Flag = "ext_groups", "Whether groups are read.";
        EXT_NESTED_GROUPS: Flag = "ext_nested_groups", "Whether groups of groups are read.";
        API_ENABLE_USERS: Flag = "api_enable_users", "Whether the directory can be searched.";
        MAX_GROUPS: Text = "max_groups_to_retrieve", "How many groups are read, in digits.";
        SCOPE: Texts = "scope", "What is asked for.";
        APP_ID: Text = "app_id", "The application's address.";
        APP_DOMAIN: Text = "app_domain", "Set by Auth0.";
        GRANTED: Flag = "granted", "Whether an administrator has consented; set by Auth0.";
        THUMBPRINTS: Texts = "thumbprints", "Set by Auth0 for the old version.";
        TRUST_EMAIL: Text = "should_trust_email_verified_connection", "Whether addresses count as verified.";
        TOKEN_VAULT: Object = "federated_connections_access_tokens", "Whether the identity provider's tokens are kept.";
    }
}

strategy! {
    /// Google Workspace.
    GoogleApps = "google-apps" {
        CLIENT_ID: Text = "client_id", "The id of the application at Google.";
        CLIENT_SECRET: Text = "client_secret", "A secret: the one that goes with it.";
        DOMAIN: Text = "domain", "The domain of the Workspace.";
        EMAIL: Flag = "email", "Whether the address is asked for.";
        PROFILE: Flag = "profile", "Whether the profile is asked for.";
        SCOPE: Texts = "scope", "What is asked for.";
        ALLOW_LOGIN_SCOPES: Flag = "allow_setting_login_scopes", "Whether more can be asked for.";
        API_ENABLE_USERS: Flag = "api_enable_users", "Whether the directory can be read; directory provisioning needs it.";
        API_ENABLE_GROUPS: Flag = "api_enable_groups", "Whether its groups can be.";
        EXT_GROUPS: Flag = "ext_groups", "Whether groups are read at sign-in.";
        EXT_GROUPS_EXTENDED: Flag = "ext_groups_extended", "Whether more of them is read.";
        EXT_IS_ADMIN: Flag = "ext_is_admin", "Whether administrators are marked.";
        EXT_IS_SUSPENDED: Flag = "ext_is_suspended", "Whether suspended people are marked.";
        EXT_AGREED_TERMS: Flag = "ext_agreed_terms", "Whether agreement to the terms is read.";
        FROM_SOCIAL: Flag = "handle_login_from_social", "Whether people who come by Google's own button are led here.";
        MAP_USER_ID: Flag = "map_user_id_to_id", "Whether Google's id identifies users; it cannot change.";
        ADMIN_ACCESS_TOKEN: Text = "admin_access_token", "A secret, kept by Auth0.";
        ADMIN_REFRESH_TOKEN: Text = "admin_refresh_token", "A secret, kept by Auth0.";
        ADMIN_TOKEN_EXPIRES: Text = "admin_access_token_expiresin", "When that token ends, kept by Auth0.";
        TOKEN_VAULT: Object = "federated_connections_access_tokens", "Whether the identity provider's tokens are kept.";
    }
}

strategy! {
    /// Active Directory or LDAP, by an agent in the customer's network. It has no secrets.
    Ad = "ad" {
        IPS: Texts = "ips", "From where Kerberos is tried.";
        KERBEROS: Flag = "kerberos", "Whether Kerberos is tried.";
        CERT_AUTH: Flag = "certAuth", "Whether people sign in by certificate.";
        BRUTE_FORCE: Flag = "brute_force_protection", "Whether guessing is stopped.";
        DISABLE_CACHE: Flag = "disable_cache", "Whether people can sign in only while the agent is online.";
        NO_PASSWORD_CHANGE: Flag = "disable_self_service_change_password", "Whether people cannot change their password.";
        SIGN_IN_ENDPOINT: Text = "signInEndpoint", "Where the agent is; kept by it.";
        AGENT_IP: Text = "agentIP", "Where the agent is; kept by it.";
        AGENT_MODE: Flag = "agentMode", "How the agent works; kept by it.";
        AGENT_VERSION: Text = "agentVersion", "The agent's version; kept by it.";
        CERTS: Texts = "certs", "The agent's certificates; kept by it.";
        THUMBPRINTS: Texts = "thumbprints", "Their SHA-1; kept by it.";
    }
}
