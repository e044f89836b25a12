//! Names are judged by what they lead to, and connections go to what was judged.

use std::{net::SocketAddr, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{FetchError, address};

/// The machine's own resolver.
pub(super) struct SystemNames;

impl Resolve for SystemNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Resolves names, and refuses those that lead inside.
///
/// A connection goes to one of the addresses that were judged here: there is no second look-up between the judgement
/// and the connection that a hostile name server could answer differently.
pub(super) struct Guard {
    pub(super) names: Arc<dyn Resolve>,
    pub(super) allowed: Arc<Vec<String>>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allowed.iter().any(|host| host == name.as_str());
        let resolving = self.names.resolve(name);
        Box::pin(async move {
            let found: Vec<SocketAddr> = resolving.await?.collect();
            // One inner address among public ones is enough to refuse the name.
            if !allowed && found.iter().any(|address| !address::is_public(address.ip())) {
                return Err(Box::new(FetchError::Private) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
