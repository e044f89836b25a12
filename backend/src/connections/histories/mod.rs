//! Thousands of random histories of connections: whatever people, workers, crashes, faults and Auth0's dashboard do, and
//! in whatever order, some things never come to be.
//!
//! The real services, the real database, the real worker and the real client, against a tenant on a socket. The number
//! of histories is `LATCHKEY_HISTORIES`, 100 when it is not set.

mod auth0_server;
mod buttons;
mod deeds;
mod history;
mod led;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use proptest::{
    collection::vec,
    test_runner::{Config, TestCaseError, TestRunner},
};

use self::{auth0_server::Auth0, history::History};
use crate::{config::Settings, db, server, state::AppState};

/// One database and one tenant for all histories; each has an organization of its own.
pub(super) struct Stage {
    state: AppState,
    auth0: Auth0,
    histories: AtomicU64,
    folder: tempfile::TempDir,
}

async fn stage() -> Stage {
    let auth0 = Auth0::start();
    let (database, folder) = db::address_for_test().await;
    let mut settings = Settings::for_test(&database);
    settings.tenant.management_api = format!("{}/api/v2/", auth0.url).parse().unwrap();
    settings.tenant.token_url = format!("{}/oauth/token", auth0.url).parse().unwrap();
    Stage { state: server::state(settings).await.unwrap(), auth0, histories: AtomicU64::new(0), folder }
}

#[test]
fn no_history_leads_where_nobody_may_come() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let stage = Arc::new(runtime.block_on(stage()));
    let cases = std::env::var("LATCHKEY_HISTORIES").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&vec(deeds::deed(), 4..16), |deeds| {
        let number = stage.histories.fetch_add(1, Ordering::Relaxed);
        runtime.block_on(History::live(&stage, number, &deeds)).map_err(TestCaseError::fail)
    });
    assert!(outcome.is_ok(), "{outcome:?}");
    nothing_secret_in(stage.folder.path());
}

/// No file of the database holds a client secret as it was given.
fn nothing_secret_in(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let needle = deeds::SECRET.as_bytes();
        let found = bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!found, "a secret is in {}", path.display());
    }
}
