//! Moving from another connection: whose place this one takes, who moves, and how long the old one is kept.

use api::{Connection, ConnectionId, ConnectionState, DomainImpact, Impact, Replaces, Rollout};
use leptos::{prelude::*, task::spawn_local};

use super::Setup;
use crate::{
    client::{Client, client},
    components::standing,
    dynamic::{dynamic, on},
    load::Load,
    words::{activate as words, domains as domain_words},
};

/// What is chosen.
#[derive(Clone, Copy)]
pub(super) struct Instead {
    setup: Setup,
    client: Client,
    /// The connections whose place can be taken.
    others: RwSignal<Vec<Connection>>,
    /// The one that is chosen; the first of them when none was.
    from: RwSignal<Option<ConnectionId>>,
    keep: RwSignal<String>,
}

impl Instead {
    /// Looks for connections that everybody uses.
    pub(super) fn new(setup: Setup) -> Self {
        let instead = Self {
            setup,
            client: client(),
            others: RwSignal::new(Vec::new()),
            from: RwSignal::new(None),
            keep: RwSignal::new(words::KEEP_CHOICES[1].0.to_owned()),
        };
        spawn_local(async move {
            // Without the list there is one choice less; the others do not need it.
            if let Ok(all) = instead.client.connections(setup.at.organization).await {
                let replaceable = |one: &Connection| {
                    one.id != setup.at.id
                        && one.state == ConnectionState::Active
                        && one.rollout == Some(Rollout::Everyone)
                        && one.retiring.is_none()
                };
                instead.others.try_set(all.into_iter().filter(replaceable).collect());
            }
        });
        instead
    }

    pub(super) fn is_possible(self) -> bool {
        self.others.with(|others| !others.is_empty())
    }

    fn chosen(self) -> Option<ConnectionId> {
        self.from.get().or_else(|| self.others.with(|others| others.first().map(|one| one.id)))
    }

    /// The name of the connection whose place is taken.
    pub(super) fn name(self) -> String {
        let chosen = self.chosen();
        let named = |one: &&Connection| Some(one.id) == chosen;
        self.others
            .with(|others| others.iter().find(named).map(|one| one.display_name.clone()))
            .unwrap_or_default()
    }

    pub(super) fn wish(self) -> Option<Replaces> {
        let connection_id = untrack(move || self.chosen())?;
        let keep_days = self.keep.with_untracked(|days| days.parse()).ok()?;
        Some(Replaces { connection_id, keep_days })
    }

    /// Whose place, for how long, and who moves.
    pub(super) fn fields(self) -> AnyView {
        let several = self.others.with(|others| others.len() > 1).then(|| self.choice());
        let keep: Vec<_> = words::KEEP_CHOICES
            .iter()
            .map(|&(days, label)| {
                let selected = move || self.keep.with(|now| now == days);
                view! { <option value=days selected=selected>{label}</option> }
            })
            .collect();
        let movers = dynamic(move || self.chosen().map(|from| self.movers(from)));
        view! {
            {several}
            <div class="field">
                <label for="keep">{words::KEEP}</label>
                <select class="select" id="keep" aria-describedby="keep-hint" on:change=on(move |event| self.keep.set(event_target_value(&event)))>
                    {keep}
                </select>
                <span class="hint" id="keep-hint">{words::KEEP_HINT}</span>
            </div>
            {movers}
        }
        .into_any()
    }

    fn choice(self) -> AnyView {
        let options: Vec<_> = self
            .others
            .get()
            .into_iter()
            .map(|one| {
                let id = one.id;
                let selected = move || self.chosen() == Some(id);
                view! { <option value=id.to_string() selected=selected>{one.display_name}</option> }
            })
            .collect();
        let choose = move |event| self.from.set(event_target_value(&event).parse().ok());
        view! {
            <div class="field">
                <label for="instead-of">{words::INSTEAD_OF}</label>
                <select class="select" id="instead-of" on:change=on(choose)>{options}</select>
            </div>
        }
        .into_any()
    }

    fn movers(self, from: ConnectionId) -> AnyView {
        let (client, at) = (self.client, self.setup.at);
        let impact = Load::new(move || client.impact_of_move(at, from));
        impact.view(words::COUNTING_MOVERS, move |impact| told(&impact, &self.name()))
    }
}

fn told(impact: &Impact, name: &str) -> AnyView {
    let moving = impact.moving.as_ref();
    let people = match moving.and_then(|moving| moving.people) {
        Some(count) => words::count_of_movers(count),
        None => words::NOT_COUNTED.into(),
    };
    let named = |person: &api::Person| person.name.clone().or_else(|| person.email.clone());
    let owners: Vec<String> = moving.iter().flat_map(|moving| &moving.owners).filter_map(named).collect();
    let owners = (!owners.is_empty())
        .then(|| view! { <p class="note">{words::owners_who_move(&owners.join(", "))}</p> });
    let led = led_by_step(&impact.domains);
    view! { <div class="stack s"><p><b>{words::movers(name)}</b> " " {people}</p> {owners} {led}</div> }
        .into_any()
}

/// The domains whose people are led to the connection by a step.
pub(super) fn led_by_step(domains: &[DomainImpact]) -> Option<AnyView> {
    let lines: Vec<_> =
        domains.iter().map(|one| standing(true, domain_words::led_by_step(&one.name, one.people))).collect();
    (!lines.is_empty()).then(|| view! { <ul class="led" role="list">{lines}</ul> }.into_any())
}
