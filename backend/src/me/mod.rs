//! Who the caller is.

mod routes;

pub(crate) use routes::configure;
