//! How a connection stands: who uses it, what needs attention, when its keys end, what Auth0 has.

use api::{Connection, ConnectionState, Permission, SyncState};
use leptos::prelude::*;

use super::{
    Shown,
    certificates::CertificatesSheet,
    deed::{Deed, deed},
    domains::DomainsSheet,
    drift::DriftSheet,
    offered::offered,
    only_way::OnlyWaySheet,
    retiring::retiring,
    undoing::undoing,
    waiting_changes::WaitingChanges,
};
use crate::{
    attention::attention,
    browser,
    components::{CopyField, Tone, facts, link_button, notice, sheet, sheet_with},
    dynamic::dynamic,
    format,
    icons::Glyph,
    place::{Page, Step, Tab},
    progress::{client_secret, signed_settings},
    session::account,
    words::connections as words,
};

/// The tab.
#[component]
pub(super) fn OverviewTab(shown: Shown) -> AnyView {
    let drawn = move |part: fn(Shown, &Connection) -> AnyView| {
        dynamic(move || shown.connection.value().map(|found| part(shown, &found.value)))
    };
    let signed = Memo::new(move |_| {
        shown.connection.value().is_some_and(|found| signed_settings(&found.value).is_some())
    });
    let certificates = dynamic(move || signed.get().then(|| view! { <CertificatesSheet shown=shown /> }));
    view! {
        <WaitingChanges shown=shown />
        {drawn(notices)}
        <DriftSheet shown=shown />
        {drawn(who)}
        <DomainsSheet shown=shown />
        <OnlyWaySheet shown=shown />
        {certificates}
        {drawn(secret)}
        {drawn(in_auth0)}
    }
    .into_any()
}

fn notices(shown: Shown, connection: &Connection) -> AnyView {
    let found = attention(connection, browser::now());
    let drawn: Vec<_> = found
        .iter()
        .map(|one| {
            let (title, detail) = words::attention(one, &connection.display_name);
            notice(if one.is_urgent() { Tone::Bad } else { Tone::Warning }, title, detail)
        })
        .collect();
    view! { {undoing(shown, connection)} {retiring(shown, connection)} {drawn} {offered(shown, connection)} }
        .into_any()
}

/// Who signs in through it, and the way to change that.
fn who(shown: Shown, connection: &Connection) -> AnyView {
    let change = account().can(Permission::ConnectionsActivate).then(|| {
        let href = shown.within.reference.page(Page::Setup(connection.id, Step::Activate));
        match connection.state {
            ConnectionState::Active => Some(link_button(href, words::CHANGE_WHO, "s sm", None)),
            ConnectionState::Tested | ConnectionState::Disabled => {
                Some(link_button(href, words::ACTIVATE, "s sm", None))
            }
            _ => None,
        }
    });
    let people = (!connection.pilot_emails.is_empty()).then(|| {
        let chips: Vec<_> = connection
            .pilot_emails
            .iter()
            .map(|email| view! { <li class="chip"><bdi class="ltr">{email.clone()}</bdi></li> })
            .collect();
        view! { <p class="small muted">{words::PILOT_PEOPLE}</p><ul class="people" role="list">{chips}</ul> }
    });
    let active = connection.state == ConnectionState::Active;
    let link = connection.direct_sign_in_url.clone().filter(|_| active).map(|url| {
        view! {
            <div class="field">
                <span class="label">{words::DIRECT_LINK}</span>
                <CopyField value=url name=words::DIRECT_LINK />
                <span class="hint">{words::DIRECT_LINK_HINT}</span>
            </div>
        }
    });
    let known = connection.clone();
    let standing =
        dynamic(move || words::standing(&known, &shown.within.name(), &shown.within.domains_of(shown.at.id)));
    let content = view! {
        <div class="pad stack">
            <p>{standing}</p>
            {people}
            {link}
        </div>
    };
    sheet_with("who", words::WHO, change.into_any(), content.into_any())
}

/// The client secret, of a connection that has one.
fn secret(shown: Shown, connection: &Connection) -> AnyView {
    let Some(secret) = client_secret(connection) else { return ().into_any() };
    let set = match secret.set_at {
        Some(at) if secret.set => words::secret_set(&browser::date(at)),
        _ => words::SECRET_NOT_SET.into(),
    };
    let ends = match secret.expires_at {
        Some(end) => words::secret_ends(&browser::date(end), &format::relative(browser::now(), end)),
        None if secret.set => words::SECRET_UNKNOWN_END.into(),
        None => String::new(),
    };
    let replace = account()
        .can(Permission::ConnectionsSecrets)
        .then(|| link_button(shown.page(Tab::Configuration), words::REPLACE, "s sm", None));
    let content = view! { <div class="pad stack s"><p>{set}</p><p class="soft">{ends}</p></div> };
    sheet_with("keys", words::CLIENT_SECRET, replace.into_any(), content.into_any())
}

fn in_auth0(shown: Shown, connection: &Connection) -> AnyView {
    let sync = &connection.sync;
    let mut rows = vec![
        (words::SYNC, words::sync(connection).into_any()),
        (words::SINCE, browser::date_time(sync.since).into_any()),
    ];
    if let Some(upstream) = &connection.upstream {
        rows.push((words::UPSTREAM_NAME, view! { <code>{upstream.name.clone()}</code> }.into_any()));
        rows.push((words::UPSTREAM_ID, view! { <code>{upstream.connection_id.clone()}</code> }.into_any()));
    }
    if let Some(error) = &sync.last_error {
        rows.push((words::LAST_ERROR, error.clone().into_any()));
    }
    let again = sync.state == SyncState::Failed && account().can(Permission::ConnectionsWrite);
    let write = Deed {
        label: words::TRY_WRITING,
        look: "s",
        glyph: Glyph::Refresh,
        doing: words::WRITING,
        done: words::WRITTEN,
        work: |client, at| Box::pin(async move { client.configure(at).await.map(drop) }),
    };
    let again = again.then(|| view! { <div class="pad stack">{deed(shown, write)}</div> });
    let content = view! { {facts(rows)} {again} };
    sheet("auth0", words::IN_AUTH0, content.into_any())
}
