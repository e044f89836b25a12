//! Writing a connection's settings: read, merge, write, read again, compare.

use crate::{
    Client, Error,
    connections::{self, Connection, ConnectionPatch},
    lossless::{Drift, Wish, drift, merge, present},
};

/// What came of writing a connection.
#[derive(Debug, Clone)]
pub struct Written {
    /// The connection as Auth0 has it now.
    pub connection: Connection,
    /// Whether anything had to be written.
    pub changed: bool,
    /// Where Auth0 has something else than it should.
    pub drift: Vec<Drift>,
    /// Secrets that Auth0 masked, and that were therefore not sent.
    pub withheld: Vec<String>,
}

impl Client {
    /// Brings a connection's name and settings to what is wished; nothing is sent when they are. Everything that is not
    /// wished for stays as it is. One writer per connection at a time.
    ///
    /// # Errors
    /// `MissingScope` where Auth0 hides the settings: writing blindly would lose them. Otherwise whatever stopped it.
    pub async fn write_connection(
        &self,
        id: &str,
        display_name: &str,
        wish: &Wish,
    ) -> Result<Written, Error> {
        let _writer = self.locks().hold(&format!("connections/{id}")).await;
        let before = self.send(connections::get(id)).await?;
        if before.options_hidden {
            return Err(Error::MissingScope {
                scopes: vec!["read:connections_options".to_owned()],
                message: "a connection's settings are hidden from us and cannot be changed safely".to_owned(),
            });
        }
        let merged = merge(&before.strategy, &before.options, wish);
        let is_named = before.display_name.as_deref().unwrap_or(&before.name) == display_name;
        let there = present(&before.strategy, &before.options, wish);
        let changed = !merged.agrees_with(&there) || !is_named;
        let connection = if changed {
            let patch = ConnectionPatch { display_name, options: &merged.options };
            self.send(connections::update(id, &patch)).await?;
            self.send(connections::get(id)).await?
        } else {
            before.clone()
        };
        let there = present(&connection.strategy, &connection.options, wish);
        let mut drift = drift(&before.options, wish, &there);
        if connection.display_name.as_deref().unwrap_or(&connection.name) != display_name {
            let field = "display_name".to_owned();
            drift.push(Drift { field, owner: Some(crate::lossless::Owner::Admin) });
        }
        Ok(Written { connection, changed, drift, withheld: merged.withheld })
    }
}
