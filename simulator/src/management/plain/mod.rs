//! Resources that are kept as they are sent: a description of each, and the endpoints made from it.
//!
//! A [`Collection`] is many things of a kind, a [`Singleton`] is a setting of which a tenant has one. What differs
//! from the described ways (an extra endpoint, another key) stands beside the description.

mod action_modules;
mod action_triggers;
mod action_versions;
mod actions;
mod attack_protection;
mod branding;
mod branding_themes;
mod collection;
mod connection_profiles;
mod custom_domains;
mod custom_signing_keys;
mod email_provider;
mod email_templates;
mod encryption_keys;
mod event_deliveries;
mod event_streams;
mod experimentation;
mod flow_executions;
mod forms;
mod guardian;
mod hook_secrets;
mod legacy;
mod log_streams;
mod network_acls;
mod phone;
mod prompts;
mod rate_limit_policies;
mod self_service_profiles;
mod self_service_tickets;
mod singleton;
mod token_exchange_profiles;
mod user_attribute_profiles;
mod verification_templates;

use collection::{Collection, Draft, Style};

use actix_web::web;
use serde_json::{Map, Value};

use crate::tenant::state::State;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    log_streams::LOG_STREAMS.configure(config);
    event_streams::EVENT_STREAMS.configure(config);
    event_deliveries::configure(config);
    network_acls::NETWORK_ACLS.configure(config);
    network_acls::NETWORK_ACLS.configure_replacing(config);
    token_exchange_profiles::TOKEN_EXCHANGE_PROFILES.configure(config);
    rate_limit_policies::RATE_LIMIT_POLICIES.configure(config);
    connection_profiles::configure(config);
    user_attribute_profiles::configure(config);
    self_service_profiles::configure(config);
    self_service_tickets::configure(config);
    email_provider::configure(config);
    email_templates::configure(config);
    branding_themes::configure(config);
    phone::configure(config);
    branding::configure(config);
    custom_domains::configure(config);
    attack_protection::configure(config);
    guardian::configure(config);
    prompts::configure(config);
    action_triggers::configure(config);
    actions::configure(config);
    encryption_keys::configure(config);
    custom_signing_keys::configure(config);
    flow_executions::configure(config);
    forms::configure(config);
    experimentation::configure(config);
    verification_templates::VERIFICATION_TEMPLATES.configure(config);
    legacy::configure(config);
}

/// What tenant settings repeat of the branding.
pub(super) fn branding_colours(state: &State) -> Option<Value> {
    branding::BRANDING.current(state).get("colors").cloned()
}

/// How wrong passwords for one account are stopped.
pub(super) fn brute_force(state: &State) -> Map<String, Value> {
    attack_protection::BRUTE_FORCE.current(state)
}

/// How wrong passwords from one address are stopped.
pub(super) fn suspicious_ips(state: &State) -> Map<String, Value> {
    attack_protection::SUSPICIOUS_IP.current(state)
}

/// What tenant settings repeat of the prompts.
pub(super) fn identifier_first(state: &State) -> Value {
    prompts::PROMPTS.current(state).get("identifier_first").cloned().unwrap_or(Value::Bool(true))
}
