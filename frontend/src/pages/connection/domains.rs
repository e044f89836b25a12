//! The domains whose people are led to this connection, and those that can be: one by one, each after a question.

use api::{ConnectionId, Domain, DomainId, Permission};
use leptos::prelude::*;

use super::Shown;
use crate::{
    components::{Button, link_button, sheet_with},
    dynamic::dynamic,
    icons::Glyph,
    load::Load,
    pages::domains::{Asking, Connections, LeadDialog, Question, can_lead, is_written, watch},
    place::Page,
    session::account,
    words::domains as words,
};

/// A line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    id: DomainId,
    name: String,
    people: Option<u64>,
    /// Whether it leads here.
    here: bool,
    /// Where it leads now, when that is another connection; or where it came from, when it leads here.
    other: Option<(ConnectionId, String)>,
}

/// The sheet; only where the organization has domains and the person may see them.
#[component]
pub(super) fn DomainsSheet(shown: Shown) -> AnyView {
    let Some(list) = shown.within.domains else { return ().into_any() };
    let any = Memo::new(move |_| list.value().is_some_and(|all| !all.is_empty()));
    dynamic(move || any.get().then(|| view! { <Sheet shown=shown list=list /> }))
}

#[component]
fn Sheet(shown: Shown, list: Load<Vec<Domain>>) -> AnyView {
    let asking = Asking::new(shown.within, list);
    let connections = Connections::load(shown.within);
    // A step of the connection takes domains along.
    let changed = Memo::new(move |_| shown.connection.value().map(|found| found.value.updated_at));
    Effect::new(move |_| {
        changed.track();
        list.reload();
    });
    watch(list, is_written);
    let open = Memo::new(move |_| shown.connection.value().is_some_and(|found| can_lead(&found.value)));
    let lines = Memo::new(move |_| {
        let all = list.value().unwrap_or_default();
        lines(&all, shown.at.id, open.get(), |id| connections.name(id))
    });
    let may = account().can(Permission::DomainsWrite);
    let rows = dynamic(move || {
        let rows: Vec<_> = lines.get().into_iter().map(|one| row(asking, shown.at.id, one, may)).collect();
        view! { <div class="rows ruled">{rows}</div> }
    });
    let lede = dynamic(move || {
        let none = lines.with(|lines| !lines.iter().any(|one| one.here));
        match (none, open.get()) {
            (true, false) => words::NONE_WHILE_OFF.to_owned(),
            (true, true) => format!("{} {}", words::NONE_HERE, words::ONE_BY_ONE),
            (false, true) if lines.with(|lines| lines.iter().any(|one| !one.here)) => {
                words::ONE_BY_ONE.into()
            }
            (false, _) => words::LED_HERE.into(),
        }
    });
    let content = view! {
        <div class="pad stack s">{asking.failed()}<p class="note">{lede}</p></div>
        {rows}
        <LeadDialog asking=asking connections=connections />
    };
    let all = link_button(shown.within.reference.page(Page::Domains), words::OPEN, "s sm", None);
    sheet_with("domains", words::TITLE, all, content.into_any())
}

/// What leads here comes first; what leads elsewhere is listed while it can be led here.
fn lines(all: &[Domain], own: ConnectionId, open: bool, name: impl Fn(ConnectionId) -> String) -> Vec<Line> {
    let line = |one: &Domain| {
        let now = one.connection_ids.first().copied();
        let here = now == Some(own);
        let other = if here { one.moved_from } else { now };
        Line {
            id: one.id,
            name: one.display_name.clone(),
            people: one.people,
            here,
            other: other.map(|id| (id, name(id))),
        }
    };
    let (mut here, elsewhere): (Vec<_>, Vec<_>) =
        all.iter().filter(|one| one.state.is_held()).partition(|one| one.connection_ids.contains(&own));
    here.extend(elsewhere.into_iter().filter(|one| open && one.state.is_proved()));
    here.into_iter().map(line).collect()
}

fn row(asking: Asking, own: ConnectionId, line: Line, may: bool) -> AnyView {
    let id = line.id;
    let now = match (&line.other, line.here) {
        (Some((_, from)), true) => format!("{} {}", words::LEADS_HERE, words::came_from(from)),
        (None, true) => words::LEADS_HERE.into(),
        (Some((_, to)), false) => words::leads_to(to),
        (None, false) => words::NOWHERE_NOW.into(),
    };
    let people = words::people(line.people);
    let offer = match &line.other {
        Some((from, name)) if line.here => Some((words::take_back(name), Glyph::Undo, *from)),
        None if line.here => None,
        _ => Some((words::lead_here(&line.name), Glyph::Arrow, own)),
    };
    let action = offer.filter(|_| may).map(|(label, glyph, to)| {
        let press = Callback::new(move |()| asking.ask(id, Question::Lead(Some(to))));
        let busy = Signal::derive(move || asking.reading.get() == Some(id));
        view! { <Button label=label look="s sm" glyph=glyph on_press=press busy=busy doing=words::ASKING /> }
    });
    view! {
        <div class="domrow" data-domain=line.name.clone()>
            <span><b><bdi class="ltr">{line.name.clone()}</bdi></b><span class="soft">{people} " " {now}</span></span>
            {action}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use api::DomainState;

    use super::*;
    use crate::{pages::domains::tests::domain, progress::tests::tested};

    #[test]
    fn what_leads_here_comes_first_and_the_rest_only_while_it_can_be_led_here() {
        let own = tested().id;
        let elsewhere = domain(1, DomainState::Verified);
        let moved =
            Domain { connection_ids: vec![own], moved_from: Some(own), ..domain(2, DomainState::Verified) };
        let waits = domain(3, DomainState::Pending);
        let lapsed = domain(4, DomainState::Lapsed);
        let all = [elsewhere.clone(), moved.clone(), waits, lapsed];
        let ids =
            |open| lines(&all, own, open, |_| String::new()).iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(true), [moved.id, elsewhere.id]);
        assert_eq!(ids(false), [moved.id]);
    }
}
