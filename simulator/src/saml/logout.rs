//! Single logout: requests and answers of both sides.

use chrono::{DateTime, Utc};

use super::{ASSERTION, Certificate, DSIG, PROTOCOL, Refused, signature, timestamp, xml, xml::escape};

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// A request that a session ends.
#[derive(Debug, Clone)]
pub struct LogoutRequest<'a> {
    /// Its id; an XML name.
    pub id: &'a str,
    /// Who asks.
    pub issuer: &'a str,
    /// Where it is sent.
    pub destination: &'a str,
    /// When it is made.
    pub issue_instant: DateTime<Utc>,
    /// Whose session.
    pub name_id: &'a str,
    /// The session at the identity provider.
    pub session_index: Option<&'a str>,
}

/// Writes a request.
pub fn logout_request(request: &LogoutRequest<'_>) -> String {
    let session = request
        .session_index
        .map(|index| format!("<samlp:SessionIndex>{}</samlp:SessionIndex>", escape(index)))
        .unwrap_or_default();
    format!(
        r#"<samlp:LogoutRequest xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="{id}" Version="2.0" IssueInstant="{at}" Destination="{destination}"><saml:Issuer>{issuer}</saml:Issuer><saml:NameID>{name}</saml:NameID>{session}</samlp:LogoutRequest>"#,
        id = escape(request.id),
        at = timestamp(request.issue_instant),
        destination = escape(request.destination),
        issuer = escape(request.issuer),
        name = escape(request.name_id),
    )
}

/// What is answered to a request.
#[derive(Debug, Clone)]
pub struct LogoutResponse<'a> {
    /// Its id; an XML name.
    pub id: &'a str,
    /// Who answers.
    pub issuer: &'a str,
    /// Where it is sent.
    pub destination: &'a str,
    /// When it is made.
    pub issue_instant: DateTime<Utc>,
    /// The request that is answered.
    pub in_response_to: &'a str,
}

/// Writes an answer that says the session has ended.
pub fn logout_response(response: &LogoutResponse<'_>) -> String {
    format!(
        r#"<samlp:LogoutResponse xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="{id}" Version="2.0" IssueInstant="{at}" Destination="{destination}" InResponseTo="{request}"><saml:Issuer>{issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="{SUCCESS}"/></samlp:Status></samlp:LogoutResponse>"#,
        id = escape(response.id),
        at = timestamp(response.issue_instant),
        destination = escape(response.destination),
        request = escape(response.in_response_to),
        issuer = escape(response.issuer),
    )
}

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedLogout {
    /// Its id, which the answer repeats.
    pub id: String,
    /// Who asks.
    pub issuer: String,
    /// Whose session.
    pub name_id: Option<String>,
    /// The session at the identity provider.
    pub session_index: Option<String>,
}

/// Reads a request; `None` when the message is another one or broken.
pub fn parse_request(text: &str) -> Option<ReceivedLogout> {
    let doc = xml::parse(text).ok()?;
    let root = doc.document_element()?;
    if !xml::is(&doc, root, PROTOCOL, "LogoutRequest") {
        return None;
    }
    Some(ReceivedLogout {
        id: xml::attribute(&doc, root, "ID")?.to_owned(),
        issuer: xml::child_text(&doc, root, ASSERTION, "Issuer")?,
        name_id: xml::child_text(&doc, root, ASSERTION, "NameID"),
        session_index: xml::child_text(&doc, root, PROTOCOL, "SessionIndex"),
    })
}

/// What an answer says: the request it names, and whether the session has ended. `None` for other messages.
pub fn parse_response(text: &str) -> Option<(String, bool)> {
    let doc = xml::parse(text).ok()?;
    let root = doc.document_element()?;
    if !xml::is(&doc, root, PROTOCOL, "LogoutResponse") {
        return None;
    }
    let status = xml::child(&doc, root, PROTOCOL, "Status")?;
    let code = xml::child(&doc, status, PROTOCOL, "StatusCode")?;
    let request = xml::attribute(&doc, root, "InResponseTo").unwrap_or_default().to_owned();
    Some((request, xml::attribute(&doc, code, "Value") == Some(SUCCESS)))
}

/// Whether a message that came by POST carries a good signature of one of these certificates.
pub fn verify_enveloped(text: &str, trusted: &[Certificate]) -> Result<(), Refused> {
    let doc = xml::parse(text).map_err(|_| Refused::NotXml)?;
    let root = doc.document_element().ok_or(Refused::NotXml)?;
    let signature = xml::child(&doc, root, DSIG, "Signature").ok_or(Refused::NotSigned)?;
    if doc.get_elements_by_tag_name_ns(DSIG, "Signature").len() != 1 {
        return Err(Refused::SignatureScope);
    }
    signature::verify(&doc, text, root, signature, trusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let request = LogoutRequest {
            id: "_1",
            issuer: "urn:auth0:local:a&b",
            destination: "http://localhost:2/slo",
            issue_instant: DateTime::UNIX_EPOCH,
            name_id: "<first>",
            session_index: Some("_s"),
        };
        let read = parse_request(&logout_request(&request)).unwrap();
        assert_eq!(
            (read.id.as_str(), read.issuer.as_str(), read.name_id.as_deref(), read.session_index.as_deref()),
            ("_1", "urn:auth0:local:a&b", Some("<first>"), Some("_s"))
        );
        let answer = logout_response(&LogoutResponse {
            id: "_2",
            issuer: "idp",
            destination: "http://localhost:1/logout",
            issue_instant: DateTime::UNIX_EPOCH,
            in_response_to: "_1",
        });
        assert_eq!(parse_response(&answer), Some(("_1".to_owned(), true)));
        assert_eq!(parse_request(&answer), None);
        assert_eq!(parse_response(&answer.replace("Success", "Responder")), Some(("_1".to_owned(), false)));
    }
}
