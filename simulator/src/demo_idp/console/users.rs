//! The people of the demo.

use actix_web::{HttpRequest, HttpResponse, web};
use maud::html;

use crate::demo_idp::Idp;

use super::{Section, page};

pub(super) async fn list(idp: web::Data<Idp>, http: HttpRequest) -> HttpResponse {
    let users = idp.read(|state| state.users.clone());
    let content = html! {
        p { "People who can sign in. Every application may be used by everyone, unless " a href="/console/misbehaviour" { "Misbehaviour" } " says otherwise." }
        div.sheet {
            table {
                thead {
                    tr {
                        th scope="col" { "Name" } th scope="col" { "E-mail address" } th scope="col" { "Password" }
                        th scope="col" { "Groups" } th scope="col" { "ID" }
                    }
                }
                tbody {
                    @for user in &users {
                        tr {
                            td data-label="Name" { (user.name()) }
                            td data-label="E-mail address" { code.copy { (user.email) } }
                            td data-label="Password" { code.copy { (user.password) } }
                            td data-label="Groups" { (user.groups.join(", ")) }
                            td data-label="ID" { code { (user.id) } }
                        }
                    }
                }
            }
        }
    };
    page(&idp, &http, Section::Users, "Users", &content)
}
