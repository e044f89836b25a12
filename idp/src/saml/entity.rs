//! One entity: the identity provider's role in it, its addresses, what it asks for.

use roxmltree::Node;

use super::{METADATA, POST, PROTOCOL, REDIRECT, keys, times};
use crate::Context;
use crate::address::{self, Fault};
use crate::detect::{SamlDetection, detect_saml};
use crate::reading::{Endpoint, Note, Reading, Reason, Rejection, SamlReading};
use crate::xml::{children, text_of};

const UI: &str = "urn:oasis:names:tc:SAML:metadata:ui";
const REGISTRATION: &str = "urn:oasis:names:tc:SAML:metadata:rpi";
const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

/// Every entity below the root: its direct children, and those of nested lists. What hides in extensions is not one.
pub(super) fn entities<'a, 'input>(root: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
    if root.has_tag_name((METADATA, "EntityDescriptor")) {
        return vec![root];
    }
    root.children()
        .filter(|child| {
            child.has_tag_name((METADATA, "EntityDescriptor"))
                || child.has_tag_name((METADATA, "EntitiesDescriptor"))
        })
        .flat_map(entities)
        .collect()
}

/// Whether it is an identity provider.
pub(super) fn is_provider(entity: Node<'_, '_>) -> bool {
    children(entity, METADATA, "IDPSSODescriptor").next().is_some()
}

/// Whether it is a service provider.
pub(super) fn is_service_provider(entity: Node<'_, '_>) -> bool {
    children(entity, METADATA, "SPSSODescriptor").next().is_some()
}

/// Reads one identity provider. The order of the checks is the order of the reasons.
pub(super) fn read(entity: Node<'_, '_>, ctx: &Context<'_>, reading: &mut Reading) -> Result<(), Rejection> {
    let role = children(entity, METADATA, "IDPSSODescriptor").find(speaks_saml2).ok_or_else(|| {
        Rejection::new(Reason::NoSaml2IdpRole, "IDPSSODescriptor without the SAML 2.0 protocol")
    })?;
    let entity_id = entity_id(entity, reading)?;
    let sign_in_all = endpoints(role, "SingleSignOnService");
    let sign_in = sign_in(&sign_in_all, ctx, reading)?;
    let keys = keys::read(role, reading)?;
    let wants_signed_requests = is_true(role.attribute("WantAuthnRequestsSigned"));
    if wants_signed_requests {
        reading.note(Note::WantsSignedRequests);
    }
    let name_id_formats = name_id_formats(role, reading);
    detect(&entity_id, &sign_in.url, &keys, reading);
    let saml = SamlReading {
        display_name: display_name(entity),
        sign_out: endpoints(role, "SingleLogoutService"),
        signing: keys.signing,
        encryption: keys.encryption,
        name_id_formats,
        wants_signed_requests,
        valid_until: times::valid_until(role),
        also_service_provider: is_service_provider(entity),
        federation: federation(entity),
        entity_id: Some(entity_id),
        sign_in,
        sign_in_all,
    };
    reading.time = times::notes(&saml, ctx.now);
    reading.saml = Some(saml);
    Ok(())
}

fn detect(entity_id: &str, sign_in: &str, keys: &keys::Keys, reading: &mut Reading) {
    match detect_saml(entity_id, sign_in, &keys.signing) {
        SamlDetection::Product(detection) => reading.detected = Some(detection),
        SamlDetection::Conflict(id) => reading.note(Note::ProviderConflict(id)),
        SamlDetection::Unknown => {}
    }
}

fn speaks_saml2(role: &Node<'_, '_>) -> bool {
    role.attribute("protocolSupportEnumeration")
        .unwrap_or_default()
        .split_ascii_whitespace()
        .any(|it| it == PROTOCOL)
}

fn is_true(value: Option<&str>) -> bool {
    matches!(value.map(str::trim), Some("true" | "1"))
}

fn entity_id(entity: Node<'_, '_>, reading: &mut Reading) -> Result<String, Rejection> {
    let id = entity.attribute("entityID").unwrap_or_default();
    if id.trim().is_empty() {
        return Err(Reason::MissingEntityId.into());
    }
    if id != id.trim() {
        reading.note(Note::EntityIdHasOuterWhitespace);
    }
    if !is_uri(id.trim()) {
        reading.note(Note::EntityIdNotUri);
    }
    if !id.is_ascii() {
        reading.note(Note::EntityIdNotAscii);
    }
    if let Some(sample) = placeholder(id) {
        reading.note(Note::PlaceholderValue(sample));
    }
    Ok(id.to_owned())
}

/// A scheme, a colon and something without blanks.
fn is_uri(id: &str) -> bool {
    id.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            && !rest.is_empty()
    }) && !id.contains(char::is_whitespace)
}

