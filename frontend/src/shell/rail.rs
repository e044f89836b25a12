//! The rail: a column of navigation that becomes a top bar with a menu on narrow screens.

use api::Organization;
use leptos::prelude::*;

use super::{help_link, runs_on, vendor_sign};
use crate::{
    app::place,
    dynamic::{dynamic, on},
    format,
    icons::{Glyph, icon, logo},
    place::{OrganizationRef, Page, Place},
    session::{Account, account, sign_out},
    words,
};

/// One line of the navigation.
struct Item {
    glyph: Glyph,
    label: &'static str,
    href: String,
    current: Signal<bool>,
    /// How many there are, once that is known.
    count: Option<Signal<Option<usize>>>,
}

fn item(item: Item) -> AnyView {
    let current = item.current;
    let count = item
        .count
        .map(|count| dynamic(move || count.get().map(|count| view! { <span class="count">{count}</span> })));
    view! {
        <a href=item.href aria-current=move || current.get().then_some("page")>
            {icon(item.glyph, 18)}
            <span>{item.label}</span>
            {count}
        </a>
    }
    .into_any()
}

fn group(heading: Option<&'static str>, items: Vec<Item>) -> AnyView {
    let items: Vec<_> = items.into_iter().map(item).collect();
    view! {
        <div class="navgroup">
            {heading.map(|heading| view! { <h2>{heading}</h2> })}
            <div class="nav">{items}</div>
        </div>
    }
    .into_any()
}

/// The frame of an organization's pages. For an operator a band says whose pages these are.
#[component]
pub(crate) fn OrganizationShell(
    reference: OrganizationRef,
    organization: Signal<Option<Organization>>,
    /// How many domains it has, for whoever may see them.
    domains: Option<Signal<Option<usize>>>,
    content: AnyView,
) -> AnyView {
    let (account, here) = (account(), place());
    let name = move || organization.with(|found| found.as_ref().map(|found| found.display_name.clone()));
    let at = move |wanted: fn(Page) -> bool| {
        Signal::derive(move || matches!(here.get(), Place::Organization(_, page) if wanted(page)))
    };
    let overview = Item {
        glyph: Glyph::Home,
        label: words::OVERVIEW,
        href: reference.page(Page::Overview),
        current: at(|page| page == Page::Overview),
        count: None,
    };
    let connections = Item {
        glyph: Glyph::Plug,
        label: words::CONNECTIONS,
        href: reference.page(Page::Connections),
        current: at(|page| matches!(page, Page::Connections | Page::Connection(..))),
        count: None,
    };
    let mut sign_in = vec![connections];
    sign_in.extend(domains.map(|count| Item {
        glyph: Glyph::Globe,
        label: words::domains::TITLE,
        href: reference.page(Page::Domains),
        current: at(|page| page == Page::Domains),
        count: Some(count),
    }));
    let navigation = view! {
        {group(None, vec![overview])}
        {group(Some(words::SIGN_IN_GROUP), sign_in)}
    };
    let tile = organization_tile(&account, Signal::derive(move || name().unwrap_or_default()));
    let operator = account.is_operator();
    let vendor = account.vendor.name.clone();
    let band = dynamic(move || {
        operator.then(|| {
            let text = words::acting_as_operator(&vendor);
            view! { <p class="opband"><b>{move || name()} "."</b> " " {text}</p> }
        })
    });
    let head = view! { {vendor_sign(&account.vendor.name)} {tile} }.into_any();
    let narrow = narrow_head(account.vendor.name.clone(), Signal::derive(move || name().unwrap_or_default()));
    frame("app", narrow, head, navigation.into_any(), &account, view! { {band} {content} }.into_any())
}

