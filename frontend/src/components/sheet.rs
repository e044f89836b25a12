//! Sheets: the only boxes of a page, with a heading each.

use leptos::prelude::*;

use crate::icons::{Glyph, icon_with, uncut_key};

/// A sheet with a heading.
pub(crate) fn sheet(id: &'static str, title: impl Into<String>, content: AnyView) -> AnyView {
    sheet_with(id, title, ().into_any(), content)
}

/// A sheet with a heading and something beside it.
pub(crate) fn sheet_with(
    id: &'static str,
    title: impl Into<String>,
    beside: AnyView,
    content: AnyView,
) -> AnyView {
    let title = title.into();
    view! {
        <section class="sheet" aria-labelledby=id>
            <header>
                <h2 id=id>{title}</h2>
                {beside}
            </header>
            <div>{content}</div>
        </section>
    }
    .into_any()
}

/// Names and values.
pub(crate) fn facts(rows: Vec<(&'static str, AnyView)>) -> AnyView {
    let rows: Vec<_> =
        rows.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect();
    view! { <dl class="kv pad">{rows}</dl> }.into_any()
}

/// What is there before anything is: one sentence why, one action.
pub(crate) fn empty_state(title: impl Into<String>, reason: impl Into<String>, action: AnyView) -> AnyView {
    let (title, reason) = (title.into(), reason.into());
    view! {
        <div class="empty">
            {uncut_key()}
            <h2>{title}</h2>
            <p>{reason}</p>
            {action}
        </div>
    }
    .into_any()
}

/// One line of a list of things that are fine or not.
pub(crate) fn standing(fine: bool, text: impl Into<String>) -> AnyView {
    let text = text.into();
    let mark = if fine { icon_with(Glyph::Ok, 16, "tok") } else { icon_with(Glyph::Warning, 16, "twarn") };
    view! { <li class="standing">{mark}<span>{text}</span></li> }.into_any()
}
