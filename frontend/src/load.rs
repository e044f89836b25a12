//! Loading what a page shows: first a skeleton, then words, then a way out; failures stay where the data would be.

use std::{any::Any, future::Future, marker::PhantomData, sync::Arc};

use leptos::{prelude::*, task::spawn_local};

use crate::{
    client::Failure,
    components::{FailureNotice, Waiting},
    dynamic::dynamic,
};

/// What was read, whatever it is: one type for all signals keeps the app small.
type Erased = Arc<dyn Any + Send + Sync>;

/// Something that is fetched for a page, and can be fetched again.
pub(crate) struct Load<T> {
    /// The last answer, always a `T`; what was there stays until the next one comes.
    answer: RwSignal<Option<Result<Erased, Failure>>>,
    again: StoredValue<Box<dyn Fn() + Send + Sync>>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Load<T> {}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// Fetches now, and remembers how.
    pub(crate) fn new<F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        let answer = RwSignal::new(None);
        let newest = StoredValue::new(0_u32);
        let run = move || {
            let Some(number) = next(newest) else { return };
            let work = fetch();
            spawn_local(async move {
                let result = work.await.map(|value| Arc::new(value) as Erased);
                // The page may be gone, or a newer request under way.
                if newest.try_get_value() == Some(number) {
                    take(answer, result);
                }
            });
        };
        run();
        Self { answer, again: StoredValue::new(Box::new(run)), kind: PhantomData }
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
        self.answer.with(|answer| answer.as_ref()?.as_ref().ok()?.downcast_ref::<T>().cloned())
    }

    /// Why nothing could be read.
    pub(crate) fn failure(self) -> Option<Failure> {
        self.answer.with(|answer| answer.as_ref()?.as_ref().err().cloned())
    }

    /// Whether it was read.
    pub(crate) fn is_ready(self) -> bool {
        self.answer.with(|answer| matches!(answer, Some(Ok(_))))
    }

    /// Draws what was read, or that it is still loading, or why it could not be read. `what` completes the sentence
    /// "Still loading …".
    pub(crate) fn view(self, what: &'static str, draw: impl Fn(T) -> AnyView + Send + 'static) -> AnyView {
        let retry = Callback::new(move |()| self.retry());
        dynamic(move || match self.value() {
            Some(value) => draw(value),
            None => absent(self.failure(), what, retry),
        })
    }
}

/// Takes an answer over; a failure that passes does not take away what is shown.
fn take(answer: RwSignal<Option<Result<Erased, Failure>>>, result: Result<Erased, Failure>) {
    let passing = result.as_ref().is_err_and(Failure::is_passing);
    let shown = untrack(move || answer.try_with(|answer| matches!(answer, Some(Ok(_))))) == Some(true);
    if !(passing && shown) {
        answer.try_set(Some(result));
    }
}

/// Counts the requests of one page: the newest wins.
fn next(newest: StoredValue<u32>) -> Option<u32> {
    newest.try_update_value(|number| {
        *number += 1;
        *number
    })
}

fn absent(failure: Option<Failure>, what: &'static str, retry: Callback<()>) -> AnyView {
    match failure {
        Some(failure) => view! { <FailureNotice failure=failure retry=retry /> }.into_any(),
        None => view! { <Waiting what=what retry=retry /> }.into_any(),
    }
}
