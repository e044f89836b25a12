//! Loading what a page shows: first a skeleton, then words, then a way out; failures stay where the data would be.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    client::Failure,
    components::{FailureNotice, Waiting},
    dynamic::dynamic,
};

/// Something that is fetched for a page, and can be fetched again.
pub(crate) struct Load<T: Send + Sync + 'static> {
    /// The last answer; what was there stays until the next one comes.
    pub(crate) answer: RwSignal<Option<Result<T, Failure>>>,
    again: StoredValue<Box<dyn Fn() + Send + Sync>>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// Fetches now, and remembers how.
    pub(crate) fn new<F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        let answer = RwSignal::new(None);
        let newest = StoredValue::new(0_u32);
        let run = move || {
            let Some(number) = newest.try_update_value(|number| {
                *number += 1;
                *number
            }) else {
                return;
            };
            let work = fetch();
            spawn_local(async move {
                let result = work.await;
                // The page may be gone, or a newer request under way.
                if newest.try_get_value() == Some(number) {
                    answer.try_set(Some(result));
                }
            });
        };
        run();
        Self { answer, again: StoredValue::new(Box::new(run)) }
    }

    /// Fetches again; what is shown stays until the answer is there.
    pub(crate) fn reload(self) {
        self.again.try_with_value(|run| run());
    }

    /// Fetches again from the start, as after a failure.
    pub(crate) fn retry(self) {
        self.answer.set(None);
        self.reload();
    }

    /// What was read, once it was.
    pub(crate) fn value(self) -> Option<T> {
        self.answer.with(|answer| answer.as_ref().and_then(|result| result.as_ref().ok()).cloned())
    }

    /// Draws what was read, or that it is still loading, or why it could not be read. `what` completes the sentence
    /// "Still loading …".
    pub(crate) fn view(self, what: &'static str, draw: impl Fn(T) -> AnyView + Send + 'static) -> AnyView {
        let retry = Callback::new(move |()| self.retry());
        dynamic(move || match self.answer.get() {
            None => view! { <Waiting what=what retry=retry /> }.into_any(),
            Some(Err(failure)) => view! { <FailureNotice failure=failure retry=retry /> }.into_any(),
            Some(Ok(value)) => draw(value),
        })
    }
}
