//! Views that change, and handlers of events, each as one type: the code that draws them is compiled once instead of
//! once for every closure, which keeps the app small.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;

/// A part of a view that is drawn anew whenever what it reads changes.
pub(crate) fn dynamic<V: IntoView + 'static>(mut draw: impl FnMut() -> V + Send + 'static) -> AnyView {
    let shared: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(move || draw().into_any()));
    shared.into_any()
}

/// What is done when an event comes.
pub(crate) fn on<E: 'static>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}
