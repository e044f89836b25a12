//! Writing responses.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{
    ASSERTION, Certificate, PROTOCOL, SigningKey,
    encryption::{self, NotSealed},
    signature::{self, SigningError},
    timestamp,
    xml::escape,
};

/// A response that says who signed in.
#[derive(Debug, Clone)]
pub struct NewResponse<'a> {
    /// The id of the response.
    pub id: &'a str,
    /// The id of the assertion.
    pub assertion_id: &'a str,
    /// The identity provider's entity id.
    pub issuer: &'a str,
    /// Where it is sent: destination and recipient.
    pub acs_url: &'a str,
    /// The service provider's entity id.
    pub audience: &'a str,
    /// The request it answers, if any.
    pub in_response_to: Option<&'a str>,
    /// When it is made.
    pub issued_at: DateTime<Utc>,
    /// When it ends.
    pub not_on_or_after: DateTime<Utc>,
    /// When the person signed in.
    pub authenticated_at: DateTime<Utc>,
    /// Who.
    pub name_id: NameId<'a>,
    /// The session at the identity provider.
    pub session_index: &'a str,
    /// What else is told, in this order.
    pub attributes: &'a [(String, Vec<String>)],
}

/// The name of a person and its form.
#[derive(Debug, Clone, Copy)]
pub struct NameId<'a> {
    /// The name.
    pub value: &'a str,
    /// Such as [`EMAIL_ADDRESS`](crate::saml::EMAIL_ADDRESS).
    pub format: &'a str,
}

/// What carries a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signed {
    /// The assertion alone.
    #[default]
    Assertion,
    /// The response alone.
    Response,
    /// Both.
    Both,
}

/// A response that says why nobody signed in.
#[derive(Debug, Clone)]
pub struct Failure<'a> {
    /// The id of the response.
    pub id: &'a str,
    /// The identity provider's entity id.
    pub issuer: &'a str,
    /// Where it is sent.
    pub acs_url: &'a str,
    /// The request it answers, if any.
    pub in_response_to: Option<&'a str>,
    /// When it is made.
    pub issued_at: DateTime<Utc>,
    /// Such as `Responder`.
    pub code: &'a str,
    /// Such as `RequestDenied`.
    pub sub_code: Option<&'a str>,
    /// For people.
    pub message: Option<&'a str>,
}

const STATUS: &str = "urn:oasis:names:tc:SAML:2.0:status:";

/// Writes and signs a response. With a certificate the assertion is encrypted for its holder.
pub fn build(
    response: &NewResponse<'_>,
    key: &SigningKey,
    signed: Signed,
    recipient: Option<&Certificate>,
) -> Result<String, BuildError> {
    let mut assertion = assertion(response);
    if signed != Signed::Response {
        assertion = signature::sign(&assertion, response.assertion_id, key)?;
    }
    if let Some(recipient) = recipient {
        assertion = encryption::seal(&assertion, recipient)?;
    }
    let status = format!(r#"<samlp:StatusCode Value="{STATUS}Success"/>"#);
    let whole = envelope(
        (response.id, response.issuer, response.acs_url, response.in_response_to, response.issued_at),
        &status,
        &assertion,
    );
    if signed == Signed::Assertion { Ok(whole) } else { Ok(signature::sign(&whole, response.id, key)?) }
}

/// Writes and signs an assertion alone, as WS-Federation carries it.
pub fn build_assertion(response: &NewResponse<'_>, key: &SigningKey) -> Result<String, BuildError> {
    Ok(signature::sign(&assertion(response), response.assertion_id, key)?)
}

/// A response could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// It could not be signed.
    #[error(transparent)]
    Sign(#[from] SigningError),
    /// It could not be encrypted.
    #[error(transparent)]
    Seal(#[from] NotSealed),
}

/// Writes a failure; it carries no signature, as there is nothing to believe in it.
pub fn failure(failure: &Failure<'_>) -> String {
    let inner = failure
        .sub_code
        .map(|code| format!(r#"<samlp:StatusCode Value="{STATUS}{}"/>"#, escape(code)))
        .unwrap_or_default();
    let message = failure
        .message
        .map(|message| format!("<samlp:StatusMessage>{}</samlp:StatusMessage>", escape(message)))
        .unwrap_or_default();
    let status = format!(
        r#"<samlp:StatusCode Value="{STATUS}{}">{inner}</samlp:StatusCode>{message}"#,
        escape(failure.code)
    );
    envelope(
        (failure.id, failure.issuer, failure.acs_url, failure.in_response_to, failure.issued_at),
        &status,
        "",
    )
}

type Head<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, DateTime<Utc>);

fn envelope((id, issuer, acs_url, request, at): Head<'_>, status: &str, assertion: &str) -> String {
    format!(
        r#"<samlp:Response xmlns:samlp="{PROTOCOL}" ID="{id}" Version="2.0" IssueInstant="{at}" Destination="{destination}"{request}><saml:Issuer xmlns:saml="{ASSERTION}">{issuer}</saml:Issuer><samlp:Status>{status}</samlp:Status>{assertion}</samlp:Response>"#,
        id = escape(id),
        at = timestamp(at),
        destination = escape(acs_url),
        request = in_response_to(request),
        issuer = escape(issuer),
    )
}

fn in_response_to(request: Option<&str>) -> String {
    request.map(|id| format!(r#" InResponseTo="{}""#, escape(id))).unwrap_or_default()
}

fn assertion(response: &NewResponse<'_>) -> String {
    let issued = timestamp(response.issued_at);
    let ends = timestamp(response.not_on_or_after);
    let request = in_response_to(response.in_response_to);
    format!(
        r#"<saml:Assertion xmlns:saml="{ASSERTION}" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="{id}" Version="2.0" IssueInstant="{issued}"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID Format="{format}">{name}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{ends}" Recipient="{recipient}"{request}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{begins}" NotOnOrAfter="{ends}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{authenticated}" SessionIndex="{session}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>{attributes}</saml:Assertion>"#,
        id = escape(response.assertion_id),
        issuer = escape(response.issuer),
        format = escape(response.name_id.format),
        name = escape(response.name_id.value),
        recipient = escape(response.acs_url),
        begins = timestamp(response.issued_at - TimeDelta::minutes(5)),
        audience = escape(response.audience),
        authenticated = timestamp(response.authenticated_at),
        session = escape(response.session_index),
        attributes = attribute_statement(response.attributes),
    )
}

fn attribute_statement(attributes: &[(String, Vec<String>)]) -> String {
    if attributes.is_empty() {
        return String::new();
    }
    let mut statement = "<saml:AttributeStatement>".to_owned();
    for (name, values) in attributes {
        let form = if name.contains(':') { "uri" } else { "basic" };
        // Writing into a String does not fail.
        let _ = write!(
            statement,
            r#"<saml:Attribute Name="{}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:{form}">"#,
            escape(name)
        );
        for value in values {
            let _ = write!(
                statement,
                r#"<saml:AttributeValue xsi:type="xs:string">{}</saml:AttributeValue>"#,
                escape(value)
            );
        }
        statement.push_str("</saml:Attribute>");
    }
    statement.push_str("</saml:AttributeStatement>");
    statement
}
