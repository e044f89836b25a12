//! Writes that need more than one call: read, merge, write, read again.

mod adopt;
mod connection;
mod lists;
mod locks;

pub use self::{adopt::Created, connection::Written};
pub(crate) use locks::Locks;
