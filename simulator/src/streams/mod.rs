//! What a tenant tells others as it happens: log streams and event streams, delivered over HTTP in order, again and again
//! until they are taken or given up.

mod category;
mod deliveries;
mod delivery;
mod event_streams;
mod happening;
mod log_streams;
mod management_events;
mod progress;
mod subscription;

pub use deliveries::{Delivery, NotRedelivered};
pub use delivery::deliver;
pub use event_streams::forget;
pub use happening::Happening;
pub(crate) use management_events::listen;
pub use progress::Progress;
pub use subscription::{BadPosition, Beginning, Subscription};
