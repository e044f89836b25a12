//! What was typed: turned into what is sent. Needs no browser.

use api::{
    AdfsInput, DirectoryInput, DomainClientInput, InputMethod, InspectRequest, OidcInput, PingfederateInput,
    SamlInput, Strategy, UpdateConnection,
};
use chrono::{DateTime, Utc};

/// What a person has given, one way or the other.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Entry {
    pub(super) url: String,
    pub(super) text: String,
    pub(super) sign_in_url: String,
    pub(super) certificate: String,
    pub(super) entity_id: Option<String>,
    pub(super) issuer: String,
    /// Where a provider is found that is known by its domain; of a directory, the domain of its people.
    pub(super) domain: String,
    /// Where a `PingFederate` server is.
    pub(super) base_url: String,
    pub(super) client_id: String,
    pub(super) secret: String,
    pub(super) secret_ends: Option<DateTime<Utc>>,
}

impl Entry {
    /// Whether something was given this way.
    pub(super) fn is_given(&self, way: InputMethod) -> bool {
        match way {
            InputMethod::MetadataUrl => !self.url.trim().is_empty(),
            InputMethod::MetadataFile | InputMethod::MetadataText => !self.text.trim().is_empty(),
            InputMethod::SignInUrlAndCertificate => {
                !self.sign_in_url.trim().is_empty() && !self.certificate.trim().is_empty()
            }
            InputMethod::OidcClient => !self.issuer.trim().is_empty(),
            InputMethod::DomainClient | InputMethod::Connector => !self.domain.trim().is_empty(),
        }
    }

    /// Whether it is about the same metadata, whatever was chosen from it.
    pub(super) fn is_same_document(&self, other: &Self) -> bool {
        self.url == other.url && self.text == other.text
    }

    /// Whether it holds a private key: such a text never leaves the browser.
    pub(super) fn holds_private_key(&self) -> bool {
        [&self.text, &self.certificate, &self.secret]
            .into_iter()
            .any(|text| text.contains("PRIVATE KEY-----"))
    }

    /// What the server is asked to look at; nothing for what only this browser looks at.
    pub(super) fn to_inspect(&self, way: InputMethod, provider: &str) -> Option<InspectRequest> {
        /// Larger texts are looked at here, and by the server when they are saved.
        const LIMIT: usize = 256 * 1024;
        if self.holds_private_key() || !self.is_given(way) {
            return None;
        }
        let provider = Some(provider.to_owned());
        let given = |text: &str| Some(text.trim().to_owned());
        match way {
            InputMethod::MetadataUrl => Some(InspectRequest {
                metadata_url: Some(federation_address(self.url.trim())),
                provider,
                ..InspectRequest::default()
            }),
            InputMethod::MetadataFile | InputMethod::MetadataText if self.entity_id.is_none() => {
                let metadata = given(&self.text).filter(|text| text.len() <= LIMIT)?;
                Some(InspectRequest { metadata: Some(metadata), provider, ..InspectRequest::default() })
            }
            InputMethod::OidcClient => Some(InspectRequest {
                oidc_issuer: given(&self.issuer),
                provider,
                ..InspectRequest::default()
            }),
            _ => None,
        }
    }

    /// The change of the connection.
    pub(super) fn to_save(&self, way: InputMethod, strategy: Strategy) -> UpdateConnection {
        let mut change = UpdateConnection::default();
        match strategy {
            Strategy::Samlp => change.saml = Some(self.saml(way)),
            Strategy::Oidc => change.oidc = Some(self.oidc()),
            Strategy::Okta => change.okta = Some(self.domain_client()),
            Strategy::Waad => change.waad = Some(self.domain_client()),
            Strategy::GoogleApps => change.google_apps = Some(self.domain_client()),
            Strategy::Adfs => change.adfs = Some(self.adfs(way)),
            Strategy::Pingfederate => change.pingfederate = Some(self.pingfederate(way)),
            Strategy::Ad => {
                change.ad = Some(DirectoryInput { domain: given(&self.domain), ..DirectoryInput::default() });
            }
        }
        change
    }

    fn saml(&self, way: InputMethod) -> SamlInput {
        let entity_id = self.entity_id.clone();
        match way {
            InputMethod::MetadataUrl => {
                SamlInput { metadata_url: given(&self.url), entity_id, ..SamlInput::default() }
            }
            InputMethod::SignInUrlAndCertificate => SamlInput {
                sign_in_url: given(&self.sign_in_url),
                certificate: given(&self.certificate),
                ..SamlInput::default()
            },
            _ => SamlInput { metadata: given(&self.text), entity_id, ..SamlInput::default() },
        }
    }

