//! Choosing the identity provider.

use api::{CreateConnection, IdentityProvider};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Setup,
    frame::{self, Parts},
    is_custom, spoken_name,
};
use crate::{
    app::navigator,
    client::{Failure, client},
    components::{Button, FailureNotice, link_button},
    dynamic::{dynamic, on},
    icons::{Glyph, icon, provider_mark},
    load::Load,
    pages::within,
    place::{Page, Step},
    words::setup as words,
};

/// The step for a connection that does not exist yet: choosing makes the draft.
#[component]
pub(super) fn NewConnection() -> AnyView {
    let (within, client) = (within(), client());
    within.title(words::CONNECT_SIGN_IN.to_owned().into());
    let providers = Load::new(move || client.identity_providers());
    let chosen = RwSignal::new(None::<IdentityProvider>);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let go = navigator();
    let create = Callback::new(move |()| {
        let Some(provider) = chosen.get_untracked() else { return };
        let go = go.clone();
        // People read it on the button; the organization's own name says more to them than "another provider".
        let display_name = is_custom(&provider).then(|| within.name());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let wish =
                CreateConnection { display_name, provider: provider.id, ..CreateConnection::default() };
            match client.create_connection(within.reference, &wish).await {
                Ok(made) => go(within.reference.page(Page::Setup(made.value.id, Step::App))),
                Err(why) => {
                    busy.try_set(false);
                    failure.try_set(Some(why));
                }
            }
        });
    });
    let title = dynamic(move || words::which_provider(&within.name()));
    let main = view! {
        <div><h1>{title}</h1><p class="soft lede2">{words::WHICH_PROVIDER_LEDE}</p></div>
        {move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> })}
        {providers.view(words::LOADING_PROVIDERS, move |all| view! { <Gallery all=all chosen=chosen /> }.into_any())}
    };
    let label = move || words::continue_with(chosen.with(|one| one.as_ref().map(spoken_name)).as_deref());
    let why = dynamic(move || {
        chosen.with(|one| {
            one.as_ref().map_or(words::CHOOSE_FIRST.into(), |one| words::next_is_app(&spoken_name(one)))
        })
    });
    let actions = view! {
        <Button
            label=Signal::derive(label)
            look="p"
            glyph=Glyph::Arrow
            forward=true
            on_press=create
            unavailable=Signal::derive(move || chosen.with(Option::is_none))
            reason="why"
            busy=busy doing=words::MAKING_DRAFT
        />
        <span class="why" id="why" tabindex="-1">{why}</span>
    };
    let parts =
        Parts { step: Step::Provider, main: main.into_any(), help: help(), actions: actions.into_any() };
    frame::first_step(within, parts)
}

fn help() -> Vec<(String, String)> {
    [words::HELP_NOT_SURE, words::HELP_TWO, words::HELP_NOTHING_CHANGES]
        .map(|(title, text)| (title.to_owned(), text.to_owned()))
        .into()
}

/// How many are shown before somebody looks for one that is not among them.
const USUAL: usize = 9;

/// The providers to choose from, with a filter; the custom ones come last.
#[component]
fn Gallery(all: Vec<IdentityProvider>, chosen: RwSignal<Option<IdentityProvider>>) -> AnyView {
    let filter = RwSignal::new(String::new());
    let expanded = RwSignal::new(false);
    let count = all.len();
    let placeholder = words::filter_providers(count);
    let all = StoredValue::new(all);
    let matching = move |custom: bool| {
        filter.with(|filter| {
            all.with_value(|all| {
                all.iter()
                    .filter(|one| is_custom(one) == custom && (custom || matches(one, filter)))
                    .cloned()
                    .collect::<Vec<_>>()
            })
        })
    };
    // Everything that matches once somebody looks for something.
    let looking = Memo::new(move |_| expanded.get() || filter.with(|filter| !filter.trim().is_empty()));
    let tiles = move |custom| {
        let shown = if looking.get() { usize::MAX } else { USUAL };
        let tiles: Vec<_> = matching(custom).into_iter().take(shown).map(|one| tile(one, chosen)).collect();
        tiles
    };
    let more = dynamic(move || {
        (!looking.get() && count > USUAL).then(|| {
            view! {
                <Button
                    label=words::show_all(count)
                    look="q"
                    glyph=Glyph::Down
                    on_press=Callback::new(move |()| expanded.set(true))
                />
            }
        })
    });
    let none =
        move || matching(false).is_empty().then(|| view! { <p class="soft">{words::NONE_MATCHES}</p> });
    view! {
        <fieldset>
            <legend class="sr">{words::IDENTITY_PROVIDER}</legend>
            <div class="tools">
                <h2>{words::FROM_THE_LIST}</h2>
                <div class="inwrap">
                    {icon(Glyph::Search, 17)}
                    <label class="sr" for="filter">{words::FILTER}</label>
                    <input
                        id="filter"
                        class="input"
                        type="search"
                        autocomplete="off"
                        placeholder=placeholder
                        prop:value=move || filter.get()
                        on:input=on(move |event| filter.set(event_target_value(&event)))
                    />
                </div>
            </div>
            <div class="gal">{move || tiles(false)}</div>
            <div class="actions">{more}</div>
            {none}
            <div class="other">{move || tiles(true)}</div>
        </fieldset>
    }
    .into_any()
}

