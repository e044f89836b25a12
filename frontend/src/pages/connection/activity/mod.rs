//! Who signed in through the connection, who could not, and what to do about it.

mod causes;
mod list;

use api::SignIn;
use chrono::TimeDelta;
use leptos::prelude::*;

use self::causes::Cause;
use super::Shown;
use crate::{
    browser,
    client::client,
    components::{fix_steps, pill, quoted, standing},
    dynamic::on,
    format,
    icons::{Glyph, icon, icon_with},
    load::Load,
    words::{activity as words, test as test_words},
};

/// How far back is looked, in days.
const SPANS: [i64; 3] = [1, 7, 30];

/// The tab.
#[component]
pub(super) fn ActivityTab(shown: Shown) -> AnyView {
    let days = RwSignal::new(SPANS[0]);
    let client = client();
    let failed = Load::new(move || {
        let since = browser::now() - TimeDelta::days(days.get_untracked());
        client.failed_sign_ins(shown.at, since)
    });
    Effect::new(move |before: Option<i64>| {
        let now = days.get();
        if before.is_some_and(|before| before != now) {
            failed.retry();
        }
        now
    });
    let content =
        failed.view(words::LOADING, move |found| causes_of(shown, &found.data, found.page.has_more));
    let title = Memo::new(move |_| {
        let found = failed.value().map(|found| causes::causes(&found.data));
        match found {
            Some(causes) => words::failed(causes.iter().map(|one| one.times).sum(), causes.len(), days.get()),
            None => words::FAILED.to_owned(),
        }
    });
    view! {
        <section class="sheet" aria-labelledby="failures">
            <header>
                <h2 id="failures" aria-live="polite">{move || title.get()}</h2>
                <div class="seg" role="group" aria-label=words::SPAN>{SPANS.map(|span| span_button(days, span)).into_iter().collect_view()}</div>
            </header>
            <div>{content}</div>
        </section>
        <list::AllSignIns shown=shown />
    }
    .into_any()
}

fn span_button(days: RwSignal<i64>, span: i64) -> AnyView {
    let pressed = move || (days.get() == span).to_string();
    view! {
        <button type="button" aria-pressed=pressed on:click=on(move |_| days.set(span))>
            {words::span(span)}
        </button>
    }
    .into_any()
}

fn causes_of(shown: Shown, failed: &[SignIn], more: bool) -> AnyView {
    let causes = causes::causes(failed);
    if causes.is_empty() {
        let fine = standing(true, words::NOTHING_FAILED);
        return view! { <ul class="pad" role="list">{fine}</ul> }.into_any();
    }
    let rows: Vec<_> = causes.iter().enumerate().map(|(index, one)| cause(shown, one, index == 0)).collect();
    let note = more.then(|| view! { <p class="pad note ruled">{words::ONLY_NEWEST}</p> });
    view! { <div class="rows causes">{rows}</div> {note} }.into_any()
}

/// One cause: what happened, to whom, and how to repair it.
fn cause(shown: Shown, cause: &Cause, open: bool) -> AnyView {
    let times = words::times(cause.times, &format::relative(browser::now(), cause.last));
    let people: Vec<_> = cause
        .people
        .iter()
        .map(|one| view! { <li class="chip"><bdi class="ltr">{one.clone()}</bdi></li> })
        .collect();
    let provider = shown.provider_name();
    let (title, body) = match &cause.explanation {
        Some(why) => {
            let fixed = (!why.fixed_when.is_empty())
                .then(|| view! { <p class="small soft">{why.fixed_when.clone()}</p> });
            let body = view! {
                <p>{quoted(&why.detail)}</p>
                <ul class="people" role="list">{people}</ul>
                <p>{pill("", Glyph::Info, test_words::side(why.side, &provider))}</p>
                <div class="howfix">
                    <h3>{test_words::HOW_TO_FIX}</h3>
                    {fix_steps(why.fix.iter().map(String::as_str))}
                </div>
                {fixed}
                <p class="small soft">{test_words::CODE} " " <code>{why.code.clone()}</code></p>
            };
            (why.title.clone(), body.into_any())
        }
        None => {
            let body = view! {
                <p>{words::NOT_KNOWN}</p>
                <ul class="people" role="list">{people}</ul>
                <div class="code wrapped" tabindex="0" role="group" aria-label=test_words::TECHNICAL>
                    {cause.reason.clone().unwrap_or_default()}
                </div>
            };
            (words::NOT_SEEN.to_owned(), body.into_any())
        }
    };
    view! {
        <details class="cause" open=open>
            <summary>
                {icon(Glyph::Bad, 20)}
                <h3>{title}</h3>
                <span class="soft small">{times}</span>
                {icon_with(Glyph::Down, 15, "open")}
            </summary>
            <div class="stack s">{body}</div>
        </details>
    }
    .into_any()
}