/// The part of a value that is still the sample of a manual, such as `{tenant}` or `your-domain`.
pub(super) fn placeholder(value: &str) -> Option<String> {
    const SAMPLES: [&str; 10] = [
        "your-domain",
        "yourdomain",
        "your_domain",
        "your-company",
        "yourcompany",
        "your-tenant",
        "yourtenant",
        "your-org",
        "changeme",
        "replace-me",
    ];
    let lower = value.to_ascii_lowercase();
    if let Some(sample) = SAMPLES.iter().find(|sample| lower.contains(**sample)) {
        return Some((*sample).to_owned());
    }
    [('{', '}'), ('<', '>'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let start = value.find(open)?;
        let length = value.get(start..)?.find(close)?;
        let inner = value.get(start + 1..start + length)?;
        let word = !inner.is_empty()
            && inner.len() <= 40
            && inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '{')
            && inner.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-' | '{'));
        word.then(|| value.get(start..=start + length).unwrap_or_default().to_owned())
    })
}

fn endpoints(role: Node<'_, '_>, name: &'static str) -> Vec<Endpoint> {
    children(role, METADATA, name)
        .map(|node| Endpoint {
            binding: node.attribute("Binding").unwrap_or_default().trim().to_owned(),
            url: node.attribute("Location").unwrap_or_default().trim_matches(' ').to_owned(),
            response_url: node.attribute("ResponseLocation").map(|url| url.trim_matches(' ').to_owned()),
        })
        .collect()
}

/// The endpoint to use: Redirect, else POST.
fn sign_in(all: &[Endpoint], ctx: &Context<'_>, reading: &mut Reading) -> Result<Endpoint, Rejection> {
    if all.is_empty() {
        return Err(Reason::NoSsoEndpoint.into());
    }
    let by = |binding: &str| all.iter().find(|endpoint| endpoint.binding == binding);
    let endpoint = match (by(REDIRECT), by(POST)) {
        (Some(redirect), _) => redirect,
        (None, Some(post)) => {
            reading.note(Note::PostBindingOnly);
            post
        }
        (None, None) => {
            let bindings: Vec<&str> = all.iter().map(|endpoint| endpoint.binding.as_str()).collect();
            return Err(Rejection::new(Reason::NoSupportedBinding, bindings.join(",")));
        }
    };
    check_sign_in_url(&endpoint.url, ctx, reading)?;
    Ok(endpoint.clone())
}

/// Checks a sign-in address, and notes what is unusual about it.
pub(super) fn check_sign_in_url(
    url: &str,
    ctx: &Context<'_>,
    reading: &mut Reading,
) -> Result<(), Rejection> {
    if url.is_empty() {
        return Err(Reason::SsoUrlMissing.into());
    }
    let address = address::check(url, ctx.allow_loopback_http).map_err(|fault| {
        let reason = match fault {
            Fault::Invalid => Reason::SsoUrlInvalid,
            Fault::NotHttps => Reason::SsoUrlNotHttps,
        };
        Rejection::new(reason, url.chars().filter(|c| !c.is_control()).take(300).collect::<String>())
    })?;
    if address.loopback_http {
        reading.note(Note::LoopbackHttp(url.to_owned()));
    } else if address.private {
        reading.note(Note::SsoUrlPrivate(address.url.host_str().unwrap_or_default().to_owned()));
    }
    if let Some(sample) = placeholder(url) {
        reading.note(Note::PlaceholderValue(sample));
    }
    Ok(())
}

fn name_id_formats(role: Node<'_, '_>, reading: &mut Reading) -> Vec<String> {
    let mut formats = Vec::new();
    for node in children(role, METADATA, "NameIDFormat") {
        let (text, split) = text_of(node);
        if split {
            reading.note(Note::CommentInsideNameIdFormat);
        }
        formats.push(text.trim().to_owned());
    }
    if !formats.is_empty() && formats.iter().all(|format| format == TRANSIENT) {
        reading.note(Note::OnlyTransientNameId);
    }
    formats
}

/// A name for people: from the user-interface extension, else the organization.
pub(super) fn display_name(entity: Node<'_, '_>) -> Option<String> {
    let ui = children(entity, METADATA, "IDPSSODescriptor")
        .flat_map(|role| children(role, METADATA, "Extensions"))
        .flat_map(|extensions| children(extensions, UI, "UIInfo"))
        .flat_map(|info| children(info, UI, "DisplayName"));
    let organization = children(entity, METADATA, "Organization").flat_map(|organization| {
        children(organization, METADATA, "OrganizationDisplayName").chain(children(
            organization,
            METADATA,
            "OrganizationName",
        ))
    });
    let mut names: Vec<(bool, String)> = ui
        .chain(organization)
        .map(|node| {
            let language =
                node.attribute(("http://www.w3.org/XML/1998/namespace", "lang")).unwrap_or_default();
            (!language.starts_with("en"), text_of(node).0.trim().chars().take(200).collect::<String>())
        })
        .filter(|(_, name)| !name.is_empty())
        .collect();
    names.sort_by_key(|(not_english, _)| *not_english);
    names.into_iter().next().map(|(_, name)| name)
}

fn federation(entity: Node<'_, '_>) -> Option<String> {
    children(entity, METADATA, "Extensions")
        .flat_map(|extensions| children(extensions, REGISTRATION, "RegistrationInfo"))
        .find_map(|info| info.attribute("registrationAuthority").map(ToOwned::to_owned))
}
