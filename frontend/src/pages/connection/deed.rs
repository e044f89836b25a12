//! A button that does one thing to the connection, and shows the connection anew or why nothing came of it.

use std::pin::Pin;

use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    client::{Client, ConnectionRef, Failure, client},
    components::{Button, FailureNotice},
    dynamic::dynamic,
    icons::Glyph,
    live::live,
};

/// What is done, and the words around it.
pub(super) struct Deed {
    pub(super) label: &'static str,
    pub(super) look: &'static str,
    pub(super) glyph: Glyph,
    pub(super) doing: &'static str,
    pub(super) done: &'static str,
    pub(super) work: fn(Client, ConnectionRef) -> Work,
}

/// The request on its way.
pub(super) type Work = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// The button, with what went wrong above it.
pub(super) fn deed(shown: Shown, deed: Deed) -> AnyView {
    let Deed { label, look, glyph, doing, done, work } = deed;
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let (client, live) = (client(), live());
    let press = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let result = work(client, shown.at).await;
            busy.try_set(false);
            match result {
                Ok(()) => {
                    live.done(done);
                    shown.connection.reload();
                }
                // The page stays as it is: drawn anew it would take away why nothing came of it.
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let failed = dynamic(move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> }));
    view! { {failed} <Button label=label look=look glyph=glyph on_press=press busy=busy doing=doing /> }
        .into_any()
}
