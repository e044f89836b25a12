//! The overview: what needs attention, how sign-in stands, what is next, what happened.

use api::{AuditEvent, Connection, Permission, Readiness, ReadinessState, ReadinessStep};
use leptos::prelude::*;

use super::organization::{Within, within};
use crate::{
    attention::attention,
    browser,
    client::client,
    components::{
        Entry, Tone, connection_pill, empty_state, link_button, notice_with, sheet, sheet_with, timeline,
    },
    dynamic::dynamic,
    icons::{Glyph, icon, icon_with},
    load::Load,
    place::{OrganizationRef, Page, Step, Tab},
    progress::can_set_up,
    session::account,
    words::{self as all_words, connections as connection_words, overview as words},
};

/// The page.
#[component]
pub(crate) fn Overview() -> AnyView {
    let within = within();
    within.title(all_words::OVERVIEW.into());
    let (client, at) = (client(), within.reference);
    let connections = Load::new(move || client.connections(at));
    let readiness = Load::new(move || client.readiness(at));
    let changes = account().can(Permission::AuditRead).then(|| {
        let events = Load::new(move || client.audit_events(at, 8, ""));
        let list = events.view(words::LOADING_CHANGES, |page| recent(&page.data));
        sheet("recent", words::RECENT, list)
    });
    let members = dynamic(move || {
        within.organization.value().map(|found| words::members(&found.display_name, found.member_count))
    });
    view! {
        <div class="pagehead">
            <div><h1>{all_words::OVERVIEW}</h1><p>{members}</p></div>
        </div>
        <div class="stack l">
            {connections.view(connection_words::LOADING, move |list| standing(within, &list))}
            <div class="cols">
                {readiness.view(words::LOADING_STEPS, move |readiness| next_steps(at, &readiness))}
                {changes}
            </div>
        </div>
    }
    .into_any()
}

/// What needs attention, and then each connection in a sentence.
fn standing(within: Within, list: &[Connection]) -> AnyView {
    if list.is_empty() {
        return nothing_yet(within);
    }
    let now = browser::now();
    let found = list.iter().flat_map(|one| attention(one, now).into_iter().map(move |what| (one, what)));
    let (mut found, later): (Vec<_>, Vec<_>) = found.partition(|(_, what)| what.is_urgent());
    found.extend(later);
    let notices: Vec<_> = found
        .into_iter()
        .map(|(connection, what)| {
            let (title, detail) = connection_words::attention(&what, &connection.display_name);
            let tone = if what.is_urgent() { Tone::Bad } else { Tone::Warning };
            let href = within.reference.page(Page::Connection(connection.id, Tab::Overview));
            notice_with(tone, title, detail, link_button(href, words::REPAIR, "p sm", None))
        })
        .collect();
    let truths: Vec<_> = list.iter().map(|one| truth(within, one)).collect();
    view! {
        {notices}
        <div class="sheet"><div class="tri">{truths}</div></div>
    }
    .into_any()
}

/// Before the first connection the checklist says enough; who cannot start reads why it is empty.
fn nothing_yet(within: Within) -> AnyView {
    if can_set_up(&account()) {
        return ().into_any();
    }
    let detail = connection_words::empty_detail(&within.name());
    view! { <div class="sheet">{empty_state(connection_words::EMPTY, detail, ().into_any())}</div> }
        .into_any()
}

fn truth(within: Within, connection: &Connection) -> AnyView {
    let href = within.reference.page(Page::Connection(connection.id, Tab::Overview));
    let known = connection.clone();
    let sentence =
        dynamic(move || connection_words::standing(&known, &within.name(), &within.domains_of(known.id)));
    view! {
        <section>
            <div class="top"><h2>{words::SINGLE_SIGN_ON}</h2>{connection_pill(connection)}</div>
            <div class="big"><bdi>{connection.display_name.clone()}</bdi></div>
            <p>{sentence}</p>
            <a class="lk" href=href>{connection_words::OPEN} {icon_with(Glyph::Right, 14, "flip")}</a>
        </section>
    }
    .into_any()
}

fn next_steps(at: OrganizationRef, readiness: &Readiness) -> AnyView {
    let all = readiness.steps.len();
    let may = can_set_up(&account());
    // What is to do comes first, what is done last.
    let (finished, mut steps): (Vec<_>, Vec<_>) =
        readiness.steps.iter().partition(|step| step.state == ReadinessState::Done);
    let done = finished.len();
    steps.extend(finished);
    let rows: Vec<_> = steps.into_iter().map(|step| task(at, step, may)).collect();
    let count = view! { <span class="small muted">{words::done(done, all)}</span> };
    let list = view! { <ol class="rows" role="list">{rows}</ol> };
    sheet_with("next", words::NEXT_STEPS, count.into_any(), list.into_any())
}

fn task(at: OrganizationRef, step: &ReadinessStep, may: bool) -> AnyView {
    let (title, reason, button) = words::step(step.code);
    match step.state {
        ReadinessState::Done => view! {
            <li class="task done">
                {icon(Glyph::Ok, 20)}
                <span class="tt">{title}<span class="sr">{words::STEP_DONE}</span></span>
            </li>
        }
        .into_any(),
        ReadinessState::Next => {
            let action = may.then(|| link_button(target(at, step), button, "p sm", None));
            view! {
                <li class="task next">
                    {icon(Glyph::Half, 20)}
                    <span class="tt">{title}</span>
                    <span class="d">{reason}</span>
                    {action}
                </li>
            }
            .into_any()
        }
        ReadinessState::Todo => view! {
            <li class="task todo">
                {icon(Glyph::Todo, 20)}
                <span class="tt">{title}</span>
                <span class="d">{reason}</span>
            </li>
        }
        .into_any(),
    }
}

/// Where a step is done.
fn target(at: OrganizationRef, step: &ReadinessStep) -> String {
    use api::ReadinessCode::{
        ActivateConnection, ConfigureConnection, ConnectIdentityProvider, TestConnection,
    };
    let Some(id) = step.connection_id else { return at.page(Page::NewConnection) };
    let wizard_step = match step.code {
        ConnectIdentityProvider => Step::App,
        ConfigureConnection => Step::Metadata,
        TestConnection => Step::Test,
        ActivateConnection => Step::Activate,
    };
    at.page(Page::Setup(id, wizard_step))
}

fn recent(events: &[AuditEvent]) -> AnyView {
    if events.is_empty() {
        return view! { <p class="note pad">{words::NO_CHANGES}</p> }.into_any();
    }
    timeline(events.iter().map(entry).collect())
}

/// An entry of the audit log for the timeline.
pub(super) fn entry(event: &AuditEvent) -> Entry {
    let person = event.actor.kind != "latchkey";
    let name = event.actor.name.clone().unwrap_or_else(|| event.actor.id.clone());
    Entry {
        detail: if person { name.clone() } else { all_words::LATCHKEY_ITSELF.into() },
        who: person.then_some(name),
        what: event.summary.clone(),
        at: event.occurred_at,
        live: false,
    }
}
