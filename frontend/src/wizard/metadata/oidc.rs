//! Giving the settings of an OpenID Connect client.

use leptos::prelude::*;

use super::form::Form;
use crate::{
    components::{Button, FailureNotice, Kind, TextField, printed},
    dynamic::on,
    icons::Glyph,
    progress::client_secret,
    words::metadata as words,
};

/// Issuer, client id, client secret and its end.
#[component]
pub(super) fn OidcEntry(form: Form) -> AnyView {
    let provider = form.setup.provider.get_value();
    let label =
        if provider.metadata_label.is_empty() { words::ISSUER_LABEL.into() } else { provider.metadata_label };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.check_again();
    };
    view! {
        <form class="stack" on:submit=on(submit)>
            <div class="withbutton">
                <TextField
                    id="issuer"
                    label=label
                    value=form.issuer
                    kind=Kind::Code
                    hint=printed(&provider.metadata_hint)
                    placeholder=provider.metadata_placeholder
                />
                <Button
                    label=words::CHECK_AGAIN
                    glyph=Glyph::Refresh
                    on_press=Callback::new(move |()| form.check_again())
                    busy=form.checking doing=words::READING
                />
            </div>
            {client_fields(form)}
            {move || form.failure.get().map(|failure| {
                let again = Callback::new(move |()| form.check_again());
                view! { <FailureNotice failure=failure retry=again /> }
            })}
        </form>
    }
    .into_any()
}

/// Client id, client secret and its end: what a provider issues for an application.
pub(super) fn client_fields(form: Form) -> AnyView {
    let known = form
        .setup
        .connection
        .with_untracked(|one| client_secret(&one.value).is_some_and(|secret| secret.set));
    let secret_hint = if known { words::SECRET_KNOWN } else { words::SECRET_HINT };
    view! {
        <TextField
            id="client-id"
            label=words::CLIENT_ID
            hint=words::CLIENT_ID_HINT
            value=form.client_id
            kind=Kind::Code
        />
        <TextField
            id="client-secret"
            label=words::CLIENT_SECRET
            hint=secret_hint
            value=form.secret
            kind=Kind::Secret
        />
        <TextField
            id="secret-ends"
            label=words::SECRET_ENDS
            hint=words::SECRET_ENDS_HINT
            value=form.ends_on
            kind=Kind::Date
        />
    }
    .into_any()
}
