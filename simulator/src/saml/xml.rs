//! Reading XML that a stranger sent, and writing text into XML.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use uppsala::{Document, NodeId, Parser};

/// Longer messages are refused unread.
pub(super) const LIMIT: usize = 256 * 1024;
const DEPTH: u32 = 32;
/// Attributes of all elements together; a message of a sign-in has a few dozen.
const ATTRIBUTES: usize = 2_000;

/// The text is not XML that is fit to be read: too long, too deep, with a document type, or broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(String);

/// Parses without document types, and so without entities.
pub(super) fn parse(text: &str) -> Result<Document<'_>, Unreadable> {
    if text.len() > LIMIT {
        return Err(Unreadable(format!("the message is longer than {LIMIT} bytes")));
    }
    if text.matches('=').count() > ATTRIBUTES {
        return Err(Unreadable("the message has too many attributes".to_owned()));
    }
    Parser::new()
        .with_forbid_dtd(true)
        .with_max_depth(DEPTH)
        .parse(text)
        .map_err(|error| Unreadable(error.to_string()))
}

/// Whether the element has this name in this namespace.
pub(super) fn is(doc: &Document<'_>, node: NodeId, namespace: &str, name: &str) -> bool {
    doc.element(node).is_some_and(|element| element.matches_name_ns(namespace, name))
}

/// The children of this name.
pub(super) fn children(doc: &Document<'_>, parent: NodeId, namespace: &str, name: &str) -> Vec<NodeId> {
    doc.child_elements_by_name_ns(parent, namespace, name)
}

/// The first child of this name.
pub(super) fn child(doc: &Document<'_>, parent: NodeId, namespace: &str, name: &str) -> Option<NodeId> {
    doc.first_child_element_by_name_ns(parent, namespace, name)
}

/// An attribute without a namespace; `x:ID` is not `ID`.
pub(super) fn attribute<'d>(doc: &'d Document<'_>, node: NodeId, name: &str) -> Option<&'d str> {
    let attributes = &doc.element(node)?.attributes;
    attributes
        .iter()
        .find(|attribute| attribute.name.matches(None, name))
        .map(|attribute| attribute.value.as_ref())
}

/// An attribute that is a moment.
pub(super) fn moment(doc: &Document<'_>, node: NodeId, name: &str) -> Option<DateTime<Utc>> {
    let text = attribute(doc, node, name)?;
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

/// All the text inside, as it is signed: a comment does not end it.
pub(super) fn text(doc: &Document<'_>, node: NodeId) -> String {
    doc.text_content_deep(node).trim().to_owned()
}

/// The text of the first child of this name, unless it is empty.
pub(super) fn child_text(doc: &Document<'_>, parent: NodeId, namespace: &str, name: &str) -> Option<String> {
    child(doc, parent, namespace, name).map(|node| text(doc, node)).filter(|text| !text.is_empty())
}

/// Makes text safe between tags and in attributes.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'', '\n', '\r', '\t']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' => escaped.push_str("&#9;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}
