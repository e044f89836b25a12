//! What can be done with connections. Every change leaves its row, its order, its audit event in one transaction.

mod drafts;
mod leading;
mod reads;
mod rebase;
mod steps;
mod write;

pub(super) use drafts::linted;
pub(crate) use drafts::{Draft, Edit, SecretWish, create, replace_secret, update};
pub(crate) use leading::{domains_changed, domains_known, live_ids, only_button, open_one};
pub(crate) use reads::{Owned, buttons, get, in_auth0, list, owned, readiness, see, service_provider};
pub(super) use reads::{Seen, present};
pub(crate) use steps::{Ordered, activate, at, configure, delete, disable, perform};
pub(super) use steps::{job_of, of};
pub(super) use write::{Change, Told, write, write_all};
pub(crate) use write::{job_cancelled, job_retried, record_test};

#[cfg(test)]
mod tests;
