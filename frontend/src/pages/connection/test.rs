//! Test sign-ins through a connection.

use api::Permission;
use leptos::prelude::*;

use super::Shown;
use crate::{
    components::{Tone, link_button, notice, notice_with},
    dynamic::dynamic,
    place::{Page, Step},
    progress::is_in_auth0,
    session::account,
    test_sign_in::TestSignIn,
    words::test as words,
};

/// The tab.
#[component]
pub(super) fn TestTab(shown: Shown) -> AnyView {
    if !account().can(Permission::ConnectionsTest) {
        return notice(Tone::Info, words::NEEDS_ROLE, words::NEEDS_ROLE_DETAIL);
    }
    let ready = Memo::new(move |_| shown.connection.value().is_some_and(|found| is_in_auth0(&found.value)));
    let revision =
        Memo::new(move |_| shown.connection.value().map(|found| found.value.revision).unwrap_or_default());
    let ended = Callback::new(move |_| shown.connection.reload());
    dynamic(move || {
        if ready.get() {
            let name = shown.provider_name();
            return view! { <TestSignIn at=shown.at revision=revision.get() provider=name on_end=ended /> }
                .into_any();
        }
        let href = shown.within.reference.page(Page::Setup(shown.at.id, Step::Metadata));
        let action = link_button(href, words::FINISH_FIRST_ACTION, "p sm", None);
        notice_with(Tone::Info, words::FINISH_FIRST, words::FINISH_FIRST_DETAIL, action)
    })
}
