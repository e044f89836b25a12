//! The request of a service provider.

use chrono::{DateTime, Utc};

use super::{ASSERTION, Binding, PROTOCOL, timestamp, xml, xml::escape};

/// A request to be sent.
#[derive(Debug, Clone)]
pub struct AuthnRequest {
    /// Its id; an XML name, so not beginning with a digit.
    pub id: String,
    /// The service provider's entity id.
    pub issuer: String,
    /// The identity provider's sign-in address.
    pub destination: String,
    /// Where the answer goes.
    pub acs_url: String,
    /// When it is made.
    pub issue_instant: DateTime<Utc>,
    /// Goes into `ProtocolBinding`, as Auth0 does it. The answer comes by POST in any case.
    pub binding: Binding,
    /// Whether the person must prove again who they are.
    pub force_authn: bool,
}

/// Writes a request.
pub fn authn_request(request: &AuthnRequest) -> String {
    let force = if request.force_authn { r#" ForceAuthn="true""# } else { "" };
    format!(
        r#"<samlp:AuthnRequest xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="{id}" Version="2.0" IssueInstant="{instant}" Destination="{destination}" ProtocolBinding="{binding}" AssertionConsumerServiceURL="{acs}"{force}><saml:Issuer>{issuer}</saml:Issuer></samlp:AuthnRequest>"#,
        id = escape(&request.id),
        instant = timestamp(request.issue_instant),
        destination = escape(&request.destination),
        binding = request.binding.urn(),
        acs = escape(&request.acs_url),
        issuer = escape(&request.issuer),
    )
}

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// Its id, which the answer repeats.
    pub id: String,
    /// The service provider's entity id.
    pub issuer: String,
    /// Whom it was meant for.
    pub destination: Option<String>,
    /// Where the answer shall go.
    pub acs_url: Option<String>,
    /// When it was made.
    pub issue_instant: Option<DateTime<Utc>>,
    /// Whether the person must prove again who they are.
    pub force_authn: bool,
    /// Whether no page may be shown.
    pub is_passive: bool,
    /// The form of name that is asked for.
    pub name_id_format: Option<String>,
}

/// What came is no request for sign-in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRequest {
    /// Not XML that may be read.
    #[error("the SAML request cannot be read: {0}")]
    Unreadable(#[from] xml::Unreadable),
    /// Something else.
    #[error("this is not a SAML 2.0 AuthnRequest")]
    NotAnAuthnRequest,
    /// Its id is missing, or is no XML name.
    #[error("the SAML request has no usable ID: it must begin with a letter or an underscore")]
    Id,
    /// Nobody sent it.
    #[error("the SAML request has no Issuer")]
    Issuer,
}

/// Reads a request.
pub fn parse(text: &str) -> Result<ReceivedRequest, InvalidRequest> {
    let doc = xml::parse(text)?;
    let root = doc.document_element().ok_or(InvalidRequest::NotAnAuthnRequest)?;
    if !xml::is(&doc, root, PROTOCOL, "AuthnRequest") || xml::attribute(&doc, root, "Version") != Some("2.0")
    {
        return Err(InvalidRequest::NotAnAuthnRequest);
    }
    let own = |name: &str| xml::attribute(&doc, root, name).map(str::to_owned);
    let policy = xml::child(&doc, root, PROTOCOL, "NameIDPolicy");
    let flag = |name: &str| matches!(xml::attribute(&doc, root, name), Some("true" | "1"));
    Ok(ReceivedRequest {
        id: own("ID").filter(|id| is_name(id)).ok_or(InvalidRequest::Id)?,
        issuer: xml::child_text(&doc, root, ASSERTION, "Issuer").ok_or(InvalidRequest::Issuer)?,
        destination: own("Destination"),
        acs_url: own("AssertionConsumerServiceURL"),
        issue_instant: xml::moment(&doc, root, "IssueInstant"),
        force_authn: flag("ForceAuthn"),
        is_passive: flag("IsPassive"),
        name_id_format: policy.and_then(|node| xml::attribute(&doc, node, "Format")).map(str::to_owned),
    })
}

fn is_name(id: &str) -> bool {
    id.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && id.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> AuthnRequest {
        AuthnRequest {
            id: "_1".to_owned(),
            issuer: "urn:auth0:local:a&b".to_owned(),
            destination: "http://localhost:2/sso?a=1&b=2".to_owned(),
            acs_url: "http://localhost:1/login/callback?connection=\"x\"".to_owned(),
            issue_instant: DateTime::UNIX_EPOCH,
            binding: Binding::Post,
            force_authn: true,
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let sent = request();
        let read = parse(&authn_request(&sent)).unwrap();
        let expected = ReceivedRequest {
            id: sent.id,
            issuer: sent.issuer,
            destination: Some(sent.destination),
            acs_url: Some(sent.acs_url),
            issue_instant: Some(DateTime::UNIX_EPOCH),
            force_authn: true,
            is_passive: false,
            name_id_format: None,
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn a_document_type_is_refused() {
        let bomb = format!(
            r#"<!DOCTYPE a [<!ENTITY x "y">]>{}"#,
            authn_request(&request()).replace("<saml:Issuer>", "<saml:Issuer>&x;")
        );
        assert!(matches!(parse(&bomb), Err(InvalidRequest::Unreadable(_))));
    }

    #[test]
    fn other_messages_and_broken_ids_are_refused() {
        let good = authn_request(&request());
        let cases = [
            (good.replace("AuthnRequest", "LogoutRequest"), InvalidRequest::NotAnAuthnRequest),
            (good.replace("SAML:2.0:protocol", "SAML:1.1:protocol"), InvalidRequest::NotAnAuthnRequest),
            (good.replace(r#"Version="2.0""#, r#"Version="1.1""#), InvalidRequest::NotAnAuthnRequest),
            (good.replace(r#"ID="_1""#, r#"ID="1""#), InvalidRequest::Id),
            (good.replace(r#"ID="_1""#, r#"ID="_1&quot;""#), InvalidRequest::Id),
            (good.replace("saml:Issuer", "saml:Other"), InvalidRequest::Issuer),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(&text), Err(expected), "{text}");
        }
    }
}
