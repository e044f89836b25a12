//! The connections of an organization.

use api::{Connection, SyncState};
use leptos::prelude::*;

use super::organization::{Within, within};
use crate::{
    attention::last_certificate_end,
    browser,
    client::client,
    components::{connection_pill, empty_state, link_button},
    dynamic::dynamic,
    format,
    icons::{Glyph, provider_mark},
    load::Load,
    place::{Page, Tab},
    progress::{can_set_up, client_secret},
    session::account,
    words::{self as all_words, connections as words},
};

/// The list.
#[component]
pub(crate) fn Connections() -> AnyView {
    let within = within();
    within.title(all_words::CONNECTIONS.into());
    let (client, at) = (client(), within.reference);
    let list = Load::new(move || client.connections(at));
    // Until Auth0 has been told, look again.
    Effect::new(move |_| {
        let pending = |one: &Connection| one.sync.state == SyncState::Pending;
        if list.value().is_some_and(|list| list.iter().any(pending)) {
            browser::after(2_000, move || list.reload());
        }
    });
    let any = move || list.value().is_some_and(|list: Vec<Connection>| !list.is_empty());
    let connect = dynamic(move || (can_set_up(&account()) && any()).then(|| connect_button(within, "p")));
    view! {
        <div class="pagehead">
            <div><h1>{all_words::CONNECTIONS}</h1></div>
            <div class="actions">{connect}</div>
        </div>
        {list.view(words::LOADING, move |list| rows(within, &list))}
    }
    .into_any()
}

fn connect_button(within: Within, look: &'static str) -> AnyView {
    link_button(within.reference.page(Page::NewConnection), words::CONNECT, look, Some(Glyph::Plus))
}

fn rows(within: Within, list: &[Connection]) -> AnyView {
    if list.is_empty() {
        let action = if can_set_up(&account()) { connect_button(within, "p sm") } else { ().into_any() };
        let detail = words::empty_detail(&within.name());
        return view! { <div class="sheet">{empty_state(words::EMPTY, detail, action)}</div> }.into_any();
    }
    let rows: Vec<_> = list.iter().map(|one| row(within, one)).collect();
    view! { <ul class="sheet rows" role="list">{rows}</ul> }.into_any()
}

fn row(within: Within, connection: &Connection) -> AnyView {
    let href = within.reference.page(Page::Connection(connection.id, Tab::Overview));
    let end = |what, end| words::ends(what, &format::relative(browser::now(), end));
    let secret = client_secret(connection).and_then(|secret| secret.expires_at);
    let end = last_certificate_end(connection)
        .map(|certificate| end(words::CERTIFICATE, certificate))
        .or(secret.map(|secret| end(words::CLIENT_SECRET, secret)));
    let known = connection.clone();
    view! {
        <li class="conn">
            {provider_mark(&connection.provider, 24)}
            <div>
                <a class="rowlink" href=href><bdi>{connection.display_name.clone()}</bdi></a>
                <p class="meta md">
                    <span>{words::strategy(connection.strategy)}</span>
                    <span>{move || words::rollout(&known, !within.domains_of(known.id).is_empty())}</span>
                    {end.map(|end| view! { <span>{end}</span> })}
                </p>
            </div>
            {connection_pill(connection)}
        </li>
    }
    .into_any()
}
