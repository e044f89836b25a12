//! What changed, who changed it, and the way back.

mod compare;
mod revisions;
mod roll_back;

use api::{Permission, Revision, RevisionId};
use leptos::prelude::*;

use super::Shown;
use crate::{
    client::client,
    components::{sheet, timeline},
    dynamic::dynamic,
    load::Load,
    pages::overview,
    session::account,
    words::{history as words, overview as overview_words},
};

/// What the parts of this tab share.
#[derive(Clone, Copy)]
struct History {
    shown: Shown,
    revisions: Load<Vec<Revision>>,
    /// The revision that is compared with the current one.
    chosen: RwSignal<Option<RevisionId>>,
}

/// The tab.
#[component]
pub(super) fn HistoryTab(shown: Shown) -> AnyView {
    let client = client();
    let revisions = Load::new(move || client.revisions(shown.at));
    let history = History { shown, revisions, chosen: RwSignal::new(None) };
    history.follow();
    let list = revisions.view(words::LOADING_REVISIONS, move |list| revisions::list(history, &list));
    let beside = dynamic(move || match history.chosen_revision() {
        Some((chosen, current)) => view! {
            {compare::sheet(history, &chosen, &current)}
            {roll_back::sheet(history, &chosen, &current)}
        }
        .into_any(),
        None => ().into_any(),
    });
    view! {
        <div class="hist">
            <div>{list}</div>
            <div class="stack l">{beside} {changes(shown)}</div>
        </div>
    }
    .into_any()
}

impl History {
    /// Chooses the revision before the current one as soon as both are known, and whenever the current one changes.
    fn follow(self) {
        let number = Memo::new(move |_| self.shown.connection.value().map(|found| found.value.revision));
        Effect::new(move |before: Option<Option<u32>>| {
            let number = number.get();
            if before.flatten().is_some() && before != Some(number) {
                self.revisions.reload();
            }
            number
        });
        Effect::new(move |_| {
            let list = self.revisions.value().unwrap_or_default();
            self.chosen.set(list.get(1).map(|one| one.id));
        });
    }

    /// The chosen revision and the current one.
    fn chosen_revision(self) -> Option<(Revision, Revision)> {
        let list = self.revisions.value()?;
        let chosen = list.iter().find(|one| Some(one.id) == self.chosen.get())?;
        Some((chosen.clone(), list.first()?.clone()))
    }
}

fn changes(shown: Shown) -> Option<AnyView> {
    let client = client();
    account().can(Permission::AuditRead).then(|| {
        let id = shown.at.id.to_string();
        let events = Load::new(move || client.audit_events(shown.at.organization, 100, ""));
        let list = events.view(overview_words::LOADING_CHANGES, move |page| {
            let own = page.data.iter().filter(|event| event.target.id == id);
            timeline(own.map(overview::entry).collect())
        });
        sheet("changes", words::CHANGES, list)
    })
}
