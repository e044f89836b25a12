//! Why something is refused.

/// Why something cannot be used. The first check that fails gives the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Larger than Auth0 accepts.
    TooLarge,
    /// Nothing there.
    Empty,
    /// An archive, a document or another binary file.
    BinaryFile,
    /// A text encoding that is not read.
    UnsupportedEncoding,
    /// Bytes that are not text in the encoding they should have.
    BadEncoding,
    /// A private key: refused before anything else looks at it.
    PrivateKeyPasted,
    /// A certificate in place of metadata.
    LooksLikeCertificate,
    /// JSON in place of metadata.
    LooksLikeJson,
    /// An address in place of metadata.
    LooksLikeUrl,
    /// Base64 in place of metadata.
    LooksLikeBase64,
    /// A web page.
    HtmlPage,
    /// XML whose markup is escaped.
    HtmlEscaped,
    /// Not XML.
    NotXml,
    /// A document type declaration.
    DoctypeForbidden,
    /// Nested too deep, too many attributes, or too long ones.
    LimitsExceeded,
    /// XML with a mistake in it.
    NotWellFormed,
    /// Two elements with one ID.
    DuplicateId,
    /// XML, but not SAML metadata.
    NotSamlMetadata,
    /// A SAML response in place of metadata.
    SamlResponseNotMetadata,
    /// An empty list of entities.
    NoEntities,
    /// A service provider's metadata, such as our own.
    SpMetadata,
    /// No identity provider in it.
    NoIdpRole,
    /// An identity provider of SAML 1.1 only.
    NoSaml2IdpRole,
    /// No entity ID.
    MissingEntityId,
    /// No sign-in endpoint.
    NoSsoEndpoint,
    /// No sign-in endpoint with a binding that Auth0 has.
    NoSupportedBinding,
    /// A sign-in endpoint without an address.
    SsoUrlMissing,
    /// A sign-in address that is not one.
    SsoUrlInvalid,
    /// A sign-in address without TLS.
    SsoUrlNotHttps,
    /// No certificate to check signatures with.
    NoSigningCertificate,
    /// A certificate that cannot be read.
    BadCertificate,
    /// A key that protects nothing.
    WeakKey,
    /// Not JSON.
    NotJson,
    /// JSON, but not a discovery document.
    NotDiscoveryDocument,
    /// A key set in place of a discovery document.
    LooksLikeJwks,
    /// A member that is there twice.
    DuplicateKey,
    /// No issuer.
    MissingIssuer,
    /// An endpoint is missing.
    MissingEndpoint(OidcEndpoint),
    /// An issuer for every customer of the provider.
    MultiTenantIssuer,
    /// An issuer without TLS.
    IssuerNotHttps,
    /// An issuer that is not an address.
    IssuerInvalid,
    /// An issuer other than the one that was asked.
    IssuerMismatch,
    /// An endpoint without TLS.
    EndpointNotHttps(OidcEndpoint),
    /// An endpoint that is not an address.
    EndpointInvalid(OidcEndpoint),
    /// No authorization code flow.
    NoCodeFlow,
    /// No signature algorithm that Auth0 accepts.
    NoSupportedAlg,
    /// A certificate signing request in place of a certificate.
    CsrPasted,
    /// A public key in place of a certificate.
    PublicKeyPasted,
    /// An SSH key in place of a certificate.
    SshKeyPasted,
    /// A fingerprint in place of a certificate.
    FingerprintPasted,
    /// Metadata in place of a certificate.
    LooksLikeMetadata,
}

/// An endpoint that an OIDC provider must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OidcEndpoint {
    /// `authorization_endpoint`
    Authorization,
    /// `token_endpoint`
    Token,
    /// `jwks_uri`
    Jwks,
}

impl OidcEndpoint {
    /// Its member name.
    #[must_use]
    pub const fn member(self) -> &'static str {
        match self {
            Self::Authorization => "authorization_endpoint",
            Self::Token => "token_endpoint",
            Self::Jwks => "jwks_uri",
        }
    }
}

impl Reason {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Empty => "empty",
            Self::BinaryFile => "binary_file",
            Self::UnsupportedEncoding => "unsupported_encoding",
            Self::BadEncoding => "bad_encoding",
            Self::PrivateKeyPasted => "private_key_pasted",
            Self::LooksLikeCertificate => "looks_like_certificate",
            Self::LooksLikeJson => "looks_like_json",
            Self::LooksLikeUrl => "looks_like_url",
            Self::LooksLikeBase64 => "looks_like_base64",
            Self::HtmlPage => "html_page",
            Self::HtmlEscaped => "html_escaped",
            Self::NotXml => "not_xml",
            Self::DoctypeForbidden => "doctype_forbidden",
            Self::LimitsExceeded => "limits_exceeded",
            Self::NotWellFormed => "not_well_formed",
            Self::DuplicateId => "duplicate_id",
            Self::NotSamlMetadata => "not_saml_metadata",
            Self::SamlResponseNotMetadata => "saml_response_not_metadata",
            Self::NoEntities => "no_entities",
            Self::SpMetadata => "sp_metadata",
            Self::NoIdpRole => "no_idp_role",
            Self::NoSaml2IdpRole => "no_saml2_idp_role",
            Self::MissingEntityId => "missing_entity_id",
            Self::NoSsoEndpoint => "no_sso_endpoint",
            Self::NoSupportedBinding => "no_supported_binding",
            Self::SsoUrlMissing => "sso_url_missing",
            Self::SsoUrlInvalid => "sso_url_invalid",
            Self::SsoUrlNotHttps => "sso_url_not_https",
            Self::NoSigningCertificate => "no_signing_certificate",
            Self::BadCertificate => "bad_certificate",
            Self::WeakKey => "weak_key",
            Self::CsrPasted => "csr_pasted",
            Self::PublicKeyPasted => "public_key_pasted",
            Self::SshKeyPasted => "ssh_key_pasted",
            Self::FingerprintPasted => "fingerprint_pasted",
            Self::LooksLikeMetadata => "looks_like_metadata",
            oidc => oidc.oidc_code(),
        }
    }

    const fn oidc_code(self) -> &'static str {
        use OidcEndpoint::{Authorization, Jwks, Token};
        match self {
            Self::NotDiscoveryDocument => "not_discovery_document",
            Self::LooksLikeJwks => "looks_like_jwks",
            Self::DuplicateKey => "duplicate_key",
            Self::MissingIssuer => "missing_issuer",
            Self::MissingEndpoint(Authorization) => "missing_authorization_endpoint",
            Self::MissingEndpoint(Token) => "missing_token_endpoint",
            Self::MissingEndpoint(Jwks) => "missing_jwks_uri",
            Self::MultiTenantIssuer => "multi_tenant_issuer",
            Self::IssuerNotHttps => "issuer_not_https",
            Self::IssuerInvalid => "issuer_invalid",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::EndpointNotHttps(Authorization) => "authorization_endpoint_not_https",
            Self::EndpointNotHttps(Token) => "token_endpoint_not_https",
            Self::EndpointNotHttps(Jwks) => "jwks_uri_not_https",
            Self::EndpointInvalid(Authorization) => "authorization_endpoint_invalid",
            Self::EndpointInvalid(Token) => "token_endpoint_invalid",
            Self::EndpointInvalid(Jwks) => "jwks_uri_invalid",
            Self::NoCodeFlow => "no_code_flow",
            Self::NoSupportedAlg => "no_supported_alg",
            _ => "not_json",
        }
    }
}
