//! An operator vouches for a domain without a record, and says why.

use leptos::prelude::*;

use super::Asking;
use crate::{
    components::{Area, Button, Dialog},
    words::{KEEP_AS_IT_IS, domains as words},
};

/// The dialog. What was typed stays until it is sent.
#[component]
pub(super) fn VouchDialog(asking: Asking) -> AnyView {
    let reason = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let name = move || asking.domain.with(|one| one.as_ref().map(|one| one.value.display_name.clone()));
    let title = Signal::derive(move || words::vouch_question(&name().unwrap_or_default()));
    let error = Signal::derive(move || {
        let short = tried.get() && !reason.with(|reason| is_reason(reason));
        let refused = asking.failure.with(|failure| failure.as_ref()?.at("/reason"));
        if short { Some(words::REASON_LENGTH.to_owned()) } else { refused }
    });
    let press = Callback::new(move |()| {
        tried.set(true);
        let text = reason.with_untracked(|reason| reason.trim().to_owned());
        if is_reason(&text) {
            asking.vouch_for(text);
        }
    });
    view! {
        <Dialog open=asking.vouch id="vouch-title" title=title>
            <p>{words::VOUCH_DETAIL}</p>
            {asking.failed_inside()}
            <Area
                id="vouch-reason"
                label=words::REASON
                hint=words::REASON_HINT
                value=reason
                error=error
                rows=3
            />
            <div class="foot">
                <Button label=KEEP_AS_IT_IS on_press=Callback::new(move |()| asking.vouch.set(false)) />
                <Button label=words::VOUCH_IT look="p" on_press=press busy=asking.busy doing=words::VOUCHING />
            </div>
        </Dialog>
    }
    .into_any()
}

fn is_reason(text: &str) -> bool {
    (10..=500).contains(&text.trim().chars().count())
}

impl Asking {
    fn vouch_for(self, reason: String) {
        let Some(domain) = self.domain.get_untracked() else { return };
        let (client, at) = (self.client, self.at(domain.value.id));
        let done = words::vouched_for(&domain.value.display_name);
        self.run(async move { client.override_domain(at, reason).await }, done);
    }
}
