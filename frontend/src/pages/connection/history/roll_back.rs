//! Going back to the chosen revision: first what it would do, then the button, then once more the question.

use api::{CertificateUse, ConnectionState, LeftOut, Permission, Revision, RevisionId};
use leptos::{prelude::*, task::spawn_local};

use super::History;
use crate::{
    browser,
    client::{Failure, RolledBackOr, client},
    components::{Button, Dialog, FailureNotice, Tone, notice},
    dynamic::dynamic,
    icons::{Glyph, icon_with},
    live::live,
    session::account,
    words::{KEEP_AS_IT_IS, history as words},
};

/// The sheet.
pub(super) fn sheet(history: History, chosen: &Revision, current: &Revision) -> AnyView {
    let number = chosen.number;
    let facts: Vec<_> = consequences(history, chosen, current)
        .into_iter()
        .map(|(glyph, colour, fact, rest)| {
            view! { <div>{icon_with(glyph, 18, colour)}<span><b>{fact}</b> " " {rest}</span></div> }
        })
        .collect();
    view! {
        <section class="sheet back" aria-labelledby="back">
            <header><h2 id="back">{words::if_you_roll_back(number)}</h2></header>
            <div class="rows">{facts}</div>
            <RollBackAction history=history chosen=chosen.id number=number />
        </section>
    }
    .into_any()
}

type Fact = (Glyph, &'static str, String, String);

fn consequences(history: History, chosen: &Revision, current: &Revision) -> Vec<Fact> {
    let state = history.shown.connection.value().map(|found| found.value.state);
    let live = matches!(state, Some(ConnectionState::Active | ConnectionState::Enforced));
    let (fact, rest) = if live { words::PEOPLE_LIVE } else { words::PEOPLE_NOT_LIVE };
    let mut facts: Vec<Fact> = vec![(Glyph::Info, "tinfo", fact.into(), rest.into())];
    facts.extend(expired(chosen).map(|end| {
        let (fact, rest) = words::certificate_stays(chosen.number, &browser::date(end));
        (Glyph::Warning, "twarn", fact, rest)
    }));
    if other_secret(chosen, current) {
        let (fact, rest) = words::SECRET_STAYS;
        facts.push((Glyph::Warning, "twarn", fact.into(), rest.into()));
    }
    let (fact, rest) = words::becomes(current.number + 1);
    facts.push((Glyph::Undo, "tinfo", fact, rest));
    facts
}

/// When the first certificate of this revision ended, if one has.
fn expired(revision: &Revision) -> Option<chrono::DateTime<chrono::Utc>> {
    let now = browser::now();
    let signing = revision.saml.iter().flat_map(|saml| &saml.metadata.certificates);
    let signing = signing.filter(|one| one.usage == CertificateUse::Signing);
    signing.map(|one| one.not_after).filter(|end| *end <= now).min()
}

fn other_secret(chosen: &Revision, current: &Revision) -> bool {
    let set_at = |one: &Revision| one.oidc.as_ref().and_then(|oidc| oidc.client_secret.set_at);
    set_at(chosen) != set_at(current)
}

/// What came of it.
#[derive(Clone)]
enum Came {
    Done(Vec<LeftOut>),
    Waits,
    Failed(Failure),
}

#[component]
fn RollBackAction(history: History, chosen: RevisionId, number: u32) -> AnyView {
    let (client, live) = (client(), live());
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let result = RwSignal::new(None::<Came>);
    let may = account().can(Permission::ConnectionsActivate);
    let confirm = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let came = match client.roll_back(history.shown.at, chosen).await {
                Ok(RolledBackOr::Done(left_out)) => {
                    live.done(words::went_back(number));
                    Came::Done(left_out)
                }
                Ok(RolledBackOr::Waits) => Came::Waits,
                Err(failure) => Came::Failed(failure),
            };
            busy.try_set(false);
            open.try_set(false);
            if let Came::Done(left_out) = &came
                && left_out.is_empty()
            {
                history.shown.connection.reload();
                return;
            }
            result.try_set(Some(came));
        });
    });
    let told = dynamic(move || result.get().map(|came| outcome(history, came)));
    view! {
        <div class="foot stack s">
            {told}
            <div class="actions">
                <Button
                    label=words::roll_back_to(number)
                    glyph=Glyph::Undo
                    on_press=Callback::new(move |()| open.set(true))
                    unavailable=Signal::stored(!may)
                    reason="back-reason"
                />
                <span class="small soft" id="back-reason" tabindex="-1">
                    {if may { words::ASK_AGAIN } else { words::NEEDS_ACTIVATOR }}
                </span>
            </div>
            <Dialog open=open id="back-title" title=words::question(number)>
                <p>{words::QUESTION_DETAIL}</p>
                <div class="foot">
                    <Button
                        label=KEEP_AS_IT_IS
                        on_press=Callback::new(move |()| open.set(false))
                        first=true
                    />
                    <Button
                        label=words::roll_back_to(number)
                        look="p"
                        on_press=confirm
                        busy=busy doing=words::GOING_BACK
                    />
                </div>
            </Dialog>
        </div>
    }
    .into_any()
}

fn outcome(history: History, came: Came) -> AnyView {
    match came {
        Came::Failed(failure) => view! { <FailureNotice failure=failure /> }.into_any(),
        Came::Waits => notice(Tone::Info, words::WAITS.0, words::WAITS.1),
        Came::Done(left_out) => {
            let parts: Vec<_> = left_out
                .into_iter()
                .map(|one| view! { <li><b>{one.part}</b> " " {one.reason}</li> })
                .collect();
            let go_on = Callback::new(move |()| history.shown.connection.reload());
            view! {
                <div class="finding tint warn" role="status">
                    {icon_with(Glyph::Warning, 20, "")}
                    <div class="body">
                        <h3 class="fact">{words::LEFT_OUT}</h3>
                        <ul role="list">{parts}</ul>
                    </div>
                    <div class="act"><Button label=words::SEEN on_press=go_on look="s sm" /></div>
                </div>
            }
            .into_any()
        }
    }
}
