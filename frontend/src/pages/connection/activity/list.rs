//! Every sign-in through the connection, page by page, with filters.

use api::{Page, SignIn, SignInOutcome};
use leptos::prelude::*;

use super::Shown;
use crate::{
    browser,
    client::{SignInFilter, client},
    components::{Button, pill},
    dynamic::{dynamic, on},
    icons::{Glyph, icon},
    load::Load,
    words::activity as words,
};

/// How long after the last key the list is read again.
const PAUSE: u64 = 400;

#[component]
pub(super) fn AllSignIns(shown: Shown) -> AnyView {
    let (person, outcome) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // The pages on the way to the one that is shown: empty for the newest.
    let path = RwSignal::new(Vec::<String>::new());
    let page = load(shown, (person, outcome), path);
    let table = page.view(words::LOADING, move |found| table(&found));
    let filtered =
        move || person.with(|text| !text.trim().is_empty()) || outcome.with(|text| !text.is_empty());
    let empty = dynamic(move || {
        let none = page.value().is_some_and(|found| found.data.is_empty());
        let words = if filtered() { words::NONE_MATCHES } else { words::NONE_YET };
        none.then(|| view! { <p class="note pad" role="status">{words}</p> })
    });
    view! {
        <section class="sheet" aria-labelledby="sign-ins">
            <header>
                <h2 id="sign-ins">{words::ALL}</h2>
                {filters(person, outcome)}
            </header>
            <div>{table}</div>
            {empty}
            {paging(page, path)}
        </section>
    }
    .into_any()
}

type Typed = RwSignal<String>;

/// Reads a page, and reads anew from the newest when a filter changes.
fn load(shown: Shown, (person, outcome): (Typed, Typed), path: RwSignal<Vec<String>>) -> Load<Page<SignIn>> {
    let client = client();
    let page = Load::new(move || {
        let filter = SignInFilter {
            person: person.get_untracked().trim().to_owned(),
            outcome: match outcome.get_untracked().as_str() {
                "succeeded" => Some(SignInOutcome::Succeeded),
                "failed" => Some(SignInOutcome::Failed),
                _ => None,
            },
            cursor: path.with_untracked(|path| path.last().cloned()).unwrap_or_default(),
        };
        async move { client.sign_ins(shown.at, &filter).await }
    });
    let newest = StoredValue::new(0_u32);
    Effect::new(move |before: Option<()>| {
        person.track();
        outcome.track();
        if before.is_some() {
            path.set(Vec::new());
            newest.update_value(|number| *number += 1);
            let mine = newest.get_value();
            browser::after(PAUSE, move || {
                if newest.try_get_value() == Some(mine) {
                    page.reload();
                }
            });
        }
    });
    page
}

fn filters(person: Typed, outcome: Typed) -> AnyView {
    view! {
        <div class="filters">
            <div class="inwrap">
                {icon(Glyph::Search, 17)}
                <label class="sr" for="person">{words::PERSON_FILTER}</label>
                <input
                    id="person" class="input" type="search" autocomplete="off"
                    placeholder=words::PERSON_FILTER
                    prop:value=move || person.get()
                    on:input=on(move |event| person.set(event_target_value(&event)))
                />
            </div>
            <label class="sr" for="outcome">{words::RESULT}</label>
            <select class="select" id="outcome" on:change=on(move |event| outcome.set(event_target_value(&event)))>
                <option value="">{words::ANY_RESULT}</option>
                <option value="succeeded">{words::SIGNED_IN}</option>
                <option value="failed">{words::REFUSED}</option>
            </select>
        </div>
    }
    .into_any()
}

fn paging(page: Load<Page<SignIn>>, path: RwSignal<Vec<String>>) -> AnyView {
    let older = move || {
        let Some(cursor) = page.value().and_then(|found| found.page.next_cursor) else { return };
        path.update(|path| path.push(cursor));
        page.reload();
    };
    let newer = move || {
        path.update(|path| drop(path.pop()));
        page.reload();
    };
    let more = Memo::new(move |_| page.value().is_some_and(|found| found.page.has_more));
    let back = Memo::new(move |_| path.with(|path| !path.is_empty()));
    dynamic(move || {
        (more.get() || back.get()).then(|| {
            view! {
                <div class="tablefoot">
                    {back.get().then(|| view! {
                        <Button label=words::NEWER look="s sm" on_press=Callback::new(move |()| newer()) />
                    })}
                    {more.get().then(|| view! {
                        <Button label=words::OLDER look="s sm" on_press=Callback::new(move |()| older()) />
                    })}
                </div>
            }
        })
    })
}

fn table(page: &Page<SignIn>) -> AnyView {
    if page.data.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = page.data.iter().map(row).collect();
    view! {
        <div class="tablewrap" tabindex="0" role="group" aria-label=words::ALL>
            <table class="table signins">
                <thead>
                    <tr>
                        <th scope="col">{words::TIME}</th>
                        <th scope="col">{words::PERSON}</th>
                        <th scope="col">{words::RESULT}</th>
                        <th scope="col">{words::DETAIL}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(one: &SignIn) -> AnyView {
    let result = match one.outcome {
        SignInOutcome::Succeeded => pill("ok", Glyph::Ok, words::SIGNED_IN),
        SignInOutcome::Failed => pill("bad", Glyph::Bad, words::REFUSED),
    };
    let why = one.explanation.as_ref().map(|why| why.title.clone());
    let detail =
        why.or_else(|| one.is_test.then(|| words::TEST.to_owned())).or_else(|| one.application.clone());
    view! {
        <tr>
            <td><time datetime=one.occurred_at.to_rfc3339()>{browser::date_time(one.occurred_at)}</time></td>
            <th scope="row"><bdi class="ltr">{one.person.clone().unwrap_or_else(|| words::SOMEBODY.into())}</bdi></th>
            <td>{result}</td>
            <td>{detail}</td>
        </tr>
    }
    .into_any()
}
