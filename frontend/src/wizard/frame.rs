//! The frame of every step: what is being set up, the steps with the key, the work, help, and the actions.

use api::Connection;
use leptos::prelude::*;

use super::Setup;
use crate::{
    browser,
    components::link_button,
    dynamic::{dynamic, on},
    icons::{Glyph, icon},
    pages::Within,
    place::{Page, Step, Tab},
    progress::{is_done, is_open},
    session::account,
    shell::vendor_sign,
    words::setup as words,
};

/// What a step puts into the frame.
pub(super) struct Parts {
    pub(super) step: Step,
    pub(super) main: AnyView,
    /// Short texts beside the work: heading and text.
    pub(super) help: Vec<(String, String)>,
    pub(super) actions: AnyView,
}

/// A step of a connection that exists.
pub(super) fn step(setup: Setup, parts: Parts) -> AnyView {
    let leave = setup.within.reference.page(Page::Connection(setup.at.id, Tab::Overview));
    let saved = view! {
        <span class="saved" role="status">
            {icon(Glyph::Ok, 15)}
            <span class="hidesm">{move || words::saved(setup.saved_at.get().map(browser::time).as_deref())}</span>
            <span class="showsm">{words::SAVED}</span>
        </span>
    };
    let what = view! {
        <span class="md soft">
            {words::connect(&setup.provider_name())} " "
            <span class="muted">{move || words::for_organization(&setup.within.name())}</span>
        </span>
    };
    let end = view! { {saved} {link_button(leave, words::SAVE_AND_LEAVE, "s sm", None)} };
    let connection = Signal::derive(move || Some(setup.connection.get().value));
    frame(setup.within, what.into_any(), end.into_any(), connection, parts)
}

/// The first step of a connection that does not exist yet.
pub(super) fn first_step(within: Within, parts: Parts) -> AnyView {
    let leave = within.reference.page(Page::Connections);
    let what = view! {
        <span class="md soft">
            {words::CONNECT_SIGN_IN} " "
            <span class="muted">{move || words::for_organization(&within.name())}</span>
        </span>
    };
    let end = link_button(leave, words::LEAVE, "s sm", None);
    frame(within, what.into_any(), end, Signal::stored(None), parts)
}

/// The frame around something that is no step.
pub(super) fn plain(within: Within, content: AnyView) -> AnyView {
    let leave = within.reference.page(Page::Connections);
    view! {
        <div class="pub">
            <header class="focusbar">
                {vendor_sign(&account().vendor.name)}
                <div class="end">{link_button(leave, words::LEAVE, "s sm", None)}</div>
            </header>
            <main id="main" class="bootmain" tabindex="-1">
                <h1>{words::CONNECT_SIGN_IN}</h1>
                {content}
            </main>
        </div>
    }
    .into_any()
}

fn frame(
    within: Within,
    what: AnyView,
    end: AnyView,
    connection: Signal<Option<Connection>>,
    parts: Parts,
) -> AnyView {
    let help: Vec<_> = parts
        .help
        .into_iter()
        .map(|(title, text)| view! { <section><h2>{title}</h2><p>{text}</p></section> })
        .collect();
    view! {
        <div class="pub">
            <header class="focusbar">
                {vendor_sign(&account().vendor.name)}
                <span class="sep"></span>
                {what}
                <div class="end">{end}</div>
            </header>
            <div class="wiz">
                <StepColumn within=within connection=connection current=parts.step />
                <main id="main" tabindex="-1" class="stack l">{parts.main}</main>
                <aside class="aside" aria-label=words::HELP>{help}</aside>
            </div>
            <section class="wizfoot" aria-label=words::ACTIONS>
                <div class="inner"><div class="row">{parts.actions}</div></div>
            </section>
        </div>
    }
    .into_any()
}

/// The steps with the key: every finished step cuts its tooth.
#[component]
fn StepColumn(within: Within, connection: Signal<Option<Connection>>, current: Step) -> AnyView {
    let all = RwSignal::new(false);
    let blade = Step::ALL.map(|step| {
        let class = move || match connection.with(|one| shows_done(step, current, one.as_ref())) {
            true if step != current || step == Step::Activate => "done",
            _ if step == current => "now",
            _ => "",
        };
        view! { <i class=class></i> }
    });
    let steps = Step::ALL
        .map(|step| dynamic(move || connection.with(|one| line(within, step, current, one.as_ref()))));
    view! {
        <nav class="stepcol" class:showsteps=move || all.get() aria-label=words::STEPS>
            <div class="blade" aria-hidden="true">{blade.into_iter().collect_view()}</div>
            <p class="small soft showsm">
                {words::position(current)} " "
                <button
                    type="button"
                    class="linkish"
                    aria-expanded=move || all.get().to_string()
                    on:click=on(move |_| all.update(|all| *all = !*all))
                >
                    {words::ALL_STEPS}
                </button>
            </p>
            <ol class="steps" role="list">{steps.into_iter().collect_view()}</ol>
        </nav>
    }
    .into_any()
}

/// Whether a step is drawn as done: the app is when the person has gone past it, because nobody else can know.
fn shows_done(step: Step, current: Step, connection: Option<&Connection>) -> bool {
    connection.is_some_and(|one| is_done(step, one) || (step == Step::App && current > Step::App))
}

fn line(within: Within, step: Step, current: Step, connection: Option<&Connection>) -> AnyView {
    let done = shows_done(step, current, connection);
    let name = words::step(step);
    if step == current {
        return view! {
            <li><div class="st" aria-current="step">{icon(Glyph::Half, 18)}<span>{name}</span></div></li>
        }
        .into_any();
    }
    let mark = icon(if done { Glyph::Ok } else { Glyph::Todo }, 18);
    let beside = if done {
        view! { <span class="sr">{words::DONE}</span> }.into_any()
    } else {
        view! { <span class="t">{words::minutes(step)}</span> }.into_any()
    };
    match connection.filter(|one| is_open(step, one)) {
        Some(one) => {
            let href = within.reference.page(Page::Setup(one.id, step));
            let class = done.then_some("done");
            view! { <li><a href=href class=class>{mark}<span>{name}</span>{beside}</a></li> }.into_any()
        }
        None => view! { <li><div class="st">{mark}<span>{name}</span>{beside}</div></li> }.into_any(),
    }
}

/// The title and the sentence of a step.
pub(super) fn heading(title: impl Into<String>, lede: impl Into<String>) -> AnyView {
    let (title, lede) = (title.into(), lede.into());
    view! { <div><h1>{title}</h1><p class="soft lede2">{lede}</p></div> }.into_any()
}

/// A step back.
pub(super) fn back(href: String) -> AnyView {
    link_button(href, crate::words::BACK, "q", Some(Glyph::Back))
}
