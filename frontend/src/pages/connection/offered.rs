//! Metadata that reads otherwise at its address than when it was saved, and the decision about it.

use api::{Connection, ConnectionState, OfferedMetadata, Permission};
use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    browser,
    client::{Failure, client},
    components::{Button, FailureNotice, finding_rows, quoted, sheet},
    dynamic::dynamic,
    live::live,
    session::account,
    words::upkeep as words,
};

/// The sheet, while there is something to decide.
pub(super) fn offered(shown: Shown, connection: &Connection) -> Option<AnyView> {
    let offered = connection.offered_metadata.as_ref()?;
    let live = matches!(connection.state, ConnectionState::Active | ConnectionState::Enforced);
    Some(sheet("offered", words::OFFERED, content(shown, offered, live)))
}

fn content(shown: Shown, offered: &OfferedMetadata, live: bool) -> AnyView {
    let differences: Vec<_> =
        offered.differences.iter().map(|one| view! { <li>{quoted(one)}</li> }).collect();
    let findings = (!offered.findings.is_empty())
        .then(|| view! { <div class="rows ruled">{finding_rows(&offered.findings)}</div> });
    view! {
        <div class="pad stack s">
            <ul class="reasons">{differences}</ul>
            <p class="note">{words::found(&browser::date_time(offered.found_at))} " " {words::OFFERED_DETAIL}</p>
        </div>
        {findings}
        <Decide shown=shown in_use=live />
    }
    .into_any()
}

#[component]
fn Decide(shown: Shown, in_use: bool) -> AnyView {
    let may = account().can(Permission::ConnectionsWrite);
    let busy = RwSignal::new(None::<bool>);
    let failure = RwSignal::new(None::<Failure>);
    let (client, told) = (client(), live());
    let decide = move |take: bool| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(take));
        failure.set(None);
        spawn_local(async move {
            let result = client.decide_metadata(shown.at, take).await;
            busy.try_set(None);
            match result {
                Ok(()) => {
                    told.done(if take { words::TAKEN } else { words::LEFT });
                    shown.connection.reload();
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    };
    let button = move |label: &'static str, take: bool| {
        view! {
            <Button
                label=label
                on_press=Callback::new(move |()| decide(take))
                unavailable=Signal::stored(!may || (take && in_use))
                reason="offered-reason"
                busy=Signal::derive(move || busy.get() == Some(take))
                doing=words::DECIDING
            />
        }
    };
    let failed = dynamic(move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> }));
    let why = match (may, in_use) {
        (false, _) => words::TAKE_ROLE,
        (true, true) => words::TAKE_LIVE,
        (true, false) => words::TAKE_WHY,
    };
    view! {
        <div class="pad stack ruled">
            {failed}
            <div class="actions">{button(words::TAKE, true)} {button(words::LEAVE, false)}</div>
            <p class="small soft" id="offered-reason" tabindex="-1">{why}</p>
        </div>
    }
    .into_any()
}
