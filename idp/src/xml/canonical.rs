//! Canonical XML, inclusive and exclusive, without comments: the form whose digest a signature covers.
//! <https://www.w3.org/TR/xml-exc-c14n/>

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::name::PrefixDeclaration;
use roxmltree::{Attribute, Node};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The declarations written so far on the way from the top, innermost last.
type Rendered = Vec<(String, String)>;

/// Which canonical form, and what to leave out.
pub(crate) struct Form<'a, 'input> {
    /// Exclusive, with these prefixes treated inclusively; `None` for the inclusive form.
    pub(crate) exclusive: Option<BTreeSet<&'a str>>,
    /// The signature that is enveloped in what is signed.
    pub(crate) without: Option<Node<'a, 'input>>,
}

impl Form<'_, '_> {
    /// The canonical form of an element on its own: what it needs of the namespaces around it is declared on it.
    pub(crate) fn element(&self, node: Node<'_, '_>) -> String {
        let mut out = String::new();
        let mut prefixes = self.prefixes(node, raw_name(node));
        prefixes.extend(self.inherited(node));
        self.write_element(node, prefixes, &mut Vec::new(), &mut out);
        out
    }

    /// The prefixes that come from the elements around the first one.
    fn inherited<'n>(&self, node: Node<'n, '_>) -> Vec<&'n str> {
        let in_scope = node.namespaces().map(|namespace| namespace.name().unwrap_or_default());
        in_scope
            .filter(|prefix| *prefix != "xml")
            .filter(|prefix| self.exclusive.as_ref().is_none_or(|inclusive| inclusive.contains(prefix)))
            .collect()
    }

    fn write(&self, node: Node<'_, '_>, rendered: &mut Rendered, out: &mut String) {
        if self.without.is_some_and(|left_out| left_out.id() == node.id()) {
            return;
        }
        if node.is_text() {
            escape_text(node.text().unwrap_or_default(), out);
        } else if let Some(instruction) = node.pi() {
            write_instruction(instruction.target, instruction.value, out);
        } else if node.is_element() {
            self.write_element(node, self.prefixes(node, raw_name(node)), rendered, out);
        }
    }

    fn write_element(
        &self,
        node: Node<'_, '_>,
        prefixes: BTreeSet<&str>,
        rendered: &mut Rendered,
        out: &mut String,
    ) {
        let name = raw_name(node);
        let depth = rendered.len();
        out.push('<');
        out.push_str(name);
        for prefix in prefixes {
            let uri = node
                .lookup_namespace_uri(Some(prefix).filter(|prefix| !prefix.is_empty()))
                .unwrap_or_default();
            if in_force(rendered, prefix) == uri {
                continue;
            }
            out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            out.push_str(prefix);
            out.push_str("=\"");
            escape_attribute(uri, out);
            out.push('"');
            rendered.push((prefix.to_owned(), uri.to_owned()));
        }
        let mut attributes: Vec<Attribute<'_, '_>> = node.attributes().collect();
        attributes.sort_by_key(|attribute| (attribute.namespace().unwrap_or_default(), attribute.name()));
        for attribute in attributes {
            out.push(' ');
            out.push_str(raw_attribute_name(node, &attribute));
            out.push_str("=\"");
            escape_attribute(attribute.value(), out);
            out.push('"');
        }
        out.push('>');
        for child in node.children() {
            self.write(child, rendered, out);
        }
        rendered.truncate(depth);
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }

    /// The prefixes whose declarations belong on this element, sorted; the default namespace is the empty prefix.
    fn prefixes<'n>(&self, node: Node<'n, '_>, name: &'n str) -> BTreeSet<&'n str> {
        let declared = declared_prefixes(node);
        let Some(inclusive) = &self.exclusive else { return declared.into_iter().collect() };
        let mut used: BTreeSet<&str> =
            declared.into_iter().filter(|prefix| inclusive.contains(prefix)).collect();
        used.insert(prefix_of(name));
        for attribute in node.attributes().filter(|attribute| attribute.namespace() != Some(XML)) {
            let prefix = prefix_of(raw_attribute_name(node, &attribute));
            if !prefix.is_empty() {
                used.insert(prefix);
            }
        }
        used
    }
}

