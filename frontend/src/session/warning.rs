//! The dialog two minutes before the session ends.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::{
    Session, session, sign_out,
    watch::{Watch, watch},
};
use crate::{
    browser,
    client::{Client, client},
    components::{Button, Dialog},
    format,
    words::session as words,
};

/// Watches the session, and offers to stay before it ends.
#[component]
pub(crate) fn SessionWarning() -> AnyView {
    let warning = Warning {
        session: session(),
        client: client(),
        open: RwSignal::new(false),
        left: RwSignal::new(0),
        extendable: RwSignal::new(true),
        busy: RwSignal::new(false),
    };
    // A look at the clock each second also notices when the computer has slept.
    if let Ok(interval) = set_interval_with_handle(move || warning.look(), Duration::from_secs(1)) {
        on_cleanup(move || interval.clear());
    }
    let body = move || {
        let left = format::countdown(warning.left.get());
        if warning.extendable.get() { words::ends_in(&left) } else { words::ends_anyway_in(&left) }
    };
    view! {
        <Dialog open=warning.open id="session-title" title=words::TITLE>
            <p>{move || body()}</p>
            <div class="foot">
                <Button label=words::SIGN_OUT look="q" on_press=sign_out() />
                <Button
                    label=Signal::derive(move || words::stay(warning.extendable.get()).to_owned())
                    look="p"
                    first=true
                    busy=warning.busy doing=words::STAYING
                    on_press=Callback::new(move |()| warning.stay())
                />
            </div>
        </Dialog>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Warning {
    session: Session,
    client: Client,
    open: RwSignal<bool>,
    left: RwSignal<u64>,
    extendable: RwSignal<bool>,
    /// While the server is asked.
    busy: RwSignal<bool>,
}

impl Warning {
    fn look(self) {
        let Some(ends) = self.session.ends.get_untracked() else { return };
        match watch(ends, browser::now()) {
            Watch::Sleep => self.open.set(false),
            Watch::Warn { seconds, extendable } if self.open.get_untracked() => {
                self.left.set(seconds);
                self.extendable.set(extendable);
            }
            // Other calls may have prolonged it: only the server knows.
            Watch::Warn { .. } | Watch::Over => self.ask(),
        }
    }

    /// Asks the server when the session ends, and warns if that is soon.
    fn ask(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let signed_in = self.session.refresh(self.client).await;
            self.busy.set(false);
            let ends = self.session.ends.get_untracked();
            let near = ends.is_some_and(|ends| watch(ends, browser::now()) != Watch::Sleep);
            self.open.set(signed_in == Ok(true) && near);
        });
    }

    fn stay(self) {
        if !self.extendable.get_untracked() {
            browser::go(&self.session.sign_in_again_url(false));
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let kept = self.client.keep_alive().await;
            self.busy.set(false);
            if kept.is_ok() {
                self.ask();
            }
        });
    }
}
