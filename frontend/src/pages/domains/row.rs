//! One domain of the list: a sentence about how it stands, what can be done, and its proof below. Each part is drawn
//! anew only when it changes, so that looking again takes the focus from nobody.

use std::sync::Arc;

use api::{Domain, DomainId, DomainState, SyncState};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::{prelude::*, task::spawn_local};

use super::{Listed, is_held_elsewhere, menu::menu, needs_somebody, proof};
use crate::{
    browser,
    client::{DomainRef, Failure, client},
    components::{Tone, notice, pill},
    dynamic::dynamic,
    format,
    icons::{Glyph, icon_with},
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
    pub(super) open: RwSignal<bool>,
    /// While DNS is looked at, and why it could not be.
    pub(super) checking: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
    /// A press that looks at DNS now.
    pub(super) check: Callback<()>,
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
        let known = listed.all.with_untracked(|all| {
            all.iter()
                .find(|one| one.id == id)
                .and_then(|one| one.last_check.as_ref())
                .map(|check| check.checked_at)
        });
        spawn_local(async move {
            let result = client.verify_domain(at).await;
            checking.try_set(false);
            match result {
                // What was seen before is no answer to this press; the page tells the new one when it is there.
                Ok(domain) => {
                    let seen = domain.last_check.filter(|check| Some(check.checked_at) != known);
                    live.say(
                        seen.map_or_else(|| words::STILL_LOOKING.to_owned(), |check| check.finding.title),
                    );
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