    fn adfs(&self, way: InputMethod) -> AdfsInput {
        match way {
            InputMethod::MetadataUrl => AdfsInput { server: given(&self.url), metadata: None },
            _ => AdfsInput { server: None, metadata: given(&self.text) },
        }
    }

    fn pingfederate(&self, way: InputMethod) -> PingfederateInput {
        let saml = self.saml(way);
        PingfederateInput {
            base_url: self.base_url.trim().to_owned(),
            metadata_url: saml.metadata_url,
            metadata: saml.metadata,
            sign_in_url: saml.sign_in_url,
            certificate: saml.certificate,
        }
    }

    fn domain_client(&self) -> DomainClientInput {
        DomainClientInput {
            domain: given(&self.domain),
            client_id: given(&self.client_id),
            client_secret: given(&self.secret),
            client_secret_expires_at: self.secret_ends,
            extended_profile: None,
            groups: None,
        }
    }

    fn oidc(&self) -> OidcInput {
        let address = given(&self.issuer);
        let is_document = self.issuer.contains("/.well-known/");
        OidcInput {
            issuer: address.clone().filter(|_| !is_document),
            discovery_url: address.filter(|_| is_document),
            client_id: given(&self.client_id),
            client_secret: given(&self.secret),
            client_secret_expires_at: self.secret_ends,
            scopes: None,
        }
    }
}

fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Where AD FS publishes its federation metadata, when only the server's name was typed; any other address as it is.
fn federation_address(typed: &str) -> String {
    if typed.contains("://") || typed.contains('/') {
        return typed.to_owned();
    }
    format!("https://{typed}/FederationMetadata/2007-06/FederationMetadata.xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_sends_its_own_members_only() {
        let entry =
            Entry { url: " https://idp.example/m ".into(), text: "<xml/>".into(), ..Entry::default() };
        let saml = |way| entry.to_save(way, Strategy::Samlp).saml.unwrap();
        let by_url = SamlInput { metadata_url: Some("https://idp.example/m".into()), ..SamlInput::default() };
        assert_eq!(saml(InputMethod::MetadataUrl), by_url);
        let by_text = SamlInput { metadata: Some("<xml/>".into()), ..SamlInput::default() };
        assert_eq!(saml(InputMethod::MetadataFile), by_text);
    }

    #[test]
    fn a_private_key_never_leaves_the_browser() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE";
        let entry = Entry { text: key.into(), ..Entry::default() };
        assert_eq!(entry.to_inspect(InputMethod::MetadataText, "okta-saml"), None);
        let plain = Entry { text: "<xml/>".into(), ..Entry::default() };
        assert!(plain.to_inspect(InputMethod::MetadataText, "okta-saml").is_some());
    }

    #[test]
    fn an_unchanged_secret_is_not_sent() {
        let entry =
            Entry { issuer: "https://idp.example".into(), client_id: "abc".into(), ..Entry::default() };
        let oidc = entry.to_save(InputMethod::OidcClient, Strategy::Oidc).oidc.unwrap();
        assert_eq!((oidc.issuer.as_deref(), oidc.client_secret), (Some("https://idp.example"), None));
    }

    #[test]
    fn a_discovery_address_is_told_from_an_issuer() {
        let url = "https://idp.example/.well-known/openid-configuration";
        let oidc = Entry { issuer: url.into(), ..Entry::default() }
            .to_save(InputMethod::OidcClient, Strategy::Oidc)
            .oidc
            .unwrap();
        assert_eq!((oidc.issuer, oidc.discovery_url.as_deref()), (None, Some(url)));
    }

    #[test]
    fn every_strategy_sends_its_own_member_only() {
        let entry = Entry {
            domain: "acme.okta.com".into(),
            client_id: "abc".into(),
            base_url: "https://sso.acme.example".into(),
            url: "sts.acme.example".into(),
            ..Entry::default()
        };
        for strategy in Strategy::ALL {
            let sent = serde_json::to_value(entry.to_save(InputMethod::MetadataUrl, strategy)).unwrap();
            let members: Vec<&String> = sent.as_object().unwrap().keys().collect();
            assert_eq!(members, [strategy.member()]);
        }
        let okta = entry.to_save(InputMethod::DomainClient, Strategy::Okta).okta.unwrap();
        assert_eq!((okta.domain.as_deref(), okta.client_secret), (Some("acme.okta.com"), None));
    }

    #[test]
    fn the_name_of_a_federation_server_is_enough() {
        let address = "https://sts.acme.example/FederationMetadata/2007-06/FederationMetadata.xml";
        assert_eq!(federation_address("sts.acme.example"), address);
        assert_eq!(federation_address(address), address);
    }
}
