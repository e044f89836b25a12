//! Federation metadata: where an ADFS answers, and what it signs with.

use roxmltree::Document;

use crate::tenant::{Tenant, model::Connection};

const LIMIT: usize = 128 * 1024;
const PATH: &str = "FederationMetadata/2007-06/FederationMetadata.xml";

/// What a WS-Federation provider says of itself.
pub(super) struct FederationMetadata {
    /// Where people are sent.
    pub(super) endpoint: String,
    /// Its signing certificates, the base64 that is inside PEM.
    pub(super) certificates: Vec<String>,
}

impl FederationMetadata {
    /// The metadata of a connection's provider: kept with the connection, else read now.
    pub(super) async fn of(tenant: &Tenant, connection: &Connection) -> Result<Self, String> {
        let text = match connection.text_option("fedMetadataXml") {
            Some(kept) => kept.to_owned(),
            None => {
                fetch(tenant, &address(tenant, connection).ok_or("the connection names no ADFS server")?)
                    .await?
            }
        };
        let mut metadata = parse(&text)?;
        if let Some(own) = connection.text_option("signInEndpoint") {
            own.clone_into(&mut metadata.endpoint);
        }
        Ok(metadata)
    }
}

fn address(tenant: &Tenant, connection: &Connection) -> Option<String> {
    if connection.strategy == "waad" {
        let directory = connection.text_option("tenant_domain").or_else(|| connection.text_option("domain"));
        let issuer = tenant.places.issuer("waad", directory.unwrap_or("common"))?;
        return Some(format!("{}/{PATH}", issuer.trim_end_matches("/v2.0")));
    }
    let server = connection.text_option("adfs_server")?;
    Some(if server.contains("://") { server.to_owned() } else { format!("https://{server}/{PATH}") })
}

async fn fetch(tenant: &Tenant, url: &str) -> Result<String, String> {
    let answer = tenant.http.get(url).send().await.and_then(reqwest::Response::error_for_status);
    let text = answer.map_err(|_| format!("{url} does not answer"))?.text().await;
    let text = text.map_err(|_| format!("{url} does not answer"))?;
    if text.len() > LIMIT {
        return Err("Federation metadata document exceeds the maximum allowed size of 128 KB".to_owned());
    }
    Ok(text)
}

fn parse(text: &str) -> Result<FederationMetadata, String> {
    let document = Document::parse(text.trim()).map_err(|_| "federation metadata is not well-formed XML")?;
    let endpoint = document
        .descendants()
        .find(|node| node.tag_name().name() == "PassiveRequestorEndpoint")
        .and_then(|node| node.descendants().find(|child| child.tag_name().name() == "Address"))
        .and_then(|node| node.text())
        .ok_or("federation metadata has no PassiveRequestorEndpoint")?;
    let signing = document
        .descendants()
        .filter(|node| node.tag_name().name() == "KeyDescriptor" && node.attribute("use") == Some("signing"));
    let mut certificates: Vec<String> = signing
        .flat_map(|key| key.descendants())
        .filter(|node| node.tag_name().name() == "X509Certificate")
        .filter_map(|node| node.text())
        .map(|text| text.split_whitespace().collect())
        .collect();
    certificates.dedup();
    Ok(FederationMetadata { endpoint: endpoint.trim().to_owned(), certificates })
}
