//! A small identity provider for demos and tests: SAML 2.0, `OpenID` Connect and WS-Federation, two people, an admin console, and
//! switches that make it misbehave as real ones do.

mod api;
mod assertion;
mod console;
mod guard;
mod keys;
mod oidc;
mod pages;
mod saml_slo;
mod saml_sso;
mod server;
mod sign_in;
mod state;
mod volatile;
mod wsfed;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use chrono::{DateTime, Utc};

use crate::{clock::Clock, tenant::keys::KeyError};

use keys::Keys;
pub use server::{Announcement, Running, Settings, StartError, UserAnnouncement, start};
use state::State;
pub use state::{FileError, Switches};
use volatile::Volatile;

/// The identity provider: what it keeps, what it forgets, and its keys.
struct Idp {
    /// `http://localhost:4802`, without a slash.
    base_url: String,
    /// The key that its metadata and JWKS publish.
    keys: Keys,
    /// Another key, for signing wrongly.
    other_keys: Keys,
    clock: Arc<dyn Clock>,
    file: Option<PathBuf>,
    state: RwLock<State>,
    volatile: Mutex<Volatile>,
}

impl Idp {
    fn new(
        base_url: String,
        state: State,
        file: Option<PathBuf>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, KeyError> {
        Ok(Self {
            base_url,
            keys: Keys::load(&state.keys)?,
            other_keys: Keys::load(&state.other_keys)?,
            clock,
            file,
            state: RwLock::new(state),
            volatile: Mutex::default(),
        })
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what is kept, and keeps it before anybody hears of it.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut state);
        if let Some(file) = &self.file
            && let Err(error) = state.save(file)
        {
            tracing::error!(%error, "the state could not be saved");
        }
        result
    }

    fn volatile(&self) -> MutexGuard<'_, Volatile> {
        self.volatile.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn switches(&self) -> Switches {
        self.read(|state| state.switches)
    }

    /// The key to sign with at this moment.
    fn signing_keys(&self) -> &Keys {
        if self.switches().wrong_certificate { &self.other_keys } else { &self.keys }
    }

    /// The cookie of a session; browsers share cookies between the ports of one host, so the port is in its name.
    fn cookie(&self) -> String {
        let port = self.base_url.rsplit_once(':').map_or("", |(_, port)| port);
        format!("demo_idp_session_{port}")
    }
}

/// The state of this file, or a fresh one that is written there.
fn remember(file: Option<&Path>, clock: &dyn Clock) -> Result<State, StartError> {
    let kept = match file {
        Some(file) => State::load(file)?,
        None => None,
    };
    if let Some(state) = kept {
        return Ok(state);
    }
    let state = State::fresh(clock.now())?;
    if let Some(file) = file {
        state.save(file)?;
    }
    Ok(state)
}

#[cfg(test)]
mod tests;
