//! What changed, and who changed it.

use api::{Permission, Revision};
use leptos::prelude::*;

use super::Shown;
use crate::{
    client::client,
    components::{Entry, sheet, timeline},
    load::Load,
    pages::overview,
    session::account,
    words::{connections as words, overview as overview_words},
};

/// The tab.
#[component]
pub(super) fn HistoryTab(shown: Shown) -> AnyView {
    let client = client();
    let revisions = Load::new(move || client.revisions(shown.at));
    let current = move || shown.connection.value().map(|found| found.value.revision);
    let list = revisions.view(words::LOADING_REVISIONS, move |list| {
        if list.is_empty() {
            return view! { <p class="note pad">{words::NO_REVISIONS}</p> }.into_any();
        }
        timeline(list.iter().map(|one| entry(one, current())).collect())
    });
    let changes = account().can(Permission::AuditRead).then(|| {
        let id = shown.at.id.to_string();
        let events = Load::new(move || client.audit_events(shown.at.organization, 100, ""));
        let list = events.view(overview_words::LOADING_CHANGES, move |page| {
            let own = page.data.iter().filter(|event| event.target.id == id);
            timeline(own.map(overview::entry).collect())
        });
        sheet("changes", words::CHANGES, list)
    });
    view! { {sheet("revisions", words::REVISIONS, list)} {changes} }.into_any()
}

fn entry(revision: &Revision, current: Option<u32>) -> Entry {
    let live = current == Some(revision.number);
    let who = revision.actor.name.clone().unwrap_or_else(|| revision.actor.id.clone());
    Entry {
        detail: words::revision_by(revision.number, &who, live),
        who: Some(who),
        what: revision.summary.clone(),
        at: revision.created_at,
        live,
    }
}
