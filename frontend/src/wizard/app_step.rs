//! Creating the app in the provider: its guide, with the values to type there under its own labels.

use api::{GuideClaim, GuideStep, IdentityProvider, ServiceProvider, ServiceProviderField};
use leptos::prelude::*;

use super::{
    Setup,
    frame::{self, Parts},
    spoken_name,
};
use crate::{
    browser,
    client::client,
    components::{CopyField, link_button, quoted},
    dynamic::on,
    icons::{Glyph, icon, provider_mark},
    load::Load,
    place::Step,
    words::setup as words,
};

/// The step.
#[component]
pub(super) fn AppStep(setup: Setup) -> AnyView {
    let client = client();
    let provider = setup.provider.get_value();
    let name = setup.provider_name();
    let values = Load::new(move || client.service_provider(setup.at));
    let guide = values.view(words::LOADING_VALUES, move |values| {
        setup.provider.with_value(|provider| howto(provider, &values))
    });
    let console = provider.console_url.clone().map(|url| {
        view! {
            <div class="actions">
                <a class="btn s sm" href=url target="_blank" rel="noopener noreferrer">
                    {words::open_console(&name)} {icon(Glyph::External, 15)}
                </a>
            </div>
        }
    });
    let main = view! {
        {frame::heading(words::app_title(&name), words::app_lede(&name))}
        {console}
        {guide}
        {confirmation(setup, &name)}
    };
    let actions = view! {
        {link_button(setup.page(Step::Metadata), words::NEXT_METADATA, "p", Some(Glyph::Arrow))}
        {frame::back(setup.page(Step::Provider))}
        <span class="why push hidesm">{words::position(Step::App)}</span>
    };
    let parts =
        Parts { step: Step::App, main: main.into_any(), help: help(&name), actions: actions.into_any() };
    frame::step(setup, parts)
}

fn help(provider: &str) -> Vec<(String, String)> {
    vec![
        (words::HELP_SAFE.0.into(), words::HELP_SAFE.1.into()),
        (words::help_error(provider), words::HELP_ERROR.into()),
        (words::HELP_LATER.0.into(), words::HELP_LATER.1.into()),
    ]
}

fn howto(provider: &IdentityProvider, values: &ServiceProvider) -> AnyView {
    let steps: Vec<_> = provider.steps.iter().map(|step| guide_step(provider, step, values)).collect();
    let mentioned = |id: &String| provider.steps.iter().any(|step| step.fields.contains(id));
    let rest: Vec<&ServiceProviderField> =
        values.fields.iter().filter(|field| !mentioned(&field.id)).collect();
    let rest = (!rest.is_empty()).then(|| mirror(provider, words::ALL_VALUES.into(), &rest));
    let claims = (!provider.claims.is_empty()).then(|| claims(provider, &provider.claims));
    view! { <ol class="howto" role="list">{steps}</ol> {rest} {claims} }.into_any()
}

fn guide_step(provider: &IdentityProvider, step: &GuideStep, values: &ServiceProvider) -> AnyView {
    let fields: Vec<&ServiceProviderField> =
        step.fields.iter().filter_map(|id| values.fields.iter().find(|field| field.id == *id)).collect();
    let form = (!fields.is_empty()).then(|| mirror(provider, step.title.clone(), &fields));
    let actions: Vec<_> = step.actions.iter().map(|action| view! { <li>{quoted(action)}</li> }).collect();
    view! {
        <li>
            <div class="bd">
                <h2 class="fact">{quoted(&step.title)}</h2>
                <ul class="doings">{actions}</ul>
                {form}
            </div>
        </li>
    }
    .into_any()
}

/// A form as it looks in the provider: its labels, our values, a copy button each.
fn mirror(provider: &IdentityProvider, title: String, fields: &[&ServiceProviderField]) -> AnyView {
    let rows: Vec<_> = fields
        .iter()
        .map(|field| {
            let required = if field.required { words::REQUIRED } else { words::OPTIONAL };
            let hint = (!field.hint.is_empty()).then(|| view! { <p class="hint">{quoted(&field.hint)}</p> });
            view! {
                <div class="mrow">
                    <div class="ml"><b>{field.label.clone()}</b><span>{required}</span></div>
                    <div><CopyField value=field.value.clone() name=field.label.clone() />{hint}</div>
                </div>
            }
        })
        .collect();
    view! {
        <div class="mirror">
            <div class="cap">
                {provider_mark(&provider.id, 18)}
                <b>{quoted(&title)}</b>
                <span>{words::same_labels(&spoken_name(provider))}</span>
            </div>
            {rows}
        </div>
    }
    .into_any()
}

/// The attributes that the provider has to send.
fn claims(provider: &IdentityProvider, claims: &[GuideClaim]) -> AnyView {
    let rows: Vec<_> = claims
        .iter()
        .map(|claim| {
            let required = if claim.required { words::REQUIRED } else { words::OPTIONAL };
            view! {
                <div class="mrow">
                    <div class="ml"><b>{quoted(&claim.source)}</b><span>{required}</span></div>
                    <div><CopyField value=claim.name.clone() name=claim.target.clone() /></div>
                </div>
            }
        })
        .collect();
    view! {
        <div class="mirror">
            <div class="cap">
                {provider_mark(&provider.id, 18)}
                <b>{words::CLAIMS}</b>
                <span>{words::claims_hint(&spoken_name(provider))}</span>
            </div>
            {rows}
        </div>
    }
    .into_any()
}

/// A mark for the person's own use: it is kept in this browser only.
fn confirmation(setup: Setup, provider: &str) -> AnyView {
    let name = format!("app-done:{}", setup.at.id);
    let kept = browser::remembered(&name);
    view! {
        <div class="confirm">
            <label class="check" for="app-done">
                <input
                    type="checkbox"
                    id="app-done"
                    checked=kept
                    on:change=on(move |event| browser::remember(&name, event_target_checked(&event)))
                />
                <span>{words::values_saved(provider)}</span>
                <span class="hint">{words::VALUES_SAVED_HINT}</span>
            </label>
        </div>
    }
    .into_any()
}