fn tile(provider: IdentityProvider, chosen: RwSignal<Option<IdentityProvider>>) -> AnyView {
    let id = provider.id.clone();
    let checked = move || chosen.with(|one| one.as_ref().is_some_and(|one| one.id == id));
    let detail = if is_custom(&provider) { provider.summary.clone() } else { provider.variant.clone() };
    let name = if is_custom(&provider) {
        words::named_kind(&provider.name, &provider.variant)
    } else {
        provider.name.clone()
    };
    let (mark, value) = (provider_mark(&provider.id, 22), provider.id.clone());
    view! {
        <label class="prov">
            <input
                type="radio"
                name="provider"
                value=value
                prop:checked=checked
                on:change=on(move |_| chosen.set(Some(provider.clone())))
            />
            <span class="mk">{mark}</span>
            <span class="nm">{name}<span>{detail}</span></span>
        </label>
    }
    .into_any()
}

/// Whether every word of the filter is in one of the provider's names.
fn matches(provider: &IdentityProvider, filter: &str) -> bool {
    let mut names = format!("{} {} {}", provider.name, provider.variant, provider.id);
    for alias in &provider.aliases {
        names.push(' ');
        names.push_str(alias);
    }
    let names = names.to_ascii_lowercase();
    filter.to_ascii_lowercase().split_whitespace().all(|word| names.contains(word))
}

/// The step for a connection that exists: its provider is settled.
#[component]
pub(super) fn ChosenProvider(setup: Setup) -> AnyView {
    let provider = setup.provider.get_value();
    let another =
        link_button(setup.within.reference.page(Page::NewConnection), words::ANOTHER_PROVIDER, "q", None);
    let main = view! {
        {frame::heading(words::chosen(&setup.provider_name()), words::CHOSEN_LEDE)}
        <div class="sheet pad who2">
            {provider_mark(&provider.id, 24)}
            <div><h2 class="fact">{provider.name.clone()} " " {provider.variant.clone()}</h2><p>{provider.summary}</p></div>
        </div>
        <div class="actions">{another}</div>
    };
    let actions = link_button(setup.page(Step::App), words::NEXT_APP, "p", Some(Glyph::Arrow));
    let help = vec![(words::HELP_TWO.0.to_owned(), words::HELP_TWO.1.to_owned())];
    frame::step(setup, Parts { step: Step::Provider, main: main.into_any(), help, actions })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_finds_a_provider_by_its_other_names() {
        let entra = IdentityProvider {
            id: "entra-saml".into(),
            name: "Microsoft Entra ID".into(),
            variant: "SAML".into(),
            summary: String::new(),
            strategy: api::Strategy::Samlp,
            monogram: "En".into(),
            aliases: vec!["Azure AD".into()],
            inputs: vec![],
            metadata_label: String::new(),
            metadata_hint: String::new(),
            metadata_placeholder: String::new(),
            console_url: None,
            documentation_url: None,
            steps: vec![],
            fields: vec![],
            claims: vec![],
        };
        for filter in ["", "entra", "AZURE saml", "microsoft id"] {
            assert!(matches(&entra, filter), "{filter}");
        }
        assert!(!matches(&entra, "okta"));
        assert!(!is_custom(&entra));
    }
}
