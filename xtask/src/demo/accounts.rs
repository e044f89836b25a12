//! What the demo tells: addresses and ready-made accounts, for scripts and for people.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// The one line for scripts. Organizations are named by their ids in Latchkey, as its API speaks of them.
pub(crate) fn summary(portal_url: &str, auth0: &Value, idp: &Value) -> Result<Value> {
    let organizations = organizations(portal_url, &auth0["partner"])?;
    let accounts: Vec<Value> = auth0["accounts"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|account| with_id(account, &organizations))
        .collect();
    Ok(json!({
        "portal": portal_url,
        "auth0": { "issuer": auth0["issuer"], "management": auth0["management"], "admin_url": auth0["admin_url"] },
        "partner": auth0["partner"],
        "accounts": accounts,
        "idp": idp,
        "sample_app": auth0["sample_app_url"],
        "dns_console_url": format!("{}/dns/console", auth0["admin_url"].as_str().context("admin_url")?),
    }))
}

fn with_id(account: &Value, organizations: &BTreeMap<String, String>) -> Value {
    let mut account = account.clone();
    let id = account["organization_name"].as_str().and_then(|name| organizations.get(name));
    if let Some(id) = id {
        account["organization_id"] = json!(id);
    }
    account
}

fn organizations(portal_url: &str, partner: &Value) -> Result<BTreeMap<String, String>> {
    let token: Value = ureq::post(partner["token_url"].as_str().context("the partner's token address")?)
        .send_json(json!({
            "grant_type": "client_credentials",
            "client_id": partner["client_id"],
            "client_secret": partner["client_secret"],
            "audience": partner["audience"],
        }))?
        .body_mut()
        .read_json()?;
    let token = token["access_token"].as_str().context("no access token for the partner")?;
    let page: Value = ureq::get(&format!("{portal_url}/api/v1/organizations?limit=100"))
        .header("Authorization", &format!("Bearer {token}"))
        .call()?
        .body_mut()
        .read_json()?;
    let named = page["data"].as_array().into_iter().flatten().filter_map(|organization| {
        Some((organization["name"].as_str()?.to_owned(), organization["id"].as_str()?.to_owned()))
    });
    Ok(named.collect())
}

/// The same for people.
pub(crate) fn text(summary: &Value, data: &Path) -> String {
    let mut text = String::new();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line("Latchkey is running.\n".to_owned());
    line(format!("  Portal              {}", word(&summary["portal"])));
    line(format!("  API documentation   {}/docs", word(&summary["portal"])));
    line(format!("  Acme Cloud          {}   the vendor's application", word(&summary["sample_app"])));
    line(format!("  Demo provider       {}   its console", word(&summary["idp"]["console_url"])));
    line(format!(
        "  Demo DNS            {}   the records of your domains",
        word(&summary["dns_console_url"])
    ));
    line(format!("  Local Auth0 tenant  {}", word(&summary["auth0"]["issuer"])));
    line("\nSign in to the portal as".to_owned());
    for account in summary["accounts"].as_array().into_iter().flatten() {
        let organization =
            account["organization_display_name"].as_str().or(account["organization_name"].as_str());
        let role =
            [word(&account["role"]), organization.map(|name| format!("of {name}")).unwrap_or_default()]
                .join(" ");
        line(format!("  {role:<18}  {:<30}  {}", word(&account["email"]), word(&account["password"])));
    }
    line("\nConnect the demo provider with this metadata address".to_owned());
    line(format!("  {}", word(&summary["idp"]["saml_metadata_url"])));
    line("or by OpenID Connect".to_owned());
    line(format!("  issuer {}", word(&summary["idp"]["oidc_issuer"])));
    line(format!(
        "  client {}  secret {}",
        word(&summary["idp"]["oidc_client_id"]),
        word(&summary["idp"]["oidc_client_secret"])
    ));
    line("and sign in there as".to_owned());
    for user in summary["idp"]["users"].as_array().into_iter().flatten() {
        line(format!("  {:<30}  {}", word(&user["email"]), word(&user["password"])));
    }
    line(format!("\nData is kept in {}; --fresh starts over. Ctrl-C stops everything.", data.display()));
    text
}