/// The prefixes that this very element declares. Asking roxmltree for those in scope would cost their number at every
/// element.
fn declared_prefixes<'n>(node: Node<'n, '_>) -> Vec<&'n str> {
    let text = node.document().input_text();
    let end = node.first_child().map_or(node.range().end, |child| child.range().start);
    let tag = text.get(node.range().start..end).unwrap_or_default();
    if !tag.contains("xmlns") {
        return Vec::new();
    }
    let mut reader = Reader::from_str(tag);
    let (Ok(Event::Start(start)) | Ok(Event::Empty(start))) = reader.read_event() else { return Vec::new() };
    let mut attributes = start.attributes();
    let bindings =
        attributes.with_checks(false).flatten().filter_map(|it| match it.key.as_namespace_binding()? {
            PrefixDeclaration::Default => Some(String::new()),
            PrefixDeclaration::Named("xml") => None,
            PrefixDeclaration::Named(prefix) => Some(prefix.to_owned()),
        });
    // Found again in the text, which lives as long as the document.
    bindings.filter_map(|prefix| if prefix.is_empty() { Some("") } else { in_text(tag, &prefix) }).collect()
}

fn in_text<'n>(tag: &'n str, prefix: &str) -> Option<&'n str> {
    let at = tag.find(&format!("xmlns:{prefix}"))? + "xmlns:".len();
    tag.get(at..at + prefix.len())
}

fn in_force<'r>(rendered: &'r Rendered, prefix: &str) -> &'r str {
    rendered.iter().rev().find(|(known, _)| known == prefix).map_or("", |(_, uri)| uri)
}

/// The name as written, with its prefix: roxmltree keeps the resolved name only.
fn raw_name<'n>(node: Node<'n, '_>) -> &'n str {
    let text = node.document().input_text();
    let tag = text.get(node.range()).unwrap_or_default();
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let end = name.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(name.len());
    name.get(..end).unwrap_or_default()
}

fn raw_attribute_name<'n>(node: Node<'n, '_>, attribute: &Attribute<'_, '_>) -> &'n str {
    node.document().input_text().get(attribute.range_qname()).unwrap_or_default()
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn write_instruction(target: &str, value: Option<&str>, out: &mut String) {
    out.push_str("<?");
    out.push_str(target);
    if let Some(value) = value {
        out.push(' ');
        out.push_str(value);
    }
    out.push_str("?>");
}

fn escape_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            other => out.push(other),
        }
    }
}

fn escape_attribute(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use roxmltree::Document;

    use super::Form;

    fn canonical(xml: &str, exclusive: bool) -> String {
        let document = Document::parse(xml).unwrap();
        let form = Form { exclusive: exclusive.then(BTreeSet::new), without: None };
        form.element(document.root_element())
    }

    #[test]
    fn attributes_are_sorted_by_namespace_and_unused_namespaces_left_out() {
        let xml = "<n:r xmlns:n='urn:n' xmlns:unused='urn:u' xmlns:z='urn:a' z:b='1' b='2' a=\"3&#10;&quot;\"><c/></n:r>";
        assert_eq!(
            canonical(xml, true),
            "<n:r xmlns:n=\"urn:n\" xmlns:z=\"urn:a\" a=\"3&#xA;&quot;\" b=\"2\" z:b=\"1\"><c></c></n:r>"
        );
        assert!(canonical(xml, false).contains("xmlns:unused"));
    }

    #[test]
    fn a_namespace_is_declared_again_only_where_it_changes() {
        let xml =
            "<r xmlns='urn:1'><a/><b xmlns='urn:2'><c xmlns='urn:1'>x &lt; y &gt; z<!-- gone --></c></b></r>";
        assert_eq!(
            canonical(xml, true),
            "<r xmlns=\"urn:1\"><a></a><b xmlns=\"urn:2\"><c xmlns=\"urn:1\">x &lt; y &gt; z</c></b></r>"
        );
    }
}
