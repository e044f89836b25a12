//! What is noticed without refusing.

use std::borrow::Cow;

/// Something that was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A UTF-8 byte-order mark.
    BomUtf8,
    /// UTF-16.
    Utf16,
    /// Several signing certificates: a roll-over.
    SeveralSigningCertificates,
    /// Blanks before the document.
    LeadingWhitespaceTrimmed,
    /// A certificate file in DER form.
    Der,
    /// A PKCS#7 bundle.
    Pkcs7,
    /// A certificate without its PEM lines.
    NoPemLines,
    /// Several certificates in one file.
    ChainOrSeveralCertificates,
    /// Line ends written as a backslash and an n.
    LiteralBackslashN,
    /// Other text around the PEM block.
    TextAroundPem,
    /// Base64 of base64.
    DoubleBase64,
    /// The declared encoding is not the one in use.
    EncodingDeclarationMismatch,
    /// An encoding from before Unicode.
    LegacyEncoding,
    /// Blanks around the entity ID.
    EntityIdHasOuterWhitespace,
    /// The entity ID is not a URI.
    EntityIdNotUri,
    /// The entity ID has letters outside ASCII.
    EntityIdNotAscii,
    /// A value that is still the sample of a manual.
    PlaceholderValue(String),
    /// Only the POST binding.
    PostBindingOnly,
    /// Sign-in is at a private address.
    SsoUrlPrivate(String),
    /// Sign-in is at a loopback address without TLS, which the development switch allows.
    LoopbackHttp(String),
    /// Only transient NameIDs.
    OnlyTransientNameId,
    /// Requests have to be signed.
    WantsSignedRequests,
    /// A comment splits a certificate.
    CommentInsideCertificate,
    /// A comment splits a NameID format.
    CommentInsideNameIdFormat,
    /// PEM lines inside the XML element.
    PemArmourInsideElement,
    /// The same certificate several times.
    DuplicateCertificate,
    /// A certificate signed with SHA-1.
    Sha1Certificate,
    /// A certificate signed with MD5 or older.
    Md5Certificate,
    /// An RSA key under 2048 bits.
    WeakKey(usize),
    /// An elliptic-curve key.
    EcKey,
    /// The document has changed since it was signed.
    MetadataSignatureInvalid,
    /// The entity ID is one product's, the sign-in address is not.
    ProviderConflict(&'static str),
    /// Certificate field: expired.
    CertExpired,
    /// Certificate field: not valid yet.
    CertNotYetValid,
    /// Certificate field: it ends within 30 days.
    CertExpiresWithin30Days,
    /// OIDC: no RS256.
    NoRs256,
    /// OIDC: no way of client authentication that Auth0 has.
    NoUsableTokenAuthMethod,
    /// OIDC: it insists on pushed authorization requests.
    RequiresPar,
}

impl Note {
    /// Its stable name.
    #[must_use]
    pub fn code(&self) -> Cow<'static, str> {
        match self {
            Self::WeakKey(bits) => Cow::Owned(format!("weak_key_{bits}")),
            Self::ProviderConflict(id) => Cow::Owned(format!("provider_conflict:{id}")),
            other => Cow::Borrowed(other.fixed_code()),
        }
    }

    const fn fixed_code(&self) -> &'static str {
        match self {
            Self::BomUtf8 => "bom_utf8",
            Self::Utf16 => "utf16",
            Self::SeveralSigningCertificates => "several_signing_certificates",
            Self::LeadingWhitespaceTrimmed => "leading_whitespace_trimmed",
            Self::Der => "der",
            Self::Pkcs7 => "pkcs7",
            Self::NoPemLines => "no_pem_lines",
            Self::ChainOrSeveralCertificates => "chain_or_several_certificates",
            Self::LiteralBackslashN => "literal_backslash_n",
            Self::TextAroundPem => "text_around_pem",
            Self::DoubleBase64 => "double_base64",
            Self::EncodingDeclarationMismatch => "encoding_declaration_mismatch",
            Self::LegacyEncoding => "legacy_encoding",
            Self::EntityIdHasOuterWhitespace => "entity_id_has_outer_whitespace",
            Self::EntityIdNotUri => "entity_id_not_uri",
            Self::EntityIdNotAscii => "entity_id_not_ascii",
            Self::PlaceholderValue(_) => "placeholder_value",
            Self::PostBindingOnly => "post_binding_only",
            Self::SsoUrlPrivate(_) => "sso_url_private",
            Self::LoopbackHttp(_) => "loopback_http",
            Self::OnlyTransientNameId => "only_transient_nameid",
            Self::WantsSignedRequests => "wants_signed_requests",
            Self::CommentInsideCertificate => "comment_inside_certificate",
            Self::CommentInsideNameIdFormat => "comment_inside_nameidformat",
            Self::PemArmourInsideElement => "pem_armour_inside_element",
            Self::DuplicateCertificate => "duplicate_certificate",
            Self::Sha1Certificate => "sha1_certificate",
            Self::Md5Certificate => "md5_certificate",
            Self::WeakKey(_) => "weak_key",
            Self::EcKey => "ec_key",
            Self::MetadataSignatureInvalid => "metadata_signature_invalid",
            Self::ProviderConflict(_) => "provider_conflict",
            Self::CertExpired => "cert_expired",
            Self::CertNotYetValid => "cert_not_yet_valid",
            Self::CertExpiresWithin30Days => "cert_expires_within_30_days",
            Self::NoRs256 => "no_rs256",
            Self::NoUsableTokenAuthMethod => "no_usable_token_auth_method",
            Self::RequiresPar => "requires_par",
        }
    }

    /// Whether people should be told, or it is information only.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        !matches!(
            self,
            Self::BomUtf8
                | Self::Utf16
                | Self::SeveralSigningCertificates
                | Self::LeadingWhitespaceTrimmed
                | Self::Der
                | Self::Pkcs7
                | Self::NoPemLines
                | Self::ChainOrSeveralCertificates
                | Self::LiteralBackslashN
                | Self::TextAroundPem
                | Self::DoubleBase64
                | Self::LoopbackHttp(_)
        )
    }
}

/// What the clock says of SAML metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeNote {
    /// Every signing certificate has expired.
    AllSigningCertsExpired,
    /// Some have, some have not.
    SomeSigningCertsExpired,
    /// No signing certificate is valid yet.
    AllSigningCertsNotYetValid,
    /// Some are not valid yet.
    SomeSigningCertsNotYetValid,
    /// A signing certificate that is valid now ends within 30 days.
    CertExpiresWithin30Days,
    /// The metadata itself has ended.
    MetadataExpired,
}

impl TimeNote {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AllSigningCertsExpired => "all_signing_certs_expired",
            Self::SomeSigningCertsExpired => "some_signing_certs_expired",
            Self::AllSigningCertsNotYetValid => "all_signing_certs_not_yet_valid",
            Self::SomeSigningCertsNotYetValid => "some_signing_certs_not_yet_valid",
            Self::CertExpiresWithin30Days => "cert_expires_within_30_days",
            Self::MetadataExpired => "metadata_expired",
        }
    }
}
