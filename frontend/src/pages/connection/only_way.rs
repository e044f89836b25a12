//! Making the connection the only way in, with who is affected in numbers; and the way back.

use api::{ConnectionState, Enforce, Enforcement, Impact, Permission, Person, Rollout, Step};
use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    browser,
    client::{Client, Failure, Ordered, client},
    components::{Button, CopyField, FailureNotice, Tone, link_button, notice, sheet},
    dynamic::{dynamic, on},
    format,
    icons::{Glyph, icon_with},
    live::{Live, live},
    load::Load,
    place::Tab,
    session::account,
    words::rollout as words,
};

/// The sheet, where it makes sense: people sign in through it, each of them by choice or all of them.
#[component]
pub(super) fn OnlyWaySheet(shown: Shown) -> AnyView {
    let standing = Memo::new(move |_| {
        let found = shown.connection.value()?.value;
        let everyone = found.rollout == Some(Rollout::Everyone) && found.retiring.is_none();
        match found.state {
            ConnectionState::Active if everyone => Some(None),
            ConnectionState::Enforced => Some(found.enforcement),
            _ => None,
        }
    });
    dynamic(move || {
        standing.get().map(|enforcement| match enforcement {
            Some(enforcement) => sheet("only-way", words::ENFORCED, enforced(shown, enforcement)),
            None => sheet("only-way", words::ONLY_WAY, view! { <Offer shown=shown /> }.into_any()),
        })
    })
}

