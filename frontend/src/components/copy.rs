//! Values to copy.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser,
    dynamic::{dynamic, on},
    icons::{Glyph, icon},
    live::live,
    words,
};

/// How copying went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copied {
    No,
    Yes,
    Refused,
}

/// How copying goes, and the press that copies `text`, which is called `name`.
fn copying(text: String, name: String) -> (RwSignal<Copied>, impl FnMut(leptos::ev::MouseEvent)) {
    let state = RwSignal::new(Copied::No);
    let live = live();
    let press = move |_| {
        let (text, label) = (text.clone(), name.clone());
        spawn_local(async move {
            let copied = browser::copy(&text).await;
            state.try_set(if copied { Copied::Yes } else { Copied::Refused });
            live.say(if copied { words::copied(&label) } else { words::COPY_BY_HAND.into() });
            browser::after(4_000, move || {
                state.try_set(Copied::No);
            });
        });
    };
    (state, press)
}

fn face(state: RwSignal<Copied>, label: &'static str) -> AnyView {
    dynamic(move || match state.get() {
        Copied::No => view! { {icon(Glyph::Copy, 16)} <span>{label}</span> }.into_any(),
        Copied::Yes => view! { {icon(Glyph::Check, 16)} <span>{words::COPIED}</span> }.into_any(),
        Copied::Refused => view! { <span>{words::COPY_BY_HAND}</span> }.into_any(),
    })
}

/// A value with a button that copies it and says what happened. `name` is the value's label, for screen readers.
#[component]
pub(crate) fn CopyField(#[prop(into)] value: String, #[prop(into)] name: String) -> AnyView {
    let (state, press) = copying(value.clone(), name.clone());
    view! {
        <div class="copyw">
            <div class="copy" class:done=move || state.get() == Copied::Yes>
                <code>{value}</code>
                <button type="button" on:click=on(press)>
                    {face(state, words::COPY)}
                    <span class="sr">{format!(" {name}")}</span>
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// A button that copies a text which is too long to be shown; where copying is refused, the text appears below.
#[component]
pub(crate) fn CopyButton(text: String, label: &'static str, name: &'static str) -> AnyView {
    let (state, press) = copying(text.clone(), name.to_owned());
    let refused = RwSignal::new(false);
    Effect::new(move |_| {
        if state.get() == Copied::Refused {
            refused.set(true);
        }
    });
    let shown =
        dynamic(move || refused.get().then(|| view! { <pre class="code wrapped">{text.clone()}</pre> }));
    view! {
        <button type="button" class="btn q sm" on:click=on(press)>{face(state, label)}</button>
        {shown}
    }
    .into_any()
}