/// The frame of the operators' console.
#[component]
pub(crate) fn OperatorShell(content: AnyView) -> AnyView {
    let (account, here) = (account(), place());
    let organizations = Item {
        glyph: Glyph::People,
        label: words::ORGANIZATIONS,
        href: Place::Organizations.to_string(),
        current: Signal::derive(move || here.get() == Place::Organizations),
        count: None,
    };
    let texts = Item {
        glyph: Glyph::Help,
        label: words::unknown_texts::TITLE,
        href: Place::UnknownTexts.to_string(),
        current: Signal::derive(move || here.get() == Place::UnknownTexts),
        count: None,
    };
    let navigation = group(Some(words::CUSTOMERS_GROUP), vec![organizations, texts]);
    let vendor = account.vendor.name.clone();
    let head = view! {
        <div class="vendor">{logo(22)}<span>{words::PRODUCT}</span></div>
        <div class="orgswitch">
            <span class="who"><b>{vendor.clone()}</b><span>{words::OPERATOR_CONSOLE}</span></span>
        </div>
    };
    let narrow = view! {
        {logo(22)}
        <div class="who"><b>{words::PRODUCT}</b><span>{vendor}</span></div>
    };
    frame("app op", narrow.into_any(), head.into_any(), navigation, &account, content)
}

/// The organization's own tile; for an operator it leads back to all organizations.
fn organization_tile(account: &Account, name: Signal<String>) -> AnyView {
    let role = if account.is_operator() { words::ORGANIZATIONS } else { words::ORGANIZATION_ADMIN };
    let face = view! {
        <span class="tile org" aria-hidden="true">{move || format::initials(&name.get())}</span>
        <span class="who"><b>{move || name.get()}</b><span>{role}</span></span>
    };
    if account.is_operator() {
        view! { <a class="orgswitch" href=Place::Organizations.to_string()>{face}{icon(Glyph::Up, 14)}</a> }
            .into_any()
    } else {
        view! { <div class="orgswitch">{face}</div> }.into_any()
    }
}

fn narrow_head(vendor: String, name: Signal<String>) -> AnyView {
    let letter = format::initials(&vendor).chars().next().map(String::from);
    view! {
        <span class="tile v" aria-hidden="true">{letter}</span>
        <div class="who"><b>{move || name.get()}</b><span>{vendor}</span></div>
    }
    .into_any()
}

/// Rail, top bar and main part.
fn frame(
    class: &'static str,
    narrow: AnyView,
    head: AnyView,
    navigation: AnyView,
    account: &Account,
    content: AnyView,
) -> AnyView {
    let open = RwSignal::new(false);
    let here = place();
    Effect::new(move |_| {
        here.track();
        open.set(false);
    });
    let close = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            open.set(false);
        }
    };
    let menu =
        move || if open.get() { (Glyph::Close, words::CLOSE_MENU) } else { (Glyph::Menu, words::MENU) };
    view! {
        <div class=class class:menuopen=move || open.get() on:keydown=on(close)>
            <header class="topbar">
                {narrow}
                <button
                    class="icb"
                    type="button"
                    aria-label=move || menu().1
                    aria-expanded=move || open.get().to_string()
                    aria-controls="rail"
                    on:click=on(move |_| open.update(|open| *open = !*open))
                >
                    {move || icon(menu().0, 22)}
                </button>
            </header>
            <section class="rail" id="rail" aria-label=words::RAIL>
                {head}
                <nav aria-label=words::MAIN_NAVIGATION>{navigation}</nav>
                {rail_foot(account)}
            </section>
            <main class="main" id="main" tabindex="-1">
                <div class="wrap">{content}</div>
            </main>
        </div>
    }
    .into_any()
}

fn rail_foot(account: &Account) -> AnyView {
    let name = account.name();
    let leave = sign_out();
    let email = account.me.email.clone().filter(|email| *email != name);
    view! {
        <div class="railfoot">
            <div class="nav">
                {help_link(&account.vendor)}
                <button type="button" on:click=on(move |_| leave.run(()))>
                    {icon(Glyph::Leave, 18)}
                    <span>{words::SIGN_OUT}</span>
                </button>
            </div>
            <div class="me">
                <span class="avatar" aria-hidden="true">{format::initials(&name)}</span>
                <span class="name">
                    <bdi title=name.clone()>{name.clone()}</bdi>
                    {email.map(|email| view! { <span title=email.clone()>{email.clone()}</span> })}
                </span>
            </div>
            {runs_on()}
        </div>
    }
    .into_any()
}
