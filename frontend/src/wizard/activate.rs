//! Activation: who gets it first, each choice beside its consequences in numbers.

use api::{
    Activate, Connection, ConnectionState, DomainImpact, Finding, Permission, Rollout, Severity,
    Step as LifeStep, SyncState,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Setup,
    checks::Checks,
    frame::{self, Parts},
    instead::{Instead, led_by_step},
    people::emails,
};
use crate::{
    attention::last_certificate_end,
    browser,
    client::{Client, Failure, client},
    components::{
        Area, Button, CopyField, FailureNotice, Tone, finding_rows, link_button, notice, sheet, standing,
    },
    drafts,
    dynamic::{dynamic, on},
    icons::{Glyph, icon},
    live::{Live, live},
    pages::undo_field,
    place::{Page, Step, Tab},
    progress::{is_in_auth0, is_tested},
    session::account,
    words::{activate as words, domains as domain_words, rollout},
};

/// Who gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// People with a link.
    Pilot,
    /// Everyone, beside what they use today.
    Everyone,
    /// Everyone, in place of another connection.
    Instead,
}

/// What is chosen, and how activating goes.
#[derive(Clone, Copy)]
struct Choice {
    setup: Setup,
    client: Client,
    live: Live,
    plan: RwSignal<Plan>,
    instead: Instead,
    people: RwSignal<String>,
    /// After which time it undoes itself; empty means never.
    undo: RwSignal<String>,
    accepted: RwSignal<bool>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    /// Whether it was activated on this page, just now.
    done: RwSignal<bool>,
    /// Whether the last check found something that has to be mended first.
    blocked: RwSignal<bool>,
    /// The domains whose people are led to it when everyone gets it.
    domains: RwSignal<Vec<DomainImpact>>,
}

/// The step.
#[component]
pub(super) fn ActivateStep(setup: Setup) -> AnyView {
    let now = setup.connection.with_untracked(|one| one.value.clone());
    let choice = Choice {
        setup,
        client: client(),
        live: live(),
        plan: RwSignal::new(if now.rollout == Some(Rollout::Pilot) { Plan::Pilot } else { Plan::Everyone }),
        instead: Instead::new(setup),
        people: RwSignal::new(
            drafts::kept(&draft_name(setup)).unwrap_or_else(|| now.pilot_emails.join("\n")),
        ),
        undo: RwSignal::new(String::new()),
        accepted: RwSignal::new(false),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        done: RwSignal::new(false),
        blocked: RwSignal::new(false),
        domains: RwSignal::new(Vec::new()),
    };
    choice.count_domains();
    Effect::new(move |_| choice.people.with(|people| drafts::keep(&draft_name(setup), people)));
    let main = dynamic(move || if choice.done.get() { finished(choice) } else { choosing(choice) });
    let foot = dynamic(move || {
        if choice.done.get() { leave(setup) } else { view! { <Actions choice=choice /> }.into_any() }
    });
    let help =
        [words::MOMENT, words::STEP_BACK].map(|(title, text)| (title.to_owned(), text.to_owned())).into();
    frame::step(setup, Parts { step: Step::Activate, main: main.into_any(), help, actions: foot.into_any() })
}

/// The name under which the people are kept in this tab until they are saved.
fn draft_name(setup: Setup) -> String {
    format!("setup:{}:people", setup.at.id)
}

fn connection(setup: Setup) -> Connection {
    setup.connection.get().value
}

/// The notices that have to be accepted.
fn warnings(connection: &Connection) -> Vec<Finding> {
    connection.findings.iter().filter(|finding| finding.severity == Severity::Warning).cloned().collect()
}

fn choosing(choice: Choice) -> AnyView {
    let setup = choice.setup;
    let active = connection(setup).state == ConnectionState::Active;
    let title = if active { words::CHANGE_TITLE } else { words::TITLE };
    let not_taken = dynamic(move || {
        let sync = connection(setup).sync;
        (sync.state == SyncState::Failed)
            .then(|| notice(Tone::Bad, words::NOT_DONE, sync.last_error.unwrap_or_default()))
    });
    let people = dynamic(move || {
        (choice.plan.get() == Plan::Pilot).then(|| {
            let error = Signal::derive(move || choice.people.with(|text| emails(text).err()).map(|word| words::not_an_address(&word)));
            view! {
                <Area id="people" label=words::PILOT_EMAILS hint=words::PILOT_EMAILS_HINT value=choice.people error=error rows=3 />
            }
        })
    });
    view! {
        {frame::heading(title, words::LEDE)}
        {move || choice.failure.get().map(|failure| view! { <FailureNotice failure=failure /> })}
        {not_taken}
        <fieldset>
            <legend class="sr">{words::ROLLOUT}</legend>
            <div class="opts">
                {option(choice, Plan::Pilot)} {option(choice, Plan::Everyone)}
                {dynamic(move || choice.instead.is_possible().then(|| option(choice, Plan::Instead)))}
            </div>
        </fieldset>
        {people}
        {dynamic(move || (choice.plan.get() == Plan::Instead).then(|| choice.instead.fields()))}
        {undo_field(choice.undo, "activate-undo")}
        {move || acceptance(choice)}
        {move || ready(setup)}
        <Checks setup=setup blocked=choice.blocked />
    }
    .into_any()
}

