//! What a tenant tells others as it happens: log streams and event streams, delivered over HTTP in order, again and again
//! until they are taken.

mod category;
mod delivery;
mod event_streams;
mod happening;
mod log_streams;
mod management_events;
mod progress;

pub use delivery::deliver;
pub use happening::Happening;
pub(crate) use management_events::listen;
pub use progress::Progress;
