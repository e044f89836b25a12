//! Which applications a connection is enabled for. Only ours are touched; what the vendor enabled by hand stays.

use std::collections::BTreeSet;

use auth0::connections::{self, ClientStatus};

use crate::{
    state::AppState,
    upstream::{Failure, send},
};

/// Auth0 takes this many in one call.
const AT_ONCE: usize = 50;

/// The test application always; the applications that people use only while the connection is active.
pub(super) async fn settle(state: &AppState, id: &str, active: bool) -> Result<(), Failure> {
    let mut wanted = BTreeSet::from([state.settings.test_application.client_id.clone()]);
    if active {
        wanted.extend(used_by_people(state));
    }
    apply(state, id, &wanted).await
}

/// None of ours any more.
pub(super) async fn settle_none(state: &AppState, id: &str) -> Result<(), Failure> {
    apply(state, id, &BTreeSet::new()).await
}

/// The vendor's applications, and our own sign-in.
fn used_by_people(state: &AppState) -> BTreeSet<String> {
    let applications = state.settings.applications.iter().map(|application| application.client_id.clone());
    applications.chain([state.settings.login.client_id.clone()]).collect()
}

async fn apply(state: &AppState, id: &str, wanted: &BTreeSet<String>) -> Result<(), Failure> {
    let mut ours = used_by_people(state);
    ours.insert(state.settings.test_application.client_id.clone());
    let changes = changes(&enabled(state, id).await?, wanted, &ours);
    for some in changes.chunks(AT_ONCE) {
        send(state, connections::update_clients(id, some)).await?;
    }
    Ok(())
}

async fn enabled(state: &AppState, id: &str) -> Result<BTreeSet<String>, Failure> {
    let mut enabled = BTreeSet::new();
    let mut from: Option<String> = None;
    loop {
        let page = send(state, connections::clients(id, from.as_deref())).await?;
        enabled.extend(page.items.into_iter().map(|row| row.client_id));
        match page.next {
            Some(next) if Some(&next) != from.as_ref() => from = Some(next),
            _ => return Ok(enabled),
        }
    }
}

/// What has to change, of what is ours.
fn changes(
    enabled: &BTreeSet<String>,
    wanted: &BTreeSet<String>,
    ours: &BTreeSet<String>,
) -> Vec<ClientStatus> {
    let differs = ours.iter().filter(|client| wanted.contains(*client) != enabled.contains(*client));
    differs
        .map(|client| ClientStatus { client_id: client.clone(), status: wanted.contains(client) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_the_vendor_enabled_by_hand_stays() {
        let changes = changes(
            &set(&["theirs", "test", "app"]),
            &set(&["test", "portal"]),
            &set(&["test", "app", "portal"]),
        );
        let told: Vec<_> = changes.iter().map(|change| (change.client_id.as_str(), change.status)).collect();
        assert_eq!(told, [("app", false), ("portal", true)]);
    }
}
