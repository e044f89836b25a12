//! The one client for addresses that came from outside: nothing inside our network can be reached through it.

mod address;
mod error;
mod guard;
#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use reqwest::{
    Certificate,
    dns::Resolve,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue, LOCATION},
    redirect::Policy,
};
use url::{Host, Url};

pub(crate) use error::FetchError;
use guard::{Guard, SystemNames};

use crate::config::OutboundSettings;

const MAX_REDIRECTS: usize = 3;

/// How long a fetch may take.
#[derive(Clone, Copy)]
struct Patience {
    connect: Duration,
    total: Duration,
}

const PATIENCE: Patience = Patience { connect: Duration::from_secs(5), total: Duration::from_secs(10) };

/// Reads documents from addresses that people typed.
#[derive(Clone)]
pub(crate) struct Outbound {
    http: reqwest::Client,
    allowed: Arc<Vec<String>>,
    total: Duration,
}

impl Outbound {
    pub(crate) fn new(settings: &OutboundSettings) -> anyhow::Result<Self> {
        let mut authorities = Vec::new();
        for path in &settings.authorities {
            authorities.extend(read_authorities(path)?);
        }
        Self::with(&settings.allow_hosts, Arc::new(SystemNames), authorities, PATIENCE).map_err(Into::into)
    }

    fn with(
        allowed: &[String],
        names: Arc<dyn Resolve>,
        authorities: Vec<Certificate>,
        patience: Patience,
    ) -> Result<Self, reqwest::Error> {
        let allowed = Arc::new(allowed.iter().map(|host| host.to_ascii_lowercase()).collect::<Vec<_>>());
        // What is not asked for is not unpacked: no answer can grow after it was measured.
        let plain = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]);
        let http = reqwest::Client::builder()
            .user_agent(concat!("Latchkey/", env!("CARGO_PKG_VERSION")))
            .default_headers(plain)
            .dns_resolver(Guard { names, allowed: Arc::clone(&allowed) })
            .tls_certs_merge(authorities)
            .redirect(Policy::none())
            .connect_timeout(patience.connect)
            .timeout(patience.total)
            // A connection that stays open would outlive the judgement of its name.
            .pool_max_idle_per_host(0)
            .no_proxy()
            .build()?;
        Ok(Self { http, allowed, total: patience.total })
    }

    /// The document at an address, at most `limit` bytes of it.
    pub(crate) async fn get(&self, url: &str, limit: usize) -> Result<Vec<u8>, FetchError> {
        let fetch = async {
            let mut url = Url::parse(url.trim()).map_err(|_| FetchError::NotAnAddress)?;
            for _ in 0..=MAX_REDIRECTS {
                self.check(&url)?;
                let response = self.http.get(url.clone()).send().await.map_err(|error| sort(&error))?;
                if response.status().is_redirection() {
                    let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                    url = target
                        .and_then(|target| url.join(target).ok())
                        .ok_or(FetchError::Status(response.status().as_u16()))?;
                    continue;
                }
                return read(response, limit).await;
            }
            Err(FetchError::Redirects)
        };
        tokio::time::timeout(self.total, fetch).await.map_err(|_| FetchError::Timeout)?
    }

    /// Whether an address may be asked at all; names are judged when they are resolved.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        let host = url.host().ok_or(FetchError::NotAnAddress)?;
        let allowed = self.allowed.iter().any(|allowed| *allowed == host.to_string());
        let http_here = url.scheme() == "http" && allowed && crate::config::is_loopback(url);
        if url.scheme() != "https" && !http_here {
            return Err(FetchError::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Credentials);
        }
        // A literal address never reaches the resolver.
        let public = match host {
            Host::Ipv4(address) => address::is_public(address.into()),
            Host::Ipv6(address) => address::is_public(address.into()),
            Host::Domain(name) => is_outside(name),
        };
        if !public && !allowed {
            return Err(FetchError::Private);
        }
        if url.port().is_some() && !allowed { Err(FetchError::Port) } else { Ok(()) }
    }
}

/// Whether a name may be looked up at all: a name without a dot, and `localhost` in any spelling, is our own network's.
fn is_outside(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.contains('.') && !name.ends_with(".localhost")
}

fn read_authorities(path: &Path) -> anyhow::Result<Vec<Certificate>> {
    let context = || format!("outbound.authorities: {}", path.display());
    let pem = std::fs::read(path).with_context(context)?;
    Certificate::from_pem_bundle(&pem).with_context(context)
}

fn sort(error: &reqwest::Error) -> FetchError {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if let Some(FetchError::Private) = cause.downcast_ref::<FetchError>() {
            return FetchError::Private;
        }
        source = cause.source();
    }
    if error.is_timeout() { FetchError::Timeout } else { FetchError::Unreachable }
}

async fn read(mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, FetchError> {
    if !response.status().is_success() {
        return Err(FetchError::Status(response.status().as_u16()));
    }
    if response.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(FetchError::Compressed);
    }
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(FetchError::TooLarge(limit));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| sort(&error))? {
        if bytes.len() + chunk.len() > limit {
            return Err(FetchError::TooLarge(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
