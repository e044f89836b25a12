//! Where others really are: Microsoft's and Google's providers, whose addresses no connection names, and receivers of
//! log and event streams, whose addresses must begin with `https`.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Microsoft Entra ID; `{tenant}` is the directory.
const MICROSOFT: &str = "https://login.microsoftonline.com/{tenant}/v2.0";
/// Google Workspace.
const GOOGLE: &str = "https://accounts.google.com";

/// The real addresses, unless others have been told.
#[derive(Debug, Default)]
pub struct Places(Mutex<BTreeMap<String, String>>);

impl Places {
    /// The issuer that connections of this strategy go to.
    pub fn issuer(&self, strategy: &str, directory: &str) -> Option<String> {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(strategy).cloned();
        let place = match (told, strategy) {
            (Some(told), _) => told,
            (None, "waad") => MICROSOFT.to_owned(),
            (None, "google-apps") => GOOGLE.to_owned(),
            (None, _) => return None,
        };
        Some(place.replace("{tenant}", directory).trim_end_matches('/').to_owned())
    }

    /// Where a receiver is that was named by this address: there, unless a place is told for how it begins.
    pub fn receiver(&self, address: &str) -> String {
        let places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = places.iter().find_map(|(from, to)| Some((to, address.strip_prefix(from.as_str())?)));
        told.map_or_else(|| address.to_owned(), |(to, rest)| format!("{to}{rest}"))
    }

    /// Sends what goes to these strategies or addresses elsewhere, and all else to the real addresses.
    pub fn tell(&self, places: BTreeMap<String, String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = places;
    }
}
