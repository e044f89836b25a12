//! What holds for every operation: envelopes, bodies, paths, entity tags, lists, idempotency, limits, the app's files.

pub(crate) mod body;
pub(crate) mod envelope;
pub(crate) mod etag;
pub(crate) mod idempotency;
pub(crate) mod limits;
pub(crate) mod list;
pub(crate) mod path;
pub(crate) mod prefer;
pub(crate) mod spa;
