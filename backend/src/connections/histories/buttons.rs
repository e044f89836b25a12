//! What has to hold of buttons, while connections take each other's place.

use super::history::History;
use crate::connections::{
    domain::{Connection, Sync},
    store,
};

impl History {
    /// A connection retires only while it is active for everyone, and the one in its place is too.
    pub(super) async fn retires_beside_another(&self, connection: &Connection) -> Result<(), String> {
        let Some(retiring) = &connection.retiring else { return Ok(()) };
        let new = store::get(&self.state.db, &self.scope, retiring.replaced_by).await;
        let replaced = new.is_ok_and(|new| new.has_button());
        if replaced && connection.state.is_for_everyone() {
            Ok(())
        } else {
            Err(format!("{retiring:?} alone"))
        }
    }

    /// Where Auth0 agrees, the button of an open connection is there or not, as it was decided.
    pub(super) async fn button_rests(&self, connection: &Connection) -> Result<(), String> {
        let agrees = |one: &Connection| matches!(one.sync, Sync::Agreed { .. });
        let way = connection
            .upstream_id
            .as_ref()
            .and_then(|id| self.organization(|found| found.ways.get(id).copied()));
        let Some(way) = way.filter(|way| way.open && connection.state.is_live() && agrees(connection)) else {
            return Ok(());
        };
        if let Some(retiring) = &connection.retiring {
            let new = store::get(&self.state.db, &self.scope, retiring.replaced_by).await;
            let new = new.map_err(|error| error.to_string())?;
            let removed =
                self.auth0.with(|tenant| tenant.removed.contains(new.upstream_id.as_deref().unwrap()));
            if !agrees(&new) || removed {
                return Ok(());
            }
        }
        if way.button == connection.has_button() { Ok(()) } else { Err(format!("{way:?}: {connection:?}")) }
    }
}
