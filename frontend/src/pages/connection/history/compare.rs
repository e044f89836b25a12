//! What differs between the chosen revision and the current one, field by field.

use api::{FieldChange, Revision, RevisionDiff};
use leptos::prelude::*;

use super::History;
use crate::{browser, client::client, load::Load, words::history as words};

/// The sheet.
pub(super) fn sheet(history: History, chosen: &Revision, current: &Revision) -> AnyView {
    let client = client();
    let (at, from, to) = (history.shown.at, chosen.id, current.id);
    let diff = Load::new(move || client.compare_revisions(at, to, from));
    let heads = [
        words::column(chosen.number, &browser::date(chosen.created_at)),
        words::column_current(current.number),
    ];
    let number = chosen.number;
    let title = Memo::new(move |_| match diff.value() {
        Some(diff) => words::differences(diff.changes.len(), number),
        None => words::since(number),
    });
    let content = diff.view(words::LOADING_DIFFERENCES, move |diff| table(&diff, &heads));
    view! {
        <section class="sheet" aria-labelledby="differences">
            <header><h2 id="differences" aria-live="polite">{move || title.get()}</h2></header>
            <div>{content}</div>
        </section>
    }
    .into_any()
}

fn table(diff: &RevisionDiff, heads: &[String; 2]) -> AnyView {
    if diff.changes.is_empty() {
        return view! { <p class="note pad">{words::SAME}</p> }.into_any();
    }
    let rows: Vec<_> = diff.changes.iter().map(row).collect();
    view! {
        <div class="tablewrap">
            <table class="table diff">
                <caption class="sr">{words::caption(diff.from, diff.to)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::SETTING}</th>
                        <th scope="col">{heads[0].clone()}</th>
                        <th scope="col">{heads[1].clone()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(change: &FieldChange) -> AnyView {
    let side = |class: &'static str, mark: &'static str, spoken: &'static str, value: &Option<String>| {
        let value = match value {
            Some(value) => view! { <span class="value">{value.clone()}</span> }.into_any(),
            None => view! { <span class="muted">{words::NOTHING}</span> }.into_any(),
        };
        view! {
            <td class=class>
                <span class="mk" aria-hidden="true">{mark}</span>
                <span class="sr">{spoken} " "</span>
                <div>{value}</div>
            </td>
        }
    };
    let masked = change.masked.then(|| view! { <small class="muted">{words::MASKED}</small> });
    view! {
        <tr>
            <th scope="row">{change.label.clone()} {masked}</th>
            {side("old", "−", words::BEFORE, &change.before)}
            {side("new", "+", words::AFTER, &change.after)}
        </tr>
    }
    .into_any()
}
