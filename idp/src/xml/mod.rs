//! XML from strangers: bounded before it is parsed, never with a DTD.

pub(crate) mod canonical;
mod scan;
pub(crate) mod signature;
pub(crate) mod time;

use std::collections::HashSet;

use roxmltree::{Document, Node, ParsingOptions};

use crate::reading::{Reason, Rejection};

/// More nodes than any metadata that fits into the size limit needs.
const NODES: u32 = 200_000;

/// Parses a document that keeps the limits.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Rejection> {
    scan::check_limits(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(rejection)?;
    check_ids(&document)?;
    Ok(document)
}

fn rejection(error: roxmltree::Error) -> Rejection {
    use roxmltree::Error as E;
    match error {
        E::DtdDetected => Reason::DoctypeForbidden.into(),
        E::NodesLimitReached => Rejection::new(Reason::LimitsExceeded, format!("more than {NODES} nodes")),
        E::AttributesLimitReached | E::NamespacesLimitReached => {
            Rejection::new(Reason::LimitsExceeded, "too many attributes or namespaces")
        }
        error => {
            let position = error.pos();
            Rejection::new(Reason::NotWellFormed, format!("line {}, column {}", position.row, position.col))
        }
    }
}

/// An ID that is there twice can make a signature cover another element than the one that is read.
fn check_ids(document: &Document<'_>) -> Result<(), Rejection> {
    let mut seen = HashSet::new();
    let ids = document.descendants().flat_map(|node| node.attributes()).filter(|attribute| {
        attribute.namespace().is_none() && matches!(attribute.name(), "ID" | "Id")
            || attribute.namespace() == Some("http://www.w3.org/XML/1998/namespace")
                && attribute.name() == "id"
    });
    for id in ids {
        if !seen.insert(id.value()) {
            return Err(Rejection::new(
                Reason::DuplicateId,
                id.value().chars().filter(|c| !c.is_control()).take(80).collect::<String>(),
            ));
        }
    }
    Ok(())
}

/// The direct children with this name.
pub(crate) fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.has_tag_name((namespace, name)))
}

/// The text directly in an element, and whether a comment or instruction splits it.
pub(crate) fn text_of(node: Node<'_, '_>) -> (String, bool) {
    let text = node.children().filter(Node::is_text).filter_map(|child| child.text()).collect();
    (text, node.children().any(|child| child.is_comment() || child.is_pi()))
}
