//! Writing lists: as differences, 50 at a time, one writer per object.

use std::collections::BTreeSet;

use crate::{
    Call, Client, Error, Page, clients,
    connections::{self, CLIENTS_AT_ONCE, ClientStatus},
    organizations::members,
};

impl Client {
    /// All rows of a list, page by page.
    ///
    /// # Errors
    /// Whatever stopped it; what was read until then is lost.
    pub async fn all<T: 'static>(
        &self,
        page: impl Fn(Option<&str>) -> Call<Page<T>>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        let mut from: Option<String> = None;
        loop {
            let answer = self.send(page(from.as_deref())).await?;
            rows.extend(answer.items);
            match answer.next {
                Some(next) if Some(&next) != from.as_ref() => from = Some(next),
                _ => return Ok(rows),
            }
        }
    }

    /// Enables a connection for the applications of `wanted`, disables it for the others of `ours`, and leaves all other
    /// applications alone. Says how many had to change.
    ///
    /// # Errors
    /// Whatever stopped it; what was changed until then stays.
    pub async fn settle_clients(
        &self,
        connection: &str,
        wanted: &BTreeSet<String>,
        ours: &BTreeSet<String>,
    ) -> Result<usize, Error> {
        let _writer = self.locks().hold(&format!("connections/{connection}/clients")).await;
        let rows = self.all(|from| connections::clients(connection, from)).await?;
        let enabled: BTreeSet<String> = rows.into_iter().map(|row| row.client_id).collect();
        let changes = changes(&enabled, wanted, ours);
        for some in changes.chunks(CLIENTS_AT_ONCE) {
            self.send(connections::update_clients(connection, some)).await?;
        }
        Ok(changes.len())
    }

    /// Adds callback addresses to an application and removes others; the rest stays, in its order. Says whether anything
    /// had to change.
    ///
    /// # Errors
    /// `Conflict` when somebody else wrote the list at the same time: look again. Otherwise whatever stopped it.
    pub async fn settle_callbacks(&self, client: &str, add: &[&str], remove: &[&str]) -> Result<bool, Error> {
        let _writer = self.locks().hold(&format!("clients/{client}")).await;
        let current = self.send(clients::get(client)).await?.callbacks.unwrap_or_default();
        let wanted = edited(&current, add, remove);
        if wanted == current {
            return Ok(false);
        }
        let patch = clients::Wanted { callbacks: Some(&wanted), ..clients::Wanted::default() };
        self.send(clients::update(client, &patch)).await?;
        let now = self.send(clients::get(client)).await?.callbacks.unwrap_or_default();
        if now == wanted {
            return Ok(true);
        }
        let message = format!("the callback addresses of {client} were changed by somebody else meanwhile");
        Err(Error::Conflict { message })
    }

    /// Makes users members of an organization; those who are stay so.
    ///
    /// # Errors
    /// Whatever stopped it; who was added until then stays.
    pub async fn add_members(&self, organization: &str, users: &[&str]) -> Result<(), Error> {
        let _writer = self.locks().hold(&format!("organizations/{organization}/members")).await;
        for some in users.chunks(CLIENTS_AT_ONCE) {
            self.send(members::add(organization, some)).await?;
        }
        Ok(())
    }

    /// Ends memberships.
    ///
    /// # Errors
    /// Whatever stopped it; who was removed until then stays so.
    pub async fn remove_members(&self, organization: &str, users: &[&str]) -> Result<(), Error> {
        let _writer = self.locks().hold(&format!("organizations/{organization}/members")).await;
        for some in users.chunks(CLIENTS_AT_ONCE) {
            self.send(members::remove(organization, some)).await?;
        }
        Ok(())
    }
}

/// What has to change, of what is ours.
fn changes(
    enabled: &BTreeSet<String>,
    wanted: &BTreeSet<String>,
    ours: &BTreeSet<String>,
) -> Vec<ClientStatus> {
    let ours: BTreeSet<&String> = ours.union(wanted).collect();
    let differs = ours.into_iter().filter(|client| wanted.contains(*client) != enabled.contains(*client));
    differs
        .map(|client| ClientStatus { client_id: client.clone(), status: wanted.contains(client) })
        .collect()
}

fn edited(current: &[String], add: &[&str], remove: &[&str]) -> Vec<String> {
    let mut wanted: Vec<String> =
        current.iter().filter(|url| !remove.contains(&url.as_str())).cloned().collect();
    for url in add {
        if !wanted.iter().any(|there| there == url) {
            wanted.push((*url).to_owned());
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_somebody_else_enabled_stays() {
        let changes = changes(
            &set(&["theirs", "test", "app"]),
            &set(&["test", "portal"]),
            &set(&["test", "app", "portal"]),
        );
        let told: Vec<_> = changes.iter().map(|change| (change.client_id.as_str(), change.status)).collect();
        assert_eq!(told, [("app", false), ("portal", true)]);
    }

    #[test]
    fn a_list_keeps_its_order_and_takes_nothing_twice() {
        let current = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        assert_eq!(edited(&current, &["d", "a"], &["b"]), ["a", "c", "d"]);
        assert_eq!(edited(&current, &["a"], &["x"]), current);
    }
}
