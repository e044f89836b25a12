//! Reading responses: nothing is read from an element before its signature has been verified.

use chrono::{DateTime, TimeDelta, Utc};
use uppsala::{Document, NodeId};

use super::super::{ASSERTION, Certificate, DSIG, Decryption, PROTOCOL, Refused, encryption, signature, xml};

const RESPONSE_SIGNATURE: &str = "/*[local-name(.)='Response'][1]/*[local-name(.)='Signature' and namespace-uri(.)='http://www.w3.org/2000/09/xmldsig#']";
const ASSERTION_SIGNATURE: &str = "//*[local-name(.)='Assertion'][1]/*[local-name(.)='Signature' and namespace-uri(.)='http://www.w3.org/2000/09/xmldsig#']";
const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
/// How long an assertion without an end is remembered.
const WITHOUT_END: TimeDelta = TimeDelta::hours(1);

/// What a response must say.
#[derive(Clone)]
pub struct Expectations {
    /// The certificates of the identity provider; one of them must have signed.
    pub certificates_pem: Vec<String>,
    /// Our entity id.
    pub audience: String,
    /// Our address, as a response names it.
    pub destination: String,
    /// Our address, as an assertion names it.
    pub recipient: String,
    /// How encrypted assertions are opened.
    pub decryption: Decryption,
    /// The identity provider's entity id, where it is known.
    pub issuer: Option<String>,
    /// The request that is out; `None` accepts an answer to no request as well as to any.
    pub in_response_to: Option<String>,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// How far the clocks may differ.
    pub skew: TimeDelta,
}

/// What a verified assertion says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// Its id, to see it once.
    pub id: String,
    /// The identity provider's entity id.
    pub issuer: String,
    /// Who.
    pub name_id: Option<String>,
    /// The form of the name.
    pub name_id_format: Option<String>,
    /// The session at the identity provider.
    pub session_index: Option<String>,
    /// What else is told, in the order of the document.
    pub attributes: Vec<(String, Vec<String>)>,
    /// Until when it would be accepted, and so must be remembered; an hour from now where it has no end.
    pub not_on_or_after: DateTime<Utc>,
    /// The request it answers; `None` for a sign-in that began at the identity provider.
    pub in_response_to: Option<String>,
    /// The certificate's SHA-1 thumbprint, where the signature named one.
    pub thumbprint: Option<String>,
}

/// Reads a response (XML, already decoded) and believes nothing in it that is not signed.
pub fn parse_and_verify(text: &str, expected: &Expectations) -> Result<Assertion, Refused> {
    let doc = xml::parse(text).map_err(|_| Refused::NotXml)?;
    let response = doc.document_element().ok_or(Refused::NotAResponse)?;
    if !xml::is(&doc, response, PROTOCOL, "Response") {
        return Err(Refused::NotAResponse);
    }
    check_envelope(&doc, response, expected)?;
    match content(&doc, response)? {
        Content::Plain(assertion) => {
            let thumbprint = check_signatures(&doc, text, response, assertion, expected)?;
            believe(&doc, response, assertion, thumbprint, expected)
        }
        Content::Sealed(sealed) => {
            let outer = check_sealed(&doc, text, response, expected)?;
            let opened = encryption::open(&doc, text, response, sealed, &expected.decryption)?;
            read_opened(&opened, outer, expected)
        }
    }
}

/// Reads an assertion that did not come in a response, such as one inside a WS-Federation answer.
pub fn parse_and_verify_assertion(text: &str, expected: &Expectations) -> Result<Assertion, Refused> {
    let doc = xml::parse(text).map_err(|_| Refused::NotXml)?;
    let assertion = doc.document_element().ok_or(Refused::NotXml)?;
    if !xml::is(&doc, assertion, ASSERTION, "Assertion") {
        return Err(Refused::Version);
    }
    let signature = own_signature(&doc, assertion, ASSERTION_SIGNATURE)?.ok_or(Refused::NotSigned)?;
    if doc.get_elements_by_tag_name_ns(DSIG, "Signature").len() != 1 {
        return Err(Refused::ManySignatures { xpath: ASSERTION_SIGNATURE });
    }
    signature::verify(&doc, text, assertion, signature, &trusted(expected)?)?;
    let thumbprint = named_certificate(&doc, signature);
    check_assertion(&doc, assertion, expected)?;
    Ok(Assertion { thumbprint, ..read(&doc, assertion, expected) })
}

