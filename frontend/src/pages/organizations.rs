//! Every organization, for operators: filter and cursor live in the address.

use api::{Organization, Page as List};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    app::navigator,
    browser,
    client::client,
    components::{Button, empty_state},
    dynamic::on,
    format,
    icons::{Glyph, icon},
    live::live,
    load::Load,
    place::{OrganizationRef, Page, Place},
    session::account,
    shell,
    words::{self as all_words, organizations as words},
};

/// The list.
#[component]
pub(crate) fn Organizations() -> AnyView {
    shell::title(&[all_words::ORGANIZATIONS, &account().vendor.name]);
    let query = use_query_map();
    let read = move |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
    let wanted = Memo::new(move |_| (read("name"), read("cursor"), read("from").parse().unwrap_or(1_usize)));
    let client = client();
    let list = Load::new(move || async move {
        let (name, cursor, _) = wanted.get_untracked();
        client.organizations(&name, &cursor).await
    });
    Effect::new(move |before: Option<()>| {
        wanted.track();
        if before.is_some() {
            list.reload();
        }
    });
    view! {
        <div class="pagehead"><div><h1>{all_words::ORGANIZATIONS}</h1></div></div>
        <section class="sheet" aria-label=words::CAPTION>
            <Filter wanted=wanted />
            {list.view(words::LOADING, move |page| rows(&page, wanted))}
        </section>
    }
    .into_any()
}

type Wanted = Memo<(String, String, usize)>;

/// The address of a part of the list.
fn address(name: &str, cursor: &str, from: usize) -> String {
    let mut parts = Vec::new();
    for (key, value) in [("name", name), ("cursor", cursor)] {
        if !value.is_empty() {
            parts.push(format!("{key}={}", browser::encode(value)));
        }
    }
    if !cursor.is_empty() {
        parts.push(format!("from={from}"));
    }
    let place = Place::Organizations;
    if parts.is_empty() { place.to_string() } else { format!("{place}?{}", parts.join("&")) }
}

/// Filters while typing, a moment after the last key.
#[component]
fn Filter(wanted: Wanted) -> AnyView {
    let text = RwSignal::new(wanted.with_untracked(|(name, ..)| name.clone()));
    let typed = StoredValue::new(0_u32);
    let go = navigator();
    let input = move |event| {
        text.set(event_target_value(&event));
        typed.update_value(|count| *count += 1);
        let (mine, go) = (typed.get_value(), go.clone());
        browser::after(400, move || {
            if typed.try_get_value() == Some(mine) {
                go(address(text.get_untracked().trim(), "", 1));
            }
        });
    };
    view! {
        <div class="filt">
            <div class="inwrap">
                {icon(Glyph::Search, 17)}
                <label class="sr" for="filter">{words::FILTER}</label>
                <input
                    class="input"
                    id="filter"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=words::FILTER
                    prop:value=move || text.get()
                    on:input=on(input)
                />
            </div>
        </div>
    }
    .into_any()
}

fn rows(page: &List<Organization>, wanted: Wanted) -> AnyView {
    let (name, cursor, from) = wanted.get_untracked();
    let last = from + page.data.len() - usize::from(!page.data.is_empty());
    let range = words::rows(from, if page.data.is_empty() { 0 } else { last });
    if page.data.is_empty() {
        return nothing(&name);
    }
    live().say(range.clone());
    let lines: Vec<_> = page.data.iter().map(row).collect();
    let next = page.page.next_cursor.clone().filter(|_| page.page.has_more);
    view! {
        <div class="tablewrap" tabindex="0" role="group" aria-label=words::CAPTION>
            <table class="table orgs">
                <caption class="sr">{words::CAPTION}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::NAME}</th>
                        <th scope="col">{words::SHORT_NAME}</th>
                        <th scope="col" class="r">{words::MEMBERS}</th>
                        <th scope="col">{words::CHANGED}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        {paging(range, name, cursor.is_empty(), next, last + 1)}
    }
    .into_any()
}

fn row(organization: &Organization) -> AnyView {
    let href = OrganizationRef::Id(organization.id).page(Page::Overview);
    let members = organization.member_count.map_or_else(|| words::NOT_COUNTED.to_owned(), format::number);
    view! {
        <tr>
            <th scope="row" class="nm">
                <a class="rowlink" href=href><bdi>{organization.display_name.clone()}</bdi></a>
            </th>
            <td><code class="small">{organization.name.clone()}</code></td>
            <td class="r">{members}</td>
            <td class="soft">{browser::date_time(organization.updated_at)}</td>
        </tr>
    }
    .into_any()
}

fn nothing(name: &str) -> AnyView {
    if name.is_empty() {
        return empty_state(words::EMPTY, words::EMPTY_DETAIL, ().into_any());
    }
    let go = navigator();
    let clear = Callback::new(move |()| go(address("", "", 1)));
    let action = view! { <Button label=words::CLEAR on_press=clear look="s sm" /> };
    empty_state(words::NONE_MATCH, words::NONE_MATCH_DETAIL, action.into_any())
}

fn paging(range: String, name: String, first: bool, next: Option<String>, from: usize) -> AnyView {
    let go = navigator();
    let (back, filter) = (go.clone(), name.clone());
    let to_first = Callback::new(move |()| back(address(&filter, "", 1)));
    let last = next.is_none();
    let to_next = Callback::new(move |()| {
        if let Some(cursor) = &next {
            go(address(&name, cursor, from));
        }
    });
    view! {
        <div class="tablefoot">
            <span>{range} ". " <span id="paging" tabindex="-1">{last.then_some(words::NO_MORE)}</span></span>
            <nav aria-label=words::PAGES class="actions push">
                <Button label=words::NEWER on_press=to_first look="s sm" unavailable=Signal::stored(first) reason="paging" />
                <Button label=words::OLDER on_press=to_next look="s sm" unavailable=Signal::stored(last) reason="paging" />
            </nav>
        </div>
    }
    .into_any()
}
