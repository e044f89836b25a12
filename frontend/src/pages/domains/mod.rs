//! The domains of an organization: the proof of each, and where its people are led.

mod add;
mod asking;
mod difference;
mod lead;
mod menu;
mod proof;
mod remove;
mod row;
mod vouch;
mod watch;

use std::sync::Arc;

use api::{Connection, ConnectionId, ConnectionState, Domain, DomainId, DomainState, Permission, SyncState};
use leptos::prelude::*;

use super::organization::{Within, within};
use crate::{
    client::client,
    components::{Button, Tone, empty_state, notice},
    dynamic::{dynamic, on},
    icons::Glyph,
    load::Load,
    session::account,
    words::domains as words,
};

pub(crate) use asking::{Asking, Question};
pub(crate) use lead::{LeadDialog, can_lead};
pub(crate) use watch::{Watch, watch};

/// What the page works with.
#[derive(Clone, Copy)]
struct Listed {
    within: Within,
    list: Load<Vec<Domain>>,
    /// The domains, each time they were read.
    all: Memo<Arc<Vec<Domain>>>,
    connections: Connections,
    asking: Asking,
    watch: Watch,
    may_write: bool,
    /// Whether a domain is being added, and the one that just was.
    adding: RwSignal<bool>,
    added: RwSignal<Option<DomainId>>,
}

/// The connections of the organization: domains know them by id.
#[derive(Clone, Copy)]
pub(crate) struct Connections(Memo<Arc<Vec<Connection>>>);

impl Connections {
    pub(crate) fn load(within: Within) -> Self {
        let (client, at) = (client(), within.reference);
        let all = Load::new(move || client.connections(at));
        Self(Memo::new(move |_| Arc::new(all.value().unwrap_or_default())))
    }

    pub(crate) fn name(self, id: ConnectionId) -> String {
        let named = |all: &Arc<Vec<Connection>>| {
            all.iter().find(|one| one.id == id).map(|one| one.display_name.clone())
        };
        self.0.with(named).unwrap_or_else(|| words::ANOTHER.into())
    }

    /// Those to which people can be led.
    fn leadable(self) -> Vec<Connection> {
        self.0.with(|all| all.iter().filter(|one| can_lead(one)).cloned().collect())
    }

    /// The one that everybody uses, where there is exactly one: a domain leads there by itself once it is verified.
    fn only_one(self) -> Option<Connection> {
        let everyone = |one: &Connection| can_lead(one) && one.rollout != Some(api::Rollout::Pilot);
        let mut all: Vec<_> = self.leadable().into_iter().filter(everyone).collect();
        if all.len() == 1 { all.pop() } else { None }
    }
}

/// The page.
#[component]
pub(crate) fn Domains() -> AnyView {
    let within = within();
    within.title(words::TITLE.into());
    match within.domains {
        None => view! {
            {head(().into_any())}
            {notice(Tone::Info, words::DENIED, words::DENIED_DETAIL)}
        }
        .into_any(),
        Some(list) => listed(within, list),
    }
}

fn listed(within: Within, list: Load<Vec<Domain>>) -> AnyView {
    // The rail may have read it long ago.
    list.reload();
    let listed = Listed {
        within,
        list,
        all: Memo::new(move |_| Arc::new(list.value().unwrap_or_default())),
        connections: Connections::load(within),
        asking: Asking::new(within, list),
        watch: watch(list, is_awaited),
        may_write: account().can(Permission::DomainsWrite),
        adding: RwSignal::new(false),
        added: RwSignal::new(None),
    };
    let filled = Memo::new(move |_| listed.all.with(|all| !all.is_empty()));
    let ready = Memo::new(move |_| list.is_ready());
    let add = dynamic(move || (listed.may_write && filled.get()).then(|| add_button(listed, "p")));
    let content = dynamic(move || match (ready.get(), filled.get()) {
        (false, _) => list.view(words::LOADING, |_| ().into_any()),
        (true, false) => nothing_yet(listed),
        (true, true) => rows(listed),
    });
    let read_only = (!listed.may_write).then(|| view! { <p class="note">{words::READ_ONLY}</p> });
    view! {
        <div
            on:pointermove=on(move |_| listed.watch.touch())
            on:keydown=on(move |_| listed.watch.touch())
        >
            {head(add)}
            <div class="stack">
                {listed.asking.failed()}
                {content}
                {read_only}
            </div>
            <add::AddDialog listed=listed />
            <LeadDialog asking=listed.asking connections=listed.connections />
            <remove::RemoveDialog listed=listed />
            <vouch::VouchDialog asking=listed.asking />
        </div>
    }
    .into_any()
}

