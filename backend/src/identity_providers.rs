//! The catalogue of identity providers: public, and the same for everybody.

mod routes;

pub(crate) use routes::configure;
