//! The pages: each loads what it shows.

mod connection;
mod connections;
pub(crate) mod domains;
mod home;
mod organization;
mod organizations;
mod overview;
mod sign_in;
mod unknown_texts;

pub(crate) use connection::{discovery_rows, metadata_rows, undo_field};
pub(crate) use home::Signed;
pub(crate) use organization::{Within, within};
pub(crate) use sign_in::SignIn;
