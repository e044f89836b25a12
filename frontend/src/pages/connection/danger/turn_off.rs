//! Turning sign-in off.

use api::{ConnectionState, Disable, Domain, Permission, ProblemCode, Rollout};
use leptos::{prelude::*, task::spawn_local};

use super::{Shown, connection, organization_name};
use crate::{
    client::{Client, Failure, client},
    components::{Button, ConfirmByTyping, Consequence, FailureNotice, sheet},
    dynamic::dynamic,
    icons::Glyph,
    live::{Live, live},
    load::Load,
    session::account,
    words::{connections as words, domains, rollout},
};

/// Turning sign-in off: easy to undo, so a click does it, beside its consequence. Only where nobody could come in any
/// more is the organization's name asked for.
#[derive(Clone, Copy)]
struct TurningOff {
    shown: Shown,
    client: Client,
    live: Live,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    /// Whether the question about the last way in is open.
    last_way: RwSignal<bool>,
}

impl TurningOff {
    fn press(self, wish: Disable) {
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = self.client.disable(self.shown.at, &wish).await;
            self.busy.try_set(false);
            match result {
                Ok(ordered) => {
                    self.last_way.try_set(false);
                    self.live.done(if ordered.waits { rollout::NOW_WAITS } else { words::DISABLED });
                }
                Err(why) if why.code() == Some(ProblemCode::LastWayIn) && wish == Disable::default() => {
                    self.last_way.try_set(true);
                }
                Err(why) => {
                    self.failure.try_set(Some(why));
                }
            }
            self.shown.connection.reload();
        });
    }
}

#[component]
pub(super) fn TurnOff(shown: Shown) -> AnyView {
    let state = TurningOff {
        shown,
        client: client(),
        live: live(),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        last_way: RwSignal::new(false),
    };
    let may = account().can(Permission::ConnectionsActivate);
    let active = Memo::new(move |_| {
        connection(shown)
            .is_some_and(|found| matches!(found.state, ConnectionState::Active | ConnectionState::Enforced))
    });
    let failed = dynamic(move || {
        let told = state.failure.get().filter(|_| !state.last_way.get());
        told.map(|failure| view! { <FailureNotice failure=failure /> })
    });
    let content = view! {
        <div class="pad stack">
            {failed}
            <p id="disable-reason" tabindex="-1">{disable_reason(shown, may, active)}</p>
            {no_longer_led(shown)}
            <div class="actions">
                <Button
                    label=words::DISABLE
                    look="d"
                    on_press=Callback::new(move |()| state.press(Disable::default()))
                    unavailable=Signal::derive(move || !may || !active.get())
                    reason="disable-reason"
                    busy=state.busy doing=words::DISABLING
                />
            </div>
            {dynamic(move || state.last_way.get().then(|| last_way_question(state)))}
        </div>
    };
    sheet("disable", words::DISABLE_TITLE, content.into_any())
}

fn disable_reason(shown: Shown, may: bool, active: Memo<bool>) -> AnyView {
    let pilot =
        Memo::new(move |_| connection(shown).is_some_and(|found| found.rollout == Some(Rollout::Pilot)));
    dynamic(move || {
        if !may {
            words::NEEDS_ACTIVATOR.to_owned()
        } else if active.get() {
            let consequence = words::disable_consequence(pilot.get(), shown.within.members());
            format!("{consequence} {}", words::DISABLE_BACK)
        } else {
            words::NOT_ACTIVE.to_owned()
        }
    })
}

/// The domains whose people are led to it, and then no longer.
fn no_longer_led(shown: Shown) -> AnyView {
    let led = Memo::new(move |_| {
        let all = shown.within.domains.and_then(Load::value).unwrap_or_default();
        let here = |one: &Domain| one.connection_ids.contains(&shown.at.id);
        all.into_iter().filter(here).map(|one| (one.display_name, one.people)).collect::<Vec<_>>()
    });
    dynamic(move || {
        let told = led.get().into_iter().map(|(name, people)| {
            let (fact, rest) = domains::no_longer_led(&name, people);
            view! { <p>{fact} " " {rest}</p> }
        });
        told.collect_view()
    })
}

fn last_way_question(state: TurningOff) -> AnyView {
    let name = organization_name(state.shown);
    let typed = name.clone();
    let confirm = Callback::new(move |()| {
        state.press(Disable { leave_no_way_in_to: Some(typed.clone()) });
    });
    let facts =
        [(Glyph::Bad, "tbad", rollout::LAST_WAY_FACT), (Glyph::Warning, "twarn", rollout::LAST_WAY_BACK)];
    let facts: Vec<_> = facts
        .into_iter()
        .map(|(glyph, colour, (fact, rest))| Consequence {
            glyph,
            colour,
            fact: fact.into(),
            rest: rest.into(),
        })
        .collect();
    view! {
        <ConfirmByTyping
            open=state.last_way
            title=rollout::LAST_WAY
            consequences=Signal::stored(facts)
            name=name
            action=words::DISABLE
            doing=words::DISABLING
            on_confirm=confirm
            busy=state.busy.into()
            failure=state.failure.into()
        />
    }
    .into_any()
}
