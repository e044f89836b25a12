//! One cheap pass over the markup before a tree is built: DOCTYPE, depth, attributes, namespaces.
//!
//! roxmltree's node limit does not count attributes, and its namespace look-up is linear; without this pass one
//! element with tens of thousands of attributes takes seconds.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::reading::{Reason, Rejection};

const DEPTH: usize = 64;
const ATTRIBUTES: usize = 256;
const ATTRIBUTE_BYTES: usize = 65_536;
/// Namespaces in scope at any element; real documents have about 20.
const NAMESPACES: usize = 128;
/// More elements than any metadata that fits into the size limit needs.
pub(super) const ELEMENTS: u32 = 200_000;

/// Refuses documents that are built to hurt.
pub(crate) fn check_limits(text: &str) -> Result<(), Rejection> {
    let mut reader = Reader::from_str(text);
    let mut namespaces: Vec<usize> = Vec::new();
    let mut elements = 0;
    loop {
        let event = reader.read_event();
        if matches!(event, Ok(Event::Start(_) | Event::Empty(_))) {
            elements += 1;
            if elements > ELEMENTS {
                return Err(too_much(format!("more than {ELEMENTS} elements")));
            }
        }
        match event {
            Ok(Event::DocType(_)) => return Err(Reason::DoctypeForbidden.into()),
            Ok(Event::Start(start)) => {
                if namespaces.len() >= DEPTH {
                    return Err(too_much(format!("nesting deeper than {DEPTH}")));
                }
                let inherited = namespaces.last().copied().unwrap_or_default();
                namespaces.push(check_element(&start, inherited)?);
            }
            Ok(Event::Empty(start)) => {
                if namespaces.len() >= DEPTH {
                    return Err(too_much(format!("nesting deeper than {DEPTH}")));
                }
                check_element(&start, namespaces.last().copied().unwrap_or_default())?;
            }
            Ok(Event::End(_)) => {
                namespaces.pop();
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                return Err(Rejection::new(Reason::NotWellFormed, position(text, at)));
            }
        }
    }
}

fn check_element(start: &BytesStart<'_>, inherited: usize) -> Result<usize, Rejection> {
    let mut count = 0;
    let mut namespaces = inherited;
    for attribute in start.attributes().with_checks(false) {
        count += 1;
        if count > ATTRIBUTES {
            return Err(too_much(format!("more than {ATTRIBUTES} attributes")));
        }
        let Ok(attribute) = attribute else {
            return Err(Rejection::new(
                Reason::NotWellFormed,
                format!("an attribute of <{}>", name_of(start)),
            ));
        };
        if attribute.value.len() > ATTRIBUTE_BYTES {
            return Err(too_much(format!("attribute longer than {ATTRIBUTE_BYTES}")));
        }
        if attribute.key.as_namespace_binding().is_some() {
            namespaces += 1;
            if namespaces > NAMESPACES {
                return Err(too_much(format!("more than {NAMESPACES} namespaces")));
            }
        }
    }
    Ok(namespaces)
}

fn name_of(start: &BytesStart<'_>) -> String {
    start.name().0.chars().take(40).collect()
}

fn too_much(detail: String) -> Rejection {
    Rejection::new(Reason::LimitsExceeded, detail)
}

fn position(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    format!("line {line}, column {column}")
}
