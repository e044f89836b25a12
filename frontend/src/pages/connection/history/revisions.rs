//! The revisions, newest first; one of them can be chosen to compare the current one with.

use api::Revision;
use leptos::prelude::*;

use super::History;
use crate::{
    browser,
    components::{pill, printed},
    dynamic::on,
    icons::{Glyph, icon_with},
    words::history as words,
};

/// Draws the list.
pub(super) fn list(history: History, all: &[Revision]) -> AnyView {
    let rows: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(index, one)| if index == 0 { current(one) } else { choice(history, one) })
        .collect();
    let legend = if all.len() > 1 { words::COMPARE_WITH } else { words::ONLY_ONE };
    view! {
        <fieldset>
            <legend class="legend">{legend}</legend>
            <ol class="tl" role="list">{rows}</ol>
        </fieldset>
    }
    .into_any()
}

fn current(one: &Revision) -> AnyView {
    view! {
        <li class="on">
            <div class="row">
                <span class="dot">{icon_with(Glyph::Ok, 18, "tok")}</span>
                {facts(one)}
                <span class="tagrow">{pill("ok", Glyph::Ok, words::CURRENT)}</span>
            </div>
        </li>
    }
    .into_any()
}

fn choice(history: History, one: &Revision) -> AnyView {
    let id = one.id;
    let chosen = move || history.chosen.get() == Some(id);
    view! {
        <li class:sel=chosen>
            <label>
                <input
                    type="radio"
                    name="revision"
                    prop:checked=chosen
                    on:change=on(move |_| history.chosen.set(Some(id)))
                />
                {facts(one)}
            </label>
        </li>
    }
    .into_any()
}

fn facts(one: &Revision) -> AnyView {
    let who = one.actor.name.clone().unwrap_or_else(|| one.actor.id.clone());
    view! {
        <b>{printed(&one.summary)}</b>
        <span class="r"><span class="sr">{words::REVISION} " "</span>{one.number}</span>
        <span class="m">
            <bdi>{who}</bdi><br/>
            <time datetime=one.created_at.to_rfc3339()>{browser::date_time(one.created_at)}</time>
        </span>
    }
    .into_any()
}
