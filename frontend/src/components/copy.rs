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

/// A value with a button that copies it and says what happened. `name` is the value's label, for screen readers.
#[component]
pub(crate) fn CopyField(#[prop(into)] value: String, #[prop(into)] name: String) -> AnyView {
    let state = RwSignal::new(Copied::No);
    let live = live();
    let (text, label) = (value.clone(), name.clone());
    let press = move |_| {
        let (text, label) = (text.clone(), label.clone());
        spawn_local(async move {
            let copied = browser::copy(&text).await;
            state.try_set(if copied { Copied::Yes } else { Copied::Refused });
            live.say(if copied { words::copied(&label) } else { words::COPY_BY_HAND.into() });
            browser::after(4_000, move || {
                state.try_set(Copied::No);
            });
        });
    };
    let face = dynamic(move || match state.get() {
        Copied::No => view! { {icon(Glyph::Copy, 16)} <span>{words::COPY}</span> }.into_any(),
        Copied::Yes => view! { {icon(Glyph::Check, 16)} <span>{words::COPIED}</span> }.into_any(),
        Copied::Refused => view! { <span>{words::COPY_BY_HAND}</span> }.into_any(),
    });
    view! {
        <div class="copyw">
            <div class="copy" class:done=move || state.get() == Copied::Yes>
                <code>{value}</code>
                <button type="button" on:click=on(press)>
                    {face}
                    <span class="sr">{format!(" {name}")}</span>
                </button>
            </div>
        </div>
    }
    .into_any()
}
