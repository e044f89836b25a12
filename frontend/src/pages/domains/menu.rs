//! What can be done about a domain, behind three dots.

use api::{ConnectionId, DomainState, Permission, SyncState};
use leptos::prelude::*;

use super::{Question, is_held_elsewhere, needs_somebody, row::Row};
use crate::{
    browser,
    dynamic::{dynamic, on},
    icons::{Glyph, icon, icon_with},
    session::account,
    words::domains as words,
};

/// What can be done about a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Action {
    Check,
    Show(bool),
    Lead,
    TakeBack(ConnectionId, String),
    Vouch,
    Remove,
}

impl Row {
    fn actions(self) -> Vec<Action> {
        let Some(domain) = self.domain.get() else { return Vec::new() };
        let held = is_held_elsewhere(&domain);
        let (write, account) = (self.listed.may_write, account());
        if domain.state == DomainState::Deleting {
            let failed = domain.sync.state == SyncState::Failed;
            return if write && failed { vec![Action::Remove] } else { Vec::new() };
        }
        let mut all = Vec::new();
        if write && domain.record.is_some() {
            all.push(Action::Check);
        }
        if !held {
            all.push(Action::Show(!self.open.get()));
        }
        if write && domain.state.is_proved() {
            let led = !domain.connection_ids.is_empty();
            if led || !self.listed.connections.leadable().is_empty() {
                all.push(Action::Lead);
            }
            all.extend(domain.moved_from.map(|id| Action::TakeBack(id, self.listed.connections.name(id))));
        }
        if account.can(Permission::DomainsOverride) && needs_somebody(domain.state) {
            all.push(Action::Vouch);
        }
        if write {
            all.push(Action::Remove);
        }
        all
    }

    fn run(self, action: &Action) {
        let asking = self.listed.asking;
        match action {
            Action::Check => {
                self.open.set(true);
                self.check.run(());
            }
            Action::Show(open) => self.open.set(*open),
            Action::Lead => asking.ask(self.id, Question::Lead(None)),
            Action::TakeBack(to, _) => asking.ask(self.id, Question::Lead(Some(*to))),
            Action::Vouch => asking.ask(self.id, Question::Vouch),
            Action::Remove => asking.ask(self.id, Question::Remove),
        }
    }
}

impl Action {
    fn label(&self) -> String {
        match self {
            Self::Check => words::CHECK.into(),
            Self::Show(true) => words::SHOW_RECORD.into(),
            Self::Show(false) => words::HIDE_RECORD.into(),
            Self::Lead => words::LEAD.into(),
            Self::TakeBack(_, connection) => words::take_back(connection),
            Self::Vouch => words::VOUCH.into(),
            Self::Remove => words::REMOVE.into(),
        }
    }

    const fn glyph(&self) -> Glyph {
        match self {
            Self::Check => Glyph::Refresh,
            Self::Show(_) => Glyph::List,
            Self::Lead => Glyph::Arrow,
            Self::TakeBack(..) => Glyph::Undo,
            Self::Vouch => Glyph::Shield,
            Self::Remove => Glyph::Close,
        }
    }
}

/// The button, and the list that it opens.
pub(super) fn menu(row: Row, name: &str) -> AnyView {
    let open = RwSignal::new(false);
    let (own, toggle) = (format!("{}-menu", row.id), format!("{}-more", row.id));
    let actions = Memo::new(move |_| row.actions());
    let any = Memo::new(move |_| actions.with(|all| !all.is_empty()));
    let (inside, back) = (own.clone(), StoredValue::new(toggle.clone()));
    let leave = move |_: leptos::ev::FocusEvent| {
        let inside = inside.clone();
        // Where the focus goes is known a moment later.
        browser::after(50, move || {
            if !browser::has_focus_within(&inside) {
                open.try_set(false);
            }
        });
    };
    let close = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
            back.with_value(|id| browser::focus(id));
        }
    };
    let reading = move || row.listed.asking.reading.get() == Some(row.id);
    let face = dynamic(move || {
        if reading() {
            view! { <span class="busy" aria-hidden="true"></span> }.into_any()
        } else {
            icon(Glyph::Dots, 18)
        }
    });
    let list = dynamic(move || open.get().then(|| items(row, &actions.get(), open, back)));
    view! {
        <div class="more" id=own class:none=move || !any.get() on:focusout=on(leave) on:keydown=on(close)>
            <button
                class="icb"
                type="button"
                id=toggle
                aria-expanded=move || open.get().to_string()
                aria-busy=move || reading().then_some("true")
                on:click=on(move |_| open.update(|open| *open = !*open))
            >
                {face}
                <span class="sr">{words::more(name)}</span>
            </button>
            {list}
        </div>
    }
    .into_any()
}

fn items(row: Row, actions: &[Action], open: RwSignal<bool>, back: StoredValue<String>) -> AnyView {
    let id = format!("{}-actions", row.id);
    let drawn = id.clone();
    request_animation_frame(move || browser::reveal(&drawn));
    let items: Vec<_> = actions
        .iter()
        .map(|action| {
            let (label, glyph, action) = (action.label(), action.glyph(), action.clone());
            let press = move |_| {
                // A dialog gives the focus back to what had it.
                back.with_value(|id| browser::focus(id));
                open.set(false);
                row.run(&action);
            };
            view! {
                <li><button type="button" on:click=on(press)>{icon_with(glyph, 16, "flip")}<span>{label}</span></button></li>
            }
        })
        .collect();
    view! { <ul class="listbox" role="list" id=id>{items}</ul> }.into_any()
}
