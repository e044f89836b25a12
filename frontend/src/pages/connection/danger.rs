//! The danger zone: each action beside its consequence.

use api::{Connection, ConnectionState, DeleteMode, Permission, Rollout};
use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    app::navigator,
    client::{Client, Failure, client},
    components::{Button, ConfirmByTyping, Consequence, FailureNotice, sheet},
    dynamic::{dynamic, on},
    icons::Glyph,
    live::{Live, live},
    place::Page,
    session::account,
    words::connections as words,
};

/// The tab.
#[component]
pub(super) fn DangerTab(shown: Shown) -> AnyView {
    view! { <Disable shown=shown /> <Delete shown=shown /> }.into_any()
}

fn connection(shown: Shown) -> Option<Connection> {
    shown.connection.value().map(|found| found.value)
}

/// Turning sign-in off: easy to undo, so a click does it, beside its consequence.
#[component]
fn Disable(shown: Shown) -> AnyView {
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let (client, live) = (client(), live());
    let press = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let result = client.disable(shown.at).await;
            busy.try_set(false);
            match result {
                Ok(_) => live.done(words::DISABLED),
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
            shown.connection.reload();
        });
    });
    let may = account().can(Permission::ConnectionsActivate);
    let active = Memo::new(move |_| {
        connection(shown)
            .is_some_and(|found| matches!(found.state, ConnectionState::Active | ConnectionState::Enforced))
    });
    let pilot =
        Memo::new(move |_| connection(shown).is_some_and(|found| found.rollout == Some(Rollout::Pilot)));
    let reason = dynamic(move || {
        if !may {
            words::NEEDS_ACTIVATOR.to_owned()
        } else if active.get() {
            format!(
                "{} {}",
                words::disable_consequence(pilot.get(), shown.within.members()),
                words::DISABLE_BACK
            )
        } else {
            words::NOT_ACTIVE.to_owned()
        }
    });
    let content = view! {
        <div class="pad stack">
            {move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> })}
            <p id="disable-reason" tabindex="-1">{reason}</p>
            <div class="actions">
                <Button
                    label=words::DISABLE
                    look="d"
                    on_press=press
                    unavailable=Signal::derive(move || !may || !active.get())
                    reason="disable-reason"
                    busy=busy doing=words::DISABLING
                />
            </div>
        </div>
    };
    sheet("disable", words::DISABLE_TITLE, content.into_any())
}

/// Deleting: named consequences, the name typed, a recent sign-in.
#[component]
fn Delete(shown: Shown) -> AnyView {
    let open = RwSignal::new(false);
    let mode = RwSignal::new(DeleteMode::Detach);
    let may = account().can(Permission::ConnectionsDelete);
    let state = Deletion {
        client: client(),
        live: live(),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        open,
        mode,
    };
    let name = connection(shown).map(|found| found.display_name).unwrap_or_default();
    let go = navigator();
    let confirm = Callback::new(move |()| state.run(shown, go.clone()));
    let question = words::delete_question(&name);
    let content = view! {
        <div class="pad stack">
            <p id="delete-reason" tabindex="-1">{if may { words::DELETE_HINT } else { words::NEEDS_OWNER }}</p>
            {may.then(|| what_of_auth0(mode))}
            <div class="actions">
                <Button
                    label=words::DELETE
                    look="d"
                    on_press=Callback::new(move |()| open.set(true))
                    unavailable=Signal::stored(!may)
                    reason="delete-reason"
                />
            </div>
            <ConfirmByTyping
                open=open
                title=question
                consequences=Signal::derive(move || consequences(shown, mode.get()))
                name=name
                action=words::DELETE
                doing=words::DELETING
                on_confirm=confirm
                busy=state.busy.into()
                failure=state.failure.into()
            />
        </div>
    };
    sheet("delete", words::DELETE_TITLE, content.into_any())
}

#[derive(Clone, Copy)]
struct Deletion {
    client: Client,
    live: Live,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    open: RwSignal<bool>,
    mode: RwSignal<DeleteMode>,
}

impl Deletion {
    fn run(self, shown: Shown, go: impl Fn(String) + 'static) {
        let Some(found) = shown.connection.value() else { return };
        let mode = self.mode.get_untracked();
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = self.client.delete_connection(shown.at, &found.etag, mode).await;
            self.busy.try_set(false);
            match result {
                Ok(()) => {
                    self.open.try_set(false);
                    self.live.done(words::DELETED);
                    go(shown.within.reference.page(Page::Connections));
                }
                Err(why) => {
                    if why.is_conflict() {
                        shown.connection.reload();
                    }
                    self.failure.try_set(Some(why));
                }
            }
        });
    }
}

fn what_of_auth0(mode: RwSignal<DeleteMode>) -> AnyView {
    let choice = move |wanted: DeleteMode, id: &'static str, label: &'static str, detail: &'static str| {
        view! {
            <label class="check" for=id>
                <input
                    type="radio"
                    name="delete-mode"
                    id=id
                    prop:checked=move || mode.get() == wanted
                    on:change=on(move |_| mode.set(wanted))
                />
                <span>{label}</span>
                <span class="hint">{detail}</span>
            </label>
        }
    };
    view! {
        <fieldset class="stack s">
            <legend class="legend">{words::WHAT_OF_AUTH0}</legend>
            {choice(DeleteMode::Detach, "mode-detach", words::DETACH, words::DETACH_DETAIL)}
            {choice(DeleteMode::Purge, "mode-purge", words::PURGE, words::PURGE_DETAIL)}
        </fieldset>
    }
    .into_any()
}

fn consequences(shown: Shown, mode: DeleteMode) -> Vec<Consequence> {
    let active = connection(shown).is_some_and(|found| found.state == ConnectionState::Active);
    let (fact, rest) = words::delete_people(active, shown.within.members(), &shown.within.name());
    let people = if active { (Glyph::Bad, "tbad") } else { (Glyph::Info, "tinfo") };
    let (accounts, (accounts_fact, accounts_rest)) = match mode {
        DeleteMode::Purge => ((Glyph::Bad, "tbad"), words::DELETE_PURGE),
        DeleteMode::Detach => ((Glyph::Info, "tinfo"), words::DELETE_DETACH),
    };
    let (history_fact, history_rest) = words::DELETE_HISTORY;
    let one = |(glyph, colour): (Glyph, &'static str), fact: String, rest: String| Consequence {
        glyph,
        colour,
        fact,
        rest,
    };
    vec![
        one(people, fact, rest),
        one(accounts, accounts_fact.into(), accounts_rest.into()),
        one((Glyph::Warning, "twarn"), history_fact.into(), history_rest.into()),
    ]
}
