//! The provider over real HTTP.

mod browser;
mod console;
mod oidc;
mod saml;

use std::{path::PathBuf, sync::Arc};

use crate::clock::ShiftedClock;

use super::{Announcement, Running, Settings, start};
use browser::Browser;

/// A running provider, what it announced, and a browser without cookies.
struct World {
    running: Running,
    told: Announcement,
    clock: Arc<ShiftedClock>,
    browser: Browser,
}

impl World {
    fn start() -> Self {
        Self::start_with(None)
    }

    fn start_with(state_file: Option<PathBuf>) -> Self {
        let clock = Arc::new(ShiftedClock::default());
        let running = start(Settings { port: 0, state_file, clock: Arc::clone(&clock) as _ }).unwrap();
        Self { told: running.announcement(), running, clock, browser: Browser::default() }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.told.base_url)
    }

    /// Switches one on and all others off.
    async fn misbehave(&self, switch: &str) {
        let body = serde_json::json!({ switch: true });
        let answer = self.browser.http.put(self.url("/api/switches")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }

    /// Fills the sign-in page at this address with the first person's account.
    async fn sign_in(&self, page: &browser::Page) -> browser::Page {
        let user = &self.told.users[0];
        self.browser.submit(page, &[("username", &user.email), ("password", &user.password)]).await
    }
}
