//! Connections over the wire.

mod input;
mod reads;
mod steps;
mod writes;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) use steps::accepted;

use super::{activation, certificates, drift, mapping, moving, preflight, revisions, test_runs};

pub(crate) fn configure(config: &mut ServiceConfig) {
    reads::configure(config);
    writes::configure(config);
    steps::configure(config);
    activation::routes::configure(config);
    moving::routes::configure(config);
    revisions::routes::configure(config);
    drift::routes::configure(config);
    certificates::routes::configure(config);
    mapping::routes::configure(config);
    preflight::routes::configure(config);
    test_runs::routes::configure(config);
}