/// The assertion of a response that was encrypted, once it lies open.
fn read_opened(text: &str, outer: Option<String>, expected: &Expectations) -> Result<Assertion, Refused> {
    let doc = xml::parse(text).map_err(|_| Refused::NotXml)?;
    let response = doc.document_element().ok_or(Refused::NotAResponse)?;
    let Content::Plain(assertion) = content(&doc, response)? else { return Err(Refused::Encrypted) };
    let thumbprint = match (own_signature(&doc, assertion, ASSERTION_SIGNATURE)?, outer) {
        (Some(_), outer) => {
            let inner = check_signatures(&doc, text, response, assertion, expected)?;
            inner.or(outer)
        }
        (None, Some(outer)) if doc.get_elements_by_tag_name_ns(DSIG, "Signature").is_empty() => Some(outer),
        (None, _) => return Err(Refused::NotSigned),
    };
    believe(&doc, response, assertion, thumbprint, expected)
}

/// What a response that has been verified says.
fn believe(
    doc: &Document<'_>,
    response: NodeId,
    assertion: NodeId,
    thumbprint: Option<String>,
    expected: &Expectations,
) -> Result<Assertion, Refused> {
    check_assertion(doc, assertion, expected)?;
    let in_response_to = check_request(doc, response, assertion, expected)?;
    Ok(Assertion { in_response_to, thumbprint, ..read(doc, assertion, expected) })
}

/// The signature around an encrypted assertion, if there is one; answers who signed.
fn check_sealed(
    doc: &Document<'_>,
    text: &str,
    response: NodeId,
    expected: &Expectations,
) -> Result<Option<String>, Refused> {
    let Some(signature) = own_signature(doc, response, RESPONSE_SIGNATURE)? else { return Ok(None) };
    signature::verify(doc, text, response, signature, &trusted(expected)?)?;
    Ok(Some(named_certificate(doc, signature).unwrap_or_default()))
}

fn check_envelope(doc: &Document<'_>, response: NodeId, expected: &Expectations) -> Result<(), Refused> {
    if let Some(destination) = xml::attribute(doc, response, "Destination")
        && !destination.is_empty()
        && destination != expected.destination
    {
        return Err(Refused::Destination {
            received: destination.to_owned(),
            configured: expected.destination.clone(),
        });
    }
    let Some((code, sub_code, message)) = status(doc, response) else { return Ok(()) };
    let known = sub_code.as_deref().and_then(words).or_else(|| words(&code));
    match known {
        Some(words) => {
            Err(Refused::Status { message: message.unwrap_or_else(|| words.to_owned()), code, sub_code })
        }
        None if code != SUCCESS => Err(Refused::NoAssertion { status: code }),
        None => Ok(()),
    }
}

type Status = (String, Option<String>, Option<String>);

fn status(doc: &Document<'_>, response: NodeId) -> Option<Status> {
    let status = xml::child(doc, response, PROTOCOL, "Status")?;
    let code = xml::child(doc, status, PROTOCOL, "StatusCode")?;
    let value = |node| xml::attribute(doc, node, "Value").map(str::to_owned);
    let sub_code = xml::child(doc, code, PROTOCOL, "StatusCode").and_then(value);
    Some((value(code)?, sub_code, xml::child_text(doc, status, PROTOCOL, "StatusMessage")))
}

/// Auth0's sentence for a status code.
fn words(code: &str) -> Option<&'static str> {
    match code.strip_prefix("urn:oasis:names:tc:SAML:2.0:status:")? {
        "VersionMismatch" => Some(
            "The SAML responder could not process the request because the version of the request message was incorrect.",
        ),
        "Requester" => {
            Some("The request could not be performed due to an error on the part of the requester")
        }
        "Responder" => Some(
            "The request could not be performed due to an error on the part of the SAML responder or SAML authority",
        ),
        "AuthnFailed" => {
            Some("The responding provider was unable to successfully authenticate the principal")
        }
        _ => None,
    }
}

/// What a response carries.
enum Content {
    Plain(NodeId),
    Sealed(NodeId),
}

