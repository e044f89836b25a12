//! Frames around pages: the rail of an organization, the operators' console, and the bare frame of public pages.

mod rail;

use std::sync::Arc;

use api::Vendor;
use leptos::prelude::*;

use crate::{
    browser, format,
    icons::{Glyph, icon, logo},
    words,
};

pub(crate) use rail::{OperatorShell, OrganizationShell};

/// The vendor's tile and name.
pub(crate) fn vendor_sign(name: &str) -> AnyView {
    let (letter, name) = (format::initials(name).chars().next().map(String::from), name.to_owned());
    view! {
        <div class="vendor">
            <span class="tile v" aria-hidden="true">{letter}</span>
            <span>{name}</span>
        </div>
    }
    .into_any()
}

/// "Runs on Latchkey".
pub(crate) fn runs_on() -> AnyView {
    view! { <div class="by">{logo(15)}<span>{words::RUNS_ON}</span></div> }.into_any()
}

/// Where the vendor helps, when it said so.
pub(crate) fn help_link(vendor: &Arc<Vendor>) -> Option<AnyView> {
    let url = vendor.support_url.clone()?;
    let label = words::help_from(&vendor.name);
    Some(view! { <a href=url rel="external">{icon(Glyph::Help, 18)}<span>{label}</span></a> }.into_any())
}

/// The frame of a page without a rail and without an account.
pub(crate) fn public(content: AnyView) -> AnyView {
    view! {
        <div class="pub">
            <header class="focusbar"><span class="by big">{logo(22)}<span>{words::PRODUCT}</span></span></header>
            <main id="main" class="bootmain" tabindex="-1">{content}</main>
        </div>
    }
    .into_any()
}

/// Names the page in the tab: page, organization, vendor.
pub(crate) fn title(parts: &[&str]) {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    browser::set_title(&parts.join(" · "));
}
