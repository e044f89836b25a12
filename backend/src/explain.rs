//! Explaining what was said when a sign-in failed, without keeping it.

mod routes;

pub(crate) use routes::configure;
