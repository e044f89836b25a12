//! Passwords that were wrong, counted so that guessing can be stopped.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Nobody looks further back than this at what came from an address.
const LONGEST: TimeDelta = TimeDelta::days(30);

/// Wrong passwords since the last right one or the last unblocking.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Attempts {
    /// By account and address.
    pub accounts: Vec<Guesses>,
    /// When they came, by address.
    pub addresses: BTreeMap<String, Vec<DateTime<Utc>>>,
}

/// Wrong passwords for one account from one address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Guesses {
    /// The name that was typed.
    pub identifier: String,
    /// Where from.
    pub ip: String,
    /// The connection's name.
    pub connection: String,
    /// How many.
    pub count: u64,
}

impl Attempts {
    /// Counts a wrong password.
    pub fn add(&mut self, connection: &str, identifier: &str, ip: &str, now: DateTime<Utc>) {
        let recent = self.addresses.entry(ip.to_owned()).or_default();
        recent.retain(|at| now - *at < LONGEST);
        recent.push(now);
        let same = |one: &&mut Guesses| {
            one.connection == connection && one.ip == ip && one.identifier.eq_ignore_ascii_case(identifier)
        };
        match self.accounts.iter_mut().find(same) {
            Some(known) => known.count += 1,
            None => self.accounts.push(Guesses {
                identifier: identifier.to_owned(),
                ip: ip.to_owned(),
                connection: connection.to_owned(),
                count: 1,
            }),
        }
    }

    /// Forgets what was guessed for any of these names.
    pub fn forget(&mut self, identifiers: &[&str]) {
        self.accounts.retain(|one| !identifiers.iter().any(|name| one.identifier.eq_ignore_ascii_case(name)));
    }
}
