//! Documents of identity providers that the tenant reads: discovery documents and metadata.

use futures_util::future::BoxFuture;

/// Where the documents come from. A program that has no network hands in its own.
pub trait ProviderDocuments: Send + Sync {
    /// The document at this address, which may have at most `limit` bytes.
    fn fetch<'a>(&'a self, url: &'a str, limit: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchProblem>>;
}

/// There is no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchProblem {
    /// Nothing usable answered.
    #[error("the document cannot be retrieved")]
    Unreachable,
    /// The limit was passed.
    #[error("the document is too large")]
    TooLarge,
}

/// Reads documents where they really are.
#[derive(Debug, Clone)]
pub struct OverHttp(pub reqwest::Client);

impl ProviderDocuments for OverHttp {
    fn fetch<'a>(&'a self, url: &'a str, limit: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchProblem>> {
        Box::pin(read(&self.0, url, limit))
    }
}

async fn read(http: &reqwest::Client, url: &str, limit: usize) -> Result<Vec<u8>, FetchProblem> {
    let unreachable = |error: reqwest::Error| {
        tracing::info!(%error, "a document could not be fetched");
        FetchProblem::Unreachable
    };
    let answer = http.get(url).send().await.and_then(reqwest::Response::error_for_status);
    let mut answer = answer.map_err(unreachable)?;
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(unreachable)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > limit {
            return Err(FetchProblem::TooLarge);
        }
    }
    Ok(bytes)
}
