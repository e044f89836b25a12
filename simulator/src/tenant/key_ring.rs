//! The signing keys beside the current one: the next, which is published before it is used, and those that were.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Tenant,
    keys::{KeyError, KeyMaterial},
    state::State,
};

/// What is kept of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyRing {
    /// When the current key began to sign; `None` until anybody asked.
    pub current_since: Option<DateTime<Utc>>,
    /// The key that a rotation makes the current one; `None` until anybody asked.
    pub next: Option<KeyMaterial>,
    /// Keys that have signed, the latest first.
    pub former: Vec<FormerKey>,
}

/// A key that does not sign any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FormerKey {
    /// The key.
    pub material: KeyMaterial,
    /// When it began to sign.
    pub since: DateTime<Utc>,
    /// When it stopped.
    pub until: DateTime<Utc>,
    /// When what it signed stopped being accepted.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl State {
    /// The keys beside the current one whose signatures are accepted.
    pub fn other_keys(&self) -> Vec<KeyMaterial> {
        let former = self.key_ring.former.iter().filter(|key| key.revoked_at.is_none());
        self.key_ring.next.iter().chain(former.map(|key| &key.material)).cloned().collect()
    }
}

impl Tenant {
    /// Makes sure that there is a next key.
    pub fn prepare_next_key(&self) -> Result<(), KeyError> {
        if self.read(|state| state.key_ring.next.is_some()) {
            return Ok(());
        }
        let (next, now) = (KeyMaterial::generate(&self.name)?, self.now());
        self.write(|state| {
            state.key_ring.next.get_or_insert(next);
            state.key_ring.current_since.get_or_insert(now);
        });
        self.adopt_keys()
    }

    /// Signs with the next key from now on, and makes another next one.
    pub fn rotate_keys(&self) -> Result<(), KeyError> {
        self.prepare_next_key()?;
        let (fresh, now) = (KeyMaterial::generate(&self.name)?, self.now());
        self.write(|state| {
            let Some(next) = state.key_ring.next.replace(fresh) else { return };
            let material = std::mem::replace(&mut state.key, next);
            let since = state.key_ring.current_since.replace(now).unwrap_or(now);
            state.key_ring.former.insert(0, FormerKey { material, since, until: now, revoked_at: None });
        });
        self.adopt_keys()
    }

    /// Loads the keys that the memory holds.
    pub(super) fn adopt_keys(&self) -> Result<(), KeyError> {
        let (current, others) = self.read(|state| (state.key.clone(), state.other_keys()));
        self.keys.replace(current, others)
    }

    /// Does not accept any more what a former key has signed; answers whether there is such a key.
    pub fn revoke_key(&self, kid: &str) -> Result<bool, KeyError> {
        let now = self.now();
        let revoked = self.write(|state| {
            let mut former = state.key_ring.former.iter_mut();
            let key = former.find(|key| key.material.kid().is_ok_and(|known| known == kid));
            key.map(|key| key.revoked_at.get_or_insert(now)).is_some()
        });
        self.callers.forget();
        self.adopt_keys()?;
        Ok(revoked)
    }
}
