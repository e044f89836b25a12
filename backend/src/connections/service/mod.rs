//! What can be done with connections. Every change leaves its row, its order, its audit event in one transaction.

mod drafts;
mod reads;
mod steps;
mod write;

pub(crate) use drafts::{Draft, Edit, SecretWish, create, replace_secret, update};
pub(crate) use reads::{get, list, readiness, revision, revisions, service_provider};
pub(crate) use steps::{ActivateWish, activate, configure, delete, disable};
pub(crate) use write::record_test;
