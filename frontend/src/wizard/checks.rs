//! The checks before people are let in: what Auth0 and the provider say of the current settings. They run by themselves
//! once for each revision, and again when asked.

use api::{Permission, Preflight, PreflightState};
use leptos::{prelude::*, task::spawn_local};

use super::Setup;
use crate::{
    browser,
    client::{Client, Failure, client},
    components::{Button, FailureNotice, Waiting, finding_rows, sheet_with, standing},
    dynamic::dynamic,
    format,
    icons::Glyph,
    live::{Live, live},
    progress::is_in_auth0,
    session::account,
    words::activate as words,
};

#[derive(Clone, Copy)]
struct Check {
    setup: Setup,
    client: Client,
    live: Live,
    last: RwSignal<Option<Preflight>>,
    /// Whether the last check found something that has to be mended first.
    blocked: RwSignal<bool>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

/// The sheet.
#[component]
pub(super) fn Checks(setup: Setup, blocked: RwSignal<bool>) -> AnyView {
    let check = Check {
        setup,
        client: client(),
        live: live(),
        last: RwSignal::new(None),
        blocked,
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    let may = account().can(Permission::ConnectionsWrite);
    check.read(may);
    let again = may.then(|| {
        let press = Callback::new(move |()| check.run());
        view! { <Button label=words::CHECK look="s sm" glyph=Glyph::Refresh on_press=press busy=check.busy doing=words::CHECKING /> }
    });
    let retry = Callback::new(move |()| check.read(may));
    let content = dynamic(move || match (check.failure.get(), check.last.get()) {
        (Some(failure), _) => {
            view! { <div class="pad"><FailureNotice failure=failure retry=retry /></div> }.into_any()
        }
        (None, Some(last)) => found(&last, check.busy.get()),
        (None, None) => view! { <Waiting what=words::LOADING_CHECKS retry=retry /> }.into_any(),
    });
    let content = view! { <div aria-live="polite">{content}</div> };
    sheet_with("checks", words::CHECKS, again.into_any(), content.into_any())
}

impl Check {
    /// Reads what the last check said; runs one when the current settings have had none.
    fn read(self, may: bool) {
        self.failure.set(None);
        let written = self.setup.connection.with_untracked(|one| is_in_auth0(&one.value));
        spawn_local(async move {
            let result = self.client.preflight(self.setup.at).await;
            let never = result.as_ref().is_ok_and(|last| last.state == PreflightState::Pending);
            self.take(result);
            if never && may && written {
                self.run();
            }
        });
    }

    fn run(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let result = self.client.run_preflight(self.setup.at).await;
            self.busy.try_set(false);
            if result.is_ok() {
                self.live.say(words::CHECKED);
            }
            self.take(result);
        });
    }

    fn take(self, result: Result<Preflight, Failure>) {
        match result {
            Ok(last) => {
                self.blocked.try_set(last.state == PreflightState::Blocked);
                self.failure.try_set(None);
                self.last.try_set(Some(last));
            }
            Err(why) => drop(self.failure.try_set(Some(why))),
        }
    }
}

fn found(last: &Preflight, busy: bool) -> AnyView {
    let told = match (last.state, last.checked_at) {
        (_, Some(at)) => {
            words::checked(&format!("{}, {}", browser::date_time(at), format::relative(browser::now(), at)))
        }
        _ if busy => format!("{}.", words::CHECKING),
        (PreflightState::Pending, _) if last.job_id.is_some() => words::STILL_CHECKING.into(),
        _ => words::NOT_CHECKED.into(),
    };
    let clear = (last.state == PreflightState::Clear && last.findings.is_empty())
        .then(|| view! { <ul class="pad" role="list">{standing(true, words::ALL_CLEAR)}</ul> });
    view! {
        {clear}
        <div class="rows">{finding_rows(&last.findings)}</div>
        <p class="note pad ruled">{told}</p>
    }
    .into_any()
}