/// One way to roll it out, with its consequences.
fn option(choice: Choice, plan: Plan) -> AnyView {
    let name = choice.setup.connection.with_untracked(|one| one.value.display_name.clone());
    let (id, detail_id, glyph) = match plan {
        Plan::Pilot => ("pilot", "pilot-detail", Glyph::Pilot),
        Plan::Everyone => ("everyone", "everyone-detail", Glyph::Sides),
        Plan::Instead => ("instead", "instead-detail", Glyph::Arrow),
    };
    let told = dynamic(move || match plan {
        Plan::Pilot => words::PILOT.to_owned(),
        Plan::Everyone => words::EVERYONE.to_owned(),
        Plan::Instead => words::instead(&choice.instead.name()),
    });
    let detail = dynamic(move || match plan {
        Plan::Pilot => words::PILOT_DETAIL.to_owned(),
        Plan::Everyone => words::everyone_detail(&name),
        Plan::Instead => words::instead_detail(&choice.instead.name()),
    });
    let chosen = Memo::new(move |_| choice.plan.get() == plan);
    let tag = (plan == Plan::Everyone).then(|| view! { <span class="tag rec">{words::RECOMMENDED}</span> });
    view! {
        <div class="opt" class:on=chosen>
            <input
                type="radio"
                name="rollout"
                id=id
                aria-describedby=detail_id
                prop:checked=chosen
                on:change=on(move |_| choice.plan.set(plan))
            />
            <label for=id>
                <span class="oh">{icon(glyph, 22)}<span><b>{told}</b>{tag}</span></span>
            </label>
            <div id=detail_id>
                <p>{detail}</p>
                <dl>{dynamic(move || consequences(choice, plan))}</dl>
                {dynamic(move || led(choice, plan))}
            </div>
        </div>
    }
    .into_any()
}

fn consequences(choice: Choice, plan: Plan) -> AnyView {
    let setup = choice.setup;
    let people = words::people(setup.within.members(), &setup.within.name());
    let when_down = (words::when_down(&setup.provider_name()), words::USE_OTHER_WAY);
    let rows: [(String, &str); 3] = match plan {
        Plan::Pilot => {
            [(words::PEOPLE_WITH_LINK.into(), words::USE_LINK), (people, words::SEE_NOTHING), when_down]
        }
        Plan::Everyone => {
            [(people, words::SEE_BUTTON), (words::NEW_PEOPLE.into(), words::BECOME_MEMBERS), when_down]
        }
        Plan::Instead => [
            (people, words::OLD_BUTTON),
            (words::NEW_PEOPLE.into(), words::BECOME_MEMBERS),
            (words::OLD_LINKS.into(), words::GO_ON),
        ],
    };
    rows.into_iter()
        .map(|(who, what)| view! { <div><dt>{who}</dt><dd>{what}</dd></div> })
        .collect_view()
        .into_any()
}

/// The domains whose people are led to it by the step.
fn led(choice: Choice, plan: Plan) -> Option<AnyView> {
    let own = choice.setup.at.id;
    let all = choice.setup.within.domains?.value().unwrap_or_default();
    let none_here = !all.is_empty() && !all.iter().any(|one| one.connection_ids.contains(&own));
    match plan {
        Plan::Pilot => none_here.then(|| {
            view! { <ul class="led" role="list">{standing(true, domain_words::PILOT_LEADS_NONE)}</ul> }
                .into_any()
        }),
        Plan::Everyone => choice.domains.with(|all| led_by_step(all)),
        // Told beside whose place it takes.
        Plan::Instead => None,
    }
}

/// The notices, and the box that accepts them.
fn acceptance(choice: Choice) -> Option<AnyView> {
    let all = warnings(&connection(choice.setup));
    if all.is_empty() {
        return None;
    }
    let label = words::accept(all.len());
    let content = view! {
        <div class="rows">{finding_rows(&all)}</div>
        <div class="pad ruled">
            <label class="check" for="accept">
                <input
                    type="checkbox"
                    id="accept"
                    prop:checked=move || choice.accepted.get()
                    on:change=on(move |event| choice.accepted.set(event_target_checked(&event)))
                />
                <span>{label}</span>
            </label>
        </div>
    };
    Some(sheet("notices", words::NOTICES, content.into_any()))
}

/// What is known to be fine, and what is not.
fn ready(setup: Setup) -> AnyView {
    let connection = connection(setup);
    let tested = is_tested(&connection);
    let written = is_in_auth0(&connection);
    let certificate = last_certificate_end(&connection)
        .map(|end| standing(end > browser::now(), words::certificate_until(&browser::date(end))));
    let content = view! {
        <ul class="pad stack s" role="list">
            {standing(written, if written { words::IN_AUTH0 } else { words::NOT_IN_AUTH0 })}
            {standing(tested, if tested { words::TEST_PASSED } else { words::TEST_MISSING })}
            {certificate}
        </ul>
    };
    sheet("ready", words::READY, content.into_any())
}

