//! The pages of one organization, in their common frame.

use api::{ConnectionId, Domain, Organization, Permission, ProblemCode};
use leptos::prelude::*;

use super::{
    connection::ConnectionPage, connections::Connections, domains::Domains, home::NotFound,
    overview::Overview,
};
use crate::{
    app::place,
    client::{Failure, client},
    components::FailureNotice,
    dynamic::dynamic,
    load::Load,
    place::{OrganizationRef, Page, Place},
    session::account,
    shell::{self, OrganizationShell},
    wizard::Wizard,
};

/// The organization that the page is about.
#[derive(Clone, Copy)]
pub(crate) struct Within {
    pub(crate) reference: OrganizationRef,
    pub(crate) organization: Load<Organization>,
    /// Its domains, for whoever may see them.
    pub(crate) domains: Option<Load<Vec<Domain>>>,
}

/// The organization that the page is about.
pub(crate) fn within() -> Within {
    expect_context()
}

impl Within {
    /// Its name, as soon as that is known.
    pub(crate) fn name(self) -> String {
        let own = account().me.organization.as_ref().map(|own| own.display_name.clone());
        self.organization.value().map(|found| found.display_name).or(own).unwrap_or_default()
    }

    /// How many people are members in Auth0, once counted.
    pub(crate) fn members(self) -> Option<u64> {
        self.organization.value().and_then(|found| found.member_count)
    }

    /// The names of the domains that lead to a connection, as far as they are known.
    pub(crate) fn domains_of(self, id: ConnectionId) -> Vec<String> {
        let all = self.domains.and_then(Load::value).unwrap_or_default();
        let here = |one: &Domain| one.connection_ids.contains(&id);
        all.into_iter().filter(here).map(|one| one.display_name).collect()
    }

    /// Names the page in the tab.
    pub(crate) fn title(self, page: Signal<String>) {
        let vendor = account().vendor.name.clone();
        Effect::new(move |_| shell::title(&[&page.get(), &self.name(), &vendor]));
    }
}

/// A page of the organization; the tabs of a connection are one, and so are the steps of its setup.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Room {
    Overview,
    Connections,
    Connection(ConnectionId),
    Setup(Option<ConnectionId>),
    Domains,
}

impl Room {
    fn of(place: Place) -> Self {
        match place {
            Place::Organization(_, Page::Connections) => Self::Connections,
            Place::Organization(_, Page::Connection(id, _)) => Self::Connection(id),
            Place::Organization(_, Page::NewConnection) => Self::Setup(None),
            Place::Organization(_, Page::Setup(id, _)) => Self::Setup(Some(id)),
            Place::Organization(_, Page::Domains) => Self::Domains,
            _ => Self::Overview,
        }
    }
}

/// Every page of one organization.
#[component]
pub(crate) fn OrganizationArea(reference: OrganizationRef) -> AnyView {
    let client = client();
    let organization = Load::new(move || client.organization(reference));
    let domains =
        account().can(Permission::DomainsRead).then(|| Load::new(move || client.domains(reference)));
    provide_context(Within { reference, organization, domains });
    let count = domains.map(|list| {
        Signal::derive(move || list.value().map(|list: Vec<_>| list.len()).filter(|count| *count > 0))
    });
    let place = place();
    let room = Memo::new(move |_| Room::of(place.get()));
    let in_setup = Memo::new(move |_| matches!(room.get(), Room::Setup(_)));
    let known = Signal::derive(move || organization.value());
    let retry = Callback::new(move |()| organization.retry());
    let refused = Memo::new(move |_| organization.failure());
    dynamic(move || {
        if let Some(failure) = refused.get() {
            shell::public(refusal(failure, retry))
        } else if in_setup.get() {
            dynamic(move || match room.get() {
                Room::Setup(connection) => Some(view! { <Wizard connection=connection /> }),
                _ => None,
            })
        } else {
            let content = dynamic(move || page(room.get()));
            view! { <OrganizationShell reference=reference organization=known domains=count content=content /> }.into_any()
        }
    })
}

fn page(room: Room) -> AnyView {
    match room {
        Room::Connections => view! { <Connections /> }.into_any(),
        Room::Connection(id) => view! { <ConnectionPage id=id /> }.into_any(),
        Room::Domains => view! { <Domains /> }.into_any(),
        Room::Overview | Room::Setup(_) => view! { <Overview /> }.into_any(),
    }
}

/// The organization could not be read: another one's looks as if it did not exist.
fn refusal(failure: Failure, retry: Callback<()>) -> AnyView {
    if failure.code() == Some(ProblemCode::NotFound) {
        view! { <NotFound /> }.into_any()
    } else {
        view! { <FailureNotice failure=failure retry=retry /> }.into_any()
    }
}
