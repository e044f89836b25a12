//! Microsoft Entra ID.

use serde_json::json;

use crate::tenant::Tenant;

use super::{super::super::ApiError, Options, missing, text};

const FIRST_GENERATION: &str = "azure-active-directory-v1.0";
/// SHA-1 of certificates that Microsoft's first-generation endpoint signs with.
const MICROSOFT_KEYS: [&str; 5] = [
    "2ed8047f8e84097e9e4579912efc013c96a07f0c",
    "61371e3b9209cb2a91ea3cc34b98806e97b8d89c",
    "747fa8b79576a3d71cad00480782c09243e63148",
    "80bb7d3978bc0feea94552635b9f0d67806db007",
    "ecc43c3b5a882dc61d34762afeb67ab648f5776d",
];

/// Whether the connection uses the older of Microsoft's two endpoints.
pub(in super::super) fn is_first_generation(options: &Options) -> bool {
    text(options, "identity_api") == Some(FIRST_GENERATION)
}

/// Options of `waad`.
pub(super) fn complete(tenant: &Tenant, mut options: Options) -> Result<Options, ApiError> {
    if text(&options, "client_id").is_none() {
        return Err(missing("client_id"));
    }
    let common = options.get("useCommonEndpoint") == Some(&json!(true));
    options.insert("waad_common_endpoint".to_owned(), json!(common));
    if is_first_generation(&options) {
        options.insert("thumbprints".to_owned(), json!(MICROSOFT_KEYS));
        options.insert("app_domain".to_owned(), json!(tenant.domain()));
    }
    Ok(options)
}