#[component]
fn Actions(choice: Choice) -> AnyView {
    let setup = choice.setup;
    let may = account().can(Permission::ConnectionsActivate);
    let obstacle = Memo::new(move |_| obstacle(choice, may));
    let label = move || {
        words::action(choice.plan.get(), connection(setup).state == ConnectionState::Active).to_owned()
    };
    let why = dynamic(move || {
        obstacle.get().unwrap_or_else(|| words::consequence(choice.plan.get(), setup.within.members()))
    });
    let test = dynamic(move || {
        (!is_tested(&connection(setup)))
            .then(|| link_button(setup.page(Step::Test), words::GO_TEST, "s", None))
    });
    view! {
        <Button
            label=Signal::derive(label)
            look="p"
            on_press=Callback::new(move |()| choice.activate())
            unavailable=Signal::derive(move || obstacle.with(Option::is_some))
            reason="why"
            busy=choice.busy doing=words::ACTIVATING
        />
        {test}
        {frame::back(setup.page(Step::Test))}
        <span class="why" id="why" tabindex="-1">{why}</span>
    }
    .into_any()
}

/// What stands in the way of activating.
fn obstacle(choice: Choice, may: bool) -> Option<String> {
    let connection = connection(choice.setup);
    if !may {
        return Some(words::NEEDS_ROLE.into());
    }
    if !is_tested(&connection) {
        return Some(words::NEEDS_TEST.into());
    }
    if choice.blocked.get() {
        return Some(words::BLOCKED.into());
    }
    if !warnings(&connection).is_empty() && !choice.accepted.get() {
        return Some(words::ACCEPT_FIRST.into());
    }
    if choice.plan.get() != Plan::Pilot {
        return None;
    }
    match choice.people.with(|text| emails(text)) {
        Ok(people) if people.is_empty() => Some(words::NAME_SOMEBODY.into()),
        Ok(_) => None,
        Err(word) => Some(words::not_an_address(&word)),
    }
}

impl Choice {
    /// Finds out which domains come along; without them the other consequences are true all the same.
    fn count_domains(self) {
        spawn_local(async move {
            if let Ok(impact) = self.client.impact(self.setup.at, LifeStep::Activate).await {
                self.domains.try_set(impact.domains);
            }
        });
    }

    fn activate(self) {
        let plan = self.plan.get_untracked();
        let pilot = plan == Plan::Pilot;
        let connection = self.setup.connection.with_untracked(|one| one.value.clone());
        let undo = self.undo.get_untracked();
        let people = self.people.with_untracked(|text| emails(text)).unwrap_or_default();
        let wish = Activate {
            rollout: if pilot { Rollout::Pilot } else { Rollout::Everyone },
            pilot_emails: if pilot { people } else { Vec::new() },
            acknowledge: warnings(&connection).into_iter().map(|finding| finding.code).collect(),
            auto_revert_after: (!undo.is_empty()).then_some(undo),
            replaces: if plan == Plan::Instead { self.instead.wish() } else { None },
        };
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = self.client.activate(self.setup.at, &wish).await;
            self.busy.try_set(false);
            match result {
                Ok(ordered) => {
                    let now = &ordered.connection.value;
                    let live = !ordered.waits
                        && now.state == ConnectionState::Active
                        && now.sync.state != SyncState::Failed;
                    if ordered.waits {
                        self.live.done(rollout::NOW_WAITS);
                    }
                    self.setup.saved(ordered.connection);
                    drafts::forget(&draft_name(self.setup));
                    if live {
                        self.live.say(words::live_title(pilot));
                    }
                    self.done.try_set(live);
                    browser::focus_page();
                }
                Err(why) => {
                    self.failure.try_set(Some(why));
                    browser::focus_page();
                }
            }
        });
    }
}

/// What is told when it is live.
fn finished(choice: Choice) -> AnyView {
    let setup = choice.setup;
    let connection = connection(setup);
    let pilot = connection.rollout == Some(Rollout::Pilot);
    let link = connection.direct_sign_in_url.map(|url| {
        view! {
            <div class="field">
                <span class="label">{words::DIRECT_LINK}</span>
                <CopyField value=url name=words::DIRECT_LINK />
            </div>
        }
    });
    view! {
        {frame::heading(words::LIVE_TITLE, words::live_lede(pilot, &setup.within.name()))}
        {notice(Tone::Ok, words::live_title(pilot), words::STEP_BACK.1)}
        {link}
    }
    .into_any()
}

fn leave(setup: Setup) -> AnyView {
    let href = setup.within.reference.page(Page::Connection(setup.at.id, Tab::Overview));
    link_button(href, words::BACK_TO_CONNECTION, "p", Some(Glyph::Arrow))
}
