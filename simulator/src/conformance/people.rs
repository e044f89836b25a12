//! People whom a recording takes for granted, and the databases they are in.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{presupposed::Presupposed, recording::Interaction};

/// Where people are made.
pub(super) const PLACE: &str = "/users";
/// Answers never show one.
const PASSWORD: &str = "Presupposed-1";

/// What it takes to make somebody whom an answer shows, beside what it shows. Only databases let people be made.
pub(super) fn account(shown: &Value) -> Value {
    match &shown["identities"][0] {
        own if own["provider"] == "auth0" => {
            json!({ "connection": own["connection"], "password": PASSWORD })
        }
        _ => json!({}),
    }
}

/// A person keeps their id, which is asked for without the provider that it begins with.
pub(super) fn keep_id(request: &mut Value) {
    let rest = request["user_id"].as_str().and_then(|id| id.strip_prefix("auth0|")).map(str::to_owned);
    if let Some(rest) = rest {
        request["user_id"] = json!(rest);
    }
}

/// Databases that people are put into without anyone having made them, such as the one of every new tenant.
pub(super) fn homes(interactions: &[Interaction], known: &[Presupposed]) -> Vec<Presupposed> {
    let made = interactions.iter().filter(|one| one.method == "POST" && one.path == "/connections");
    let made: BTreeSet<&str> = made.filter_map(|one| one.body.as_ref()?["name"].as_str()).collect();
    let created = interactions
        .iter()
        .filter(|one| one.method == "POST" && one.path == PLACE && one.status < 300)
        .filter_map(|one| one.body.as_ref()?["connection"].as_str());
    let presupposed = known.iter().filter(|one| one.place == PLACE);
    let presupposed = presupposed.filter_map(|one| one.shown["connection"].as_str());
    let there = |name: &&str| {
        made.contains(name)
            || known.iter().any(|one| one.place == "/connections" && one.shown["name"] == **name)
    };
    let named: BTreeSet<&str> = created.chain(presupposed).filter(|name| !there(name)).collect();
    let home = |name: &str| Presupposed {
        place: "/connections".to_owned(),
        method: "POST",
        identity: None,
        shown: json!({ "name": name, "strategy": "auth0" }),
        sent: None,
    };
    named.into_iter().map(home).collect()
}
