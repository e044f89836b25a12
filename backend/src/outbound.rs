//! The one client for addresses that came from outside: nothing inside our network can be reached through it.

mod address;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use api::ProblemCode;
use reqwest::{
    dns::{Addrs, Name, Resolve, Resolving},
    header::LOCATION,
    redirect::Policy,
};
use url::{Host, Url};

use crate::problem::Explain;

const CONNECT: Duration = Duration::from_secs(5);
const TOTAL: Duration = Duration::from_secs(10);
const MAX_REDIRECTS: usize = 3;

/// Why an address was not read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum FetchError {
    #[error("not an address")]
    NotAnAddress,
    #[error("not https")]
    NotHttps,
    #[error("credentials in the address")]
    Credentials,
    #[error("another port than 443")]
    Port,
    #[error("an address inside a private network")]
    Private,
    #[error("the host does not answer")]
    Unreachable,
    #[error("no answer in time")]
    Timeout,
    #[error("status {0}")]
    Status(u16),
    #[error("too many redirects")]
    Redirects,
    #[error("more than {0} bytes")]
    TooLarge(usize),
}

impl Explain for FetchError {
    fn code(&self) -> ProblemCode {
        ProblemCode::FetchFailed
    }

    fn detail(&self) -> String {
        match self {
            Self::NotAnAddress => {
                "This is not an address. It starts with https:// and names a host.".to_owned()
            }
            Self::NotHttps => {
                "The address does not use https. Anybody on the way could change what we read.".to_owned()
            }
            Self::Credentials => {
                "The address holds a user name or password. Remove it: metadata is public.".to_owned()
            }
            Self::Port => "The address names a port. Only the standard port of https is fetched.".to_owned(),
            Self::Private => {
                "The address leads into a private network, where we do not go. Upload the file instead."
                    .to_owned()
            }
            Self::Unreachable => {
                "The host does not answer, or its certificate is not valid. Check the address in a browser."
                    .to_owned()
            }
            Self::Timeout => {
                "The host did not answer within 10 seconds. Try again, or upload the file instead.".to_owned()
            }
            Self::Status(status @ (401 | 403)) => format!(
                "The host wants a sign-in (status {status}). Metadata has to be public: upload the file instead."
            ),
            Self::Status(status) => format!("The host answers with status {status}. Copy the address again."),
            Self::Redirects => {
                "The address is redirected more than 3 times. Copy the address it ends at.".to_owned()
            }
            Self::TooLarge(limit) => format!(
                "The document is larger than {} KiB. This is not what identity providers publish.",
                limit / 1024
            ),
        }
    }
}

/// Reads documents from addresses that people typed.
#[derive(Clone)]
pub(crate) struct Outbound {
    http: reqwest::Client,
    allowed: Arc<Vec<String>>,
}

/// Resolves names, and refuses those that lead inside.
struct Guard {
    allowed: Arc<Vec<String>>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allowed.iter().any(|host| host == name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // One inner address among public ones is enough to refuse the name.
            if !allowed && found.iter().any(|address| !address::is_public(address.ip())) {
                return Err(Box::new(FetchError::Private) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

impl Outbound {
    pub(crate) fn new(allowed: &[String]) -> Result<Self, reqwest::Error> {
        let allowed = Arc::new(allowed.to_vec());
        let http = reqwest::Client::builder()
            .user_agent(concat!("Latchkey/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Guard { allowed: Arc::clone(&allowed) })
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .no_proxy()
            .build()?;
        Ok(Self { http, allowed })
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
        tokio::time::timeout(TOTAL, fetch).await.map_err(|_| FetchError::Timeout)?
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
            Host::Domain(name) => name.contains('.') && name != "localhost" && !name.ends_with(".localhost"),
        };
        if !public && !allowed {
            return Err(FetchError::Private);
        }
        if url.port().is_some() && !allowed { Err(FetchError::Port) } else { Ok(()) }
    }
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
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| sort(&error))? {
        if bytes.len() + chunk.len() > limit {
            return Err(FetchError::TooLarge(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refused(url: &str) -> FetchError {
        Outbound::new(&["localhost".to_owned()]).unwrap().get(url, 1024).await.unwrap_err()
    }

    #[tokio::test]
    async fn addresses_that_lead_inside_are_refused_before_anything_is_sent() {
        let inside = [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://0.0.0.0/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://100.64.0.1/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://192.0.2.1/",
            "https://198.18.0.1/",
            "https://[::1]/",
            "https://[::]/",
            "https://[fe80::1]/",
            "https://[fc00::1]/",
            "https://[fd12:3456::1]/",
            "https://[ff02::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://intranet/",
            "https://sub.localhost/",
        ];
        for url in inside {
            assert_eq!(refused(url).await, FetchError::Private, "{url}");
        }
    }

    #[tokio::test]
    async fn other_schemes_ports_and_credentials_are_refused() {
        assert_eq!(refused("http://idp.example/").await, FetchError::NotHttps);
        assert_eq!(refused("file:///etc/passwd").await, FetchError::NotAnAddress);
        assert_eq!(refused("ftp://idp.example/").await, FetchError::NotHttps);
        assert_eq!(refused("gopher://idp.example/").await, FetchError::NotHttps);
        assert_eq!(refused("https://idp.example:8443/").await, FetchError::Port);
        assert_eq!(refused("https://user:pass@idp.example/").await, FetchError::Credentials);
        assert_eq!(refused("nonsense").await, FetchError::NotAnAddress);
        assert_eq!(refused("").await, FetchError::NotAnAddress);
    }

    #[tokio::test]
    async fn a_name_on_the_list_may_be_asked_and_others_on_this_machine_may_not() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 1024];
                let read = stream.read(&mut request).await.unwrap();
                let inward = String::from_utf8_lossy(&request[..read]).contains("/inward");
                let (status, body) = if inward { ("302 Found", "") } else { ("200 OK", "0123456789") };
                let head = format!(
                    "HTTP/1.1 {status}\r\nLocation: https://10.0.0.1/\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                stream.write_all((head + body).as_bytes()).await.unwrap();
            }
        });
        let outbound = Outbound::new(&["localhost".to_owned()]).unwrap();
        let at = |path: &str| format!("http://localhost:{port}{path}");
        assert_eq!(outbound.get(&at("/"), 10).await.unwrap(), b"0123456789");
        assert_eq!(outbound.get(&at("/"), 9).await, Err(FetchError::TooLarge(9)));
        assert_eq!(outbound.get(&at("/inward"), 10).await, Err(FetchError::Private));
        assert_eq!(Outbound::new(&[]).unwrap().get(&at("/"), 10).await, Err(FetchError::NotHttps));
    }
}
