//! Exchanging metadata: given by link, file, text or hand, checked while it is typed, saved, and written to Auth0.

mod domain;
mod entry;
mod form;
mod lint;
mod obstacle;
mod oidc;
mod reading;
mod saml;

use api::{ConnectionState, Strategy};
use leptos::prelude::*;

use self::form::Form;
use super::{
    Setup,
    frame::{self, Parts},
    save::Saved,
};
use crate::{
    app::navigator,
    components::{Button, FailureNotice, Tone, notice},
    dynamic::dynamic,
    icons::Glyph,
    place::Step,
    words::{connections as connection_words, metadata as words},
};

/// The step.
#[component]
pub(super) fn MetadataStep(setup: Setup) -> AnyView {
    let form = Form::new(setup);
    let name = setup.provider_name();
    let strategy = setup.provider.with_value(|provider| provider.strategy);
    let client = strategy.has_client_secret();
    let (title, lede) = match strategy {
        Strategy::Ad => (words::oidc_title(&name), words::CONNECTOR_LEDE),
        _ if client => (words::oidc_title(&name), words::OIDC_LEDE),
        _ => (words::saml_title(&name), words::SAML_LEDE),
    };
    let entry = entry_of(form, strategy);
    let main = view! {
        {frame::heading(title, lede)}
        {live(setup)}
        {move || form.outcome.get().and_then(outcome)}
        {entry}
        <reading::Reading form=form />
    };
    let parts = Parts {
        step: Step::Metadata,
        main: main.into_any(),
        help: words::help(&name, client),
        actions: actions(setup, form),
    };
    frame::step(setup, parts)
}

/// The fields that this strategy needs.
fn entry_of(form: Form, strategy: Strategy) -> AnyView {
    match strategy {
        Strategy::Oidc => view! { <oidc::OidcEntry form=form /> }.into_any(),
        Strategy::Okta | Strategy::Waad | Strategy::GoogleApps => {
            view! { <domain::DomainEntry form=form /> }.into_any()
        }
        Strategy::Ad => view! { <domain::ConnectorEntry form=form /> }.into_any(),
        Strategy::Pingfederate => view! { {domain::base_url(form)} <saml::SamlEntry form=form /> }.into_any(),
        Strategy::Samlp | Strategy::Adfs => view! { <saml::SamlEntry form=form /> }.into_any(),
    }
}

/// Live settings are looked at here, not changed.
fn live(setup: Setup) -> Option<AnyView> {
    let live = setup
        .connection
        .with_untracked(|one| matches!(one.value.state, ConnectionState::Active | ConnectionState::Enforced));
    live.then(|| notice(Tone::Info, words::LIVE, connection_words::LIVE))
}

fn actions(setup: Setup, form: Form) -> AnyView {
    let go = navigator();
    let to_test = setup.page(Step::Test);
    let next = Callback::new(move |()| {
        let (go, to_test) = (go.clone(), to_test.clone());
        form.save(move || go(to_test.clone()));
    });
    let obstacle = Memo::new(move |_| form.obstacle());
    let why = dynamic(move || match obstacle.get() {
        None => words::NEXT_WHY.into_any(),
        Some(obstacle) => {
            let link = obstacle.at.map(|id| view! { <a href=format!("#{id}")>{words::GO_TO_IT}</a> });
            view! { {obstacle.why} " " {link} }.into_any()
        }
    });
    view! {
        <Button
            label=words::NEXT
            look="p"
            glyph=Glyph::Arrow
            forward=true
            on_press=next
            unavailable=Signal::derive(move || obstacle.with(Option::is_some))
            reason="why"
            busy=form.saving doing=words::SAVING
        />
        {frame::back(setup.page(Step::App))}
        <span class="why" id="why" tabindex="-1">{why}</span>
    }
    .into_any()
}

/// Why saving has not led on.
fn outcome(saved: Saved) -> Option<AnyView> {
    match saved {
        Saved::InAuth0 => None,
        Saved::HasProblems => Some(notice(Tone::Warning, words::HAS_PROBLEMS, words::HAS_PROBLEMS_DETAIL)),
        Saved::OnItsWay => Some(notice(Tone::Info, words::ON_ITS_WAY, words::ON_ITS_WAY_DETAIL)),
        Saved::NotInAuth0(why) => {
            Some(notice(Tone::Bad, words::NOT_IN_AUTH0, words::not_in_auth0_detail(why.as_deref())))
        }
        Saved::Failed(why) if why.is_conflict() => Some(
            view! {
                <FailureNotice failure=why />
                <p class="note">{words::CONFLICT}</p>
            }
            .into_any(),
        ),
        Saved::Failed(why) => Some(view! { <FailureNotice failure=why /> }.into_any()),
    }
}
