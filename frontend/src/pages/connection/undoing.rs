//! A step that undoes itself: until when, and the word that keeps it.

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

/// The notice, while somebody's word is waited for.
pub(super) fn undoing(shown: Shown, connection: &Connection) -> Option<AnyView> {
    let by = connection.auto_revert.as_ref()?.confirm_by?;
    let relative = format::relative(browser::now(), by);
    // What comes back is shown when its time is over.
    let left = u64::try_from((by - browser::now()).num_milliseconds()).unwrap_or_default();
    browser::after(left + 3_000, move || shown.connection.reload());
    let keep =
        account().can(Permission::ConnectionsActivate).then(|| view! { <Keep shown=shown /> }.into_any());
    Some(notice_with(
        Tone::Warning,
        words::undoes_itself(&relative),
        words::undoes_detail(&browser::time(by)),
        keep.into_any(),
    ))
}

#[component]
fn Keep(shown: Shown) -> AnyView {
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let (client, live) = (client(), live());
    let press = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let result = client.confirm_step(shown.at).await;
            busy.try_set(false);
            match result {
                Ok(()) => live.done(words::CONFIRMED),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            shown.connection.reload();
        });
    });
    let told = dynamic(move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> }));
    view! {
        {told}
        <Button label=words::CONFIRM look="p sm" glyph=Glyph::Check on_press=press busy=busy doing=words::CONFIRMING />
    }
    .into_any()
}
