//! Settings: one TOML file, overridden by the environment, read once, refused with all errors at once.

mod secret_key;

use std::{fmt::Write, net::SocketAddr, path::Path};

use anyhow::{Context, bail};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

pub use secret_key::SealingKey;

use crate::tenants::Tier;

/// Everything that can be set. Members without a default have to be there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where people and programs reach this server: https, or http on a loopback host.
    pub public_url: Url,
    /// Where it listens.
    pub listen: SocketAddr,
    /// `sqlite://...` or `postgres://...`.
    pub database_url: String,
    /// The vendor whose customers sign in here.
    pub vendor: Vendor,
    /// Keys for secrets in the database: the first seals, all open.
    pub sealing_keys: Vec<SealingKey>,
    /// The Auth0 tenant.
    pub tenant: TenantSettings,
    /// The Auth0 application through which people sign in here, and the API that this server is.
    pub login: Login,
    /// The Auth0 application that test sign-ins use.
    pub test_application: Application,
    /// The vendor's applications that an active connection serves.
    #[serde(default)]
    pub applications: Vec<VendorApplication>,
    /// Fetching addresses that people typed.
    #[serde(default)]
    pub outbound: OutboundSettings,
    /// The linter's policy.
    #[serde(default)]
    pub linter: Linter,
    /// What organizations may set of their connections.
    #[serde(default)]
    pub connections: ConnectionPolicy,
    /// Sign-in attempts.
    #[serde(default)]
    pub sign_ins: SignIns,
    /// The proof of domains.
    #[serde(default)]
    pub domains: DomainSettings,
    /// The worker.
    #[serde(default)]
    pub worker: Worker,
}

/// The vendor whose customers sign in here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// The vendor's name.
    pub name: String,
    /// Where people of a customer get help.
    pub support_url: Option<String>,
}

/// An Auth0 tenant and our machine-to-machine application in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantSettings {
    /// The tenant's name, as in `urn:auth0:{name}:{connection}`.
    pub name: String,
    /// Such as `https://tenant.eu.auth0.com/`, with a slash at the end.
    pub issuer: Url,
    /// Such as `https://tenant.eu.auth0.com/api/v2/`, with a slash at the end.
    pub management_api: Url,
    /// Our machine-to-machine application.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The Management API's identifier.
    pub audience: String,
    /// Where tokens come from.
    pub token_url: Url,
    /// What the tenant's log stream sends along as `Authorization`; without it, no stream is listened to.
    #[serde(default)]
    pub log_stream_secret: Option<SecretString>,
    /// What its plan allows, such as `professional`; left out, its limits are learned from its answers.
    #[serde(default)]
    pub tier: Option<Tier>,
}

/// The application through which people sign in here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Its client id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The identifier of the API that this server is.
    pub audience: String,
}

/// An application of ours in Auth0.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Its client id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
}

/// An application of the vendor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorApplication {
    /// Its client id in Auth0.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// Where a sign-in starts; takes `organization` and `connection`.
    pub sign_in_url: Option<Url>,
}

/// Fetching addresses that people typed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutboundSettings {
    /// Private hosts that may be fetched all the same, by name; loopback ones by http too.
    #[serde(default)]
    pub allow_hosts: Vec<String>,
    /// Files with certificates (PEM) of further authorities to trust: those of private hosts.
    #[serde(default)]
    pub authorities: Vec<std::path::PathBuf>,
}

/// What organizations may set of their connections. What is risky is off unless the vendor turns it on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConnectionPolicy {
    /// Sign-ins that begin at the identity provider: nobody can tell them from a forged one (login CSRF).
    pub idp_initiated: bool,
    /// Assertions encrypted with AES-CBC, which an attacker on the way can work on.
    pub cbc_encryption: bool,
    /// Requests signed with SHA-1.
    pub sha1_signatures: bool,
    /// A picture of their own on the button.
    pub icons: bool,
    /// Further parameters for the identity provider.
    pub upstream_parameters: bool,
    /// How often metadata is read again at its address, in hours.
    pub metadata_refresh_hours: u32,
    /// What becomes of metadata that reads otherwise then.
    pub metadata_changes: MetadataChanges,
}

/// What becomes of metadata that reads otherwise at its address than when it was saved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetadataChanges {
    /// A person decides about everything.
    Ask,
    /// Certificates are followed by themselves; about everything else a person decides.
    #[default]
    FollowCertificates,
}

/// Sign-in attempts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIns {
    /// How often the tenant's log is read, in seconds; with 0 it is not read, because a log stream sends it.
    pub pull_interval_s: u32,
    /// How long attempts are kept, in days.
    pub retention_days: u32,
}

