//! Where people of a domain are led: what happens is told before it does.

use api::{Connection, ConnectionId, Domain, Rollout};
use leptos::prelude::*;

use super::{Asking, Connections, is_used};
use crate::{
    components::{Button, Consequence, Dialog, consequence},
    dynamic::{dynamic, on},
    icons::Glyph,
    words::{KEEP_AS_IT_IS, domains as words},
};

/// Whether people can be led to a connection.
pub(crate) fn can_lead(connection: &Connection) -> bool {
    is_used(connection) && connection.retiring.is_none()
}

/// The dialog, for the page of domains and for the page of a connection.
#[component]
pub(crate) fn LeadDialog(asking: Asking, connections: Connections) -> AnyView {
    let name = move || asking.domain.with(|one| one.as_ref().map(|one| one.value.display_name.clone()));
    let title = Signal::derive(move || words::lead_title(&name().unwrap_or_default()));
    view! {
        <Dialog open=asking.lead id="lead-title" title=title>
            {dynamic(move || asking.domain.get().map(|domain| question(asking, connections, domain.value)))}
        </Dialog>
    }
    .into_any()
}

fn question(asking: Asking, connections: Connections, domain: Domain) -> AnyView {
    let (now, before) = (domain.connection_ids.first().copied(), domain.moved_from);
    let today = now.map(|id| connections.name(id));
    let people = words::people(domain.people);
    let same = Memo::new(move |_| asking.to.get() == now);
    let domain = StoredValue::new(domain);
    let facts = dynamic(move || {
        if same.get() {
            return view! { <p class="note">{words::LED_ALREADY}</p> }.into_any();
        }
        let facts = domain.with_value(|domain| facts(connections, domain, asking.to.get()));
        view! { <ul role="list" id="lead-facts">{facts.into_iter().map(consequence).collect_view()}</ul> }
            .into_any()
    });
    let label = move || if asking.to.get().is_some() { words::LEAD_THEM } else { words::STOP_LEADING };
    view! {
        <p>{people} " " {words::lead_today(today.as_deref())}</p>
        {asking.failed_inside()}
        {choice(asking, connections, [now, before])}
        <div aria-live="polite" id="lead-reason" tabindex="-1">{facts}</div>
        <div class="foot">
            <Button label=KEEP_AS_IT_IS on_press=Callback::new(move |()| asking.lead.set(false)) />
            <Button
                label=Signal::derive(move || label().to_owned())
                look="p"
                on_press=Callback::new(move |()| asking.lead_people(connections))
                unavailable=same
                reason="lead-reason"
                busy=asking.busy doing=words::LEADING
            />
        </div>
    }
    .into_any()
}

/// The connections that can be chosen: the one of today and the one of before in any case.
fn choice(asking: Asking, connections: Connections, known: [Option<ConnectionId>; 2]) -> AnyView {
    let leadable = connections.leadable();
    let gone = known.into_iter().flatten().filter(|id| !leadable.iter().any(|one| one.id == *id));
    let of_today: Vec<_> = gone.map(|id| (id, connections.name(id))).collect();
    let all = leadable.into_iter().map(|one| {
        let pilot = one.rollout == Some(Rollout::Pilot);
        (one.id, if pilot { words::pilot_option(&one.display_name) } else { one.display_name })
    });
    let options: Vec<_> = of_today
        .into_iter()
        .chain(all)
        .map(|(id, label)| {
            let selected = move || asking.to.get() == Some(id);
            view! { <option value=id.to_string() selected=selected>{label}</option> }
        })
        .collect();
    let choose = move |event| asking.to.set(event_target_value(&event).parse().ok());
    view! {
        <div class="field">
            <label for="lead-to">{words::WHERE_TO}</label>
            <select class="select" id="lead-to" on:change=on(choose)>
                {options}
                <option value="" selected=move || asking.to.get().is_none()>{words::NOWHERE}</option>
            </select>
        </div>
    }
    .into_any()
}

/// What happens, and how it is undone.
fn facts(connections: Connections, domain: &Domain, to: Option<ConnectionId>) -> Vec<Consequence> {
    let name = to.map(|id| connections.name(id));
    let change = words::from_now_on(domain.people, &domain.display_name, name.as_deref());
    let owned = |(fact, rest): (&str, &str)| (fact.to_owned(), rest.to_owned());
    let pilot = connections
        .leadable()
        .into_iter()
        .find(|one| Some(one.id) == to && one.rollout == Some(Rollout::Pilot))
        .map(|one| (Glyph::Info, "tinfo", words::pilot_back(&one.display_name)));
    let mut all = vec![(Glyph::Warning, "twarn", change)];
    all.extend(pilot);
    all.push((Glyph::Ok, "tok", owned(words::NOBODY_SIGNED_OUT)));
    all.push((Glyph::Ok, "tok", owned(words::CHANGE_BACK)));
    all.into_iter().map(|(glyph, colour, (fact, rest))| Consequence { glyph, colour, fact, rest }).collect()
}

impl Asking {
    fn lead_people(self, connections: Connections) {
        let Some(domain) = self.domain.get_untracked() else { return };
        let to = self.to.get_untracked();
        let done = untrack(move || to.map(|id| connections.name(id))).map_or_else(
            || words::STOPPED.to_owned(),
            |connection| words::led(&domain.value.display_name, &connection),
        );
        let (client, at) = (self.client, self.at(domain.value.id));
        self.run(async move { client.put_domain_connections(at, &domain.etag, to).await }, done);
    }
}
