//! How Auth0 sends mail, and what it writes.

use serde::{Deserialize, Serialize};

use crate::{Call, Members, call::Request, open_enum::open_enum};

open_enum! {
    /// Who sends the mail.
    ProviderName {
        /// Any server.
        Smtp = "smtp",
        /// Amazon.
        Ses = "ses",
        /// SendGrid.
        Sendgrid = "sendgrid",
        /// Mailgun.
        Mailgun = "mailgun",
        /// Mandrill.
        Mandrill = "mandrill",
        /// SparkPost.
        Sparkpost = "sparkpost",
        /// Resend.
        Resend = "resend",
        /// Azure Communication Services.
        AzureCs = "azure_cs",
        /// Microsoft 365.
        Ms365 = "ms365",
        /// An action of the tenant.
        Custom = "custom",
    }
}

/// Who sends the mail. Auth0 never shows the secrets.
#[derive(Debug, Clone, Deserialize)]
pub struct EmailProvider {
    /// Who.
    pub name: ProviderName,
    /// Whether it is used.
    pub enabled: Option<bool>,
    /// The sender.
    pub default_from_address: Option<String>,
    /// What Auth0 shows of the credentials.
    #[serde(default)]
    pub credentials: Option<Members>,
    /// Settings of the provider.
    #[serde(default)]
    pub settings: Option<Members>,
}

/// A provider as it shall be, with all of its credentials: a change without them has been known to empty them.
#[derive(Debug, Clone, Serialize)]
pub struct WantedProvider<'a> {
    /// Who.
    pub name: ProviderName,
    /// Whether it is used.
    pub enabled: bool,
    /// The sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_from_address: Option<&'a str>,
    /// The credentials, all of them.
    pub credentials: &'a Members,
    /// Settings of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<&'a Members>,
}

/// One of the mails that Auth0 writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmailTemplate {
    /// Such as `user_invitation`.
    pub template: String,
    /// The text, in Liquid.
    pub body: Option<String>,
    /// The sender.
    pub from: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// `liquid`.
    pub syntax: Option<String>,
    /// Whether it is used instead of Auth0's.
    pub enabled: Option<bool>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// A change of a mail; what is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EmailTemplatePatch<'a> {
    /// The text, in Liquid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<&'a str>,
    /// The subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<&'a str>,
    /// Whether it is used instead of Auth0's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// The provider; `NotFound` while Auth0's built-in one is used, which is for trying only.
pub fn provider() -> Call<EmailProvider> {
    Request::get("emails/provider", &[])
        .fields("name,enabled,default_from_address,credentials,settings")
        .reads()
}

/// Sets the first provider; `Conflict` when there is one.
pub fn create_provider(wanted: &WantedProvider<'_>) -> Call<EmailProvider> {
    Request::post("emails/provider", &[]).body(wanted).reads()
}

/// Replaces the provider.
pub fn update_provider(wanted: &WantedProvider<'_>) -> Call<EmailProvider> {
    Request::patch("emails/provider", &[]).body(wanted).reads()
}

/// Uses the provider, or not; everything else stays.
pub fn enable_provider(enabled: bool) -> Call<EmailProvider> {
    Request::patch("emails/provider", &[]).body(serde_json::json!({ "enabled": enabled })).reads()
}

/// Goes back to Auth0's built-in provider.
pub fn delete_provider() -> Call<()> {
    Request::delete("emails/provider", &[]).reads_nothing()
}

/// One of the mails; `NotFound` while Auth0's own is used.
pub fn template(name: &str) -> Call<EmailTemplate> {
    Request::get("email-templates/{id}", &[name]).reads()
}

/// Writes one of the mails for the first time.
pub fn create_template(template: &EmailTemplate) -> Call<EmailTemplate> {
    Request::post("email-templates", &[]).body(template).reads()
}

/// Replaces one of the mails.
pub fn replace_template(template: &EmailTemplate) -> Call<EmailTemplate> {
    Request::put("email-templates/{id}", &[&template.template]).body(template).reads()
}

/// Changes one of the mails.
pub fn update_template(name: &str, patch: &EmailTemplatePatch<'_>) -> Call<EmailTemplate> {
    Request::patch("email-templates/{id}", &[name]).body(patch).reads()
}
