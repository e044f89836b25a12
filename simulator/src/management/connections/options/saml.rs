//! SAML: what is read from metadata and derived from the signing certificate.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::tenant::Tenant;

use super::{
    super::super::{ApiError, certificates::Certificates},
    Occasion, Options, document, missing, saml_metadata, text,
};

const METADATA_LIMIT: usize = 4 * 1024 * 1024;
const TOO_LARGE: &str = "SAML metadata document exceeded the maximum allowed size of 4 MB";
const DERIVED: [&str; 4] = ["cert", "thumbprints", "expires", "subject"];

/// Options of `samlp`.
pub(super) async fn complete(
    tenant: &Tenant,
    options: Options,
    occasion: Occasion<'_>,
) -> Result<Options, ApiError> {
    let mut options = read_metadata(tenant, options).await?;
    let certificate = take_certificate(&mut options).ok_or_else(|| missing("signingCert"))?;
    describe(&mut options, &certificate)?;
    if text(&options, "signInEndpoint").is_none() {
        return Err(missing("signInEndpoint"));
    }
    if occasion.is_create() {
        let settings = json!({ "algorithm_profile": "v2026-1", "algorithm_exceptions": [] });
        options.entry("assertion_decryption_settings").or_insert(settings);
    }
    Ok(options)
}

/// Options of `pingfederate`: SAML of one product, which never gives the certificate back as it was sent.
pub(super) async fn complete_ping(tenant: &Tenant, options: Options) -> Result<Options, ApiError> {
    if text(&options, "pingFederateBaseUrl").is_none() {
        return Err(missing("pingFederateBaseUrl"));
    }
    let mut options = read_metadata(tenant, options).await?;
    if let Some(certificate) = take_certificate(&mut options) {
        describe(&mut options, &certificate)?;
    }
    options.remove("signingCert");
    Ok(options)
}

async fn read_metadata(tenant: &Tenant, mut options: Options) -> Result<Options, ApiError> {
    let given = options.remove("metadataXml");
    let xml = match (given.as_ref().and_then(Value::as_str), text(&options, "metadataUrl")) {
        (Some(xml), _) if !xml.is_empty() => Some(xml.to_owned()),
        (_, Some(url)) => Some(fetch(tenant, url).await?),
        _ => None,
    };
    if let Some(xml) = xml {
        take_metadata(&mut options, &xml)?;
    }
    Ok(options)
}

async fn fetch(tenant: &Tenant, url: &str) -> Result<String, ApiError> {
    let unreachable = || ApiError::invalid_body(format!("Unable to retrieve SAML metadata from {url}"));
    document(tenant, url, METADATA_LIMIT, TOO_LARGE).await?.ok_or_else(unreachable)
}

fn take_metadata(options: &mut Options, xml: &str) -> Result<(), ApiError> {
    let metadata = saml_metadata::parse(xml)
        .map_err(|problem| ApiError::invalid_body(format!("Invalid SAML metadata: {problem}")))?;
    options.insert("signInEndpoint".to_owned(), json!(metadata.sign_in_endpoint));
    options.insert("bindingMethod".to_owned(), json!(metadata.binding));
    options.insert("signingCert".to_owned(), json!(STANDARD.encode(&metadata.certificate)));
    if let Some(location) = metadata.sign_out_endpoint {
        options.insert("signOutEndpoint".to_owned(), json!(location));
    }
    if metadata.wants_signed_requests {
        options.entry("signSAMLRequest").or_insert(json!(true));
    }
    Ok(())
}

/// The certificate that was sent, once everything derived from an older one is gone.
fn take_certificate(options: &mut Options) -> Option<String> {
    let sent = text(options, "signingCert").or_else(|| text(options, "cert")).map(str::to_owned);
    for name in DERIVED {
        options.remove(name);
    }
    sent
}

fn describe(options: &mut Options, certificate: &str) -> Result<(), ApiError> {
    let certificates =
        Certificates::parse(certificate).map_err(|error| ApiError::invalid_body(error.to_string()))?;
    certificates.describe(options);
    Ok(())
}
