//! A test sign-in: it opens a window, waits for the person to come back, and draws what was received.

mod outcome;
mod screen;

use api::{TestRun, TestRunState};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser,
    client::{Client, ConnectionRef, Failure, client},
    components::{Button, FailureNotice, Tone, notice, notice_with},
    dynamic::dynamic,
    icons::Glyph,
    live::{Live, live},
    load::Load,
    place::{Page, Tab},
    words::test as words,
};

/// The newest test of a connection, and a way to run another.
#[component]
pub(crate) fn TestSignIn(
    at: ConnectionRef,
    /// The settings that are tested: runs of older ones say nothing any more.
    revision: u32,
    /// The name of the provider, as people know it.
    #[prop(into)]
    provider: String,
    /// Called when a test has ended.
    on_end: Callback<TestRunState>,
) -> AnyView {
    let client = client();
    let earlier = Load::new(move || client.test_runs(at));
    let test = Test {
        at,
        client,
        live: live(),
        run: RwSignal::new(None),
        failure: RwSignal::new(None),
        starting: RwSignal::new(false),
        blocked: RwSignal::new(None),
        on_end,
    };
    Effect::new(move |_| {
        let newest = earlier.value().and_then(|runs| runs.into_iter().find(|run| run.revision == revision));
        if let Some(run) = newest {
            test.adopt(run);
        }
    });
    let provider = StoredValue::new(provider);
    let shown = move || {
        let name = provider.get_value();
        match test.run.get() {
            None => idle(test, &name),
            Some(run) if run.state == TestRunState::Pending => running(test, &run, &name),
            Some(run) => {
                let page = Page::Connection(test.at.id, Tab::Mapping);
                let mapping = test.at.organization.page(page);
                outcome::draw(&run, (&name, mapping), again(test), screen::ask(test, &run))
            }
        }
    };
    let known = Memo::new(move |_| test.run.with(Option::is_some) || earlier.value().is_some());
    view! {
        {move || test.failure.get().map(|failure| view! { <FailureNotice failure=failure /> })}
        {move || match known.get() {
            true => dynamic(shown),
            false => earlier.view(words::LOADING, |_| ().into_any()),
        }}
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Test {
    at: ConnectionRef,
    client: Client,
    live: Live,
    run: RwSignal<Option<TestRun>>,
    failure: RwSignal<Option<Failure>>,
    starting: RwSignal<bool>,
    /// The address to open by hand when the browser refused a window.
    blocked: RwSignal<Option<String>>,
    on_end: Callback<TestRunState>,
}

impl Test {
    /// Shows a run that was started earlier, and follows it while it waits.
    fn adopt(self, run: TestRun) {
        if self.run.with_untracked(Option::is_some) {
            return;
        }
        let pending = run.state == TestRunState::Pending && run.expires_at > browser::now();
        let id = run.id;
        self.run.set(Some(run));
        if pending {
            spawn_local(self.follow(id));
        }
    }

    /// Starts a run. The window opens within the press, or the browser would refuse it.
    fn start(self) {
        if self.starting.get_untracked() {
            return;
        }
        let opened = browser::open_window();
        self.starting.set(true);
        self.failure.set(None);
        self.blocked.set(None);
        spawn_local(async move {
            let started = self.client.start_test(self.at).await;
            self.starting.try_set(false);
            match started {
                Ok(run) => {
                    let url = run.open_url.clone().unwrap_or_default();
                    match &opened {
                        Some(window) => browser::send_window(window, &url),
                        None => drop(self.blocked.try_set(Some(url))),
                    }
                    let id = run.id;
                    self.run.try_set(Some(run));
                    self.follow(id).await;
                }
                Err(why) => {
                    if let Some(window) = opened {
                        let _ = window.close();
                    }
                    self.failure.try_set(Some(why));
                }
            }
        });
    }

    /// Asks every second how the run goes, until it has ended or another one is shown.
    async fn follow(self, id: api::TestRunId) {
        loop {
            browser::wait(1_000).await;
            let shown = self.run.try_with_untracked(|run| run.as_ref().is_some_and(|run| run.id == id));
            if shown != Some(true) {
                return;
            }
            match self.client.test_run(self.at, id).await {
                Ok(run) if run.state == TestRunState::Pending => {
                    // The steps it has passed are drawn as they come.
                    let changed = self.run.try_with_untracked(|shown| {
                        shown.as_ref().is_some_and(|shown| shown.hops != run.hops)
                    });
                    if changed == Some(true) {
                        self.run.try_set(Some(run));
                    }
                }
                Ok(run) => {
                    let state = run.state;
                    self.live.say(words::ended(state));
                    self.run.try_set(Some(run));
                    self.on_end.try_run(state);
                    return;
                }
                // A lost answer is asked for again a second later.
                Err(Failure::Offline) => {}
                Err(why) => {
                    self.failure.try_set(Some(why));
                    return;
                }
            }
        }
    }
}

fn start_button(test: Test, label: &'static str, look: &'static str, glyph: Glyph) -> AnyView {
    view! {
        <Button
            label=label
            look=look
            glyph=glyph
            on_press=Callback::new(move |()| test.start())
            busy=test.starting doing=words::OPENING
        />
    }
    .into_any()
}

fn again(test: Test) -> AnyView {
    start_button(test, words::AGAIN, "s sm", Glyph::Refresh)
}

fn idle(test: Test, provider: &str) -> AnyView {
    view! {
        <section class="sheet pad stack" aria-labelledby="test-idle">
            <h2 id="test-idle">{words::idle(provider)}</h2>
            <p class="soft">{words::IDLE_DETAIL}</p>
            <div class="actions">{start_button(test, words::START, "p", Glyph::Play)}</div>
        </section>
    }
    .into_any()
}

fn running(test: Test, run: &TestRun, provider: &str) -> AnyView {
    let by_hand = dynamic(move || {
        test.blocked.get().map(|url| {
            let link = view! {
                <a class="btn p sm" href=url target="_blank" rel="noopener noreferrer">{words::OPEN_BY_HAND}</a>
            };
            notice_with(Tone::Warning, words::BLOCKED, words::BLOCKED_DETAIL, link.into_any())
        })
    });
    let over = run.expires_at <= browser::now();
    let late = over.then(|| notice(Tone::Warning, words::LATE, words::LATE_DETAIL));
    view! {
        {by_hand}
        {late}
        <section class="sheet" aria-labelledby="test-running" aria-busy="true">
            <div class="passed">
                <span class="busy big" aria-hidden="true"></span>
                <h2 id="test-running">{words::running(provider)}</h2>
                <p>{words::RUNNING_DETAIL}</p>
                <div class="act">{again(test)}</div>
            </div>
            {outcome::hops(run, provider)}
        </section>
    }
    .into_any()
}
