//! The test step.

use api::{Permission, TestRunState};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Setup,
    frame::{self, Parts},
};
use crate::{
    app::navigator,
    client::client,
    components::{Button, Tone, link_button, notice, notice_with},
    dynamic::dynamic,
    icons::Glyph,
    place::Step,
    progress::{is_in_auth0, is_tested},
    session::account,
    test_sign_in::TestSignIn,
    words::test as words,
};

/// The step.
#[component]
pub(super) fn TestStep(setup: Setup) -> AnyView {
    let tested = Memo::new(move |_| setup.connection.with(|one| is_tested(&one.value)));
    let failed = RwSignal::new(false);
    let client = client();
    let ended = Callback::new(move |state: TestRunState| {
        failed.set(state != TestRunState::Succeeded);
        spawn_local(async move {
            if let Ok(connection) = client.connection(setup.at).await {
                setup.saved(connection);
            }
        });
    });
    let heading = dynamic(move || match (tested.get(), failed.get()) {
        (_, true) => frame::heading(words::DID_NOT_WORK, words::DID_NOT_WORK_LEDE),
        (true, false) => frame::heading(words::WORKED, words::WORKED_LEDE),
        (false, false) => frame::heading(words::TITLE, words::LEDE),
    });
    let go = navigator();
    let next = Callback::new(move |()| go(setup.page(Step::Activate)));
    let why = dynamic(move || if tested.get() { words::NEXT_WHY } else { words::NEXT_BLOCKED });
    let actions = view! {
        <Button
            label=words::NEXT
            look="p"
            glyph=Glyph::Arrow
            forward=true
            on_press=next
            unavailable=Signal::derive(move || !tested.get())
            reason="why"
        />
        {frame::back(setup.page(Step::Metadata))}
        <span class="why" id="why" tabindex="-1">{why}</span>
    };
    let main = view! { <div>{heading}</div> {content(setup, ended)} };
    let help = [words::HELP_CHECKED, words::HELP_FAILS, words::HELP_PRIVACY];
    let help = help.map(|(title, text)| (title.to_owned(), text.to_owned())).into();
    frame::step(setup, Parts { step: Step::Test, main: main.into_any(), help, actions: actions.into_any() })
}

fn content(setup: Setup, ended: Callback<TestRunState>) -> AnyView {
    if !account().can(Permission::ConnectionsTest) {
        return notice(Tone::Info, words::NEEDS_ROLE, words::NEEDS_ROLE_DETAIL);
    }
    let connection = setup.connection.with_untracked(|one| one.value.clone());
    if is_in_auth0(&connection) {
        let (revision, provider) = (connection.revision, setup.provider_name());
        return view! { <TestSignIn at=setup.at revision=revision provider=provider on_end=ended /> }
            .into_any();
    }
    let action = link_button(setup.page(Step::Metadata), words::FINISH_FIRST_ACTION, "p sm", None);
    notice_with(Tone::Info, words::FINISH_FIRST, words::FINISH_FIRST_DETAIL, action)
}
