//! What Auth0 has, as settings of ours: the other way round of what is written there.

use api::{ConnectionOptions, SamlBinding, SamlEndpoint, SamlMetadata, SamlSource};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{
    super::domain::{Connection, OidcGiven, Settings},
    compare::{Field, ITSELF, NAME},
};

/// Why a field cannot become ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CannotAdopt(pub(super) String);

/// The connection with these fields as Auth0 has them.
pub(super) fn adopt(connection: &Connection, fields: &[Field]) -> Result<Connection, CannotAdopt> {
    let mut after = connection.clone();
    for field in fields {
        set(&mut after, field).ok_or_else(|| CannotAdopt(field.name.clone()))?;
    }
    Ok(after)
}

fn set(connection: &mut Connection, field: &Field) -> Option<()> {
    if field.name == ITSELF {
        return None;
    }
    let theirs = field.theirs.as_ref();
    if field.name == NAME {
        connection.display_name = theirs?.as_str()?.to_owned();
        return Some(());
    }
    if let Settings::Oidc(given) = &mut connection.settings {
        return oidc_field(given, field);
    }
    if let Settings::Saml(saml) = &mut connection.settings {
        // From now on it is not what the address says.
        (saml.metadata_url, saml.source) = (None, SamlSource::Manual);
        return saml_field(&mut saml.metadata, &mut connection.tuning.options, field);
    }
    // What is found by a domain or an address has to be given by it.
    None
}

fn oidc_field(given: &mut OidcGiven, field: &Field) -> Option<()> {
    let theirs = field.theirs.as_ref()?.as_str()?;
    match field.name.as_str() {
        "client_id" => given.client_id = Some(theirs.to_owned()),
        "scope" => given.scopes = theirs.split_whitespace().map(str::to_owned).collect(),
        // The others come from the discovery document: another address has to be read, not copied.
        _ => return None,
    }
    Some(())
}

fn saml_field(metadata: &mut SamlMetadata, options: &mut ConnectionOptions, field: &Field) -> Option<()> {
    let theirs = field.theirs.as_ref()?;
    match field.name.as_str() {
        "signInEndpoint" => sign_in(metadata, options.request_binding)?.url = theirs.as_str()?.to_owned(),
        "signSAMLRequest" => options.sign_requests = Some(theirs.as_bool()?),
        "protocolBinding" => {
            let post = theirs.as_str()?.ends_with("HTTP-POST");
            options.request_binding = Some(if post { SamlBinding::Post } else { SamlBinding::Redirect });
        }
        "signOutEndpoint" | "disableSignout" => sign_out(metadata, theirs),
        "signingCert" => {
            let pem = STANDARD.decode(theirs.as_str()?).ok()?;
            let context = idp::Context::at(metadata.certificates.first()?.not_before);
            let read = idp::inspect_certificate(&pem, &context).certificates;
            metadata.certificates = (!read.is_empty()).then_some(read)?;
        }
        _ => return None,
    }
    Some(())
}

/// The endpoint that is used: of the binding that was chosen, else the first.
fn sign_in(metadata: &mut SamlMetadata, chosen: Option<SamlBinding>) -> Option<&mut SamlEndpoint> {
    let place = metadata.sign_in.iter().position(|endpoint| Some(endpoint.binding) == chosen).unwrap_or(0);
    metadata.sign_in.get_mut(place)
}

/// Auth0 keeps an address and a switch; here an address that is not used is none.
fn sign_out(metadata: &mut SamlMetadata, theirs: &Value) {
    match theirs {
        Value::Bool(true) => metadata.sign_out.clear(),
        Value::String(url) if metadata.sign_in.first().is_none_or(|sign_in| sign_in.url != *url) => {
            metadata.sign_out = vec![SamlEndpoint { binding: SamlBinding::Redirect, url: url.clone() }];
        }
        _ => {}
    }
}
