//! The dialog that asks to sign in again; the page below keeps what was typed.

use leptos::prelude::*;

use super::{Session, session};
use crate::{
    client::{Interruption, client},
    components::{Button, Dialog, link_button},
    words::session as words,
};

/// Asks to sign in again when the server wants that.
#[component]
pub(crate) fn InterruptionDialog() -> AnyView {
    let (interruption, session) = (client().interruption(), session());
    let open = RwSignal::new(false);
    // Each follows the other, and sets it only where it differs: or they would go round for ever.
    Effect::new(move |_| {
        let wanted = interruption.with(Option::is_some);
        if open.get_untracked() != wanted {
            open.set(wanted);
        }
    });
    Effect::new(move |_| {
        if !open.get() && interruption.with_untracked(Option::is_some) {
            interruption.set(None);
        }
    });
    let recently = move || interruption.get() == Some(Interruption::RecentSignIn);
    view! {
        <Dialog
            open=open
            id="interruption-title"
            title=Signal::derive(move || words::interrupted(recently()).to_owned())
        >
            <p>{move || words::interrupted_detail(recently())}</p>
            <div class="foot">
                <Button label=words::NOT_NOW look="q" on_press=Callback::new(move |()| open.set(false)) />
                {move || sign_in_link(session, recently())}
            </div>
        </Dialog>
    }
    .into_any()
}

fn sign_in_link(session: Session, recently: bool) -> AnyView {
    link_button(session.sign_in_again_url(recently), words::SIGN_IN_AGAIN, "p", None)
}
