//! Signing in: where it leads, and what went wrong the last time.

use std::sync::Arc;

use api::Vendor;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    browser,
    components::{Kind, TextField, Tone, notice},
    dynamic::on,
    icons::{Glyph, icon, icon_with},
    shell::{self, help_link, runs_on, vendor_sign},
    words::sign_in as words,
};

/// The page for people who are not signed in.
#[component]
pub(crate) fn SignIn(vendor: Arc<Vendor>) -> AnyView {
    shell::title(&[words::TITLE, &vendor.name]);
    let query = use_query_map();
    let failed = query.with_untracked(|query| query.get("error"));
    let return_to = query.with_untracked(|query| query.get("return_to")).filter(|path| is_ours(path));
    let failed = failed.map(|code| {
        let (title, detail) = words::failed(&code);
        notice(Tone::Warning, title, detail)
    });
    let name = vendor.name.clone();
    view! {
        <div class="pub">
            <header class="focusbar">{vendor_sign(&vendor.name)}</header>
            <main id="main" class="signin" tabindex="-1">
                <div class="stack l">
                    {failed}
                    <div>
                        <h1>{words::TITLE}</h1>
                        <p class="lede">{words::lede(&name)}</p>
                    </div>
                    <SignInForm vendor=name return_to=return_to />
                </div>
                <ul class="ticks" role="list">
                    {tick(Glyph::Lock, words::NOTHING_CHANGES)}
                    {tick(Glyph::Clock, words::TAKES)}
                    {tick(Glyph::Shield, words::GENUINE)}
                </ul>
            </main>
            <footer class="pubfoot">{help_link(&vendor)}<span class="push">{runs_on()}</span></footer>
        </div>
    }
    .into_any()
}

/// Which organization, and off to Auth0. The address is in the link, so that the button works as a link does.
#[component]
fn SignInForm(vendor: String, return_to: Option<String>) -> AnyView {
    let organization = RwSignal::new(String::new());
    let back = return_to.map(|path| format!("return_to={}", browser::encode(&path))).unwrap_or_default();
    let staff = login_url(&back, "");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        browser::go(&login_url(&back, organization.get_untracked().trim()));
    };
    view! {
        <form class="sheet pad stack" on:submit=on(submit)>
            <TextField
                id="organization"
                label=words::ORGANIZATION
                hint=words::organization_hint(&vendor)
                value=organization
                kind=Kind::Code
            />
            <div class="actions">
                <button class="btn p" type="submit">{words::CONTINUE}{icon_with(Glyph::Arrow, 17, "flip")}</button>
                <a class="btn q" rel="external" href=staff>{words::staff(&vendor)}</a>
            </div>
            <p class="small soft">{words::leads_to(&vendor)}</p>
        </form>
    }
    .into_any()
}

/// Where sign-in begins.
fn login_url(back: &str, organization: &str) -> String {
    let organization = if organization.is_empty() {
        String::new()
    } else {
        format!("organization={}", browser::encode(&organization.to_ascii_lowercase()))
    };
    let query: Vec<&str> = [back, &organization].into_iter().filter(|part| !part.is_empty()).collect();
    if query.is_empty() { "/auth/login".into() } else { format!("/auth/login?{}", query.join("&")) }
}

/// Whether a place to return to is one of this app: never another site.
fn is_ours(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains('\\')
}

fn tick(glyph: Glyph, (fact, rest): (&'static str, &'static str)) -> AnyView {
    view! { <li>{icon(glyph, 18)}<span><b>{fact}</b> " " {rest}</span></li> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_app_are_returned_to() {
        assert!(is_ours("/o/current"));
        for path in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
            assert!(!is_ours(path), "{path}");
        }
    }

    #[test]
    fn an_empty_form_leads_to_a_plain_sign_in() {
        assert_eq!(login_url("", ""), "/auth/login");
        assert_eq!(login_url("return_to=%2Fo", ""), "/auth/login?return_to=%2Fo");
    }
}
