//! Strategies that speak `OpenID` Connect: `oidc` and `okta`.

use super::{
    Field, Known, Strategy,
    kinds::{Flag, Kind, Object, Text, TextOrTexts, Texts},
    strategy,
};

strategy! {
    /// `OpenID` Connect.
    Oidc = "oidc" {
        TYPE: Text = "type", "`back_channel` for the code flow, `front_channel` without.";
        CLIENT_ID: Text = "client_id", "The id that the identity provider gave us.";
        CLIENT_SECRET: Text = "client_secret", "A secret: the one that goes with it.";
        DISCOVERY_URL: Text = "discovery_url", "Where the discovery document is.";
        OIDC_METADATA: Object = "oidc_metadata", "The discovery document, fetched by Auth0.";
        ISSUER: Text = "issuer", "The issuer.";
        JWKS_URI: Text = "jwks_uri", "Where its keys are.";
        AUTHORIZATION_ENDPOINT: Text = "authorization_endpoint", "Where people are sent to sign in.";
        TOKEN_ENDPOINT: Text = "token_endpoint", "Where codes become tokens.";
        USERINFO_ENDPOINT: Text = "userinfo_endpoint", "Where claims can be asked for.";
        SCOPE: Text = "scope", "What is asked for, separated by spaces.";
        CONNECTION_SETTINGS: Object = "connection_settings", "With `pkce`; Auth0 resets it when it is not sent along.";
        ATTRIBUTE_MAP: Object = "attribute_map", "Which claim becomes which attribute; reset when it is not sent along.";
        AUTH_METHOD: Text = "token_endpoint_auth_method", "How we prove ourselves to the token endpoint.";
        AUTH_SIGNING_ALG: Text = "token_endpoint_auth_signing_alg", "How those proofs are signed.";
        AUTH_AUDIENCE: Text = "token_endpoint_jwtca_aud_format", "Whom those proofs are for.";
        ID_TOKEN_ALGS: Texts = "id_token_signed_response_algs", "How tokens may be signed.";
        SEND_NONCE: Flag = "send_back_channel_nonce", "Whether a nonce is sent in the code flow.";
        DPOP_ALG: Text = "dpop_signing_alg", "How proofs of possession are signed.";
        SESSION_EXPIRY: Flag = "id_token_session_expiry_supported", "Whether tokens end sessions.";
        TOKEN_VAULT: Object = "federated_connections_access_tokens", "Whether the identity provider's tokens are kept.";
        SCHEMA_VERSION: Text = "schema_version", "Set by Auth0.";
    }
}

strategy! {
    /// Okta, by `OpenID` Connect.
    Okta = "okta" {
        DOMAIN: Text = "domain", "The host; the discovery document is found there.";
        TYPE: Text = "type", "`back_channel`.";
        CLIENT_ID: Text = "client_id", "The id that the identity provider gave us.";
        CLIENT_SECRET: Text = "client_secret", "A secret: the one that goes with it.";
        OIDC_METADATA: Object = "oidc_metadata", "The discovery document, fetched by Auth0.";
        ISSUER: Text = "issuer", "The issuer.";
        JWKS_URI: Text = "jwks_uri", "Where its keys are.";
        AUTHORIZATION_ENDPOINT: Text = "authorization_endpoint", "Where people are sent to sign in.";
        TOKEN_ENDPOINT: Text = "token_endpoint", "Where codes become tokens.";
        USERINFO_ENDPOINT: Text = "userinfo_endpoint", "Where claims can be asked for.";
        SCOPE: Text = "scope", "What is asked for, separated by spaces.";
        CONNECTION_SETTINGS: Object = "connection_settings", "With `pkce`; Auth0 resets it when it is not sent along.";
        ATTRIBUTE_MAP: Object = "attribute_map", "Which claim becomes which attribute; `bind_all` is refused.";
        AUTH_METHOD: Text = "token_endpoint_auth_method", "How we prove ourselves to the token endpoint.";
        AUTH_SIGNING_ALG: Text = "token_endpoint_auth_signing_alg", "How those proofs are signed.";
        AUTH_AUDIENCE: Text = "token_endpoint_jwtca_aud_format", "Whom those proofs are for.";
        ID_TOKEN_ALGS: Texts = "id_token_signed_response_algs", "How tokens may be signed.";
        SEND_NONCE: Flag = "send_back_channel_nonce", "Whether a nonce is sent in the code flow.";
        DPOP_ALG: Text = "dpop_signing_alg", "How proofs of possession are signed.";
        SESSION_EXPIRY: Flag = "id_token_session_expiry_supported", "Whether tokens end sessions.";
        TOKEN_VAULT: Object = "federated_connections_access_tokens", "Whether the identity provider's tokens are kept.";
        SCHEMA_VERSION: Text = "schema_version", "Set by Auth0.";
    }
}