fn head(action: AnyView) -> AnyView {
    view! {
        <div class="pagehead">
            <div><h1>{words::TITLE}</h1><p>{words::LEDE}</p></div>
            <div class="actions">{action}</div>
        </div>
    }
    .into_any()
}

fn add_button(listed: Listed, look: &'static str) -> AnyView {
    let press = Callback::new(move |()| listed.adding.set(true));
    view! { <Button label=words::ADD look=look glyph=Glyph::Plus on_press=press /> }.into_any()
}

fn nothing_yet(listed: Listed) -> AnyView {
    let action = if listed.may_write { add_button(listed, "p sm") } else { ().into_any() };
    let detail = words::empty_detail(&listed.within.name());
    view! { <div class="sheet">{empty_state(words::EMPTY, detail, action)}</div> }.into_any()
}

fn rows(listed: Listed) -> AnyView {
    let order = Memo::new(move |before: Option<&Vec<DomainId>>| listed.all.with(|all| order(before, all)));
    view! {
        <ul class="sheet rows domains" role="list">
            <For each=move || order.get() key=|id| *id children=move |id| row::row(listed, id) />
        </ul>
        <p class="small muted">{words::LEAVE_IT}</p>
    }
    .into_any()
}

/// What needs somebody comes first. A domain keeps its place while it is looked at; a new one comes on top.
fn order(before: Option<&Vec<DomainId>>, all: &[Domain]) -> Vec<DomainId> {
    let Some(before) = before else {
        let (mut first, later): (Vec<_>, Vec<_>) = all.iter().partition(|one| needs_somebody(one.state));
        first.extend(later);
        return first.into_iter().map(|one| one.id).collect();
    };
    let new = all.iter().map(|one| one.id).filter(|id| !before.contains(id));
    let old = before.iter().copied().filter(|id| all.iter().any(|one| one.id == *id));
    new.chain(old).collect()
}

/// Whether somebody has to do something about it.
const fn needs_somebody(state: DomainState) -> bool {
    matches!(state, DomainState::Pending | DomainState::Failed | DomainState::Lapsing | DomainState::Lapsed)
}

/// Whether something about it will change by itself soon.
fn is_awaited(domain: &Domain) -> bool {
    matches!(domain.state, DomainState::Pending | DomainState::Deleting) || is_written(domain)
}

/// Whether Auth0 is being written to.
pub(crate) fn is_written(domain: &Domain) -> bool {
    domain.sync.state == SyncState::Pending
}

/// Whether the domain is another organization's.
fn is_held_elsewhere(domain: &Domain) -> bool {
    domain.status_reasons.iter().any(|reason| reason.code == "held_elsewhere")
}

/// Whether people sign in through a connection.
pub(crate) const fn is_used(connection: &Connection) -> bool {
    matches!(connection.state, ConnectionState::Active | ConnectionState::Enforced)
}

#[cfg(test)]
pub(crate) mod tests {
    use api::Sync;
    use chrono::DateTime;

    use super::*;

    /// A domain with this last digit in its id.
    pub(crate) fn domain(digit: u8, state: DomainState) -> Domain {
        Domain {
            id: format!("dom_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5{digit}").parse().unwrap(),
            organization_id: "org_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f".parse().unwrap(),
            name: "globex.example".into(),
            display_name: "globex.example".into(),
            state,
            status_reasons: vec![],
            record: None,
            last_check: None,
            next_check_at: None,
            checked_until: None,
            verified_at: None,
            override_reason: None,
            connection_ids: vec![],
            moved_from: None,
            people: None,
            sync: Sync {
                state: SyncState::InSync,
                since: DateTime::UNIX_EPOCH,
                job_id: None,
                last_error: None,
            },
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_domain_keeps_its_place_when_it_is_verified() {
        let [fine, waits] = [domain(1, DomainState::Verified), domain(2, DomainState::Pending)];
        let first = order(None, &[fine.clone(), waits.clone()]);
        assert_eq!(first, [waits.id, fine.id]);
        let verified = Domain { state: DomainState::Verified, ..waits.clone() };
        assert_eq!(order(Some(&first), &[fine.clone(), verified.clone()]), first);
        let new = domain(3, DomainState::Pending);
        assert_eq!(order(Some(&first), &[fine, verified, new.clone()])[0], new.id);
        assert_eq!(order(Some(&first), &[waits.clone()]), [waits.id]);
    }
}
