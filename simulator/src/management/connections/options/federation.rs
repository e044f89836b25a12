//! AD FS, which speaks WS-Federation.

use serde_json::json;

use crate::tenant::Tenant;

use super::{super::super::ApiError, Options, document, federation_metadata, text};

const METADATA_LIMIT: usize = 128 * 1024;
const TOO_LARGE: &str = "Federation metadata document exceeds the maximum allowed size of 128 KB";
/// Where a server has its metadata when only its name is known.
const USUAL_PLACE: &str = "FederationMetadata/2007-06/FederationMetadata.xml";

/// Options of `adfs`.
pub(super) async fn complete(tenant: &Tenant, mut options: Options) -> Result<Options, ApiError> {
    let given = text(&options, "fedMetadataXml").map(str::to_owned);
    let server = text(&options, "adfs_server").map(str::to_owned);
    let xml = match (given, server) {
        (Some(xml), _) if xml.len() > METADATA_LIMIT => return Err(ApiError::invalid_body(TOO_LARGE)),
        (Some(xml), _) => Some(xml),
        (None, Some(server)) => document(tenant, &address(&server), METADATA_LIMIT, TOO_LARGE).await?,
        (None, None) => {
            return Err(ApiError::invalid_body("Either adfs_server or fedMetadataXml must be provided"));
        }
    };
    let metadata = xml.and_then(|xml| federation_metadata::parse(&xml)).unwrap_or_default();
    if let Some(endpoint) = metadata.sign_in_endpoint {
        options.entry("signInEndpoint").or_insert(json!(endpoint));
    }
    if !metadata.thumbprints.is_empty() {
        options.insert("thumbprints".to_owned(), json!(metadata.thumbprints));
    }
    options.entry("thumbprints").or_insert(json!([]));
    Ok(options)
}

fn address(server: &str) -> String {
    if server.contains("://") && server.trim_end_matches('/').matches('/').count() > 2 {
        return server.to_owned();
    }
    let host = server.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    format!("https://{host}/{USUAL_PLACE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_or_the_address_of_its_metadata_will_do() {
        let usual = "https://fs.example.com/FederationMetadata/2007-06/FederationMetadata.xml";
        assert_eq!(address("fs.example.com"), usual);
        assert_eq!(address("https://fs.example.com/"), usual);
        assert_eq!(address("https://fs.example.com/metadata.xml"), "https://fs.example.com/metadata.xml");
    }
}
