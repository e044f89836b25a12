//! The switches for people.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use maud::html;
use serde::Deserialize;

use crate::demo_idp::{Idp, pages, sign_in::see_other, state::Switches};

use super::{Section, page};

/// One switch, in words.
struct Switch {
    name: &'static str,
    title: &'static str,
    saml: &'static str,
    oidc: &'static str,
    place: fn(&mut Switches) -> &mut bool,
}

const SWITCHES: [Switch; 5] = [
    Switch {
        name: "wrong_certificate",
        title: "Wrong certificate",
        saml: "Signs with another key and shows that key's certificate in the answer. The metadata stays as it is, as after a certificate change that nobody passed on.",
        oidc: "Signs ID tokens with a key that the JWKS does not list.",
        place: |switches| &mut switches.wrong_certificate,
    },
    Switch {
        name: "wrong_audience",
        title: "Wrong audience",
        saml: "Addresses the assertion to another application, as when the Audience URI was mistyped.",
        oidc: "Puts another client into the aud claim.",
        place: |switches| &mut switches.wrong_audience,
    },
    Switch {
        name: "no_email",
        title: "No e-mail address",
        saml: "Leaves the e-mail attribute out and sends an opaque ID as Name ID.",
        oidc: "Leaves email out of the ID token and of userinfo.",
        place: |switches| &mut switches.no_email,
    },
    Switch {
        name: "expired_assertion",
        title: "Expired answers",
        saml: "Sends assertions that were made an hour ago, as when its clock is slow.",
        oidc: "Gives ID tokens that have expired.",
        place: |switches| &mut switches.expired_assertion,
    },
    Switch {
        name: "user_not_assigned",
        title: "Nobody is assigned",
        saml: "Answers with the status Responder, RequestDenied instead of an assertion.",
        oidc: "Answers with error=access_denied instead of a code.",
        place: |switches| &mut switches.user_not_assigned,
    },
];

/// The titles of the switches that are on, in lower case.
pub(super) fn switched_on(mut switches: Switches) -> Vec<String> {
    SWITCHES
        .iter()
        .filter(|switch| *(switch.place)(&mut switches))
        .map(|switch| switch.title.to_lowercase())
        .collect()
}

pub(super) async fn show(idp: web::Data<Idp>, http: HttpRequest) -> HttpResponse {
    let mut switches = idp.switches();
    let any = switches != Switches::default();
    let content = html! {
        div.lead {
            p { "Make this identity provider fail as real ones do, and see what the application makes of it. A switch counts from the next sign-in on." }
            form method="post" action="/console/misbehaviour/reset" {
                button type="submit" disabled[!any] { "Switch everything off" }
            }
        }
        ul.switches {
            @for switch in &SWITCHES {
                @let on = *(switch.place)(&mut switches);
                li {
                    div {
                        h2 id=(switch.name) { (switch.title) " " span.state.on[on] { (if on { "On" } else { "Off" }) } }
                        p { strong { "SAML: " } (switch.saml) }
                        p { strong { "OpenID Connect: " } (switch.oidc) }
                    }
                    form method="post" action="/console/misbehaviour" {
                        input type="hidden" name="switch" value=(switch.name);
                        input type="hidden" name="on" value=(!on);
                        button type="submit" aria-describedby=(switch.name) class=[(!on).then_some("danger")] {
                            @if on { "Switch off" } @else { "Switch on" }
                        }
                    }
                }
            }
        }
    };
    page(&idp, &http, Section::Misbehaviour, "Misbehaviour", &content)
}

#[derive(Deserialize)]
pub(super) struct Form {
    switch: String,
    on: bool,
}

pub(super) async fn set(idp: web::Data<Idp>, form: web::Form<Form>) -> HttpResponse {
    let Some(switch) = SWITCHES.iter().find(|switch| switch.name == form.switch) else {
        let advice = "The form names a switch that does not exist. Go back and reload the page.";
        return pages::problem(StatusCode::BAD_REQUEST, "No such switch", advice);
    };
    idp.change(|state| *(switch.place)(&mut state.switches) = form.on);
    see_other("/console/misbehaviour")
}

pub(super) async fn reset(idp: web::Data<Idp>) -> HttpResponse {
    idp.change(|state| state.switches = Switches::default());
    see_other("/console/misbehaviour")
}