impl Default for SignIns {
    fn default() -> Self {
        Self { pull_interval_s: 60, retention_days: 90 }
    }
}

/// The proof of domains by DNS.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DomainSettings {
    /// The name servers that are asked; most of them have to see a record.
    pub resolvers: Vec<NameServer>,
    /// Whether names that nobody can own (`.example`, `.test`) can be claimed: for tests and demos.
    pub allow_reserved_names: bool,
    /// When the record of a new claim is looked for first, in seconds: name servers remember that there was none.
    pub first_check_after_s: u32,
    /// How often a verified domain's record is looked at, in days.
    pub recheck_days: u32,
    /// How many days a record that has gone has time to come back before its domain lapses.
    pub grace_days: u32,
    /// How long a day is, in milliseconds: for tests.
    pub day_ms: u64,
}

/// A name server that is asked for records.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameServer {
    /// Who runs it, for people.
    pub name: String,
    /// Address and port.
    pub address: SocketAddr,
}

impl Default for DomainSettings {
    fn default() -> Self {
        let public = |name: &str, address: [u8; 4]| NameServer {
            name: name.to_owned(),
            address: SocketAddr::from((address, 53)),
        };
        Self {
            resolvers: vec![
                public("Cloudflare", [1, 1, 1, 1]),
                public("Google", [8, 8, 8, 8]),
                public("Quad9", [9, 9, 9, 9]),
            ],
            allow_reserved_names: false,
            first_check_after_s: 10,
            recheck_days: 30,
            grace_days: 14,
            day_ms: 86_400_000,
        }
    }
}

impl Default for ConnectionPolicy {
    fn default() -> Self {
        Self {
            idp_initiated: false,
            cbc_encryption: false,
            sha1_signatures: false,
            icons: true,
            upstream_parameters: true,
            metadata_refresh_hours: 24,
            metadata_changes: MetadataChanges::FollowCertificates,
        }
    }
}

/// The linter's policy.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linter {
    /// What weak or expired certificates are.
    #[serde(default)]
    pub policy: LinterPolicy,
}

/// What weak or expired certificates are.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinterPolicy {
    /// Errors.
    #[default]
    Strict,
    /// Warnings: Auth0 does not refuse them.
    Lenient,
}

/// The worker that carries changes to Auth0.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Worker {
    /// How often it looks for work that nobody told it of, in milliseconds.
    pub poll_interval_ms: u64,
    /// How long it waits between claiming a job and calling Auth0, in milliseconds: for tests of crashes.
    pub pause_before_upstream_ms: u64,
    /// How often sign-ins are counted after a step that undoes itself when too many fail, in milliseconds.
    pub watch_interval_ms: u64,
    /// A connection is compared with what Auth0 has when it was not for this long, in milliseconds.
    pub compare_after_ms: u64,
    /// How often it looks at the clock for what is due, in milliseconds.
    pub clock_interval_ms: u64,
    /// How long a day is for which a replaced connection is kept, in milliseconds: for tests.
    pub keep_day_ms: u64,
    /// When a test sign-in counts as given up, in seconds.
    pub test_watchdog_s: u32,
}

impl Default for Worker {
    fn default() -> Self {
        Self {
            poll_interval_ms: 1000,
            pause_before_upstream_ms: 0,
            watch_interval_ms: 60_000,
            compare_after_ms: 3_600_000,
            clock_interval_ms: 5000,
            keep_day_ms: 86_400_000,
            test_watchdog_s: 90,
        }
    }
}

