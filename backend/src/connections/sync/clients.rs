//! Which applications a connection is enabled for. Only ours are touched; what the vendor enabled by hand stays.

use std::collections::BTreeSet;

use crate::{
    state::AppState,
    upstream::{Failure, client},
};

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
    client(state).settle_clients(id, wanted, &ours).await?;
    Ok(())
}
