//! Giving SAML metadata: by link, by file, as text, or by hand.

use api::InputMethod;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::form::Form;
use crate::{
    browser,
    components::{Area, Button, FailureNotice, Kind, TextField, printed},
    dynamic::{dynamic, on},
    format,
    icons::{Glyph, icon},
    words::metadata as words,
};

/// The largest file that is read, as the server has it.
const LIMIT: f64 = 4.0 * 1024.0 * 1024.0;

/// The ways to give it, and the fields of the one that was chosen.
#[component]
pub(super) fn SamlEntry(form: Form) -> AnyView {
    let ways = form.setup.provider.with_value(|provider| provider.inputs.clone());
    let buttons: Vec<_> = ways
        .into_iter()
        .filter(|way| {
            !matches!(way, InputMethod::OidcClient | InputMethod::DomainClient | InputMethod::Connector)
        })
        .map(|way| way_button(form, way))
        .collect();
    let fields = dynamic(move || match form.way.get() {
        InputMethod::MetadataFile => view! { <ByFile form=form /> }.into_any(),
        InputMethod::MetadataText => by_text(form),
        InputMethod::SignInUrlAndCertificate => by_hand(form),
        _ => by_link(form),
    });
    view! {
        <div class="src">
            <div class="seg" role="group" aria-label=words::HOW>{buttons}</div>
            {fields}
            {move || form.failure.get().map(|failure| {
                let again = Callback::new(move |()| form.check_again());
                view! { <FailureNotice failure=failure retry=again /> }
            })}
        </div>
    }
    .into_any()
}

fn way_button(form: Form, way: InputMethod) -> AnyView {
    let (glyph, label) = match way {
        InputMethod::MetadataUrl
        | InputMethod::OidcClient
        | InputMethod::DomainClient
        | InputMethod::Connector => (Glyph::Link, words::LINK),
        InputMethod::MetadataFile => (Glyph::Upload, words::FILE),
        InputMethod::MetadataText => (Glyph::Code, words::PASTE),
        InputMethod::SignInUrlAndCertificate => (Glyph::List, words::BY_HAND),
    };
    let pressed = move || (form.way.get() == way).to_string();
    view! {
        <button type="button" aria-pressed=pressed on:click=on(move |_| form.way.set(way))>
            {icon(glyph, 16)}
            {label}
        </button>
    }
    .into_any()
}

fn by_link(form: Form) -> AnyView {
    let provider = form.setup.provider.get_value();
    // The provider's own label is that of the way it prefers.
    let by_link_first = provider.inputs.first() == Some(&InputMethod::MetadataUrl);
    let label = if by_link_first { provider.metadata_label } else { words::LINK_LABEL.into() };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.check_again();
    };
    view! {
        <form class="withbutton" on:submit=on(submit)>
            <TextField
                id="metadata-url"
                label=label
                value=form.url
                kind=Kind::Code
                hint=printed(&provider.metadata_hint)
                placeholder=provider.metadata_placeholder
                error=Signal::derive(move || form.has_error().then(|| words::SEE_FINDINGS.to_owned()))
            />
            <Button
                label=words::CHECK_AGAIN
                glyph=Glyph::Refresh
                on_press=Callback::new(move |()| form.check_again())
                busy=form.checking doing=words::READING
            />
        </form>
    }
    .into_any()
}

fn by_text(form: Form) -> AnyView {
    view! {
        <Area
            id="metadata-text"
            label=words::TEXT_LABEL
            hint=words::TEXT_HINT
            value=form.text
            placeholder="<EntityDescriptor …"
        />
    }
    .into_any()
}

fn by_hand(form: Form) -> AnyView {
    view! {
        <div class="stack">
            <TextField
                id="sign-in-url"
                label=words::SIGN_IN_URL
                hint=words::SIGN_IN_URL_HINT
                value=form.sign_in_url
                kind=Kind::Code
                placeholder="https://"
            />
            <Area
                id="certificate"
                label=words::CERTIFICATE_LABEL
                hint=words::CERTIFICATE_HINT
                value=form.certificate
                placeholder="-----BEGIN CERTIFICATE-----"
                rows=8
            />
        </div>
    }
    .into_any()
}

/// A file, chosen or dropped; dropping is an extra, never the only way.
#[component]
fn ByFile(form: Form) -> AnyView {
    let over = RwSignal::new(false);
    let refused = RwSignal::new(None::<String>);
    let read = move |file: web_sys::File| {
        let name = file.name();
        if file.size() > LIMIT {
            refused.set(Some(words::too_large(&name)));
            return;
        }
        refused.set(None);
        spawn_local(async move {
            match browser::read_file(file).await {
                Some(text) => drop(form.file.try_set(Some((name, text)))),
                None => drop(refused.try_set(Some(words::unreadable(&name)))),
            }
        });
    };
    let chosen = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) {
            read(file);
        }
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0))
        {
            read(file);
        }
    };
    let name = dynamic(move || match form.file.get() {
        Some((name, _)) => words::file_read(&format::shortened(&name, 60)),
        None => words::DROP.to_owned(),
    });
    view! {
        <div
            class="drop"
            class:over=move || over.get()
            on:dragover=on(move |event: leptos::ev::DragEvent| { event.prevent_default(); over.set(true); })
            on:dragleave=on(move |_| over.set(false))
            on:drop=on(dropped)
        >
            {icon(Glyph::Upload, 22)}
            <b role="status">{name}</b>
            <span>
                {words::OR}
                " "
                <label class="choose">
                    <input class="sr" type="file" accept=".xml,application/xml,text/xml" on:change=on(chosen) />
                    <span>{words::CHOOSE_FILE}</span>
                </label>
                {words::UP_TO}
            </span>
            <span class="err">{move || crate::components::field_error(refused.get())}</span>
        </div>
    }
    .into_any()
}
