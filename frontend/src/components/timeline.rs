//! What happened, newest first: who, what, when.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::{
    browser,
    components::printed,
    format,
    icons::{Glyph, icon_with, logo},
};

/// One thing that happened.
pub(crate) struct Entry {
    /// Who did it; nobody when Latchkey did it by itself.
    pub(crate) who: Option<String>,
    /// What happened, in a sentence.
    pub(crate) what: String,
    /// What else is worth knowing.
    pub(crate) detail: String,
    pub(crate) at: DateTime<Utc>,
    /// Whether it is what is live now.
    pub(crate) live: bool,
}

/// Draws what happened as an ordered list.
pub(crate) fn timeline(entries: Vec<Entry>) -> AnyView {
    let rows: Vec<_> = entries.into_iter().map(row).collect();
    view! { <ol class="rows" role="list">{rows}</ol> }.into_any()
}

fn row(entry: Entry) -> AnyView {
    let face = match &entry.who {
        _ if entry.live => icon_with(Glyph::Ok, 20, "tok"),
        Some(name) => {
            view! { <span class="avatar s" aria-hidden="true">{format::initials(name)}</span> }.into_any()
        }
        None => view! { <span class="by">{logo(18)}</span> }.into_any(),
    };
    let when = browser::date_time(entry.at);
    let ago = format::relative(browser::now(), entry.at);
    view! {
        <li class="ev">
            {face}
            <span>
                {printed(&entry.what)}
                {(!entry.detail.is_empty()).then(|| view! { <span class="detail">{entry.detail}</span> })}
            </span>
            <time class="t" datetime=entry.at.to_rfc3339() title=ago>{when}</time>
        </li>
    }
    .into_any()
}
