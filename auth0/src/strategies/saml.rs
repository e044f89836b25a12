//! Strategies that speak SAML or WS-Federation: `samlp`, `pingfederate`, `adfs`.

use super::{
    Field, Known, Strategy,
    kinds::{Certificate, Flag, Key, Kind, Object, Text, TextOrTexts, Texts},
    strategy,
};

strategy! {
    /// SAML 2.0.
    Samlp = "samlp" {
        SIGN_IN_ENDPOINT: Text = "signInEndpoint", "Where people are sent to sign in.";
        SIGN_OUT_ENDPOINT: Text = "signOutEndpoint", "Where people are sent to sign out; the sign-in address by default.";
        DISABLE_SIGNOUT: Flag = "disableSignout", "Whether sign-out stays local.";
        SIGNING_CERT: Certificate = "signingCert", "The certificate that verifies answers.";
        CERT: Certificate = "cert", "The same in PEM, derived by Auth0.";
        THUMBPRINTS: Texts = "thumbprints", "Its SHA-1, derived by Auth0.";
        EXPIRES: Text = "expires", "When it ends, derived by Auth0.";
        SUBJECT: Object = "subject", "Whose it is, derived by Auth0.";
        METADATA_XML: Text = "metadataXml", "Metadata; read once and not kept.";
        METADATA_URL: Text = "metadataUrl", "Where metadata is; read once, when it is set.";
        ENTITY_ID: Text = "entityId", "Our entity ID; made of tenant and connection by default.";
        PROTOCOL_BINDING: Text = "protocolBinding", "How requests travel; HTTP-Redirect by default.";
        BINDING_METHOD: Text = "bindingMethod", "How requests travel by the metadata, derived by Auth0.";
        DEFLATE: Flag = "deflate", "Whether requests are compressed; true by default.";
        SIGN_SAML_REQUEST: Flag = "signSAMLRequest", "Whether requests are signed.";
        SIGNATURE_ALGORITHM: Text = "signatureAlgorithm", "How requests are signed; `rsa-sha256` by default.";
        DIGEST_ALGORITHM: Text = "digestAlgorithm", "The digest of signatures; `sha256` by default.";
        SIGNING_KEY: Key = "signing_key", "A secret: the key that signs requests instead of the tenant's.";
        DECRYPTION_KEY: Key = "decryptionKey", "A secret: the key that opens answers instead of the tenant's.";
        ASSERTION_DECRYPTION: Object = "assertion_decryption_settings", "Which encryption is accepted; lost when it is not sent along.";
        FIELDS_MAP: Object = "fieldsMap", "Which attribute becomes which of the user's; text or list of texts.";
        USER_ID_ATTRIBUTE: Text = "user_id_attribute", "The attribute that identifies a user.";
        REQUEST_TEMPLATE: Text = "requestTemplate", "A template of the request, in XML.";
        IDP_INITIATED: Object = "idpinitiated", "Sign-ins that begin at the identity provider.";
        DESTINATION_URL: Text = "destinationUrl", "For proxies: what answers name as destination.";
        RECIPIENT_URL: Text = "recipientUrl", "For proxies: what answers name as recipient.";
        DEBUG: Flag = "debug", "Whether answers are written to the tenant's log: they hold personal data.";
        REVOCATION_ISSUER: Text = "global_token_revocation_jwt_iss", "Who may end sessions.";
        REVOCATION_SUBJECT: Text = "global_token_revocation_jwt_sub", "Who may end sessions.";
    }
}

strategy! {
    /// `PingFederate`, by SAML 2.0.
    PingFederate = "pingfederate" {
        BASE_URL: Text = "pingFederateBaseUrl", "Where the server is.";
        SIGN_IN_ENDPOINT: Text = "signInEndpoint", "Where people are sent to sign in.";
        SIGNING_CERT: Certificate = "signingCert", "The certificate that verifies answers. Auth0 does not show it: it shows `cert`.";
        CERT: Certificate = "cert", "The same in PEM, derived by Auth0.";
        THUMBPRINTS: Texts = "thumbprints", "Its SHA-1, derived by Auth0.";
        EXPIRES: Text = "expires", "When it ends, derived by Auth0.";
        SUBJECT: Object = "subject", "Whose it is, derived by Auth0.";
        ENTITY_ID: Text = "entityId", "Our entity ID; made of tenant and connection by default.";
        PROTOCOL_BINDING: Text = "protocolBinding", "How requests travel.";
        SIGN_SAML_REQUEST: Flag = "signSAMLRequest", "Whether requests are signed.";
        SIGNATURE_ALGORITHM: Text = "signatureAlgorithm", "How requests are signed.";
        DIGEST_ALGORITHM: Text = "digestAlgorithm", "The digest of signatures.";
        DECRYPTION_KEY: Key = "decryptionKey", "A secret: the key that opens answers instead of the tenant's.";
        ASSERTION_DECRYPTION: Object = "assertion_decryption_settings", "Which encryption is accepted.";
        IDP_INITIATED: Object = "idpinitiated", "Sign-ins that begin at the identity provider.";
    }
}

strategy! {
    /// Active Directory Federation Services, by WS-Federation. It has no secrets.
    Adfs = "adfs" {
        ADFS_SERVER: Text = "adfs_server", "The host, or where its metadata is: read every day.";
        FED_METADATA_XML: Text = "fedMetadataXml", "Metadata, instead of a server; kept, unlike that of `samlp`.";
        SIGN_IN_ENDPOINT: Text = "signInEndpoint", "Where people are sent to sign in.";
        ENTITY_ID: Text = "entityId", "Our realm.";
        THUMBPRINTS: Texts = "thumbprints", "The SHA-1 of its certificates, derived by Auth0.";
        PREV_THUMBPRINTS: Texts = "prev_thumbprints", "Those of its last certificates.";
        USER_ID_ATTRIBUTE: Text = "user_id_attribute", "The attribute that identifies a user.";
        TRUST_EMAIL: Text = "should_trust_email_verified_connection", "Whether addresses count as verified.";
    }
}
