//! Steps of this connection that wait for a second person.

use api::{Change, Permission};
use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    browser,
    client::{Failure, client},
    components::{Button, FailureNotice, Tone, notice_with, printed},
    dynamic::dynamic,
    format,
    live::live,
    load::Load,
    session::account,
    words::rollout as words,
};

/// A notice for each.
#[component]
pub(super) fn WaitingChanges(shown: Shown) -> AnyView {
    let client = client();
    let changes = Load::new(move || client.waiting_changes(shown.at));
    // Whatever happens to the connection can have decided one.
    Effect::new(move |before: Option<()>| {
        shown.connection.value();
        if before.is_some() {
            changes.reload();
        }
    });
    dynamic(move || {
        let all = changes.value().unwrap_or_default();
        all.into_iter().map(|change| one(shown, &change)).collect_view().into_any()
    })
}

fn one(shown: Shown, change: &Change) -> AnyView {
    let who = change.requested_by.name.clone().unwrap_or_else(|| change.requested_by.id.clone());
    let until = format::relative(browser::now(), change.expires_at);
    let detail = words::change_detail(&printed(&change.summary), &who, &until);
    let own = change.requested_by.id == account().me.subject;
    notice_with(
        Tone::Info,
        words::CHANGE_WAITS,
        detail,
        view! { <Decision shown=shown change=change.clone() own=own /> }.into_any(),
    )
}

#[component]
fn Decision(shown: Shown, change: Change, own: bool) -> AnyView {
    let busy = RwSignal::new(None::<bool>);
    let failure = RwSignal::new(None::<Failure>);
    let (client, live, id) = (client(), live(), change.id);
    let decide = move |yes: bool| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(yes));
        spawn_local(async move {
            let organization = shown.at.organization;
            let result = if yes {
                client.approve_change(organization, id).await
            } else {
                client.reject_change(organization, id).await
            };
            busy.try_set(None);
            match result {
                Ok(()) => live.done(if yes { words::CHANGE_APPROVED } else { words::CHANGE_REJECTED }),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            shown.connection.reload();
        });
    };
    let may = account().can(Permission::ChangesApprove);
    let approve = (!own && may).then(|| {
        view! {
            <Button
                label=words::APPROVE look="p sm"
                on_press=Callback::new(move |()| decide(true))
                busy=Signal::derive(move || busy.get() == Some(true)) doing=words::APPROVING
            />
        }
    });
    let refuse = (own || may).then(|| {
        let label = if own { words::TAKE_BACK } else { words::REJECT };
        view! {
            <Button
                label=label look="s sm"
                on_press=Callback::new(move |()| decide(false))
                busy=Signal::derive(move || busy.get() == Some(false)) doing=words::REJECTING
            />
        }
    });
    let told = dynamic(move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> }));
    view! { {told} {approve} {refuse} }.into_any()
}
