//! A test that nobody came back from: what the person's screen says explains it.

use api::{TestRun, TestRunId, TestRunState};
use leptos::{prelude::*, task::spawn_local};

use super::Test;
use crate::{
    components::{Area, Button, FailureNotice, sheet},
    dynamic::dynamic,
    words::test as words,
};

/// Whether nobody came back, and nobody has said yet what the screen shows.
pub(super) fn is_open(run: &TestRun) -> bool {
    run.state == TestRunState::TimedOut && run.explanation.as_ref().is_none_or(|why| why.code == "timed_out")
}

/// The question, where the answer can help.
pub(super) fn ask(test: Test, run: &TestRun) -> Option<AnyView> {
    is_open(run).then(|| view! { <Ask test=test run=run.id /> }.into_any())
}

#[component]
fn Ask(test: Test, run: TestRunId) -> AnyView {
    let text = RwSignal::new(String::new());
    let (busy, empty, failure) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None));
    let explain = Callback::new(move |()| {
        let says = text.with_untracked(|text| text.trim().to_owned());
        empty.set(says.is_empty());
        if says.is_empty() {
            return;
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let result = test.client.explain_screen(test.at, run, says).await;
            busy.try_set(false);
            match result {
                Ok(run) => {
                    test.live.say(words::EXPLAINED);
                    test.run.try_set(Some(run));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let error = Signal::derive(move || empty.get().then(|| words::PASTE_FIRST.to_owned()));
    let failed = dynamic(move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> }));
    let form = view! {
        <div class="pad stack">
            {failed}
            <Area id="screen" label=words::SCREEN hint=words::ASK_DETAIL value=text error=error rows=4 />
            <div class="actions">
                <Button label=words::EXPLAIN on_press=explain busy=busy doing=words::EXPLAINING />
            </div>
        </div>
    };
    sheet("ask", words::ASK, form.into_any())
}
