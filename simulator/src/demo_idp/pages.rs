//! The frames of the provider's pages.

use actix_web::{HttpResponse, http::StatusCode, http::header, web};
use maud::{DOCTYPE, Markup, html};

const STYLE: &str = include_str!("assets/style.css");
const SUBMIT: &str = "document.forms[0].submit();";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/assets/style.css", web::get().to(|| asset("text/css; charset=utf-8", STYLE)))
        .route("/assets/submit.js", web::get().to(|| asset("text/javascript; charset=utf-8", SUBMIT)));
}

async fn asset(content_type: &'static str, content: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "max-age=300"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .content_type(content_type)
        .body(content)
}

/// A page with a body of its own.
pub(super) fn document(status: StatusCode, title: &str, class: &str, body: &Markup) -> HttpResponse {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Demo identity provider" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/assets/style.css";
            }
            body class=(class) { (body) }
        }
    };
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Not `no-referrer`: it would make browsers hide where our own forms come from.
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
        ))
        .content_type("text/html; charset=utf-8")
        .body(markup.into_string())
}

/// A page with one thing on it.
pub(super) fn card(status: StatusCode, title: &str, content: &Markup) -> HttpResponse {
    document(status, title, "plain", &html! { main.card { (content) } })
}

/// A page that says what is wrong and what to do.
pub(super) fn problem(status: StatusCode, title: &str, advice: &str) -> HttpResponse {
    card(
        status,
        title,
        &html! {
            h1 { (title) }
            p.alert role="alert" { (advice) }
            p.muted { a href="/console" { "Open the admin console" } }
        },
    )
}

/// A form that a browser posts by itself; without scripts a person presses the button.
pub(super) fn self_posting_form(action: &str, fields: &[(&str, String)]) -> HttpResponse {
    card(
        StatusCode::OK,
        "One moment",
        &html! {
            form method="post" action=(action) {
                @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                p { "Taking you back to the application." }
                noscript { button.primary type="submit" { "Continue" } }
            }
            script src="/assets/submit.js" {}
        },
    )
}

pub(super) async fn not_found() -> HttpResponse {
    problem(StatusCode::NOT_FOUND, "There is nothing here", "Check the address, or start from the console.")
}
