//! What a SAML response says. <https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf>

use api::{ResponseAttribute, ResponseEncoding, ResponseStatus, SamlAssertion, SamlResponseReport};
use chrono::{DateTime, Utc};
use roxmltree::{Document, Node};

use super::signatures;
use super::unreadable::Unreadable;
use crate::saml::{ASSERTION, METADATA, PROTOCOL};
use crate::xml::{children, text_of, time};

const OLD_PROTOCOL: &str = "urn:oasis:names:tc:SAML:1.0:protocol";
/// Longer texts are cut: a person reads this.
const LONGEST: usize = 2000;
const MOST_ATTRIBUTES: usize = 200;
const MOST_VALUES: usize = 200;

pub(super) fn read(
    document: &Document<'_>,
    encoding: ResponseEncoding,
) -> Result<SamlResponseReport, Unreadable> {
    let root = document.root_element();
    let name = root.tag_name();
    match (name.namespace(), name.name()) {
        (Some(PROTOCOL), "Response") => Ok(response(root, encoding)),
        (Some(PROTOCOL), "AuthnRequest" | "LogoutRequest") => Err(Unreadable::Request),
        (Some(OLD_PROTOCOL), _) => Err(Unreadable::OldVersion),
        (Some(METADATA), _) => Err(Unreadable::Metadata),
        _ => Err(Unreadable::OtherXml),
    }
}

fn response(root: Node<'_, '_>, encoding: ResponseEncoding) -> SamlResponseReport {
    let plain: Vec<Node<'_, '_>> = children(root, ASSERTION, "Assertion").collect();
    let encrypted = children(root, ASSERTION, "EncryptedAssertion").count();
    SamlResponseReport {
        encoding,
        id: attribute(root, "ID"),
        in_response_to: attribute(root, "InResponseTo"),
        issue_instant: instant(root, "IssueInstant"),
        destination: attribute(root, "Destination"),
        issuer: child_text(root, ASSERTION, "Issuer"),
        status: status(root),
        assertions: plain.len() + encrypted,
        encrypted_assertions: encrypted,
        assertion: plain.first().map(|node| assertion(*node)),
        signatures: signatures::all(root),
        checks: Vec::new(),
    }
}

fn status(root: Node<'_, '_>) -> ResponseStatus {
    let Some(status) = children(root, PROTOCOL, "Status").next() else { return ResponseStatus::default() };
    let code = children(status, PROTOCOL, "StatusCode").next();
    let below = code.and_then(|code| children(code, PROTOCOL, "StatusCode").next());
    ResponseStatus {
        code: code.and_then(|code| attribute(code, "Value")).unwrap_or_default(),
        sub_code: below.and_then(|code| attribute(code, "Value")),
        message: child_text(status, PROTOCOL, "StatusMessage"),
    }
}

fn assertion(node: Node<'_, '_>) -> SamlAssertion {
    let subject = children(node, ASSERTION, "Subject").next();
    let name_id = subject.and_then(|subject| children(subject, ASSERTION, "NameID").next());
    let conditions = children(node, ASSERTION, "Conditions").next();
    let confirmations = subject
        .into_iter()
        .flat_map(|subject| children(subject, ASSERTION, "SubjectConfirmation"))
        .flat_map(|confirmation| children(confirmation, ASSERTION, "SubjectConfirmationData"));
    let statement = children(node, ASSERTION, "AuthnStatement").next();
    let context = statement.and_then(|it| children(it, ASSERTION, "AuthnContext").next());
    SamlAssertion {
        issuer: child_text(node, ASSERTION, "Issuer"),
        name_id: name_id.map(|it| short(&text_of(it).0)).filter(|text| !text.is_empty()),
        name_id_format: name_id.and_then(|it| attribute(it, "Format")),
        audiences: conditions.map(audiences).unwrap_or_default(),
        recipients: confirmations.filter_map(|data| attribute(data, "Recipient")).take(MOST_VALUES).collect(),
        issue_instant: instant(node, "IssueInstant"),
        not_before: conditions.and_then(|it| instant(it, "NotBefore")),
        not_on_or_after: conditions.and_then(|it| instant(it, "NotOnOrAfter")),
        authn_instant: statement.and_then(|it| instant(it, "AuthnInstant")),
        authn_context: context.and_then(|it| child_text(it, ASSERTION, "AuthnContextClassRef")),
        attributes: attributes(node),
    }
}

fn audiences(conditions: Node<'_, '_>) -> Vec<String> {
    children(conditions, ASSERTION, "AudienceRestriction")
        .flat_map(|restriction| children(restriction, ASSERTION, "Audience"))
        .map(|audience| short(&text_of(audience).0))
        .take(MOST_VALUES)
        .collect()
}

fn attributes(assertion: Node<'_, '_>) -> Vec<ResponseAttribute> {
    children(assertion, ASSERTION, "AttributeStatement")
        .flat_map(|statement| children(statement, ASSERTION, "Attribute"))
        .take(MOST_ATTRIBUTES)
        .map(|node| ResponseAttribute {
            name: attribute(node, "Name").unwrap_or_default(),
            values: children(node, ASSERTION, "AttributeValue")
                .take(MOST_VALUES)
                .map(|value| short(&text_of(value).0))
                .collect(),
        })
        .collect()
}

fn attribute(node: Node<'_, '_>, name: &str) -> Option<String> {
    node.attribute(name).map(short).filter(|value| !value.is_empty())
}

fn instant(node: Node<'_, '_>, name: &str) -> Option<DateTime<Utc>> {
    node.attribute(name).and_then(time::parse)
}

fn child_text(node: Node<'_, '_>, namespace: &'static str, name: &'static str) -> Option<String> {
    let text = short(&text_of(children(node, namespace, name).next()?).0);
    (!text.is_empty()).then_some(text)
}

fn short(text: &str) -> String {
    text.trim().chars().filter(|character| !character.is_control()).take(LONGEST).collect()
}
