//! What was read, and what the linter says of it.

use api::{Inspection, SamlChoice};
use leptos::prelude::*;

use super::form::Form;
use crate::{
    components::{certificates, facts, findings_sheet, sheet},
    dynamic::{dynamic, on},
    pages::{discovery_rows, metadata_rows},
    words::metadata as words,
};

/// Findings, choices and what was read.
#[component]
pub(super) fn Reading(form: Form) -> AnyView {
    let findings = Memo::new(move |_| form.findings());
    let linted = dynamic(move || {
        findings.with(|all| (!all.is_empty()).then(|| findings_sheet(all, form.has_to_choose())))
    });
    let choices = dynamic(move || form.choices.with(|all| (!all.is_empty()).then(|| choose(form, all))));
    let read = dynamic(move || match form.inspection.get() {
        Some(inspection) => read(&inspection),
        None if form.is_changed() => ().into_any(),
        None => saved(form),
    });
    view! { <div aria-live="polite" class="stack l">{linted}</div> {choices} {read} }.into_any()
}

fn read(inspection: &Inspection) -> AnyView {
    let rows = match (&inspection.saml, &inspection.oidc) {
        (Some(metadata), _) => metadata_rows(metadata),
        (None, Some(discovery)) => discovery_rows(discovery),
        (None, None) if inspection.certificates.is_empty() => return ().into_any(),
        (None, None) => vec![(words::CERTIFICATE, certificates(&inspection.certificates))],
    };
    sheet("what", words::WHAT_WE_READ, facts(rows))
}

/// What was read when it was saved.
fn saved(form: Form) -> AnyView {
    let connection = form.setup.connection.get().value;
    let discovery = connection.oidc.and_then(|oidc| oidc.discovery);
    let server = connection.adfs.map(|adfs| adfs.saml).or(connection.pingfederate.map(|server| server.saml));
    match (connection.saml.or(server), discovery) {
        (Some(saml), _) => sheet("what", words::WHAT_WE_READ, facts(metadata_rows(&saml.metadata))),
        (None, Some(discovery)) => sheet("what", words::WHAT_WE_READ, facts(discovery_rows(&discovery))),
        (None, None) => ().into_any(),
    }
}

/// Several identity providers in one document: a person picks.
fn choose(form: Form, all: &[SamlChoice]) -> AnyView {
    let options: Vec<_> = all.iter().cloned().map(|one| choice(form, one)).collect();
    let content = view! {
        <fieldset class="pad stack s" id="choices">
            <legend class="sr">{words::SEVERAL}</legend>
            {options}
        </fieldset>
    };
    sheet("several", words::SEVERAL, content.into_any())
}

fn choice(form: Form, one: SamlChoice) -> AnyView {
    let name = one.display_name.clone().unwrap_or_else(|| one.entity_id.clone());
    let hint = if one.usable { one.entity_id.clone() } else { words::not_usable(&one.entity_id) };
    let (id, value) = (one.entity_id.clone(), one.entity_id);
    view! {
        <label class="check">
            <input
                type="radio"
                name="entity"
                disabled=!one.usable
                prop:checked=move || form.entity_id.with(|chosen| chosen.as_deref() == Some(id.as_str()))
                on:change=on(move |_| form.entity_id.set(Some(value.clone())))
            />
            <span>{name}</span>
            <span class="hint"><code>{hint}</code></span>
        </label>
    }
    .into_any()
}
