//! What somebody changed in Auth0, beside what was agreed on here, and the decision about it.

use api::{Drift, DriftField, DriftResolution, DriftState, Permission, SyncState};
use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    client::{Failure, client},
    components::{Button, FailureNotice, sheet},
    dynamic::dynamic,
    live::live,
    load::Load,
    session::account,
    words::{history as diff_words, rollout as words},
};

/// The sheet, while Auth0 has something else.
#[component]
pub(super) fn DriftSheet(shown: Shown) -> AnyView {
    let drifted = Memo::new(move |_| {
        shown.connection.value().is_some_and(|found| found.value.sync.state == SyncState::Drifted)
    });
    let client = client();
    dynamic(move || {
        drifted.get().then(|| {
            let drift = Load::new(move || client.drift(shown.at));
            let content = drift.view(words::LOADING_DRIFT, move |drift| content(shown, &drift));
            sheet("drift", words::DRIFT, content)
        })
    })
}

fn content(shown: Shown, drift: &Drift) -> AnyView {
    let decide = (drift.state == DriftState::Found).then(|| view! { <Decide shown=shown /> });
    let rows: Vec<_> = drift.fields.iter().map(row).collect();
    view! {
        <p class="note pad">{words::DRIFT_DETAIL}</p>
        <div class="tablewrap">
            <table class="table diff">
                <caption class="sr">{words::DRIFT}</caption>
                <thead>
                    <tr>
                        <th scope="col">{diff_words::SETTING}</th>
                        <th scope="col">{words::OURS}</th>
                        <th scope="col">{words::THEIRS}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {decide}
    }
    .into_any()
}

fn row(field: &DriftField) -> AnyView {
    let side = |class: &'static str, name: &'static str, value: &Option<String>| {
        let value = value.clone().unwrap_or_else(|| diff_words::NOTHING.into());
        view! { <td class=class><span class="sr">{name} ": "</span><div>{value}</div></td> }
    };
    view! {
        <tr>
            <th scope="row">{field.label.clone()}</th>
            {side("old", words::OURS, &field.ours)}
            {side("new", words::THEIRS, &field.theirs)}
        </tr>
    }
    .into_any()
}

#[component]
fn Decide(shown: Shown) -> AnyView {
    let may = account().can(Permission::ConnectionsWrite);
    let busy = RwSignal::new(None::<DriftResolution>);
    let failure = RwSignal::new(None::<Failure>);
    let (client, live) = (client(), live());
    let decide = move |resolution: DriftResolution, done: &'static str| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(resolution));
        spawn_local(async move {
            let result = client.resolve_drift(shown.at, resolution).await;
            busy.try_set(None);
            match result {
                Ok(()) => live.done(done),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            shown.connection.reload();
        });
    };
    let button = move |label: &'static str, resolution: DriftResolution, done: &'static str| {
        view! {
            <Button
                label=label
                on_press=Callback::new(move |()| decide(resolution, done))
                unavailable=Signal::stored(!may)
                reason="drift-reason"
                busy=Signal::derive(move || busy.get() == Some(resolution))
                doing=words::DECIDING
            />
        }
    };
    let told = dynamic(move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> }));
    view! {
        <div class="pad stack ruled">
            {told}
            <div class="actions">
                {button(words::REAPPLY, DriftResolution::Reapply, words::REAPPLIED)}
                {button(words::ADOPT, DriftResolution::Adopt, words::ADOPTED)}
                {button(words::IGNORE, DriftResolution::Ignore, words::IGNORED)}
            </div>
            <p class="small soft" id="drift-reason" tabindex="-1">
                {if may { words::DRIFT_CHOICES } else { words::DRIFT_READ_ONLY }}
            </p>
        </div>
    }
    .into_any()
}
