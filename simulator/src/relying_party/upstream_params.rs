//! `upstream_params`: what an application asks for and the identity provider shall hear too.

use serde_json::Value;

use crate::tenant::{model::Connection, volatile::Transaction};

/// The parameters to add to a request: fixed ones, and those that the application gave under the alias.
pub(super) fn of(connection: &Connection, transaction: &Transaction) -> Vec<(String, String)> {
    let configured = connection.options.get("upstream_params").and_then(Value::as_object);
    let mut parameters: Vec<(String, String)> = Vec::new();
    for (name, rule) in configured.into_iter().flatten() {
        let fixed = rule.get("value").and_then(Value::as_str);
        let passed = rule.get("alias").and_then(Value::as_str);
        let passed = passed.and_then(|alias| transaction.parameters.get(alias)).map(String::as_str);
        if let Some(value) = fixed.or(passed) {
            parameters.push((name.clone(), value.to_owned()));
        }
    }
    parameters
}

/// The address that was typed or given, for providers that prefill their own page with it.
pub(super) fn login_hint(transaction: &Transaction) -> Option<&str> {
    transaction.login_hint.as_deref().filter(|hint| !hint.is_empty())
}
