//! One domain of the list: a sentence about how it stands, what can be done, and its proof below. Each part is drawn
//! anew only when it changes, so that looking again takes the focus from nobody.

use std::sync::Arc;

use api::{ConnectionId, Domain, DomainId, DomainState, Permission, SyncState};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::{prelude::*, task::spawn_local};

use super::{Listed, Question, is_held_elsewhere, needs_somebody, proof};
use crate::{
    browser,
    client::{DomainRef, Failure, client},
    components::{Tone, notice, pill},
    dynamic::{dynamic, on},
    format,
    icons::{Glyph, icon, icon_with},
    live::live,
    place::{Page, Tab},
    session::account,
    words::domains as words,
};

/// A domain, while it is in the list.
pub(super) type Known = Option<Arc<Domain>>;

/// A domain of the list.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) listed: Listed,
    pub(super) id: DomainId,
    pub(super) domain: Memo<Known>,
    /// Whether its proof is shown.
    open: RwSignal<bool>,
    /// While DNS is looked at, and why it could not be.
    pub(super) checking: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
    /// A press that looks at DNS now.
    pub(super) check: Callback<()>,
}

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

/// Draws one.
pub(super) fn row(listed: Listed, id: DomainId) -> AnyView {
    let domain =
        Memo::new(move |_| listed.all.with(|all| all.iter().find(|one| one.id == id).cloned().map(Arc::new)));
    let Some(first) = domain.get_untracked() else { return ().into_any() };
    let (checking, failure) = (RwSignal::new(false), RwSignal::new(None));
    let row = Row {
        listed,
        id,
        domain,
        open: RwSignal::new(needs_somebody(first.state)),
        checking,
        failure,
        check: check(listed, id, checking, failure),
    };
    let heading = format!("{id}-name");
    if listed.added.get_untracked() == Some(id) {
        let heading = heading.clone();
        request_animation_frame(move || browser::focus(&heading));
    }
    let letters = (first.name != first.display_name)
        .then(|| view! { <code class="small muted">{first.name.clone()}</code> });
    let looks = row.part(|before, now| differs(before, now, look));
    let face = dynamic(move || {
        looks.get().map(|one| {
            let (_, glyph, colour, _) = look(&one);
            icon_with(glyph, 20, colour)
        })
    });
    let state = dynamic(move || {
        looks.get().map(|one| {
            let (tone, glyph, _, word) = look(&one);
            pill(tone, glyph, word)
        })
    });
    let shown = Memo::new(move |_| row.open.get() && row.has_proof());
    view! {
        <li data-domain=first.name.clone()>
            <div class="dom">
                {face}
                <div>
                    <h2 id=heading tabindex="-1"><bdi class="ltr">{first.display_name.clone()}</bdi> " " {letters}</h2>
                    {sentence(row)}
                </div>
                {state}
                {menu(row, &first.display_name)}
            </div>
            {not_taken(row)}
            {dynamic(move || shown.get().then(|| proof::panel(row)))}
        </li>
    }
    .into_any()
}

