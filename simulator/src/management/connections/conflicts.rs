//! What stands in the way of a connection.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::{
    budget::Tier,
    tenant::{model::Connection, state::State},
};

use super::{super::ApiError, wish};

/// Connections of a tenant on the plans that one signs up for alone.
const MOST: usize = 100;
const CONFLICT: Option<&str> = Some("connection_conflict");

/// The name must be free; the name of a deleted connection is taken until its users are purged.
pub(super) fn check_name(state: &State, name: &str, now: DateTime<Utc>) -> Result<(), ApiError> {
    if state.connections.by_name(name).is_some() {
        return Err(ApiError::conflict(CONFLICT, "A connection with the same name already exists"));
    }
    let purging = |gone: &&crate::tenant::state::DeletedConnection| now < gone.purged_at;
    if state.deleted_connections.iter().filter(purging).any(|gone| gone.name.eq_ignore_ascii_case(name)) {
        return Err(ApiError::conflict(
            CONFLICT,
            "A connection with the same name is being deleted, try again later",
        ));
    }
    Ok(())
}

/// The tenant may be full.
pub(super) fn check_limit(state: &State, tier: Tier) -> Result<(), ApiError> {
    if matches!(tier, Tier::Free | Tier::Professional) && state.connections.len() >= MOST {
        return Err(ApiError::forbidden(
            "too_many_entities",
            "You reached the limit of entities of this type for this tenant.",
        ));
    }
    Ok(())
}

/// What it shares with no other connection.
pub(super) fn check_others(state: &State, connection: &Connection) -> Result<(), ApiError> {
    let others = || state.connections.iter().filter(|other| other.id != connection.id);
    if others().any(|other| other.realms.iter().any(|realm| connection.realms.contains(realm))) {
        return Err(ApiError::conflict(
            CONFLICT,
            "There is already another connection with some realms from \"realms\" parameter",
        ));
    }
    let same = |other: &Connection| other.is_domain_connection && other.strategy == connection.strategy;
    if connection.is_domain_connection && others().any(same) {
        return Err(ApiError::conflict(
            CONFLICT,
            format!("There is already a domain connection enabled for strategy {}", connection.strategy),
        ));
    }
    Ok(())
}

/// Only identity providers that speak `OpenID` Connect can be asked for tokens of others.
pub(super) fn check_purposes(strategy: &str, wish: &Map<String, Value>) -> Result<(), ApiError> {
    let able = matches!(strategy, "oidc" | "okta");
    let unsupported = |what: &str| {
        let message = format!("{what} is not supported for this connection.");
        Err(ApiError::bad_request("operation_not_supported", message))
    };
    if !able && wish.contains_key("cross_app_access_requesting_app") {
        return unsupported("Cross App Access Requesting App");
    }
    if !able && wish::flag(wish, "connected_accounts", "cross_app_access") == Some(true) {
        return unsupported("Cross App Access");
    }
    Ok(())
}
