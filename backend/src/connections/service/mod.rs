//! What can be done with connections. Every change leaves its row, its order, its audit event in one transaction.

mod drafts;
mod reads;
mod rebase;
mod steps;
mod write;

pub(crate) use drafts::{Draft, Edit, SecretWish, create, replace_secret, update};
pub(crate) use reads::{get, list, readiness, revision, revisions, see, service_provider};
pub(crate) use steps::{ActivateWish, activate, configure, delete, disable};
pub(crate) use write::{job_cancelled, job_retried, record_test};

#[cfg(test)]
mod tests;
