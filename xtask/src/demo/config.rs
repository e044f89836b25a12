//! The portal's configuration for the demo.

use std::{fs, io::Write, path::Path, path::PathBuf};

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// Writes `latchkey.toml`; the sealing key of an earlier run is kept, so that its data stays readable.
pub(crate) fn write(data: &Path, portal_url: &str, portal_port: u16, auth0: &Value) -> Result<PathBuf> {
    let path = data.join("latchkey.toml");
    let key = match earlier_key(&path) {
        Some(key) => key,
        None => new_key()?,
    };
    let database = data.join("latchkey.db");
    let config = json!({
        "public_url": portal_url,
        "listen": format!("127.0.0.1:{portal_port}"),
        "database_url": format!("sqlite://{}?mode=rwc", database.display()),
        "vendor": { "name": "Acme Cloud" },
        "sealing_keys": [{ "id": "demo", "key": key }],
        "tenant": {
            "name": "local",
            "issuer": auth0["issuer"],
            "management_api": format!("{}api/v2/", auth0["issuer"].as_str().context("issuer")?),
            "client_id": auth0["management"]["client_id"],
            "client_secret": auth0["management"]["client_secret"],
            "audience": auth0["management"]["audience"],
            "token_url": auth0["management"]["token_url"],
        },
        "login": auth0["portal"],
        "test_application": auth0["test_application"],
        "applications": auth0["applications"],
        "outbound": { "allow_hosts": ["localhost"] },
        "linter": { "policy": "strict" },
        "domains": {
            "resolvers": [{ "name": "Demo DNS", "address": auth0["dns"] }],
            "allow_reserved_names": true,
            "first_check_after_s": 2,
        },
    });
    write_private(&path, &toml::to_string(&config)?)?;
    Ok(path)
}

fn earlier_key(path: &Path) -> Option<String> {
    let config: toml::Value = toml::from_str(&fs::read_to_string(path).ok()?).ok()?;
    Some(config.get("sealing_keys")?.get(0)?.get("key")?.as_str()?.to_owned())
}

fn new_key() -> Result<String> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).context("no randomness")?;
    Ok(STANDARD.encode(key))
}

/// Writes a file that only its owner can read: it holds secrets.
fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    Ok(file.write_all(text.as_bytes())?)
}
