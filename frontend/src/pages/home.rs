//! Where a signed-in person is sent, and what is shown at an address that is no page.

use leptos::prelude::*;

use super::{organization::OrganizationArea, organizations::Organizations, unknown_texts::UnknownTexts};
use crate::{
    app::{place, replace_by},
    components::{Button, empty_state, link_button},
    dynamic::dynamic,
    place::{OrganizationRef, Page, Place},
    session::{account, sign_out},
    shell::{self, OperatorShell},
    words,
};

/// What of the app is open: pages of the same organization share their frame.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Area {
    Home,
    Organizations,
    UnknownTexts,
    Organization(OrganizationRef),
    Unknown,
}

impl Area {
    fn of(place: Place) -> Self {
        match place {
            Place::Home | Place::SignIn => Self::Home,
            Place::Organizations => Self::Organizations,
            Place::UnknownTexts => Self::UnknownTexts,
            Place::Organization(organization, _) => Self::Organization(organization),
            Place::Unknown => Self::Unknown,
        }
    }
}

/// Everything a signed-in person can open.
#[component]
pub(crate) fn Signed() -> AnyView {
    let place = place();
    let area = Memo::new(move |_| Area::of(place.get()));
    dynamic(move || match area.get() {
        Area::Home => home(),
        Area::Organizations => for_operators(|| view! { <Organizations /> }.into_any()),
        Area::UnknownTexts => for_operators(|| view! { <UnknownTexts /> }.into_any()),
        Area::Organization(reference) => view! { <OrganizationArea reference=reference /> }.into_any(),
        Area::Unknown => shell::public(view! { <NotFound /> }.into_any()),
    })
}

/// Sends everybody where they belong.
fn home() -> AnyView {
    let to = if account().is_operator() {
        Place::Organizations.to_string()
    } else {
        OrganizationRef::Current.page(Page::Overview)
    };
    replace_by(to);
    ().into_any()
}

/// A page of the operators' console; others are sent to their own organization.
fn for_operators(draw: fn() -> AnyView) -> AnyView {
    if !account().is_operator() {
        return home();
    }
    view! { <OperatorShell content=draw() /> }.into_any()
}

/// What is shown at an address that is no page, or not one of yours.
#[component]
pub(crate) fn NotFound() -> AnyView {
    shell::title(&[words::NOT_FOUND, words::PRODUCT]);
    let start = link_button(Place::Home.to_string(), words::TO_START, "p sm", None);
    let actions = view! {
        <div class="actions">
            {start}
            <Button label=words::SIGN_OUT look="q sm" on_press=sign_out() />
        </div>
    };
    view! {
        <h1 class="sr">{words::NOT_FOUND}</h1>
        <div class="sheet">{empty_state(words::NOT_FOUND, words::NOT_FOUND_DETAIL, actions.into_any())}</div>
    }
    .into_any()
}
