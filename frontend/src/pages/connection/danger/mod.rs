//! The danger zone: each action beside its consequence.

mod delete;
mod turn_off;

use api::Connection;
use leptos::prelude::*;

use super::Shown;

/// The tab.
#[component]
pub(super) fn DangerTab(shown: Shown) -> AnyView {
    view! { <turn_off::TurnOff shown=shown /> <delete::Delete shown=shown /> }.into_any()
}

/// The organization's own name: what has to be typed where everybody would be shut out.
fn organization_name(shown: Shown) -> String {
    shown.within.organization.value().map(|found| found.name).unwrap_or_default()
}

fn connection(shown: Shown) -> Option<Connection> {
    shown.connection.value().map(|found| found.value)
}
