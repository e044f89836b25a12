//! Buttons.

use leptos::prelude::*;

use crate::{
    browser,
    dynamic::{dynamic, on},
    icons::{Glyph, icon, icon_with},
};

/// A button that does something. While it is busy it says so and ignores further presses; while it is unavailable it
/// stays focusable, and a press leads to the reason.
#[component]
pub(crate) fn Button(
    /// Verb and object.
    #[prop(into)]
    label: Signal<String>,
    on_press: Callback<()>,
    /// `p` primary, `s` secondary, `q` quiet, `d` danger, `dx` danger inside a confirmation; more classes may follow.
    #[prop(default = "s")]
    look: &'static str,
    #[prop(optional, into)] glyph: Option<Glyph>,
    /// Whether the glyph points forward, behind the label.
    #[prop(optional)]
    forward: bool,
    #[prop(optional, into)] busy: Signal<bool>,
    /// What it says while it is busy.
    #[prop(optional)]
    doing: &'static str,
    /// Whether it cannot be pressed now, for the reason in the element `reason`.
    #[prop(optional, into)]
    unavailable: Signal<bool>,
    /// The id of the element that says why it is unavailable.
    #[prop(optional)]
    reason: Option<&'static str>,
    /// Whether a dialog focuses it first.
    #[prop(optional)]
    first: bool,
) -> AnyView {
    let press = move |_| {
        if unavailable.get_untracked() {
            reason.inspect(|id| browser::focus(id));
        } else if !busy.get_untracked() {
            on_press.run(());
        }
    };
    let content = dynamic(move || {
        if busy.get() {
            view! { <span class="busy" aria-hidden="true"></span>{doing} }.into_any()
        } else {
            face(label.get(), glyph, forward)
        }
    });
    view! {
        <button
            type="button"
            class=format!("btn {look}")
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || unavailable.get().then_some("true")
            aria-describedby=move || if unavailable.get() { reason } else { None }
            autofocus=first
            on:click=on(press)
        >
            {content}
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
pub(crate) fn link_button(
    href: String,
    label: impl Into<String>,
    look: &'static str,
    glyph: Option<Glyph>,
) -> AnyView {
    let forward = glyph == Some(Glyph::Arrow);
    // The router leaves the server's own addresses alone when they are marked so.
    let rel = href.starts_with("/auth/").then_some("external");
    view! { <a class=format!("btn {look}") href=href rel=rel>{face(label.into(), glyph, forward)}</a> }
        .into_any()
}

fn face(label: String, glyph: Option<Glyph>, forward: bool) -> AnyView {
    match glyph {
        Some(glyph) if forward => view! { {label} {icon_with(glyph, 17, "flip")} }.into_any(),
        Some(Glyph::Back) => view! { {icon_with(Glyph::Back, 17, "flip")} {label} }.into_any(),
        Some(glyph) => view! { {icon(glyph, 17)} {label} }.into_any(),
        None => label.into_any(),
    }
}
