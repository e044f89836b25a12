//! The admin console, as an identity provider's administrator knows it. It is open to whoever sits at this machine.

mod applications;
mod create;
mod misbehaviour;
mod users;
mod wsfed_apps;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use maud::{Markup, html};

use super::{Idp, pages, sign_in, sign_in::see_other};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/", web::get().to(|| async { see_other("/console") }))
        .route("/console", web::get().to(applications::list))
        .route("/console/apps/new", web::get().to(create::choose))
        .route("/console/apps/new/saml", web::get().to(create::saml))
        .route("/console/apps/new/saml", web::post().to(create::create_saml))
        .route("/console/apps/new/oidc", web::get().to(create::oidc))
        .route("/console/apps/new/oidc", web::post().to(create::create_oidc))
        .route("/console/apps/new/wsfed", web::get().to(create::wsfed))
        .route("/console/apps/new/wsfed", web::post().to(create::create_wsfed))
        .route("/console/apps/wsfed/{id}", web::get().to(wsfed_apps::show))
        .route("/console/apps/wsfed/{id}/delete", web::post().to(wsfed_apps::delete))
        .route("/console/apps/saml/{id}", web::get().to(applications::show_saml))
        .route("/console/apps/saml/{id}/delete", web::post().to(applications::delete_saml))
        .route("/console/apps/oidc/{id}", web::get().to(applications::show_oidc))
        .route("/console/apps/oidc/{id}/delete", web::post().to(applications::delete_oidc))
        .route("/console/users", web::get().to(users::list))
        .route("/console/misbehaviour", web::get().to(misbehaviour::show))
        .route("/console/misbehaviour", web::post().to(misbehaviour::set))
        .route("/console/misbehaviour/reset", web::post().to(misbehaviour::reset));
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Applications,
    Users,
    Misbehaviour,
}

const SECTIONS: [(Section, &str, &str); 3] = [
    (Section::Applications, "Applications", "/console"),
    (Section::Users, "Users", "/console/users"),
    (Section::Misbehaviour, "Misbehaviour", "/console/misbehaviour"),
];

/// A page of the console.
fn page(idp: &Idp, http: &HttpRequest, section: Section, title: &str, content: &Markup) -> HttpResponse {
    page_with(StatusCode::OK, idp, http, section, title, content)
}

fn page_with(
    status: StatusCode,
    idp: &Idp,
    http: &HttpRequest,
    section: Section,
    title: &str,
    content: &Markup,
) -> HttpResponse {
    let misbehaving = misbehaviour::switched_on(idp.switches());
    let who = sign_in::session(idp, http).and_then(|session| sign_in::who(idp, &session));
    let body = html! {
        header.bar {
            a.brand href="/console" { span.mark aria-hidden="true" { "ID" } "Demo identity provider" }
            span.who {
                @match who {
                    Some(who) => { span { (who) } " " a href="/sign-out" { "Sign out" } }
                    None => a href="/sign-in" { "Sign in" },
                }
            }
        }
        nav.sections aria-label="Console" {
            @for (one, name, address) in SECTIONS {
                a href=(address) aria-current=[(one == section).then_some("page")] {
                    (name)
                    @if one == Section::Misbehaviour && !misbehaving.is_empty() {
                        " " span.count { (misbehaving.len()) span.hidden { " on" } }
                    }
                }
            }
        }
        main.content {
            @if !misbehaving.is_empty() && section != Section::Misbehaviour {
                p.notice role="status" {
                    "Misbehaving on purpose: " (misbehaving.join(", ")) ". "
                    a href="/console/misbehaviour" { "Change" }
                }
            }
            h1 { (title) }
            (content)
        }
    };
    pages::document(status, title, "console", &body)
}

/// A value to be copied.
fn value(label: &str, value: &str) -> Markup {
    html! { dt { (label) } dd { code.copy { (value) } } }
}
