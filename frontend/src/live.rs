//! What is said beside the page: a status for screen readers, and toasts for results that need no reading.

use leptos::prelude::*;

use crate::{
    browser,
    dynamic::on,
    icons::{Glyph, icon, icon_with},
    words,
};

/// How long a toast stays, unless a person looks at it.
const STAYS: u64 = 8_000;

/// Speaks to the person outside the flow of the page.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    status: RwSignal<String>,
    toast: RwSignal<Option<(u32, String)>>,
    held: RwSignal<bool>,
}

/// The one voice of the app.
pub(crate) fn live() -> Live {
    expect_context()
}

impl Live {
    pub(crate) fn new() -> Self {
        Self { status: RwSignal::new(String::new()), toast: RwSignal::new(None), held: RwSignal::new(false) }
    }

    /// Tells screen readers, politely.
    pub(crate) fn say(self, text: impl Into<String>) {
        let text = text.into();
        // The same text twice in a row is only read when it changes in between.
        self.status.set(String::new());
        browser::after(60, move || self.status.set(text));
    }

    /// Shows that something was done.
    pub(crate) fn done(self, text: impl Into<String>) {
        let number = self.toast.with_untracked(|toast| toast.as_ref().map_or(0, |(number, _)| number + 1));
        self.toast.set(Some((number, text.into())));
        self.close_later(number);
    }

    fn close_later(self, number: u32) {
        browser::after(STAYS, move || {
            if self
                .toast
                .with_untracked(|toast| toast.as_ref().is_some_and(|(current, _)| *current == number))
            {
                if self.held.get_untracked() { self.close_later(number) } else { self.toast.set(None) }
            }
        });
    }
}

/// The places in the document where the voice is heard.
#[component]
pub(crate) fn LiveRegions() -> AnyView {
    let live = live();
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            live.toast.set(None);
        }
    };
    view! {
        <div class="sr" role="status" aria-live="polite">{move || live.status.get()}</div>
        <div
            class="toasts"
            role="status"
            on:mouseenter=on(move |_| live.held.set(true))
            on:mouseleave=on(move |_| live.held.set(false))
            on:focusin=on(move |_| live.held.set(true))
            on:focusout=on(move |_| live.held.set(false))
            on:keydown=on(escape)
        >
            {move || live.toast.get().map(|(_, text)| toast(live, text))}
        </div>
    }
    .into_any()
}

fn toast(live: Live, text: String) -> AnyView {
    view! {
        <div class="toast">
            {icon_with(Glyph::Ok, 19, "tok")}
            <span>{text}</span>
            <button class="icb" type="button" aria-label=words::DISMISS on:click=on(move |_| live.toast.set(None))>
                {icon(Glyph::Close, 16)}
            </button>
        </div>
    }
    .into_any()
}
