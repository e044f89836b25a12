//! Asking name servers, several of them, without a memory of earlier answers.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use futures_util::future::join_all;
use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig},
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::{
        op::ResponseCode,
        rr::{Name, RData, RecordType},
    },
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::DomainSettings;

const PATIENCE: Duration = Duration::from_secs(3);
/// How many domains this replica looks at side by side.
const AT_ONCE: usize = 2;
/// Texts at one name that are looked at; a domain itself can have many.
const MOST_TEXTS: usize = 64;

/// The name servers that are asked.
#[derive(Clone)]
pub(crate) struct NameServers {
    all: Vec<NameServer>,
    turns: Arc<Semaphore>,
}

#[derive(Clone)]
struct NameServer {
    name: String,
    address: SocketAddr,
    resolver: TokioResolver,
}

/// What a name server says of texts at a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// These texts, each put together from its parts.
    Texts(Vec<String>),
    /// No text. With the name that it stands for, when it is an alias (CNAME).
    Nothing { alias: Option<String> },
    /// An error, such as broken DNSSEC.
    Broken,
    /// None in time.
    Silent,
}

/// One name server's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) resolver: String,
    pub(crate) address: String,
    pub(crate) answer: Answer,
}

impl NameServers {
    /// The name servers of the settings.
    pub(crate) fn new(settings: &DomainSettings) -> anyhow::Result<Self> {
        let server = |one: &crate::config::NameServer| {
            Ok(NameServer { name: one.name.clone(), address: one.address, resolver: resolver(one.address)? })
        };
        let all = settings.resolvers.iter().map(server).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self { all, turns: Arc::new(Semaphore::new(AT_ONCE)) })
    }

    /// Leave to look at one domain; none while others are looked at.
    pub(crate) fn turn(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.turns).try_acquire_owned().ok()
    }

    /// What each of them says of texts at a name; all are asked at once.
    pub(crate) async fn texts(&self, name: &str) -> Vec<Asked> {
        let ask = |server: &NameServer| {
            let (server, name) = (server.clone(), name.to_owned());
            async move {
                let answer = texts(&server.resolver, &name).await;
                Asked { resolver: server.name, address: shown(server.address), answer }
            }
        };
        join_all(self.all.iter().map(ask)).await
    }

    /// The texts that any of them knows at each of these names.
    pub(crate) async fn each_texts(&self, names: Vec<String>) -> Vec<(String, Vec<String>)> {
        let ask = |name: String| async move {
            let known = self.texts(&name).await.into_iter().filter_map(|asked| match asked.answer {
                Answer::Texts(texts) => Some(texts),
                _ => None,
            });
            (name, known.flatten().collect())
        };
        join_all(names.into_iter().map(ask)).await
    }

    /// The zone that a name is in, and its servers: the nearest name above that has any. Not above `top`; none where that
    /// takes too long.
    pub(crate) async fn zone(&self, name: &str, top: &str) -> Option<(String, Vec<String>)> {
        tokio::time::timeout(2 * PATIENCE, self.nearest_zone(name, top)).await.ok()?
    }

    async fn nearest_zone(&self, name: &str, top: &str) -> Option<(String, Vec<String>)> {
        let mut zone = name;
        loop {
            let servers = self.servers_of(zone).await;
            if !servers.is_empty() {
                return Some((zone.to_owned(), servers));
            }
            if zone == top {
                return None;
            }
            zone = zone.split_once('.')?.1;
        }
    }

    async fn servers_of(&self, zone: &str) -> Vec<String> {
        for server in &self.all {
            let Ok(zone) = absolute(zone) else { continue };
            let Ok(data) = look_up_at(&server.resolver, &zone, RecordType::NS).await else { continue };
            let servers = data.into_iter().filter_map(|data| match data {
                RData::NS(server) => Some(server.to_string()),
                _ => None,
            });
            return servers.collect();
        }
        Vec::new()
    }
}