fn content(doc: &Document<'_>, response: NodeId) -> Result<Content, Refused> {
    // Of any namespace and anywhere: a second one is there to be mistaken for the first.
    if doc.get_elements_by_tag_name("Assertion").len() > 1 {
        return Err(Refused::ManyAssertions);
    }
    let sealed = xml::children(doc, response, ASSERTION, "EncryptedAssertion");
    match (xml::child(doc, response, ASSERTION, "Assertion"), sealed.as_slice()) {
        (Some(assertion), []) => return Ok(Content::Plain(assertion)),
        (None, [one]) => return Ok(Content::Sealed(*one)),
        (Some(_), _) => return Err(Refused::ManyAssertions),
        (None, [_, _, ..]) => return Err(Refused::ManyEncryptedAssertions),
        (None, []) => {}
    }
    let status = status(doc, response).map_or_else(|| "undefined".to_owned(), |(code, _, _)| code);
    Err(Refused::NoAssertion { status })
}

/// Every signature must stand at its place and be good, and there must be one. Answers who signed.
fn check_signatures(
    doc: &Document<'_>,
    text: &str,
    response: NodeId,
    assertion: NodeId,
    expected: &Expectations,
) -> Result<Option<String>, Refused> {
    let of_response = own_signature(doc, response, RESPONSE_SIGNATURE)?;
    let of_assertion = own_signature(doc, assertion, ASSERTION_SIGNATURE)?;
    let placed = usize::from(of_response.is_some()) + usize::from(of_assertion.is_some());
    if placed == 0 {
        return Err(Refused::NotSigned);
    }
    if doc.get_elements_by_tag_name_ns(DSIG, "Signature").len() != placed {
        return Err(Refused::ManySignatures { xpath: ASSERTION_SIGNATURE });
    }
    let trusted = trusted(expected)?;
    for (element, signature) in [(response, of_response), (assertion, of_assertion)] {
        if let Some(signature) = signature {
            signature::verify(doc, text, element, signature, &trusted)?;
        }
    }
    Ok(of_assertion.or(of_response).and_then(|node| named_certificate(doc, node)))
}

fn own_signature(
    doc: &Document<'_>,
    element: NodeId,
    xpath: &'static str,
) -> Result<Option<NodeId>, Refused> {
    match xml::children(doc, element, DSIG, "Signature").as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(Refused::ManySignatures { xpath }),
    }
}

