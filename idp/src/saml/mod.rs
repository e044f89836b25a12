//! SAML 2.0 metadata.

mod entity;
mod keys;
mod manual;
mod signature;
mod times;

use std::borrow::Cow;

use api::InspectionKind;
use roxmltree::{Document, Node};

use crate::Context;
use crate::input::{Source, decode, der_holds_private_key, sniff_metadata};
use crate::reading::{Choice, Note, Reading, Reason, Rejection};
use crate::xml;

pub(crate) use manual::{Manual, read_manual};

pub(crate) const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
pub(crate) const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
pub(crate) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
pub(crate) const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
pub(crate) const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";

/// What Auth0 accepts at most.
const LIMIT: usize = 4 * 1024 * 1024;

/// Reads SAML metadata from a file or an address.
#[must_use]
pub fn read_metadata(bytes: &[u8], ctx: &Context<'_>) -> Reading {
    read_from(bytes, Source::File, ctx)
}

/// Reads SAML metadata that was pasted: whatever encoding it declares, it is Unicode already.
#[must_use]
pub fn read_metadata_text(text: &str, ctx: &Context<'_>) -> Reading {
    read_from(text.as_bytes(), Source::Pasted, ctx)
}

fn read_from(bytes: &[u8], source: Source, ctx: &Context<'_>) -> Reading {
    let mut reading = Reading::new(InspectionKind::Saml);
    if let Err(rejection) = read(bytes, source, ctx, &mut reading) {
        reading.rejection = Some(rejection);
    }
    reading
}

fn read(bytes: &[u8], source: Source, ctx: &Context<'_>, reading: &mut Reading) -> Result<(), Rejection> {
    let text = to_text(bytes, source, reading)?;
    let document = xml::parse(&text)?;
    check_root(document.root_element())?;
    reading.root = Some(document.root_element().tag_name().name().to_owned());
    reading.signature = signature::check(&document);
    if reading.signature == crate::reading::MetadataSignature::Broken {
        reading.note(Note::MetadataSignatureInvalid);
    }
    read_entities(&document, ctx, reading)
}

fn to_text<'a>(bytes: &'a [u8], source: Source, reading: &mut Reading) -> Result<Cow<'a, str>, Rejection> {
    if bytes.len() > LIMIT {
        return Err(Rejection::new(Reason::TooLarge, bytes.len().to_string()));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Reason::Empty.into());
    }
    if der_holds_private_key(bytes) {
        return Err(Reason::PrivateKeyPasted.into());
    }
    if is_binary(bytes) {
        return Err(Reason::BinaryFile.into());
    }
    let decoded = decode(bytes, source)?;
    decoded.notes.into_iter().for_each(|note| reading.note(note));
    let text = match decoded.text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    };
    if text.is_empty() {
        return Err(Reason::Empty.into());
    }
    sniff_metadata(&text)?;
    if starts_with_blank(bytes) {
        reading.note(Note::LeadingWhitespaceTrimmed);
    }
    Ok(text)
}

fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 9] = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b",
        b"%PDF",
        b"\x30\x82",
        b"7z\xbc\xaf",
        b"\xd0\xcf\x11\xe0",
        b"\x89PNG",
        b"\xff\xd8\xff",
    ];
    MAGIC.iter().any(|magic| bytes.starts_with(magic))
}

fn starts_with_blank(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).first().is_some_and(u8::is_ascii_whitespace)
}

fn check_root(root: Node<'_, '_>) -> Result<(), Rejection> {
    let name = root.tag_name();
    match (name.namespace(), name.name()) {
        (Some(METADATA), "EntityDescriptor" | "EntitiesDescriptor") => Ok(()),
        (namespace @ Some(PROTOCOL | ASSERTION), local) => {
            Err(Rejection::new(Reason::SamlResponseNotMetadata, qualified(namespace, local)))
        }
        (namespace, local) => Err(Rejection::new(Reason::NotSamlMetadata, qualified(namespace, local))),
    }
}

fn qualified(namespace: Option<&str>, local: &str) -> String {
    let short = |text: &str| text.chars().take(120).collect::<String>();
    namespace.map_or_else(|| short(local), |namespace| format!("{{{}}}{}", short(namespace), short(local)))
}

fn read_entities(document: &Document<'_>, ctx: &Context<'_>, reading: &mut Reading) -> Result<(), Rejection> {
    let root = document.root_element();
    let entities = entity::entities(root);
    reading.entities = entities.len();
    if entities.is_empty() {
        return Err(Reason::NoEntities.into());
    }
    let providers: Vec<Node<'_, '_>> =
        entities.iter().copied().filter(|node| entity::is_provider(*node)).collect();
    match providers.as_slice() {
        [] if entities.iter().any(|node| entity::is_service_provider(*node)) => {
            Err(Reason::SpMetadata.into())
        }
        [] => Err(Reason::NoIdpRole.into()),
        [only] => entity::read(*only, ctx, reading),
        several => match picked(several, ctx.entity_id) {
            Some(one) => entity::read(one, ctx, reading),
            None => offer(several, ctx, reading),
        },
    }
}

/// The one that the person picked, when exactly one has that entity ID.
fn picked<'a, 'input>(providers: &[Node<'a, 'input>], wanted: Option<&str>) -> Option<Node<'a, 'input>> {
    let mut found = providers.iter().filter(|node| wanted.is_some() && node.attribute("entityID") == wanted);
    match (found.next(), found.next()) {
        (Some(one), None) => Some(*one),
        _ => None,
    }
}

fn offer(providers: &[Node<'_, '_>], ctx: &Context<'_>, reading: &mut Reading) -> Result<(), Rejection> {
    for provider in providers {
        let mut one = Reading::new(InspectionKind::Saml);
        let outcome = entity::read(*provider, ctx, &mut one);
        let saml = one.saml;
        reading.choices.push(Choice {
            entity_id: provider.attribute("entityID").unwrap_or_default().to_owned(),
            display_name: entity::display_name(*provider),
            outcome: match (outcome, saml) {
                (Ok(()), Some(saml)) => Ok(Box::new(saml)),
                (Err(rejection), _) => Err(rejection),
                (Ok(()), None) => Err(Reason::NoIdpRole.into()),
            },
            detected: one.detected,
        });
    }
    let rejections: Vec<&Rejection> =
        reading.choices.iter().filter_map(|choice| choice.outcome.as_ref().err()).collect();
    match rejections.first() {
        Some(first) if rejections.len() == reading.choices.len() => {
            let first = (*first).clone();
            reading.choices.clear();
            Err(first)
        }
        _ => Ok(()),
    }
}
