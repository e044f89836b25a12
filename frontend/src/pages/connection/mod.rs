//! The page of one connection: a header that says how it stands, and tabs with an address each.

mod activity;
mod certificates;
mod configuration;
mod danger;
mod deed;
mod domains;
mod drift;
mod history;
mod mapping;
mod offered;
mod only_way;
mod options;
mod overview;
mod rename;
mod retiring;
mod secret;
mod test;
mod undoing;
mod waiting_changes;

pub(crate) use configuration::{discovery_rows, metadata_rows};
pub(crate) use only_way::undo_field;

use api::{Connection, ConnectionId, ConnectionState, IdentityProvider, Permission, ProblemCode, SyncState};
use leptos::{prelude::*, task::spawn_local};

use super::{
    home::NotFound,
    organization::{Within, within},
};
use crate::{
    app::{navigator, place},
    attention::last_certificate_end,
    browser,
    client::{Client, ConnectionRef, Versioned, client},
    components::{connection_pill, link_button},
    dynamic::{dynamic, on},
    format,
    icons::{Glyph, icon_with, provider_mark},
    load::Load,
    place::{Page, Place, Step, Tab},
    progress::{can_set_up, next_step},
    session::account,
    wizard::spoken_name,
    words::{self as all_words, connections as words},
};

/// The connection that the tabs show.
#[derive(Clone, Copy)]
struct Shown {
    within: Within,
    at: ConnectionRef,
    connection: Load<Versioned<Connection>>,
    /// The provider, once the catalogue has told of it.
    provider: RwSignal<Option<IdentityProvider>>,
}

impl Shown {
    /// What the provider is called in a sentence.
    fn provider_name(self) -> String {
        self.provider.with(|provider| provider.as_ref().map(spoken_name)).unwrap_or_default()
    }

    fn page(self, tab: Tab) -> String {
        self.within.reference.page(Page::Connection(self.at.id, tab))
    }
}

/// The page.
#[component]
pub(crate) fn ConnectionPage(id: ConnectionId) -> AnyView {
    let (within, client) = (within(), client());
    let at = ConnectionRef { organization: within.reference, id };
    let connection = Load::new(move || client.connection(at));
    let shown = Shown { within, at, connection, provider: RwSignal::new(None) };
    learn_provider(shown, client);
    follow_pending(connection);
    let name =
        Memo::new(move |_| connection.value().map(|found| found.value.display_name).unwrap_or_default());
    within.title(name.into());
    let place = place();
    let tab = Memo::new(move |_| match place.get() {
        Place::Organization(_, Page::Connection(_, tab)) => tab,
        _ => Tab::Overview,
    });
    let unknown =
        Memo::new(move |_| connection.failure().is_some_and(|why| why.code() == Some(ProblemCode::NotFound)));
    dynamic(move || if unknown.get() { view! { <NotFound /> }.into_any() } else { page(shown, name, tab) })
}

fn page(shown: Shown, name: Memo<String>, tab: Memo<Tab>) -> AnyView {
    let found = Memo::new(move |_| shown.connection.is_ready());
    let content = move || match tab.get() {
        Tab::Overview => view! { <overview::OverviewTab shown=shown /> }.into_any(),
        Tab::Configuration => view! { <configuration::ConfigurationTab shown=shown /> }.into_any(),
        Tab::Mapping => view! { <mapping::MappingTab shown=shown /> }.into_any(),
        Tab::Test => view! { <test::TestTab shown=shown /> }.into_any(),
        Tab::Activity => view! { <activity::ActivityTab shown=shown /> }.into_any(),
        Tab::History => view! { <history::HistoryTab shown=shown /> }.into_any(),
        Tab::Danger => view! { <danger::DangerTab shown=shown /> }.into_any(),
    };
    view! {
        <nav class="crumbs" aria-label=words::BREADCRUMB>
            <ol role="list">
                <li>
                    <a href=shown.within.reference.page(Page::Connections)>{all_words::CONNECTIONS}</a>
                    {icon_with(Glyph::Right, 11, "flip")}
                </li>
                <li aria-current="page">{move || name.get()}</li>
            </ol>
        </nav>
        {shown.connection.view(words::LOADING_ONE, move |found| header(shown, &found.value))}
        {move || found.get().then(|| view! { <Tabs shown=shown tab=tab /> <div class="stack l">{dynamic(content)}</div> })}
    }
    .into_any()
}

/// Asks the catalogue for the provider's name: once, because the provider of a connection stays.
fn learn_provider(shown: Shown, client: Client) {
    let id = Memo::new(move |_| shown.connection.value().map(|found| found.value.provider));
    Effect::new(move |_| {
        let Some(id) = id.get() else { return };
        spawn_local(async move {
            if let Ok(provider) = client.identity_provider(&id).await {
                shown.provider.try_set(Some(provider));
            }
        });
    });
}

/// Looks again every two seconds while Auth0 is being written to.
fn follow_pending(connection: Load<Versioned<Connection>>) {
    Effect::new(move |_| {
        let pending = connection.value().is_some_and(|found| found.value.sync.state == SyncState::Pending);
        if pending {
            browser::after(2_000, move || connection.reload());
        }
    });
}

fn header(shown: Shown, connection: &Connection) -> AnyView {
    let account = account();
    let setup = next_step(connection).filter(|_| can_set_up(&account));
    let action = match setup {
        Some(step) => {
            let href = shown.within.reference.page(Page::Setup(connection.id, step));
            let again = step == Step::Activate && connection.state == ConnectionState::Disabled;
            let label = if again { words::ACTIVATE_AGAIN } else { words::CONTINUE_SETUP };
            Some(link_button(href, label, "p", Some(Glyph::Arrow)))
        }
        None if account.can(Permission::ConnectionsTest) => {
            Some(link_button(shown.page(Tab::Test), words::TEST_SIGN_IN, "s", Some(Glyph::Play)))
        }
        None => None,
    };
    let now = browser::now();
    let end = last_certificate_end(connection).map(|end| {
        let ends = words::ends(words::CERTIFICATE, &format::relative(now, end));
        view! { <span>{ends}</span> }
    });
    let known = connection.clone();
    view! {
        <div class="pagehead tight">
            <div>
                <h1 class="ch">
                    {provider_mark(&connection.provider, 26)}
                    <bdi>{connection.display_name.clone()}</bdi>
                    {connection_pill(connection)}
                </h1>
                <p class="meta md">
                    <span>{words::strategy(connection.strategy)}</span>
                    <span>{move || words::rollout(&known, !shown.within.domains_of(known.id).is_empty())}</span>
                    {end}
                </p>
            </div>
            <div class="actions">{action}</div>
        </div>
    }
    .into_any()
}

/// Links to the tabs; a list to choose from on narrow screens.
#[component]
fn Tabs(shown: Shown, tab: Memo<Tab>) -> AnyView {
    let go = navigator();
    let links = Tab::ALL.map(|one| {
        let current = move || (tab.get() == one).then_some("page");
        view! { <a href=shown.page(one) aria-current=current>{words::tab(one)}</a> }
    });
    let options = Tab::ALL.map(|one| {
        view! { <option value=shown.page(one) selected=move || tab.get() == one>{words::tab(one)}</option> }
    });
    view! {
        <div class="tabsel showsm">
            <label class="sr" for="section">{words::SECTION}</label>
            <select class="select" id="section" on:change=on(move |event| go(event_target_value(&event)))>
                {options.into_iter().collect_view()}
            </select>
        </div>
        <nav class="tabs" aria-label=words::TABS>{links.into_iter().collect_view()}</nav>
    }
    .into_any()
}
