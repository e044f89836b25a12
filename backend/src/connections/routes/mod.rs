//! Connections over the wire.

mod input;
mod reads;
mod steps;
mod writes;

use utoipa_actix_web::service_config::ServiceConfig;

use super::test_runs;

pub(crate) fn configure(config: &mut ServiceConfig) {
    reads::configure(config);
    writes::configure(config);
    steps::configure(config);
    test_runs::routes::configure(config);
}