/// What is chosen, and how it goes.
#[derive(Clone, Copy)]
struct Choice {
    shown: Shown,
    client: Client,
    live: Live,
    person: RwSignal<String>,
    undo: RwSignal<String>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

impl Choice {
    fn new(shown: Shown) -> Self {
        Self {
            shown,
            client: client(),
            live: live(),
            person: RwSignal::new(String::new()),
            undo: RwSignal::new(words::UNDO_CHOICES[1].0.into()),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Orders a step and tells how it went.
    fn run(self, order: impl Future<Output = Result<Ordered, Failure>> + 'static, done: &'static str) {
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = order.await;
            self.busy.try_set(false);
            match result {
                Ok(ordered) if ordered.waits => self.live.done(words::NOW_WAITS),
                Ok(_) => self.live.done(done),
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
            self.shown.connection.reload();
        });
    }

    fn enforce(self) {
        let undo = self.undo.get_untracked();
        let wish = Enforce {
            break_glass_email: self.person.get_untracked(),
            auto_revert_after: (!undo.is_empty()).then_some(undo),
        };
        let (client, at) = (self.client, self.shown.at);
        self.run(async move { client.enforce(at, &wish).await }, words::ENFORCED);
    }

    fn unenforce(self) {
        let (client, at) = (self.client, self.shown.at);
        self.run(async move { client.unenforce(at).await }, words::UNENFORCED);
    }

    fn failed(self) -> AnyView {
        dynamic(move || self.failure.get().map(|failure| view! { <FailureNotice failure=failure /> }))
    }
}

#[component]
fn Offer(shown: Shown) -> AnyView {
    let choice = Choice::new(shown);
    let impact = Load::new(move || choice.client.impact(shown.at, Step::Enforce));
    impact.view(words::LOADING_IMPACT, move |found| offer(choice, impact, &found))
}

fn offer(choice: Choice, load: Load<Impact>, impact: &Impact) -> AnyView {
    let facts: Vec<_> = facts(impact)
        .into_iter()
        .map(|(glyph, colour, (fact, rest))| {
            view! { <div>{icon_with(glyph, 18, colour)}<span><b>{fact}</b> " " {rest}</span></div> }
        })
        .collect();
    let counted = impact.as_of.map(|at| words::as_of(&format::relative(browser::now(), at)));
    let incomplete = (impact.as_of.is_some() && !impact.complete).then_some(words::NOT_COMPLETE);
    let candidates: Vec<(String, String)> =
        impact.break_glass_candidates.iter().filter_map(candidate).collect();
    let form = if candidates.is_empty() {
        notice(Tone::Info, words::NO_CANDIDATE.0, words::NO_CANDIDATE.1)
    } else {
        view! { <Form choice=choice candidates=candidates /> }.into_any()
    };
    view! {
        <div class="back">
            <div class="rows">{facts}</div>
            <div class="pad actions">
                <span class="note">{counted.unwrap_or_else(|| words::COUNTING.into())} " " {incomplete}</span>
                <Button
                    label=words::COUNT_AGAIN look="q sm" glyph=Glyph::Refresh
                    on_press=Callback::new(move |()| load.reload())
                />
            </div>
            <div class="pad stack ruled">{form}</div>
        </div>
    }
    .into_any()
}

fn facts(impact: &Impact) -> Vec<(Glyph, &'static str, (String, String))> {
    let mut facts = vec![(Glyph::Info, "tinfo", words::switched_off(&impact.switched_off))];
    if let (Some(through), Some(members)) = (impact.people_through_connection, impact.members) {
        facts.push((Glyph::Info, "tinfo", words::through_it(through, members)));
    }
    let left: Vec<String> = impact.owners_without_another_way_in.iter().filter_map(spoken).collect();
    if !left.is_empty() {
        facts.push((Glyph::Warning, "twarn", words::owners_without(&left)));
    }
    facts
}

fn spoken(person: &Person) -> Option<String> {
    person.name.clone().or_else(|| person.email.clone())
}

/// The address that names a candidate, and how the candidate is called.
fn candidate(person: &Person) -> Option<(String, String)> {
    let email = person.email.clone()?;
    let label = match &person.name {
        Some(name) if *name != email => format!("{name}, {email}"),
        _ => email.clone(),
    };
    Some((email, label))
}

#[component]
fn Form(choice: Choice, candidates: Vec<(String, String)>) -> AnyView {
    let may = account().can(Permission::ConnectionsEnforce);
    let people: Vec<_> = candidates
        .into_iter()
        .enumerate()
        .map(|(index, (email, label))| {
            let (chosen, wanted) = (email.clone(), email);
            view! {
                <label class="check" for=format!("emergency-{index}")>
                    <input
                        type="radio"
                        name="emergency"
                        id=format!("emergency-{index}")
                        prop:checked=move || choice.person.with(|person| *person == wanted)
                        on:change=on(move |_| choice.person.set(chosen.clone()))
                    />
                    <span><bdi>{label}</bdi></span>
                </label>
            }
        })
        .collect();
    let nobody = move || choice.person.with(String::is_empty);
    let why = move || {
        if !may {
            words::NEEDS_ENFORCER
        } else if nobody() {
            words::CHOOSE_SOMEBODY
        } else {
            words::OWN_TEST_FIRST
        }
    };
    view! {
        {choice.failed()}
        <fieldset class="stack s">
            <legend class="legend">{words::EMERGENCY}</legend>
            <p class="hint">{words::EMERGENCY_HINT}</p>
            {people}
        </fieldset>
        {undo_field(choice.undo, "only-way-undo")}
        <div class="actions">
            <Button
                label=words::ENFORCE
                look="d"
                on_press=Callback::new(move |()| choice.enforce())
                unavailable=Signal::derive(move || !may || nobody())
                reason="only-way-reason"
                busy=choice.busy doing=words::ENFORCING
            />
            {link_button(choice.shown.page(Tab::Test), words::TEST_NOW, "s", Some(Glyph::Play))}
        </div>
        <p class="small soft" id="only-way-reason" tabindex="-1">{why}</p>
    }
    .into_any()
}

/// After which time a step undoes itself.
pub(crate) fn undo_field(value: RwSignal<String>, id: &'static str) -> AnyView {
    let options: Vec<_> = words::UNDO_CHOICES
        .iter()
        .map(|&(duration, label)| {
            view! { <option value=duration selected=move || value.with(|one| one == duration)>{label}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=id>{words::UNDO_AFTER}</label>
            <select class="select" id=id aria-describedby=format!("{id}-hint") on:change=on(move |event| value.set(event_target_value(&event)))>
                {options}
            </select>
            <span class="hint" id=format!("{id}-hint")>{words::UNDO_HINT}</span>
        </div>
    }
    .into_any()
}

fn enforced(shown: Shown, enforcement: Enforcement) -> AnyView {
    let choice = Choice::new(shown);
    let may = account().can(Permission::ConnectionsEnforce);
    let link = enforcement.break_glass_url.map(|url| {
        view! {
            <div class="field">
                <span class="label">{words::EMERGENCY_LINK}</span>
                <CopyField value=url name=words::EMERGENCY_LINK />
                <span class="hint">{words::EMERGENCY_LINK_HINT}</span>
            </div>
        }
    });
    view! {
        <div class="pad stack">
            {choice.failed()}
            <p>{words::emergency_person(&enforcement.break_glass_person)}</p>
            {link}
            <div class="actions">
                <Button
                    label=words::UNENFORCE
                    glyph=Glyph::Undo
                    on_press=Callback::new(move |()| choice.unenforce())
                    unavailable=Signal::stored(!may)
                    reason="only-way-reason"
                    busy=choice.busy doing=words::UNENFORCING
                />
            </div>
            <p class="small soft" id="only-way-reason" tabindex="-1">
                {if may { words::UNENFORCE_DETAIL } else { words::NEEDS_ENFORCER }}
            </p>
        </div>
    }
    .into_any()
}
