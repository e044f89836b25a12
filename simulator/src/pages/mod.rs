//! Pages a person sees: the login page's frame, errors, and the forms that post themselves.

use actix_web::{HttpResponse, http::StatusCode, http::header, web};
use maud::{DOCTYPE, Markup, html};

const STYLE: &str = include_str!("style.css");
const SUBMIT: &str = "document.forms[0].submit();";

/// Registers what the pages load.
pub fn configure(config: &mut web::ServiceConfig) {
    config.route("/u/style.css", web::get().to(style)).route("/u/submit.js", web::get().to(submit));
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "max-age=300"))
        .content_type("text/css")
        .body(STYLE)
}

async fn submit() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript").body(SUBMIT)
}

/// Answers an address that does not exist.
pub async fn not_found() -> HttpResponse {
    HttpResponse::NotFound().content_type("text/plain").body("Not found.")
}

/// A page in the common frame.
pub fn page(status: StatusCode, title: &str, content: &Markup) -> HttpResponse {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/u/style.css";
            }
            body { main { (content) } }
        }
    };
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data: https:; frame-ancestors 'none'; base-uri 'none'",
        ))
        .content_type("text/html; charset=utf-8")
        .body(markup.into_string())
}

/// The page for a request that cannot be answered to any application.
pub fn error(status: StatusCode, error: &str, description: &str) -> HttpResponse {
    page(
        status,
        "Sign-in error",
        &html! {
            div.card {
                h1 { "Oops, something went wrong" }
                p.alert role="alert" { (description) }
                p.muted { "Error: " code { (error) } }
            }
        },
    )
}

/// A form that a browser posts by itself; without scripts a person presses the button.
pub fn self_posting_form(action: &str, fields: &[(&str, &str)]) -> HttpResponse {
    page(
        StatusCode::OK,
        "One moment",
        &html! {
            div.card {
                form method="post" action=(action) {
                    @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                    p { "Taking you on." }
                    noscript { button.primary type="submit" { "Continue" } }
                }
            }
            script src="/u/submit.js" {}
        },
    )
}
