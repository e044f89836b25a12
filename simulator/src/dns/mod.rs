//! A small name server on loopback: whoever asks it is told the records that were ordered, and of nothing else.
//!
//! It stands in for the internet's name servers, so that a program can look for a record that a person, or a test,
//! has published a moment ago.

mod answer;
pub mod console;
mod name;
mod record;
mod server;
mod zone;

pub use name::{DomainName, InvalidName};
pub use record::{Content, InvalidRecord, Kind, RecordSet};
pub use server::{NameServer, start};
pub use zone::{Misbehaviour, Zone};
