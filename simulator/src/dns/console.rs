//! "Demo DNS": the page where whoever tries the demo is the administrator of a domain's records.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use maud::{Markup, html};
use serde::Deserialize;

use crate::{admin, host::Host, pages};

use super::{Content, DomainName, InvalidRecord, Kind, RecordSet, Zone};

const ADDRESS: &str = "/dns/console";
const EMPTY: &str = "Enter the value of the record.";

/// Registers the routes, below those of the orders.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(ADDRESS, web::get().to(show))
        .route("/dns/console/add", web::post().to(add))
        .route("/dns/console/remove", web::post().to(remove));
}

/// A record, as the page's forms send it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(rename = "type")]
    kind: Kind,
    name: String,
    value: String,
}

impl Typed {
    const fn nothing() -> Self {
        Self { kind: Kind::Txt, name: String::new(), value: String::new() }
    }

    fn parse(&self) -> Result<(DomainName, Content), InvalidRecord> {
        Ok((DomainName::parse(&self.name)?, Content::parse(self.kind, &self.value)?))
    }
}

async fn show(host: web::Data<Host>) -> HttpResponse {
    page(&host, StatusCode::OK, &Typed::nothing(), None)
}

async fn add(
    host: web::Data<Host>,
    zone: web::Data<Zone>,
    http: HttpRequest,
    typed: web::Form<Typed>,
) -> HttpResponse {
    if is_foreign(&http) {
        return refusal();
    }
    let problem = if typed.value.trim().is_empty() {
        Some(EMPTY.to_owned())
    } else {
        let added = typed.parse().and_then(|(name, content)| zone.add(name, content));
        added.err().map(|error| error.to_string())
    };
    match problem {
        Some(problem) => page(&host, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(&problem)),
        None => back(),
    }
}

async fn remove(zone: web::Data<Zone>, http: HttpRequest, typed: web::Form<Typed>) -> HttpResponse {
    if is_foreign(&http) {
        return refusal();
    }
    // What cannot be read is not there either.
    if let Ok((name, content)) = typed.parse() {
        zone.remove(&name, &content);
    }
    back()
}

fn back() -> HttpResponse {
    let address = format!("{}{ADDRESS}", admin::PATH);
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).finish()
}

/// Browsers say when a form is on somebody else's page; programs say nothing.
fn is_foreign(http: &HttpRequest) -> bool {
    http.headers().get("sec-fetch-site").is_some_and(|site| site != "same-origin")
}

fn refusal() -> HttpResponse {
    HttpResponse::Forbidden()
        .content_type("text/plain")
        .body("Refused: this form is not on a page of Demo DNS.")
}

fn page(host: &Host, status: StatusCode, typed: &Typed, problem: Option<&str>) -> HttpResponse {
    let server = host.name_server();
    let sets = server.zone.record_sets();
    let content = html! {
        div.card.wide {
            div.mark aria-hidden="true" { "D" }
            h1.centered { "Demo DNS" }
            p.muted.centered {
                "In this demo you also look after the DNS of your domains, and this is where you do it. "
                "The portal asks this name server, at " code { (server.address) } ", and not the internet."
            }
            h2 { "Records" }
            @if sets.is_empty() {
                p.muted { "There are none yet. Add the record that the portal asks for." }
            } @else {
                (table(&sets))
            }
            h2 #add { "Add a record" }
            @if let Some(problem) = problem { p.alert #problem role="alert" { (problem) } }
            (form(typed, problem.is_some()))
        }
    };
    pages::page(status, "Demo DNS", &content)
}

fn table(sets: &[RecordSet]) -> Markup {
    html! {
        table.records {
            thead { tr { th scope="col" { "Type" } th scope="col" { "Name" } th scope="col" { "Value" } td {} } }
            tbody {
                @for set in sets { @for value in &set.values { (row(set, value)) } }
            }
        }
    }
}

fn row(set: &RecordSet, value: &str) -> Markup {
    html! {
        tr {
            td data-label="Type" { (set.kind.as_str()) }
            td data-label="Name" { code { (set.name) } }
            td data-label="Value" { code { (value) } }
            td {
                form method="post" action={ (admin::PATH) "/dns/console/remove" } {
                    input type="hidden" name="type" value=(set.kind.as_str());
                    input type="hidden" name="name" value=(set.name);
                    input type="hidden" name="value" value=(value);
                    button type="submit" aria-label={ "Remove " (set.kind.as_str()) " record " (value) " of " (set.name) } { "Remove" }
                }
            }
        }
    }
}

fn form(typed: &Typed, wrong: bool) -> Markup {
    let described = wrong.then_some("problem");
    html! {
        form.fields method="post" action={ (admin::PATH) "/dns/console/add" } aria-labelledby="add" {
            div {
                label for="type" { "Type" }
                select #type name="type" {
                    @for kind in Kind::ALL {
                        option value=(kind.as_str()) selected[kind == typed.kind] { (kind.as_str()) }
                    }
                }
            }
            div {
                label for="name" { "Name" }
                input #name type="text" name="name" value=(typed.name) placeholder="_check.globex.example" required
                    autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby=[described];
            }
            div {
                label for="value" { "Value" }
                input #value type="text" name="value" value=(typed.value) required autocomplete="off" autocapitalize="none"
                    spellcheck="false" aria-describedby=[described];
            }
            button.primary type="submit" { "Add record" }
        }
    }
}