/// A press that looks at DNS now; the proof opens, so that what is seen shows.
fn check(
    listed: Listed,
    id: DomainId,
    checking: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
) -> Callback<()> {
    let (client, live) = (client(), live());
    let at = DomainRef { organization: listed.within.reference, id };
    Callback::new(move |()| {
        if checking.get_untracked() {
            return;
        }
        checking.set(true);
        failure.set(None);
        spawn_local(async move {
            let result = client.verify_domain(at).await;
            checking.try_set(false);
            match result {
                Ok(domain) => {
                    live.say(domain.last_check.map(|check| check.finding.title).unwrap_or_default())
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
            listed.list.reload();
        });
    })
}

impl Row {
    /// The domain, told anew only when a part of it has changed.
    pub(super) fn part(self, changed: fn(Option<&Known>, Option<&Known>) -> bool) -> Memo<Known> {
        Memo::new_with_compare(move |_| self.domain.get(), changed)
    }

    fn has_proof(self) -> bool {
        self.domain.with(|domain| {
            domain.as_ref().is_some_and(|one| one.state != DomainState::Deleting && !is_held_elsewhere(one))
        })
    }

    fn actions(self) -> Vec<Action> {
        let Some(domain) = self.domain.get() else { return Vec::new() };
        let held = is_held_elsewhere(&domain);
        if domain.state == DomainState::Deleting {
            return Vec::new();
        }
        let (write, account) = (self.listed.may_write, account());
        let mut all = Vec::new();
        if write && !held && domain.record.is_some() {
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
        if account.can(Permission::DomainsOverride) && needs_somebody(domain.state) && !held {
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

/// Whether what is read of a domain has changed.
pub(super) fn differs<'a, T: PartialEq>(
    before: Option<&'a Known>,
    now: Option<&'a Known>,
    read: fn(&'a Domain) -> T,
) -> bool {
    let part = |known: Option<&'a Known>| known.and_then(|known| known.as_deref()).map(read);
    part(before) != part(now)
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

/// The class of its pill, the shape, the class of the shape's colour, and the word.
fn look(domain: &Domain) -> (&'static str, Glyph, &'static str, &'static str) {
    match domain.state {
        DomainState::Deleting => ("", Glyph::Wait, "toff", words::REMOVING),
        _ if is_held_elsewhere(domain) => ("", Glyph::Off, "toff", words::NOT_POSSIBLE),
        DomainState::Pending if domain.record.is_none() => ("", Glyph::Wait, "toff", words::PREPARING),
        DomainState::Pending => ("", Glyph::Wait, "toff", words::WAITING),
        DomainState::Verified => ("ok", Glyph::Ok, "tok", words::VERIFIED),
        DomainState::Overridden => ("ok", Glyph::Ok, "tok", words::VOUCHED),
        DomainState::Lapsing => ("warn", Glyph::Warning, "twarn", words::GONE),
        DomainState::Lapsed => ("warn", Glyph::Warning, "twarn", words::LAPSED),
        DomainState::Failed => ("bad", Glyph::Bad, "tbad", words::NOT_VERIFIED),
    }
}

/// How it stands, in a sentence with a link to the connection to which its people are led.
fn sentence(row: Row) -> AnyView {
    let listed = row.listed;
    let vendor = account().vendor.name.clone();
    let before = Memo::new(move |_| {
        row.domain.with(|domain| domain.as_ref().map(|one| standing(one, &vendor)).unwrap_or_default())
    });
    let link = Memo::new(move |_| {
        let led_to = row.domain.with(|one| {
            let held = one.as_ref().filter(|one| one.state.is_held())?;
            held.connection_ids.first().copied()
        })?;
        Some((led_to, listed.connections.name(led_to)))
    });
    let after = Memo::new(move |_| {
        let now = listed.watch.now.get();
        row.domain.with(|domain| domain.as_ref().map(|one| rest(listed, one, now)).unwrap_or_default())
    });
    let link = dynamic(move || {
        link.get().map(|(id, name)| {
            let href = listed.within.reference.page(Page::Connection(id, Tab::Overview));
            view! { <a href=href><bdi>{name}</bdi></a> }
        })
    });
    view! { <p><span>{move || before.get()}</span>{link}<span>{move || after.get()}</span></p> }.into_any()
}

/// Up to the name of the connection.
fn standing(domain: &Domain, vendor: &str) -> String {
    if is_held_elsewhere(domain) && domain.state != DomainState::Deleting {
        return words::held_elsewhere(vendor);
    }
    let state = match domain.state {
        DomainState::Pending => return words::pending(&browser::date(domain.created_at)),
        DomainState::Failed => return words::FAILED.into(),
        DomainState::Deleting => return words::DELETING.into(),
        DomainState::Verified => {
            words::verified(&browser::date(domain.verified_at.unwrap_or(domain.updated_at)))
        }
        DomainState::Lapsing => words::LAPSING.into(),
        DomainState::Lapsed => words::LAPSED_DETAIL.into(),
        DomainState::Overridden => words::vouched(vendor, domain.override_reason.as_deref()),
    };
    let led = if domain.connection_ids.is_empty() { words::LED_NOWHERE } else { words::LED_TO };
    sentences([state, words::people(domain.people), led.into()])
}

/// What follows the name of the connection.
fn rest(listed: Listed, domain: &Domain, now: DateTime<Utc>) -> String {
    if !domain.state.is_held() {
        return String::new();
    }
    let from = domain.moved_from.map(|id| words::came_from(&listed.connections.name(id)));
    let looked = domain.last_check.as_ref().filter(|_| domain.state == DomainState::Verified).map(|check| {
        let recent = now - check.checked_at < TimeDelta::minutes(1);
        let ago = if recent { words::JUST_NOW.into() } else { format::relative(now, check.checked_at) };
        if check.found { words::still_there(&ago) } else { words::not_seen(&ago) }
    });
    let way = (domain.sync.state == SyncState::Pending).then(|| words::ON_ITS_WAY.to_owned());
    let stop = if domain.connection_ids.is_empty() { "" } else { "." };
    let rest = sentences([from, looked, way].map(Option::unwrap_or_default));
    if rest.is_empty() { stop.into() } else { format!("{stop} {rest}") }
}

fn sentences<const N: usize>(all: [String; N]) -> String {
    let told: Vec<&str> = all.iter().map(String::as_str).filter(|one| !one.is_empty()).collect();
    told.join(" ")
}

/// Why Auth0 has something else.
fn not_taken(row: Row) -> AnyView {
    let sync = row.part(|before, now| differs(before, now, |one| &one.sync));
    dynamic(move || {
        let failed = sync.get().filter(|one| one.sync.state == SyncState::Failed)?;
        let error = failed.sync.last_error.clone().unwrap_or_default();
        let detail = sentences([error, words::NOT_TAKEN_DETAIL.into()]);
        Some(view! { <div class="taken">{notice(Tone::Bad, words::NOT_TAKEN, detail)}</div> })
    })
}

/// What can be done, behind three dots.
fn menu(row: Row, name: &str) -> AnyView {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::domains::tests::domain;

    #[test]
    fn a_domain_of_somebody_else_is_told_neutrally() {
        let reason = api::StatusReason { code: "held_elsewhere".into(), detail: String::new() };
        let held = Domain { status_reasons: vec![reason], ..domain(1, DomainState::Failed) };
        assert_eq!(look(&held).3, words::NOT_POSSIBLE);
        let told = standing(&held, "Acme Cloud");
        assert!(told.contains("ask Acme Cloud") && !told.to_lowercase().contains("organization"), "{told}");
    }

    #[test]
    fn every_state_has_its_word() {
        let word = |state| look(&domain(1, state)).3;
        assert_eq!(word(DomainState::Pending), words::PREPARING);
        assert_eq!(word(DomainState::Lapsing), words::GONE);
        assert_eq!(word(DomainState::Failed), words::NOT_VERIFIED);
    }
}
