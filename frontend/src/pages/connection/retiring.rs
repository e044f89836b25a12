//! A connection whose place another one has taken: until when it is kept, and the way back.

use api::{Connection, Permission};
use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    browser,
    client::{Failure, client},
    components::{Button, FailureNotice, Tone, notice_with},
    dynamic::dynamic,
    format,
    icons::Glyph,
    live::live,
    session::account,
    words::rollout as words,
};

/// The notice, while it is kept.
pub(super) fn retiring(shown: Shown, connection: &Connection) -> Option<AnyView> {
    let until = connection.retiring?.until;
    let may = account().can(Permission::ConnectionsActivate);
    let back = may.then(|| view! { <TakeBack shown=shown /> });
    Some(notice_with(
        Tone::Info,
        words::retiring(&format::relative(browser::now(), until)),
        words::retiring_detail(&browser::date_time(until)),
        back.into_any(),
    ))
}

#[component]
fn TakeBack(shown: Shown) -> AnyView {
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let (client, live) = (client(), live());
    let press = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let result = client.restore(shown.at).await;
            busy.try_set(false);
            match result {
                Ok(_) => live.done(words::TAKEN_BACK),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            shown.connection.reload();
        });
    });
    let told = dynamic(move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> }));
    view! {
        {told}
        <Button label=words::TAKE_BACK look="s sm" glyph=Glyph::Undo on_press=press busy=busy doing=words::TAKING_BACK />
    }
    .into_any()
}
