//! Attribute mapping: what applications read, what the provider calls it, and what came in the last test.

mod editor;
mod table;

use api::{AttributeMapping, ConnectionState, Permission};
use leptos::prelude::*;

use super::Shown;
use crate::{
    browser,
    client::{Versioned, client},
    components::{Tone, finding_rows, link_button, notice, notice_with, sheet},
    dynamic::dynamic,
    icons::Glyph,
    load::Load,
    place::Tab,
    session::account,
    words::{connections as connection_words, mapping as words},
};

/// The tab.
#[component]
pub(super) fn MappingTab(shown: Shown) -> AnyView {
    let client = client();
    let mapping = Load::new(move || client.attribute_mapping(shown.at));
    let live = Memo::new(move |_| {
        shown.connection.value().is_some_and(|found| {
            matches!(found.value.state, ConnectionState::Active | ConnectionState::Enforced)
        })
    });
    mapping.view(words::LOADING, move |found| content(shown, (mapping, live), &found))
}

fn content(
    shown: Shown,
    (mapping, live): (Load<Versioned<AttributeMapping>>, Memo<bool>),
    found: &Versioned<AttributeMapping>,
) -> AnyView {
    let (now, etag) = (found.value.clone(), found.etag.clone());
    let intro = intro(shown, &now);
    if !now.editable {
        let by_itself = notice(Tone::Info, words::BY_ITSELF, words::BY_ITSELF_DETAIL);
        return view! { {by_itself} {intro} {reading(&now)} }.into_any();
    }
    let may = account().can(Permission::ConnectionsWrite);
    let body = dynamic(move || {
        if may && !live.get() {
            return editor::draw(shown, mapping, now.clone(), etag.clone());
        }
        let why = if may { connection_words::LIVE } else { connection_words::READ_ONLY };
        view! { <p class="note">{why}</p> {reading(&now)} }.into_any()
    });
    view! { {intro} {body} }.into_any()
}

/// With what it is compared.
fn intro(shown: Shown, now: &AttributeMapping) -> AnyView {
    match now.compared_at {
        Some(at) => view! { <p class="note">{words::compared(&browser::date_time(at))}</p> }.into_any(),
        None => {
            let may = account().can(Permission::ConnectionsTest);
            let action =
                may.then(|| link_button(shown.page(Tab::Test), words::GO_TEST, "s sm", Some(Glyph::Play)));
            notice_with(Tone::Info, words::NO_TEST, "", action.into_any())
        }
    }
}

/// The mapping of somebody who cannot change it.
fn reading(now: &AttributeMapping) -> AnyView {
    let rows: Vec<_> = now
        .attributes
        .iter()
        .map(|one| {
            let names: Vec<_> =
                one.sources.iter().map(|name| view! { <code class="name">{name.clone()}</code> }).collect();
            table::row(one, view! { <div class="names">{names}</div> }.into_any(), ().into_any())
        })
        .collect();
    let content = view! { {findings(now)} {table::frame(rows.into_any())} };
    sheet("mapping", words::TITLE, content.into_any())
}

/// What the comparison found.
fn findings(now: &AttributeMapping) -> Option<AnyView> {
    (!now.findings.is_empty())
        .then(|| view! { <div class="rows">{finding_rows(&now.findings)}</div> }.into_any())
}
