//! The applications that speak WS-Federation.

use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};

use crate::demo_idp::{
    Idp, pages,
    sign_in::see_other,
    state::{Origin, WsFedApp},
    wsfed::{METADATA_PATH, endpoint},
};

use super::{Section, applications::moment, page, value};

/// The application's row in the list.
pub(super) fn row(app: &WsFedApp) -> Markup {
    html! {
        tr {
            td data-label="Name" { a href={ "/console/apps/wsfed/" (app.id) } { (app.name) } }
            td data-label="Protocol" { "WS-Federation" }
            td data-label="Answers go to" { code { (app.reply_url) } }
            td data-label="Last used" { (moment(app.last_used)) }
        }
    }
}

pub(super) async fn show(idp: web::Data<Idp>, http: HttpRequest, id: web::Path<String>) -> HttpResponse {
    let Some(app) = idp.read(|state| state.wsfed_app(&id).cloned()) else { return pages::not_found().await };
    let content = html! {
        p { a href="/console" { "All applications" } }
        h2 { "For the application's sign-on settings" }
        dl {
            (value("Federation metadata URL", &idp.url(METADATA_PATH)))
            (value("Passive endpoint", &endpoint(&idp)))
        }
        h2 { "What the application told us" }
        dl {
            (value("Relying party identifier", &app.realm))
            (value("WS-Federation passive endpoint", &app.reply_url))
            dt { "Registered" }
            dd {
                @match app.origin {
                    Origin::Console => "In this console. Requests must name exactly this endpoint.",
                    Origin::Request => "By its first request. The endpoint follows its requests.",
                }
            }
            dt { "Assigned people" } dd { "Everyone" }
            dt { "Last used" } dd { (moment(app.last_used)) }
        }
        div.actions {
            form method="post" action={ "/console/apps/wsfed/" (app.id) "/delete" } {
                button.danger type="submit" { "Delete app" }
            }
        }
    };
    page(&idp, &http, Section::Applications, &app.name, &content)
}

pub(super) async fn delete(idp: web::Data<Idp>, id: web::Path<String>) -> HttpResponse {
    idp.change(|state| state.wsfed_apps.retain(|app| app.id != *id));
    see_other("/console")
}