impl Settings {
    /// Reads the file, lays the environment over it, and checks all of it.
    ///
    /// # Errors
    /// Every mistake that was found, a line each.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text, std::env::vars())
            .with_context(|| format!("in {} and the environment", path.display()))
    }

    fn parse(text: &str, environment: impl Iterator<Item = (String, String)>) -> anyhow::Result<Self> {
        let mut table: toml::Table = toml::from_str(text)?;
        for (name, value) in environment {
            if let Some(path) = name.strip_prefix("LATCHKEY__") {
                overlay(&mut table, &path.to_lowercase().split("__").collect::<Vec<_>>(), &value);
            }
        }
        let settings: Self = serde_path_to_error::deserialize(toml::Value::Table(table))
            .map_err(|error| anyhow::anyhow!("{}: {}", error.path(), error.inner().message()))?;
        let mistakes = settings.mistakes();
        if mistakes.is_empty() {
            return Ok(settings);
        }
        let mut list = String::new();
        for mistake in mistakes {
            let _ = writeln!(list, "- {mistake}");
        }
        bail!("the settings cannot be used:\n{list}")
    }

    fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        let mut must = |holds: bool, words: &str| {
            if !holds {
                mistakes.push(words.to_owned());
            }
        };
        must(secure(&self.public_url), "public_url: https is required, except on localhost");
        must(self.public_url.path() == "/", "public_url: only scheme, host and port");
        must(secure(&self.tenant.issuer), "tenant.issuer: https is required, except on localhost");
        must(
            secure(&self.tenant.management_api),
            "tenant.management_api: https is required, except on localhost",
        );
        must(secure(&self.tenant.token_url), "tenant.token_url: https is required, except on localhost");
        must(self.tenant.issuer.path() == "/", "tenant.issuer: only scheme, host and a slash");
        must(
            self.tenant.management_api.path().ends_with('/'),
            "tenant.management_api: a slash at the end is required",
        );
        must(!self.sealing_keys.is_empty(), "sealing_keys: at least one is required");
        let databases = ["sqlite:", "postgres:", "postgresql:"];
        must(
            databases.iter().any(|kind| self.database_url.starts_with(kind)),
            "database_url: sqlite or postgres",
        );
        must(!self.domains.resolvers.is_empty(), "domains.resolvers: at least one is required");
        must(self.domains.day_ms >= 1000, "domains.day_ms: 1000 at least");
        must(self.domains.recheck_days >= 1, "domains.recheck_days: 1 at least");
        must((10..=60_000).contains(&self.worker.poll_interval_ms), "worker.poll_interval_ms: 10 to 60000");
        mistakes
    }

    /// The public address without a slash at the end.
    pub(crate) fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// Whether people reach this server by https.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

fn secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// Whether an address names this machine itself.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn overlay(table: &mut toml::Table, path: &[&str], value: &str) {
    match path {
        [] => {}
        [name] => {
            // A number or a boolean where it reads as one, else text.
            let parsed = toml::from_str::<toml::Table>(&format!("v = {value}"))
                .ok()
                .and_then(|mut table| table.remove("v"));
            table.insert((*name).to_owned(), parsed.unwrap_or_else(|| value.into()));
        }
        [name, rest @ ..] => {
            let inner = table.entry(*name).or_insert_with(|| toml::Table::new().into());
            if let toml::Value::Table(inner) = inner {
                overlay(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
const FOR_TEST: &str = r#"
public_url = "https://portal.example"
listen = "127.0.0.1:4800"
database_url = "sqlite://x.db"
vendor = { name = "Acme Cloud" }
sealing_keys = [{ id = "a", key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" }]
login = { client_id = "a", client_secret = "hush", audience = "b" }
test_application = { client_id = "a", client_secret = "hush" }
[tenant]
name = "local"
issuer = "https://tenant.example/"
management_api = "https://tenant.example/api/v2/"
client_id = "a"
client_secret = "hush"
audience = "b"
token_url = "https://tenant.example/oauth/token"
"#;

#[cfg(test)]
impl Settings {
    /// Settings that name no real place, with this database.
    pub(crate) fn for_test(database_url: &str) -> Self {
        Self { database_url: database_url.to_owned(), ..Self::parse(FOR_TEST, std::iter::empty()).unwrap() }
    }
}

#[cfg(test)]
mod tests {
    use super::{FOR_TEST as GOOD, *};

    fn parse(text: &str, environment: &[(&str, &str)]) -> anyhow::Result<Settings> {
        Settings::parse(
            text,
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let environment =
            [("LATCHKEY__VENDOR__NAME", "Other"), ("LATCHKEY__WORKER__POLL_INTERVAL_MS", "250")];
        let settings = parse(GOOD, &environment).unwrap();
        assert_eq!((settings.vendor.name.as_str(), settings.worker.poll_interval_ms), ("Other", 250));
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let environment = [
            ("LATCHKEY__PUBLIC_URL", "http://portal.example/"),
            ("LATCHKEY__DATABASE_URL", "mysql://x"),
            ("LATCHKEY__TENANT__ISSUER", "http://tenant.example/"),
        ];
        let words = format!("{:#}", parse(GOOD, &environment).unwrap_err());
        for name in ["public_url", "database_url", "tenant.issuer"] {
            assert!(words.contains(name), "{words}");
        }
    }

    #[test]
    fn a_misspelt_key_is_named() {
        let words = format!("{:#}", parse(GOOD, &[("LATCHKEY__TENANT__ISUER", "x")]).unwrap_err());
        assert!(words.contains("isuer"), "{words}");
    }

    #[test]
    fn secrets_are_not_printed() {
        assert!(!format!("{:?}", parse(GOOD, &[]).unwrap()).contains("hush"));
    }
}
