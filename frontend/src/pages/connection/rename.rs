//! Changing the name on the sign-in button.

use api::UpdateConnection;
use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    client::{Failure, client},
    components::{Button, FailureNotice, TextField, sheet},
    drafts,
    dynamic::dynamic,
    live::live,
    words::{self as all_words, connections as words},
};

/// The form.
#[component]
pub(super) fn Rename(shown: Shown) -> AnyView {
    let saved = shown.connection.value().map(|found| found.value.display_name).unwrap_or_default();
    let draft = format!("rename:{}", shown.at.id);
    let name = RwSignal::new(drafts::kept(&draft).unwrap_or_else(|| saved.clone()));
    Effect::new(move |_| {
        name.with(|name| if *name == saved { drafts::forget(&draft) } else { drafts::keep(&draft, name) })
    });
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let (client, live) = (client(), live());
    let save = Callback::new(move |()| {
        let Some(found) = shown.connection.value() else { return };
        let display_name = name.get_untracked().trim().to_owned();
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let wish = UpdateConnection { display_name: Some(display_name), ..UpdateConnection::default() };
            let result = client.update_connection(shown.at, &found.etag, &wish).await;
            busy.try_set(false);
            match result {
                Ok(_) => {
                    drafts::forget(&format!("rename:{}", shown.at.id));
                    live.done(words::RENAMED);
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
            // After a conflict the newest version is shown above, and what was typed stays here.
            shown.connection.reload();
        });
    });
    let error = Signal::derive(move || failure.with(|failure| failure.as_ref()?.at("/display_name")));
    let elsewhere = dynamic(move || {
        let why = failure.get().filter(|why| why.at("/display_name").is_none())?;
        Some(view! { <FailureNotice failure=why /> })
    });
    let form = view! {
        <div class="pad stack">
            {elsewhere}
            <TextField id="display-name" label=words::NAME hint=words::NAME_HINT value=name error=error />
            <div class="actions">
                <Button
                    label=all_words::SAVE
                    on_press=save
                    busy=busy doing=all_words::SAVING
                />
            </div>
        </div>
    };
    sheet("rename", words::EDIT_NAME, form.into_any())
}
