//! Replacing the client secret of an OIDC connection.

use api::ReplaceSecret;
use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    client::{Client, Failure, client},
    components::{Button, FailureNotice, Kind, TextField, sheet},
    live::{Live, live},
    wizard::end_of_day,
    words::connections as words,
};

/// What is typed, and how saving goes.
#[derive(Clone, Copy)]
struct Replacement {
    shown: Shown,
    client: Client,
    live: Live,
    secret: RwSignal<String>,
    ends_on: RwSignal<String>,
    busy: RwSignal<bool>,
    missing: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

/// The form. The secret is sent once and never kept, not even in this tab.
#[component]
pub(super) fn ReplaceSecretForm(shown: Shown) -> AnyView {
    let form = Replacement {
        shown,
        client: client(),
        live: live(),
        secret: RwSignal::new(String::new()),
        ends_on: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
        missing: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    let error = Signal::derive(move || form.missing.get().then(|| words::SECRET_EMPTY.to_owned()));
    let fields = view! {
        <div class="pad stack">
            {move || form.failure.get().map(|failure| view! { <FailureNotice failure=failure /> })}
            <TextField
                id="new-secret"
                label=words::NEW_SECRET
                hint=words::NEW_SECRET_HINT
                value=form.secret
                kind=Kind::Secret
                error=error
            />
            <TextField
                id="secret-ends"
                label=words::SECRET_ENDS_ON
                hint=words::SECRET_ENDS_HINT
                value=form.ends_on
                kind=Kind::Date
            />
            <div class="actions">
                <Button
                    label=words::REPLACE_SECRET
                    on_press=Callback::new(move |()| form.save())
                    busy=form.busy
                    doing=words::REPLACING
                />
            </div>
        </div>
    };
    sheet("secret", words::CLIENT_SECRET, fields.into_any())
}

impl Replacement {
    fn save(self) {
        let Some(found) = self.shown.connection.value() else { return };
        let client_secret = self.secret.get_untracked().trim().to_owned();
        self.missing.set(client_secret.is_empty());
        if client_secret.is_empty() {
            return;
        }
        let wish = ReplaceSecret { client_secret, expires_at: end_of_day(&self.ends_on.get_untracked()) };
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = self.client.replace_secret(self.shown.at, &found.etag, &wish).await;
            self.busy.try_set(false);
            match result {
                Ok(()) => {
                    self.secret.try_set(String::new());
                    self.ends_on.try_set(String::new());
                    self.live.done(words::SECRET_REPLACED);
                }
                Err(why) => {
                    self.failure.try_set(Some(why));
                }
            }
            self.shown.connection.reload();
        });
    }
}
