//! Deleting.

use api::{ConnectionState, DeleteMode, DomainImpact, Permission, ProblemCode, Step};
use leptos::{prelude::*, task::spawn_local};

use super::{Shown, connection, organization_name};
use crate::{
    app::navigator,
    client::{Client, Failure, client},
    components::{Button, ConfirmByTyping, Consequence, sheet},
    dynamic::{dynamic, on},
    icons::Glyph,
    live::{Live, live},
    place::Page,
    session::account,
    words::{connections as words, domains, rollout},
};

/// Deleting: named consequences, the name typed, a recent sign-in.
#[component]
pub(super) fn Delete(shown: Shown) -> AnyView {
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
        shuts_out: RwSignal::new(false),
        domains: RwSignal::new(Vec::new()),
    };
    let go = navigator();
    let confirm = Callback::new(move |()| state.run(shown, go.clone()));
    let open_question = Callback::new(move |()| {
        state.shuts_out.set(false);
        open.set(true);
        state.look_ahead(shown);
    });
    let question = dynamic(move || delete_question(shown, state, state.shuts_out.get(), confirm));
    let content = view! {
        <div class="pad stack">
            <p id="delete-reason" tabindex="-1">{if may { words::DELETE_HINT } else { words::NEEDS_OWNER }}</p>
            {may.then(|| what_of_auth0(mode))}
            <div class="actions">
                <Button
                    label=words::DELETE
                    look="d"
                    on_press=open_question
                    unavailable=Signal::stored(!may)
                    reason="delete-reason"
                />
            </div>
            {question}
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
    /// Whether nobody could come in any more.
    shuts_out: RwSignal<bool>,
    /// The domains whose people are no longer led to it.
    domains: RwSignal<Vec<DomainImpact>>,
}

impl Deletion {
    /// Finds out whether nobody could come in any more and who is led no longer, while the person reads the question.
    fn look_ahead(self, shown: Shown) {
        spawn_local(async move {
            if let Ok(impact) = self.client.impact(shown.at, Step::Delete).await {
                self.domains.try_set(impact.domains);
                self.shuts_out.try_set(impact.leaves_no_way_in);
            }
        });
    }

    fn run(self, shown: Shown, go: impl Fn(String) + 'static) {
        let Some(found) = shown.connection.value() else { return };
        let mode = self.mode.get_untracked();
        let shuts_out = self.shuts_out.get_untracked().then(|| organization_name(shown));
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = self.client.delete_connection(shown.at, &found.etag, (mode, shuts_out)).await;
            self.busy.try_set(false);
            match result {
                Ok(()) => {
                    self.open.try_set(false);
                    self.live.done(words::DELETED);
                    go(shown.within.reference.page(Page::Connections));
                }
                Err(why) => {
                    if why.code() == Some(ProblemCode::LastWayIn) {
                        self.shuts_out.try_set(true);
                    }
                    if why.is_conflict() {
                        shown.connection.reload();
                    }
                    self.failure.try_set(Some(why));
                }
            }
        });
    }
}

/// The question, with the name to type: the connection's, or the organization's where everybody would be shut out.
fn delete_question(shown: Shown, state: Deletion, shuts_out: bool, confirm: Callback<()>) -> AnyView {
    let own = connection(shown).map(|found| found.display_name).unwrap_or_default();
    let question = words::delete_question(&own);
    let name = if shuts_out { organization_name(shown) } else { own };
    view! {
        <ConfirmByTyping
            open=state.open
            title=question
            consequences=Signal::derive(move || consequences(shown, state, shuts_out))
            name=name
            action=words::DELETE
            doing=words::DELETING
            on_confirm=confirm
            busy=state.busy.into()
            failure=state.failure.into()
        />
    }
    .into_any()
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

fn consequences(shown: Shown, state: Deletion, shuts_out: bool) -> Vec<Consequence> {
    let active = connection(shown)
        .is_some_and(|found| matches!(found.state, ConnectionState::Active | ConnectionState::Enforced));
    let (fact, rest) = words::delete_people(active, shown.within.members(), &shown.within.name());
    let people = if active { (Glyph::Bad, "tbad") } else { (Glyph::Info, "tinfo") };
    let (accounts, (accounts_fact, accounts_rest)) = match state.mode.get() {
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
    let (nobody_fact, nobody_rest) = rollout::LAST_WAY_FACT;
    let nobody = shuts_out.then(|| one((Glyph::Bad, "tbad"), nobody_fact.into(), nobody_rest.into()));
    let led = state.domains.get().into_iter().map(|domain| {
        let (fact, rest) = domains::no_longer_led(&domain.name, domain.people);
        one((Glyph::Warning, "twarn"), fact, rest)
    });
    let mut all = vec![one(people, fact, rest)];
    all.extend(led);
    all.extend([
        one(accounts, accounts_fact.into(), accounts_rest.into()),
        one((Glyph::Warning, "twarn"), history_fact.into(), history_rest.into()),
    ]);
    all.extend(nobody);
    all
}
