//! What the provider keeps in its file.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::tenant::{
    ids,
    keys::{KeyError, KeyMaterial},
};

use super::keys;

/// Everything that survives a restart.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    pub(super) keys: KeyMaterial,
    pub(super) other_keys: KeyMaterial,
    pub(super) users: Vec<User>,
    pub(super) saml_apps: Vec<SamlApp>,
    /// The first one is there from the beginning.
    pub(super) oidc_apps: Vec<OidcApp>,
    #[serde(default)]
    pub(super) wsfed_apps: Vec<WsFedApp>,
    #[serde(default)]
    pub(super) switches: Switches,
}

/// A person who can sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct User {
    /// Tells nothing and stays the same.
    pub(super) id: String,
    pub(super) email: String,
    pub(super) password: String,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) groups: Vec<String>,
}

impl User {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

/// A SAML service provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SamlApp {
    pub(super) id: String,
    pub(super) name: String,
    /// Where answers go.
    pub(super) acs_url: String,
    /// Its entity id.
    pub(super) audience: String,
    pub(super) origin: Origin,
    /// Where requests to sign out go.
    #[serde(default)]
    pub(super) slo_url: Option<String>,
    /// Assertions are encrypted for the holder of this certificate, PEM.
    #[serde(default)]
    pub(super) encryption_certificate: Option<String>,
    pub(super) last_used: Option<DateTime<Utc>>,
}

/// A WS-Federation relying party.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct WsFedApp {
    pub(super) id: String,
    pub(super) name: String,
    /// Its own name: the `wtrealm` of its requests.
    pub(super) realm: String,
    /// Where answers go.
    pub(super) reply_url: String,
    pub(super) origin: Origin,
    pub(super) last_used: Option<DateTime<Utc>>,
}

/// How an application came into the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Origin {
    /// An administrator made it: its address is binding.
    Console,
    /// It sent a request from this machine: its address follows its requests.
    Request,
}

/// An `OpenID` Connect client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct OidcApp {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) name: String,
    /// Where answers go; without any, to every address on this machine.
    pub(super) redirect_uris: Vec<String>,
    pub(super) last_used: Option<DateTime<Utc>>,
}

impl OidcApp {
    pub(super) fn new(name: &str, redirect_uris: Vec<String>) -> Self {
        Self {
            client_id: format!("demo{}", ids::alphanumeric(16)),
            client_secret: ids::secret(),
            name: name.to_owned(),
            redirect_uris,
            last_used: None,
        }
    }

    pub(super) fn allows(&self, redirect_uri: &str) -> bool {
        if self.redirect_uris.is_empty() {
            is_loopback(redirect_uri)
        } else {
            self.redirect_uris.iter().any(|allowed| allowed == redirect_uri)
        }
    }
}

/// Ways to misbehave; all off at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Signs with a key that is not published.
    pub wrong_certificate: bool,
    /// Addresses answers to somebody else.
    pub wrong_audience: bool,
    /// Leaves the e-mail address out.
    pub no_email: bool,
    /// Gives answers that have expired.
    pub expired_assertion: bool,
    /// Refuses everybody.
    pub user_not_assigned: bool,
}

/// The file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Reading or writing failed.
    #[error("the state file {path} cannot be used", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{path} is not the state of a demo identity provider", path = .path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: serde_json::Error,
    },
}

impl State {
    /// New keys, two people, one client.
    pub(super) fn fresh(now: DateTime<Utc>) -> Result<Self, KeyError> {
        Ok(Self {
            keys: keys::generate("Demo identity provider", now)?,
            other_keys: keys::generate("Demo identity provider, unpublished", now)?,
            users: vec![
                user("first.user@globex.example", "First", &["Everyone", "Engineering"]),
                user("second.user@globex.example", "Second", &["Everyone", "Sales"]),
            ],
            saml_apps: Vec::new(),
            oidc_apps: vec![OidcApp::new("Any application on this machine", Vec::new())],
            wsfed_apps: Vec::new(),
            switches: Switches::default(),
        })
    }

    /// Reads the file; `None` when there is none yet.
    pub(super) fn load(path: &Path) -> Result<Option<Self>, FileError> {
        match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|source| FileError::Content { path: path.to_owned(), source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(FileError::Io { path: path.to_owned(), source }),
        }
    }

    /// Writes beside the file and moves it into place, so that a crash leaves the old or the new one.
    pub(super) fn save(&self, path: &Path) -> Result<(), FileError> {
        let bytes = serde_json::to_vec_pretty(self)
            .map_err(|source| FileError::Content { path: path.to_owned(), source })?;
        replace(path, &bytes).map_err(|source| FileError::Io { path: path.to_owned(), source })
    }

    pub(super) fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    pub(super) fn saml_app(&self, id: &str) -> Option<&SamlApp> {
        self.saml_apps.iter().find(|app| app.id == id)
    }

    pub(super) fn wsfed_app(&self, id: &str) -> Option<&WsFedApp> {
        self.wsfed_apps.iter().find(|app| app.id == id)
    }

    pub(super) fn oidc_app(&self, client_id: &str) -> Option<&OidcApp> {
        self.oidc_apps.iter().find(|app| app.client_id == client_id)
    }
}

fn user(email: &str, given_name: &str, groups: &[&str]) -> User {
    User {
        id: ids::alphanumeric(20),
        email: email.to_owned(),
        password: ids::password(),
        given_name: given_name.to_owned(),
        family_name: "User".to_owned(),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)?;
    }
    let beside = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(beside, path)
}

/// Whether this is a web address on this machine.
pub(super) fn is_loopback(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    here && is_web(&url)
}

/// Whether a person may be sent there.
pub(super) fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none()
}
