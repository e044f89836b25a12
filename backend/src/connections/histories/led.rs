//! What has to hold of domains, while connections open, close and take each other's place.

use std::collections::BTreeSet;

use api::{ConnectionId, DomainId};

use super::{
    auth0_server::{ALIASES, VENDORS},
    history::{History, job},
};
use crate::{
    connections::{
        domain::{Connection, Sync},
        store, sync,
    },
    domains,
    jobs::{self, worker::Progress},
    problem::ApiError,
    upstream::Failure,
};

impl History {
    /// Two domains that are proved.
    pub(super) async fn prove(&mut self) {
        for number in 0..2 {
            let name = format!("d{number}.{}.example", self.name);
            let id = domains::for_test::proved(&self.state, self.scope.organization(), &name).await;
            self.domains.push(id);
        }
    }

    fn domain(&self, which: u8) -> DomainId {
        self.domains[usize::from(which) % self.domains.len()]
    }

    pub(super) async fn lead(&self, domain: u8, to: Option<ConnectionId>) -> Result<(), ApiError> {
        domains::for_test::lead(&self.state, &self.scope, self.domain(domain), to).await
    }

    pub(super) async fn let_domain_go(&self, domain: u8) -> Result<(), ApiError> {
        domains::for_test::remove(&self.state, &self.scope, self.domain(domain)).await
    }

    async fn led(&self) -> Vec<(String, Option<ConnectionId>)> {
        domains::led(&self.state.db, self.scope.organization()).await.unwrap()
    }

    /// What a worker on a connection must not take away: people are led to another connection by it, that one has not
    /// had it yet, and this one is still open for them.
    pub(super) async fn hold_on(&self, connection: &Connection) {
        let mut moved = BTreeSet::new();
        for (name, to) in self.led().await {
            let Some(to) = to.filter(|to| connection.state.is_live() && *to != connection.id) else {
                continue;
            };
            let other = store::get(&self.state.db, &self.scope, to).await.unwrap();
            let had = other.agreed.and_then(|agreed| agreed.get(ALIASES).cloned()).unwrap_or_default();
            if !had.as_array().is_some_and(|list| list.iter().any(|one| *one == name)) {
                moved.insert(name);
            }
        }
        self.auth0.with(|tenant| tenant.holds_on = moved);
    }

    /// People are led only to connections that are open here.
    pub(super) async fn leads_to_open_ones(&self) -> Result<(), String> {
        for (name, to) in self.led().await {
            let Some(to) = to else { continue };
            let found = store::get_for_job(&self.state.db, to).await.map_err(|error| error.to_string())?;
            if !found.is_some_and(|connection| connection.state.is_live()) {
                return Err(format!("{name} leads to {to}, which nobody uses"));
            }
        }
        Ok(())
    }

    /// What is ordered beside what connections wait for: letting go of domains.
    pub(super) async fn let_go(&self) {
        for _ in 0..3 {
            for id in &self.connections {
                // What is in the way of one is told where it is looked at.
                let _ = sync::run(&self.state, &Progress { job: job() }, *id).await;
            }
            jobs::end_all_for_test(&self.state.db, self.scope.organization()).await;
            for id in &self.domains {
                match domains::sync::run(&self.state, &Progress { job: job() }, *id).await {
                    // A connection that does not agree is looked at by a person first.
                    Ok(()) | Err(Failure::Later { .. } | Failure::GiveUp { .. }) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }

    /// Where Auth0 agrees, a connection has the domains that lead to it, and no other of ours unless the one that they
    /// lead to does not have them.
    pub(super) async fn domains_rest(&self, connection: &Connection) -> Result<(), String> {
        if !matches!(connection.sync, Sync::Agreed { .. }) {
            return Ok(());
        }
        let Some(upstream) = connection.upstream_id.clone() else { return Ok(()) };
        let Some(has) = self.auth0.with(|tenant| tenant.aliases(&upstream)) else { return Ok(()) };
        let mut known = BTreeSet::from([VENDORS.to_owned()]);
        for (name, to) in self.led().await {
            known.insert(name.clone());
            let here = to == Some(connection.id);
            if here && !has.contains(&name) {
                return Err(format!("{name} leads to {}, which does not know it: {has:?}", connection.id));
            }
            let elsewhere = match to.filter(|_| !here) {
                Some(to) => store::get(&self.state.db, &self.scope, to).await.ok(),
                None => None,
            };
            let settled = elsewhere.is_none_or(|other| matches!(other.sync, Sync::Agreed { .. }));
            if !here && settled && has.contains(&name) {
                return Err(format!("{name} still leads to {}", connection.id));
            }
        }
        match has.difference(&known).next() {
            Some(left) => Err(format!("{left} was left behind in {ALIASES} of {}", connection.id)),
            None => Ok(()),
        }
    }
}
