//! What is done by the clock: looked at every few seconds by every replica. Each deed is a compare-and-swap or an order,
//! so that it is done once whoever is first.

use std::time::Duration;

use tokio::sync::watch;

use crate::{
    connections::{certificates, test_runs},
    domains,
    problem::ApiError,
    sign_ins,
    state::AppState,
};

/// Looks at the clock until told to stop.
pub(super) async fn beat(state: AppState, mut stop: watch::Receiver<bool>) {
    let pause = Duration::from_millis(state.settings.worker.clock_interval_ms);
    while !*stop.borrow() {
        if let Err(error) = look(&state).await {
            tracing::error!(
                code = error.code.as_str(),
                "what is due could not be done; the next look goes on"
            );
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn look(state: &AppState) -> Result<(), ApiError> {
    test_runs::keep_time(state).await?;
    certificates::apply_due(state).await?;
    certificates::order_refresh(state).await?;
    sign_ins::sync::order_when_due(state).await?;
    domains::service::order_due(state).await?;
    Ok(())
}
