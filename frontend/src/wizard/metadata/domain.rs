//! Giving the settings of a provider that is found by its domain, and of a directory behind a connector.

use leptos::prelude::*;

use super::{form::Form, oidc::client_fields};
use crate::{
    components::{FailureNotice, Kind, TextField, Tone, notice, printed},
    dynamic::{dynamic, on},
    words::metadata as words,
};

/// Domain, client id, client secret and its end.
#[component]
pub(super) fn DomainEntry(form: Form) -> AnyView {
    view! { {fields(form, words::DOMAIN_LABEL, client_fields(form))} }.into_any()
}

/// The domain of a directory's people; the rest happens beside the directory.
#[component]
pub(super) fn ConnectorEntry(form: Form) -> AnyView {
    let about = notice(Tone::Info, words::CONNECTOR.0, words::CONNECTOR.1);
    view! { {fields(form, words::PEOPLE_DOMAIN_LABEL, about)} }.into_any()
}

/// The address of the server itself, beside its metadata.
pub(super) fn base_url(form: Form) -> AnyView {
    view! {
        <TextField
            id="base-url"
            label=words::BASE_URL
            hint=words::BASE_URL_HINT
            value=form.base_url
            kind=Kind::Code
            placeholder="https://"
        />
    }
    .into_any()
}

fn fields(form: Form, usual: &'static str, below: AnyView) -> AnyView {
    let provider = form.setup.provider.get_value();
    let label = if provider.metadata_label.is_empty() { usual.into() } else { provider.metadata_label };
    let failed =
        dynamic(move || form.failure.get().map(|failure| view! { <FailureNotice failure=failure /> }));
    let submit = |event: leptos::ev::SubmitEvent| event.prevent_default();
    view! {
        <form class="stack" on:submit=on(submit)>
            <TextField
                id="domain"
                label=label
                value=form.domain
                kind=Kind::Code
                hint=printed(&provider.metadata_hint)
                placeholder=provider.metadata_placeholder
            />
            {below}
            {failed}
        </form>
    }
    .into_any()
}
