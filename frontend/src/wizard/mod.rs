//! The setup wizard: choose a provider, create the app there, exchange metadata, test, activate. Every step is saved
//! before the next is shown; the address holds the step, so a reload lands in the same place.

mod activate;
mod app_step;
mod checks;
mod frame;
mod instead;
mod metadata;
mod people;
mod provider;
mod save;
mod test;

use api::{Connection, ConnectionId, IdentityProvider};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::{
    app::place,
    browser,
    client::{ConnectionRef, Failure, Versioned, client},
    components::Tone,
    dynamic::dynamic,
    load::Load,
    pages::{Within, within},
    place::{Page, Place, Step},
    progress::can_set_up,
    session::account,
    words::{connections as connection_words, setup as words},
};

pub(crate) use activate::Plan;
pub(crate) use save::end_of_day;

/// The setup that the steps work on.
#[derive(Clone, Copy)]
struct Setup {
    within: Within,
    at: ConnectionRef,
    /// The newest version that is known.
    connection: RwSignal<Versioned<Connection>>,
    provider: StoredValue<IdentityProvider>,
    /// When it was saved last, in this tab.
    saved_at: RwSignal<Option<DateTime<Utc>>>,
}

impl Setup {
    /// The provider's name as people know it.
    fn provider_name(self) -> String {
        self.provider.with_value(spoken_name)
    }

    /// Takes over what the server answered.
    fn saved(self, connection: Versioned<Connection>) {
        self.connection.try_set(connection);
        self.saved_at.try_set(Some(browser::now()));
    }

    fn page(self, step: Step) -> String {
        self.within.reference.page(Page::Setup(self.at.id, step))
    }
}

/// What a provider is called in a sentence.
pub(crate) fn spoken_name(provider: &IdentityProvider) -> String {
    if is_custom(provider) { words::YOUR_PROVIDER.into() } else { provider.name.clone() }
}

/// Whether it is the choice for whoever is not in the list.
fn is_custom(provider: &IdentityProvider) -> bool {
    provider.id.starts_with("custom-")
}

/// The wizard, for a new connection or for one that exists.
#[component]
pub(crate) fn Wizard(connection: Option<ConnectionId>) -> AnyView {
    let within = within();
    if !can_set_up(&account()) {
        return frame::plain(
            within,
            crate::components::notice(Tone::Info, words::NEEDS_ROLE, words::NEEDS_ROLE_DETAIL),
        );
    }
    match connection {
        None => view! { <provider::NewConnection /> }.into_any(),
        Some(id) => view! { <Steps id=id /> }.into_any(),
    }
}

/// The steps of a connection that exists: it and its guide are loaded once for all of them.
#[component]
fn Steps(id: ConnectionId) -> AnyView {
    let (within, client) = (within(), client());
    let at = ConnectionRef { organization: within.reference, id };
    let loaded = Load::new(move || async move {
        let connection = client.connection(at).await?;
        let provider = client.identity_provider(&connection.value.provider).await?;
        Ok::<_, Failure>((connection, provider))
    });
    let waiting = Memo::new(move |_| !loaded.is_ready());
    dynamic(move || {
        if waiting.get() {
            return frame::plain(within, loaded.view(connection_words::LOADING_ONE, |_| ().into_any()));
        }
        let Some((connection, provider)) = untrack(move || loaded.value()) else {
            return ().into_any();
        };
        let setup = Setup {
            within,
            at,
            connection: RwSignal::new(connection),
            provider: StoredValue::new(provider),
            saved_at: RwSignal::new(None),
        };
        view! { <CurrentStep setup=setup /> }.into_any()
    })
}

/// The step in the address.
#[component]
fn CurrentStep(setup: Setup) -> AnyView {
    // The heading that had the focus while this was loading has gone.
    request_animation_frame(browser::focus_page_if_lost);
    let place = place();
    let step = Memo::new(move |_| match place.get() {
        Place::Organization(_, Page::Setup(_, step)) => step,
        _ => Step::Provider,
    });
    setup.within.title(Signal::derive(move || words::page_title(step.get(), &setup.provider_name())));
    dynamic(move || match step.get() {
        Step::Provider => view! { <provider::ChosenProvider setup=setup /> }.into_any(),
        Step::App => view! { <app_step::AppStep setup=setup /> }.into_any(),
        Step::Metadata => view! { <metadata::MetadataStep setup=setup /> }.into_any(),
        Step::Test => view! { <test::TestStep setup=setup /> }.into_any(),
        Step::Activate => view! { <activate::ActivateStep setup=setup /> }.into_any(),
    })
}