fn trusted(expected: &Expectations) -> Result<Vec<Certificate>, Refused> {
    let certificates: Result<Vec<_>, _> =
        expected.certificates_pem.iter().map(|pem| Certificate::parse(pem)).collect();
    match certificates {
        Ok(certificates) if certificates.is_empty() => {
            Err(Refused::CertificateConfigured("none is configured".to_owned()))
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(Refused::CertificateConfigured(error.to_string())),
    }
}

fn named_certificate(doc: &Document<'_>, signature: NodeId) -> Option<String> {
    let key_info = xml::child(doc, signature, DSIG, "KeyInfo")?;
    let data = xml::child(doc, key_info, DSIG, "X509Data")?;
    let certificate = xml::child_text(doc, data, DSIG, "X509Certificate")?;
    Some(Certificate::parse(&certificate).ok()?.thumbprint())
}

fn check_assertion(doc: &Document<'_>, assertion: NodeId, expected: &Expectations) -> Result<(), Refused> {
    if xml::attribute(doc, assertion, "Version") != Some("2.0") {
        return Err(Refused::Version);
    }
    let conditions = xml::child(doc, assertion, ASSERTION, "Conditions");
    let confirmations = confirmations(doc, assertion);
    for node in conditions.iter().chain(&confirmations) {
        check_times(doc, *node, expected)?;
    }
    let audiences =
        conditions.map(|node| xml::children(doc, node, ASSERTION, "AudienceRestriction")).unwrap_or_default();
    let meant = |restriction: &NodeId| {
        let audiences = xml::children(doc, *restriction, ASSERTION, "Audience");
        audiences.iter().any(|audience| xml::text(doc, *audience) == expected.audience)
    };
    if audiences.is_empty() || !audiences.iter().all(meant) {
        return Err(Refused::Audience { configured: expected.audience.clone() });
    }
    let elsewhere = |node: &NodeId| {
        xml::attribute(doc, *node, "Recipient").is_some_and(|recipient| recipient != expected.recipient)
    };
    if confirmations.iter().any(elsewhere) {
        return Err(Refused::Recipient { configured: expected.recipient.clone() });
    }
    match &expected.issuer {
        Some(issuer) if xml::child_text(doc, assertion, ASSERTION, "Issuer").as_ref() != Some(issuer) => {
            Err(Refused::Issuer { configured: issuer.clone() })
        }
        _ => Ok(()),
    }
}

fn check_times(doc: &Document<'_>, node: NodeId, expected: &Expectations) -> Result<(), Refused> {
    for (name, early) in [("NotBefore", true), ("NotOnOrAfter", false)] {
        if xml::attribute(doc, node, name).is_none() {
            continue;
        }
        let at = xml::moment(doc, node, name).ok_or(Refused::Expired)?;
        let refused =
            if early { expected.now + expected.skew < at } else { expected.now - expected.skew >= at };
        if refused {
            return Err(Refused::Expired);
        }
    }
    Ok(())
}

fn confirmations(doc: &Document<'_>, assertion: NodeId) -> Vec<NodeId> {
    let Some(subject) = xml::child(doc, assertion, ASSERTION, "Subject") else { return Vec::new() };
    xml::children(doc, subject, ASSERTION, "SubjectConfirmation")
        .into_iter()
        .flat_map(|node| xml::children(doc, node, ASSERTION, "SubjectConfirmationData"))
        .collect()
}

/// The request that is answered: response and assertion must agree, and name the expected one if there is one.
fn check_request(
    doc: &Document<'_>,
    response: NodeId,
    assertion: NodeId,
    expected: &Expectations,
) -> Result<Option<String>, Refused> {
    let mut named: Vec<&str> = confirmations(doc, assertion)
        .into_iter()
        .filter_map(|node| xml::attribute(doc, node, "InResponseTo"))
        .collect();
    named.extend(xml::attribute(doc, response, "InResponseTo"));
    let first = named.first().copied();
    let wanted = expected.in_response_to.as_deref().or(first);
    if first.is_none() && expected.in_response_to.is_some() || named.iter().any(|id| Some(*id) != wanted) {
        return Err(Refused::InResponseTo { expected: wanted.unwrap_or_default().to_owned() });
    }
    Ok(first.map(str::to_owned))
}

fn read(doc: &Document<'_>, assertion: NodeId, expected: &Expectations) -> Assertion {
    let subject = xml::child(doc, assertion, ASSERTION, "Subject");
    let name = subject.and_then(|node| xml::child(doc, node, ASSERTION, "NameID"));
    let own = |node, attribute| xml::attribute(doc, node, attribute).map(str::to_owned);
    let statement = xml::child(doc, assertion, ASSERTION, "AuthnStatement");
    let ends = xml::child(doc, assertion, ASSERTION, "Conditions")
        .into_iter()
        .chain(confirmations(doc, assertion))
        .filter_map(|node| xml::moment(doc, node, "NotOnOrAfter"))
        .max();
    Assertion {
        id: own(assertion, "ID").unwrap_or_default(),
        issuer: xml::child_text(doc, assertion, ASSERTION, "Issuer").unwrap_or_default(),
        name_id: name.map(|node| xml::text(doc, node)).filter(|text| !text.is_empty()),
        name_id_format: name.and_then(|node| own(node, "Format")),
        session_index: statement.and_then(|node| own(node, "SessionIndex")),
        attributes: attributes(doc, assertion),
        not_on_or_after: ends.unwrap_or(expected.now + WITHOUT_END) + expected.skew,
        in_response_to: None,
        thumbprint: None,
    }
}

fn attributes(doc: &Document<'_>, assertion: NodeId) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for statement in xml::children(doc, assertion, ASSERTION, "AttributeStatement") {
        for attribute in xml::children(doc, statement, ASSERTION, "Attribute") {
            let Some(name) = xml::attribute(doc, attribute, "Name") else { continue };
            let values = xml::children(doc, attribute, ASSERTION, "AttributeValue");
            let values = values.into_iter().map(|node| xml::text(doc, node));
            match all.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => known.extend(values),
                None => all.push((name.to_owned(), values.collect())),
            }
        }
    }
    all
}