fn resolver(address: SocketAddr) -> anyhow::Result<TokioResolver> {
    let at = |mut connection: ConnectionConfig| {
        connection.port = address.port();
        connection
    };
    let connections = vec![at(ConnectionConfig::udp()), at(ConnectionConfig::tcp())];
    let server = NameServerConfig::new(address.ip(), true, connections);
    let config = ResolverConfig::from_name_servers(vec![server]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    let options = builder.options_mut();
    options.timeout = PATIENCE;
    options.attempts = 1;
    options.edns0 = true;
    // A person who has just mended a record sees it at once.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.preserve_intermediates = true;
    Ok(builder.build()?)
}

/// The name as it is asked for. All our names are in the letters of DNS already, and the record's own has underscores
/// that no host name may have.
fn absolute(name: &str) -> Result<Name, NetError> {
    Ok(Name::from_ascii(format!("{}.", name.trim_end_matches('.')))?)
}

fn shown(address: SocketAddr) -> String {
    if address.port() == 53 { address.ip().to_string() } else { address.to_string() }
}

async fn texts(resolver: &TokioResolver, name: &str) -> Answer {
    let Ok(name) = absolute(name) else { return Answer::Nothing { alias: None } };
    match look_up(resolver, &name, RecordType::TXT).await {
        Err(other) => other,
        Ok(data) => {
            let text = |data: &RData| match data {
                RData::TXT(text) => Some(joined(&text.txt_data)),
                _ => None,
            };
            let texts: Vec<String> = data.iter().filter_map(text).take(MOST_TEXTS).collect();
            if texts.is_empty() {
                Answer::Nothing { alias: alias(resolver, &name).await }
            } else {
                Answer::Texts(texts)
            }
        }
    }
}

/// The name that a name stands for.
async fn alias(resolver: &TokioResolver, name: &Name) -> Option<String> {
    let data = look_up(resolver, name, RecordType::CNAME).await.ok()?;
    data.iter().find_map(|data| match data {
        RData::CNAME(target) => Some(target.to_string().trim_end_matches('.').to_owned()),
        _ => None,
    })
}

/// The same, of the name itself and not of one that it stands for.
async fn look_up_at(resolver: &TokioResolver, name: &Name, kind: RecordType) -> Result<Vec<RData>, Answer> {
    let all = records(resolver, name, kind).await?;
    Ok(all.into_iter().filter(|(owner, _)| owner == name).map(|(_, data)| data).collect())
}

async fn look_up(resolver: &TokioResolver, name: &Name, kind: RecordType) -> Result<Vec<RData>, Answer> {
    Ok(records(resolver, name, kind).await?.into_iter().map(|(_, data)| data).collect())
}

/// What a name server has of a kind at a name, none of it too; an answer that says why when it could not say.
async fn records(
    resolver: &TokioResolver,
    name: &Name,
    kind: RecordType,
) -> Result<Vec<(Name, RData)>, Answer> {
    match tokio::time::timeout(2 * PATIENCE, resolver.lookup(name.clone(), kind)).await {
        Err(_) | Ok(Err(NetError::Timeout | NetError::NoConnections | NetError::Io(_))) => {
            Err(Answer::Silent)
        }
        Ok(Err(NetError::Dns(DnsError::NoRecordsFound(none))))
            if matches!(none.response_code, ResponseCode::NoError | ResponseCode::NXDomain) =>
        {
            Ok(Vec::new())
        }
        Ok(Err(error)) => {
            tracing::info!(%error, "a name server answers with an error");
            Err(Answer::Broken)
        }
        Ok(Ok(found)) => {
            let all = found.answers().iter().map(|record| (record.name.clone(), record.data.clone()));
            Ok(all.collect())
        }
    }
}

/// The parts of one text belong together without anything between them (RFC 7208 section 3.3 says so of SPF).
fn joined(parts: &[Box<[u8]>]) -> String {
    String::from_utf8_lossy(&parts.concat()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_records_can_be_asked_for() {
        for name in ["_ss-verification.org_4pTe85B1o6LuWsC6.globex.com", "ss-verification.org_4.globex.com."]
        {
            let asked = absolute(name).unwrap();
            assert!(asked.is_fqdn() && asked.num_labels() == 4, "{name}");
        }
        assert!(absolute(&format!("{}.com", "a".repeat(64))).is_err());
    }

    #[test]
    fn the_parts_of_a_text_are_put_together() {
        let parts = ["ab", "", "cd"].map(|part| Box::from(part.as_bytes()));
        assert_eq!(joined(&parts), "abcd");
    }
}
