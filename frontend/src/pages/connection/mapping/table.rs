//! The table of attributes.

use api::MappedAttribute;
use leptos::prelude::*;

use crate::{
    icons::{Glyph, icon_with},
    words::mapping as words,
};

/// The table around its rows.
pub(super) fn frame(rows: AnyView) -> AnyView {
    view! {
        <div class="tablewrap">
            <table class="table mapping">
                <caption class="sr">{words::TITLE}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::ATTRIBUTE}</th>
                        <th scope="col">{words::TAKEN_FROM}</th>
                        <th scope="col">{words::LAST_TEST}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One attribute: its name, the names it is taken from, what came of it and what can be done about it.
pub(super) fn row(one: &MappedAttribute, names: AnyView, action: AnyView) -> AnyView {
    view! {
        <tr>
            <th scope="row">{name(&one.target, one.required)}</th>
            <td>{names}</td>
            <td>{received(one)} {action}</td>
        </tr>
    }
    .into_any()
}

/// What applications call an attribute.
pub(super) fn name(target: &str, required: bool) -> AnyView {
    let needed = required.then(|| view! { <span class="tag">{words::NEEDED}</span> });
    view! { <code>{target.to_owned()}</code> " " {needed} }.into_any()
}

/// What came in the last test.
pub(super) fn received(one: &MappedAttribute) -> AnyView {
    let (mark, text) = match (&one.received_from, &one.received) {
        (Some(_), Some(value)) => {
            (icon_with(Glyph::Ok, 16, "tok"), view! { <bdi>{value.clone()}</bdi> }.into_any())
        }
        (Some(_), None) => (icon_with(Glyph::Ok, 16, "tok"), words::VALUE_REMOVED.into_any()),
        (None, _) if one.required => (icon_with(Glyph::Bad, 16, "tbad"), words::NOTHING.into_any()),
        (None, _) => (icon_with(Glyph::Off, 16, "muted"), words::NOTHING.into_any()),
    };
    let from = one.received_from.as_deref().filter(|name| *name != one.target).map(|name| {
        view! { <span class="small muted">{words::from(name)}</span> }
    });
    view! { <div class="st">{mark}<span>{text} " " {from}</span></div> }.into_any()
}
