//! The catalogue of identity providers: guides as data.

use serde::{Deserialize, Serialize};

use crate::Strategy;

/// An identity provider that can be connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Stable id, such as `okta-saml`.
    pub id: String,
    /// The name people know, such as `Okta`.
    pub name: String,
    /// What to tell it apart by, such as `SAML`; empty when the name suffices.
    pub variant: String,
    /// One sentence: for whom this is the right choice.
    pub summary: String,
    /// Auth0's strategy.
    pub strategy: Strategy,
    /// Two letters for the mark where no logo is drawn.
    pub monogram: String,
    /// Other words people search by.
    pub aliases: Vec<String>,
    /// How it gives its settings to us, best first.
    pub inputs: Vec<InputMethod>,
    /// What this provider calls its metadata or discovery address, such as `App Federation Metadata Url`.
    pub metadata_label: String,
    /// Where that address is found, as a menu path.
    pub metadata_hint: String,
    /// An example of that address.
    pub metadata_placeholder: String,
    /// The address of its admin console, when there is one for everybody.
    pub console_url: Option<String>,
    /// The provider's own documentation.
    pub documentation_url: Option<String>,
    /// What a person does there, in order.
    pub steps: Vec<GuideStep>,
    /// The values to type there, under its own labels.
    pub fields: Vec<GuideField>,
    /// The attributes it has to send.
    pub claims: Vec<GuideClaim>,
}

/// How an identity provider gives its settings to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InputMethod {
    /// An address of SAML metadata.
    MetadataUrl,
    /// A file of SAML metadata.
    MetadataFile,
    /// SAML metadata pasted as text.
    MetadataText,
    /// Sign-in URL and certificate, by hand.
    SignInUrlAndCertificate,
    /// OIDC issuer, client id and client secret.
    OidcClient,
    /// A domain, client id and client secret.
    DomainClient,
    /// A connector that is installed beside the directory.
    Connector,
}

/// One thing a person does in the provider's console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GuideStep {
    /// Stable id within the provider.
    pub id: String,
    /// What is done, such as `Create the app`.
    pub title: String,
    /// How, one action a line, with the provider's menu names in double quotes.
    pub actions: Vec<String>,
    /// Which of the provider's `fields` are typed in this step, by id.
    #[serde(default)]
    pub fields: Vec<String>,
}

/// A value to type into the provider, under the provider's own label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GuideField {
    /// Stable id within the provider.
    pub id: String,
    /// The provider's label.
    pub label: String,
    /// Which of our values goes there.
    pub value: ServiceProviderValue,
    /// Whether the provider insists on it.
    pub required: bool,
    /// One sentence of help; may be empty.
    #[serde(default)]
    pub hint: String,
}

/// The values of the service provider's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ServiceProviderValue {
    /// SAML: where the identity provider sends its answer.
    AcsUrl,
    /// SAML: our name, the audience of its answers.
    EntityId,
    /// SAML: the address of our metadata.
    MetadataUrl,
    /// SAML: where a sign-out answer goes.
    LogoutUrl,
    /// OIDC: the redirect URI.
    CallbackUrl,
    /// Where people start to sign in.
    SignInUrl,
    /// SAML: the NameID format to choose, by the provider's name for it.
    NameIdFormat,
    /// SAML: where our certificate is, for checking signed requests and encrypting assertions.
    SigningCertificate,
    /// Where our sign-in pages are, without a path.
    TrustedOrigin,
    /// OIDC: where people come back to after signing out.
    SignOutUrl,
    /// The address that a directory connector asks for when it is installed; there once Auth0 has the connection.
    ConnectorTicket,
}

/// An attribute the provider has to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GuideClaim {
    /// What we make of it: `email`, `given_name`, `family_name`, `name` or `subject`.
    pub target: String,
    /// The attribute's or claim's name on the wire.
    pub name: String,
    /// The value to choose in the provider, in its own words.
    pub source: String,
    /// Whether sign-in needs it.
    pub required: bool,
}
